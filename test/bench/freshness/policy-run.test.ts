import { leastTotalLag } from '../../../bench/freshness/lower-bound';
import { paceBefore } from '../../../bench/freshness/pace-before';
import { hourly, PACE_ALONE, QUOTA, spaced, thisProject, tokenBucket } from '../../../bench/freshness/policies';
import { toldPace } from '../../../bench/freshness/told-pace';
import { BEGIN, draw, HELD_OUT, type Kind, TUNED } from '../../../bench/freshness/traces';
import type { Pace } from '../../../lambda/pace/pace';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { mostInWindow, type Policy, simulate } from '../../../sim/plan/policy-run';

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

test('each landing has its lag', () => {
  expect(simulate(at(0, 1, 2), spaced(0), 300).lags).toEqual([305, 605 - 60, 605 - 120]);
});

test('hourly starts at the full hour', () => {
  expect(simulate(at(10, 50), hourly(), 300).starts).toEqual([BEGIN + HOUR]);
});

test('the most starts in a window', () => {
  expect(mostInWindow([0, 5, 10, 11], 10)).toBe(3);
  expect(mostInWindow([], 10)).toBe(0);
});

const STREAM = Array.from({ length: 2 * 720 }, (_, i) => BEGIN + i * 2 * MINUTE);

const policies: Record<string, () => Policy> = {
  'this project': () => thisProject(300),
  'at once': () => spaced(0),
  'every 45 minutes': () => spaced(45 * MINUTE),
  hourly,
  'a bucket of 4': () => tokenBucket(4),
  'the pace before': () => thisProject(300, PACE_ALONE, undefined, paceBefore(300)),
  'told the rates': () => thisProject(300, PACE_ALONE, undefined, toldPace([STREAM], 300)),
};

test.each(Object.entries(policies))('a pace, %s, keeps the quota of a two-minute stream', (_, policy) => {
  const { mostIn24h, starts } = simulate(STREAM, policy(), 300);
  expect(mostIn24h).toBeLessThanOrEqual(QUOTA);
  expect(starts.at(-1)).toBeGreaterThan(BEGIN + 2 * DAY - HOUR);
});

test('this project starts at once where the quota does not bind', () => {
  const { meanLagSeconds } = simulate(at(0, 720, 1_440), thisProject(300), 300);
  expect(meanLagSeconds).toBe(305);
});

test('the pace before is what the pace was: its figures stay', () => {
  const ratioOf = (kindName: string): number => {
    const kind = [...TUNED, ...HELD_OUT].find(({ name }) => name === kindName) as Kind;
    const { begin, landings } = draw(kind, 1);
    const bound = leastTotalLag(landings, { perDay: QUOTA, daysFrom: begin, ingestionSeconds: 300, marginSeconds: 5 });
    const before = thisProject(300, PACE_ALONE, undefined, paceBefore(300));
    return (simulate(landings, before, 300).meanLagSeconds * landings.length) / bound;
  };
  expect(ratioOf('office hours')).toBeCloseTo(1.2, 2);
  expect(ratioOf('bursty Poisson')).toBeCloseTo(2.22, 2);
});

test('a pace that knows when the storm comes keeps quota for it', () => {
  const storm = Array.from({ length: 300 }, (_, i) => BEGIN + 20 * HOUR + i * MINUTE);
  const before = Array.from({ length: 100 }, (_, i) => BEGIN + i * 10 * MINUTE);
  const trace = [...before, ...storm];
  const lag = (pace?: Pace): number =>
    simulate(trace, thisProject(300, PACE_ALONE, undefined, pace), 300).meanLagSeconds;
  expect(lag(toldPace([trace], 300))).toBeLessThan(lag());
});
