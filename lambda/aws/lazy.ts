/**
 * Makes something with its first use. What one reconcile in many needs is loaded then, and not by every cold start. A
 * load that fails is tried again with the next use.
 */
export function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
