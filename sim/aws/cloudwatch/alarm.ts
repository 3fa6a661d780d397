import type { AlarmResource } from '../../template/resources';
import type { MetricData } from './metric-data';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** An alarm that ignores missing data keeps its state; before there was any it had none to keep. */
const LONGEST_MEMORY = 30 * 24 * 3_600_000;

/** The state of an alarm at a time: M of the last N periods, with what is missing treated as the alarm says. */
export function stateOf(alarm: AlarmResource, data: MetricData, now: number): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm;
  const period = alarm.period * 1_000;
  for (let end = now; end > now - LONGEST_MEMORY; end -= period) {
    const breaches = Array.from({ length: evaluationPeriods }, (_, back) => breach(alarm, data, end - back * period));
    const known = breaches.filter((breaching) => breaching !== undefined);
    if (known.length === 0 && treatMissingData === 'ignore') {
      continue;
    }
    const filled = breaches.map((breaching) => breaching ?? treatMissingData === 'breaching');
    return filled.filter(Boolean).length >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
  return 'INSUFFICIENT_DATA';
}

/** Whether the period that ends then breaches; unknown without data. */
function breach(alarm: AlarmResource, data: MetricData, end: number): boolean | undefined {
  const values = data.between(alarm.metric, end - alarm.period * 1_000, end);
  const statistic = STATISTICS[alarm.statistic];
  const compare = COMPARISONS[alarm.comparisonOperator];
  if (!statistic || !compare) {
    throw new Error(
      `the simulator does not support ${alarm.statistic} ${alarm.comparisonOperator}: add it to alarm.ts`,
    );
  }
  return values.length === 0 ? undefined : compare(statistic(values), alarm.threshold);
}
