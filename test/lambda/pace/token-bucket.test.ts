import { PACE_ALONE, QUOTA, thisProject } from '../../../bench/freshness/policies';
import { nextTokenAt, tokenBucket } from '../../../lambda/pace/token-bucket';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { mostInWindow, simulate } from '../../../sim/plan/policy-run';
import { aRow, landedAt, NOON } from '../../support/rows';

const PER_TOKEN = DAY / 28;

test('a full bucket gives its tokens at once, and then one at a time as they flow in', () => {
  expect(nextTokenAt([], 32, 4)).toBe(Number.NEGATIVE_INFINITY);
  expect(Math.ceil(nextTokenAt([NOON, NOON, NOON], 32, 4))).toBe(NOON);
  expect(nextTokenAt([NOON, NOON, NOON, NOON], 32, 4)).toBeCloseTo(NOON + PER_TOKEN, 0);
});

test('a bucket holds one token less than a quota that would fit into it', () => {
  expect(nextTokenAt([NOON], 2, 4)).toBe(NOON + DAY);
  expect(nextTokenAt([NOON], 1, 4)).toBe(NOON + DAY);
});

test('it puts a start off until there is a token, and says so', () => {
  const calls = [NOON, NOON, NOON, NOON];
  const pending = landedAt(NOON + MINUTE);
  expect(tokenBucket(4).earliestStart(aRow({ calls }), pending, NOON + HOUR / 2)).toEqual({
    at: Math.ceil(NOON + PER_TOKEN),
    deferred: true,
    reason: 'the next token is there at 2026-11-23T12:51:25Z',
  });
  expect(tokenBucket(4).earliestStart(aRow({ calls }), pending, NOON + HOUR)).toMatchObject({
    at: NOON + HOUR,
    deferred: false,
  });
});

test('the function takes another pace, and the quota holds under it', () => {
  const stream = Array.from({ length: 2 * 720 }, (_, i) => NOON + i * 2 * MINUTE);
  const { starts } = simulate(stream, thisProject(300, PACE_ALONE, undefined, tokenBucket(4)), 300);
  expect(mostInWindow(starts, DAY)).toBeLessThanOrEqual(QUOTA);
  expect(starts.slice(0, 4).map((start) => start - NOON)).toEqual([5, 305, 605, 905].map((s) => s * SECOND));
  expect((starts[5] as number) - (starts[4] as number)).toBeGreaterThan(45 * MINUTE);
});
