import { hourly, QUOTA, spaced, thisProject, tokenBucket } from '../../bench/policies';
import { mostInWindow, type Policy, simulate } from '../../bench/policy-run';
import { BEGIN } from '../../bench/traces';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';

const at = (...minutes: readonly number[]): number[] => minutes.map((minute) => BEGIN + minute * MINUTE);

test('a landing alone lags by the margin and the ingestion', () => {
  const { meanLagSeconds, starts } = simulate(at(10), spaced(0), 300);
  expect(meanLagSeconds).toBe(305);
  expect(starts).toEqual([BEGIN + 10 * MINUTE + 5 * SECOND]);
});

test('what lands during an ingestion waits for its end', () => {
  const { starts, meanLagSeconds } = simulate(at(0, 1, 2), spaced(0), 300);
  expect(starts).toEqual([BEGIN + 5 * SECOND, BEGIN + 305 * SECOND]);
  expect(meanLagSeconds).toBe((305 + (605 - 60) + (605 - 120)) / 3);
});

test('hourly starts at the full hour', () => {
  expect(simulate(at(10, 50), hourly(), 300).starts).toEqual([BEGIN + HOUR]);
});

test('the most starts in a window', () => {
  expect(mostInWindow([0, 5, 10, 11], 10)).toBe(3);
  expect(mostInWindow([], 10)).toBe(0);
});

const policies: Record<string, () => Policy> = {
  'this project': () => thisProject(300),
  'at once': () => spaced(0),
  'every 45 minutes': () => spaced(45 * MINUTE),
  hourly,
  'a bucket of 4': () => tokenBucket(4),
};

test.each(Object.entries(policies))('%s keeps the quota of a two-minute stream', (_, policy) => {
  const stream = Array.from({ length: 2 * 720 }, (__, i) => BEGIN + i * 2 * MINUTE);
  const { mostIn24h, starts } = simulate(stream, policy(), 300);
  expect(mostIn24h).toBeLessThanOrEqual(QUOTA);
  expect(starts.at(-1)).toBeGreaterThan(BEGIN + 2 * DAY - HOUR);
});

test('this project starts at once where the quota does not bind', () => {
  const { meanLagSeconds } = simulate(at(0, 720, 1_440), thisProject(300), 300);
  expect(meanLagSeconds).toBe(305);
});
