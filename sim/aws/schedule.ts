const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds from one tick of a schedule expression to the next. */
export function periodOf(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const period = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(period)) {
    throw new Error(
      `the simulator supports schedules such as rate(5 minutes), not ${expression}: add it to sim/aws/schedule.ts`,
    );
  }
  return period;
}
