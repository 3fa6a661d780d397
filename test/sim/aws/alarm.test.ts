import { MINUTE } from '../../../lambda/time';
import { type AlarmState, stateOf } from '../../../sim/aws/cloudwatch/alarm';
import { MetricData } from '../../../sim/aws/cloudwatch/metric-data';
import type { AlarmResource } from '../../../sim/template/resources';

const metric = { namespace: 'N', name: 'M', dimensions: { D: 'x' } };

const anAlarm = (changes: Partial<AlarmResource> = {}): AlarmResource => ({
  name: 'A',
  description: '',
  metrics: { metric },
  statistic: 'Sum',
  period: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 2,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'notBreaching',
  alarmActions: [],
  okActions: [],
  ...changes,
});

/** Values by minute. */
function data(values: Readonly<Record<number, number[]>>): MetricData {
  const all = new MetricData();
  for (const [at, each] of Object.entries(values)) {
    for (const value of each) {
      all.put(metric, Number(at) * MINUTE, value);
    }
  }
  return all;
}

test.each<[string, Partial<AlarmResource>, Record<number, number[]>, number, AlarmState]>([
  ['adds up the values of a period', {}, { 1: [1], 2: [1] }, 5, 'ALARM'],
  ['leaves out what is before the period', {}, { 0: [1], 5: [1] }, 6, 'OK'],
  ['leaves out what is at its end', {}, { 5: [2] }, 5, 'OK'],
  ['takes the largest', { statistic: 'Maximum' }, { 1: [1], 2: [1] }, 5, 'OK'],
  ['takes the smallest', { statistic: 'Minimum', comparisonOperator: 'LessThanThreshold' }, { 1: [9, 1] }, 5, 'ALARM'],
  ['wants M of N', { evaluationPeriods: 3, datapointsToAlarm: 2 }, { 1: [2], 6: [1], 11: [2] }, 15, 'ALARM'],
  ['and no fewer', { evaluationPeriods: 3, datapointsToAlarm: 2 }, { 1: [2], 6: [1], 11: [1] }, 15, 'OK'],
  ['takes silence for well', {}, {}, 5, 'OK'],
  ['takes silence for trouble', { treatMissingData: 'breaching' }, {}, 5, 'ALARM'],
  ['keeps its state in silence, on', { treatMissingData: 'ignore' }, { 1: [2] }, 65, 'ALARM'],
  ['keeps its state in silence, off', { treatMissingData: 'ignore' }, { 1: [2], 6: [1] }, 65, 'OK'],
  ['has no state before there was data', { treatMissingData: 'ignore' }, {}, 65, 'INSUFFICIENT_DATA'],
  ['is about its own dimensions', { metrics: { metric: { ...metric, dimensions: {} } } }, { 1: [2] }, 5, 'OK'],
])('an alarm %s', (_, changes, values, at, state) => {
  expect(stateOf(anAlarm(changes), data(values), at * MINUTE)).toBe(state);
});

const other = { ...metric, name: 'Other' };

test.each<[string, string, Record<string, typeof metric>, number, AlarmState]>([
  ['is on the sum of metrics', 'SUM(FILL(METRICS(), 0))', { a: metric, b: metric }, 4, 'ALARM'],
  ['has no sum above its parts', 'SUM(FILL(METRICS(), 0))', { a: metric, b: metric }, 5, 'OK'],
  ['takes a silent metric of a sum for 0', 'SUM(FILL(METRICS(), 0))', { a: metric, b: other }, 2, 'ALARM'],
  ['has no sum where all are silent', 'SUM(FILL(METRICS(), 0))', { a: other }, 0, 'OK'],
  ['is on a percentage', '100 * used / limit', { used: metric, limit: metric }, 100, 'ALARM'],
  ['has no percentage of what is silent', '100 * used / limit', { used: metric, limit: other }, 0, 'OK'],
])('an alarm on an expression %s', (_, expression, metrics, threshold, state) => {
  const alarm = anAlarm({ expression, metrics, threshold });
  expect(stateOf(alarm, data({ 1: [2] }), 5 * MINUTE)).toBe(state);
});

test('an expression that the simulator does not know is an error, never a guess', () => {
  expect(() => stateOf(anAlarm({ expression: 'AVG(METRICS())' }), data({ 1: [2] }), 5 * MINUTE)).toThrow(
    /not support AVG\(METRICS\(\)\)/,
  );
});

test('an embedded metric is one for each of its sets of dimensions', () => {
  const all = new MetricData();
  const fields = {
    _aws: { CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [['D'], ['E', 'F']], Metrics: [{ Name: 'M' }] }] },
    D: 'x',
    E: 'y',
    F: 'z',
    M: [1, 2],
  };
  all.extract({ at: 0, fields });
  const sets: Record<string, string>[] = [{ D: 'x' }, { F: 'z', E: 'y' }];
  for (const dimensions of sets) {
    expect(all.between({ namespace: 'N', name: 'M', dimensions }, 0, 1)).toEqual([1, 2]);
    expect(all.names('N', dimensions, 0)).toEqual(['M']);
    expect(all.names('N', dimensions, 1)).toEqual([]);
  }
  expect(all.between({ namespace: 'N', name: 'M', dimensions: {} }, 0, 1)).toEqual([]);
});

test('a statistic that the simulator does not know is an error, never a guess', () => {
  expect(() => stateOf(anAlarm({ statistic: 'p99' }), data({ 1: [2] }), 5 * MINUTE)).toThrow(/not support p99/);
});
