/** The value in the middle: one slow or one lucky run must not move it. */
export function median(values: readonly number[]): number {
  if (values.length === 0) {
    throw new Error('there is no median of nothing');
  }
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * Measures subjects in turn, A B C A B C …: what slows the machine down for a while slows all of them. The first round
 * warms caches and does not count. Answers each subject's values, round by round.
 */
export async function inTurn<Name extends string, Value>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Value | Promise<Value>>>,
): Promise<Record<Name, Value[]>> {
  const names = Object.keys(subjects) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Value[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await subjects[name]();
      if (round > 0) {
        values[name].push(value);
      }
    }
  }
  return values;
}

/** The median of the ratios, round by round: pairs keep a ratio meaningful while the machine's speed drifts. */
export function ratio(values: readonly number[], over: readonly number[]): number {
  return median(pairs(values, over).map(([value, other]) => value / other));
}

/** The median of the differences, round by round. */
export function difference(values: readonly number[], from: readonly number[]): number {
  return median(pairs(values, from).map(([value, other]) => value - other));
}

function pairs(a: readonly number[], b: readonly number[]): [number, number][] {
  if (a.length !== b.length) {
    throw new Error(`rounds must come in pairs: got ${a.length} and ${b.length}`);
  }
  return a.map((value, round) => [value, b[round] as number]);
}
