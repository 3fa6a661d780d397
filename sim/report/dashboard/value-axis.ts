/** Marks of an axis that begins at 0: at most four round steps, up to the largest value. */
export function valueTicks(max: number, whole: boolean): number[] {
  const rough = max / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
  const step = whole ? Math.max(round, 1) : round;
  return Array.from({ length: Math.max(Math.ceil(max / step), 1) + 1 }, (_, index) => index * step);
}

/** A value as an axis has it: `0`, `2.5K`, `1.2M`. */
export const formatValue = (value: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
