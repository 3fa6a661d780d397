/** At least one of these, for a test that is about the first of them. */
export function some<T>(items: readonly T[]): [T, ...T[]] {
  const [first, ...others] = items;
  if (items.length === 0) {
    throw new Error('expected at least one: there is none');
  }
  return [first as T, ...others];
}
