import type { AlarmResource } from '../../template/resources';
import type { MetricData } from './metric-data';
import { STATISTICS } from './statistics';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

type Expression = (values: Readonly<Record<string, number>>) => number | undefined;

const THE_METRIC: Expression = ({ metric }) => metric;

/** Metric math, of the values of a period by the ids of their metrics; a metric without data has none. */
const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  'SUM(FILL(METRICS(), 0))': (values) => {
    const all = Object.values(values);
    return all.length === 0 ? undefined : all.reduce((sum, value) => sum + value, 0);
  },
  '100 * used / limit': ({ used, limit }) =>
    used === undefined || limit === undefined ? undefined : (100 * used) / limit,
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
  const statistic = STATISTICS[alarm.statistic];
  const compare = COMPARISONS[alarm.comparisonOperator];
  const expression = alarm.expression === undefined ? THE_METRIC : EXPRESSIONS[alarm.expression];
  if (!statistic || !compare || !expression) {
    const asked = [alarm.expression ?? [], alarm.statistic, alarm.comparisonOperator].flat().join(' ');
    throw new Error(`the simulator does not support ${asked}: add it to alarm.ts`);
  }
  const known = Object.entries(alarm.metrics).flatMap(([id, metric]) => {
    const values = data.between(metric, end - alarm.period * 1_000, end);
    return values.length === 0 ? [] : [[id, statistic(values)] as const];
  });
  const value = expression(Object.fromEntries(known));
  return value === undefined ? undefined : compare(value, alarm.threshold);
}
