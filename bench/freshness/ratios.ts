export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export const twoDigits = (value: number): string => value.toFixed(2);

/** `≤ 2`, and whether it is missed; nothing without a goal. */
export const goalOf = (value: number, most: number | undefined): string =>
  most === undefined ? '' : `≤ ${most}${value <= most ? '' : ', missed'}`;

export const tableLine = (name: string, cells: readonly string[], goal: string): string =>
  [name.padEnd(44), ...cells.map((cell) => cell.padStart(14)), `   ${goal}`].join('').trimEnd();

/** `Nightly burst of 2,000 files` → `nightly-burst-of-2000-files` */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(?<=\d),(?=\d)/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
