/** Answers `otherwise` where a permission is missing, and remembers which. */
export type Unless = <T>(what: Promise<T>, otherwise: T) => Promise<T>;
