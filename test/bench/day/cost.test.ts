import { costOf, costPerEvent, total, type Usage } from '../../../bench/day/cost';

const NOTHING: Usage = {
  landings: 0,
  invocations: 0,
  seconds: 0,
  messages: 0,
  wakes: 0,
  reads: 0,
  writes: 0,
  outcomes: 0,
  logBytes: 0,
  metricHours: 0,
};
const MILLION = 1_000_000;

test('a day without any data costs the asking for messages: five pollers, every 20 seconds', () => {
  const { SQS, ...rest } = costOf(NOTHING);
  expect(SQS).toBeCloseTo(21_600 * 0.4e-6, 10);
  expect(total(rest)).toBe(0);
});

test.each<[string, Partial<Usage>, string, number]>([
  ['requests of Lambda', { invocations: MILLION }, 'Lambda', 0.2],
  ['seconds of 256 MB', { seconds: MILLION }, 'Lambda', 3.33335],
  ['reads', { reads: MILLION }, 'DynamoDB', 0.125],
  ['writes', { writes: MILLION }, 'DynamoDB', 0.625],
  ['outcome events', { outcomes: MILLION }, 'EventBridge', 1],
  ['a GB of log', { logBytes: 1e9 }, 'logs', 0.5],
  ['a metric in each hour of a month', { metricHours: 720 }, 'metrics', 0.3],
  // sent by EventBridge; received and deleted by tens
  ['messages', { landings: MILLION, messages: MILLION }, 'SQS', 1_221_600 * 0.4e-6],
  ['wakes', { wakes: MILLION, messages: MILLION }, 'SQS', 1_221_600 * 0.4e-6],
])('the cost is that of %s', (_, usage, item, dollars) => {
  expect(costOf({ ...NOTHING, ...usage })[item]).toBeCloseTo(dollars, 8);
});

test('a single Lambda function for each event costs a request, a quarter of a second of 128 MB, and a log line', () => {
  expect(costPerEvent(MILLION)).toBeCloseTo(0.2 + 0.416_668_75 + 0.35, 6);
});

test('the sum of all costs is the bill', () => {
  expect(total({ a: 1, b: 0.5 })).toBe(1.5);
});
