import * as fc from 'fast-check';
import {
  allowedCalls,
  allowedRequests,
  callsInWindow,
  quotaLeft,
  quotaOpensAt,
  requestsOpenAt,
} from '../../../lambda/pace/quota';
import { DAY, HOUR, SECOND } from '../../../lambda/time';
import { FUNCTION_TIMEOUT_SECONDS } from '../../../lib/private/contract';
import { aFailure, aRow, NOON, settings } from '../../support/rows';

const row = (calls: readonly number[], perDay: number, reserved = 0): ReturnType<typeof aRow> =>
  aRow({ calls, settings: settings({ quota: { perDay, reserved } }) });

test('a call of the last 24 hours counts, and one an hour older does not', () => {
  const calls = [NOON - DAY - HOUR, NOON - DAY, NOON - 1];
  expect(callsInWindow(calls, NOON)).toEqual([NOON - DAY, NOON - 1]);
});

test('a call counts for as long as it may have been made late, and not a millisecond longer', () => {
  const counted = DAY + (FUNCTION_TIMEOUT_SECONDS + 20) * SECOND;
  expect(callsInWindow([NOON - counted, NOON - counted + 1], NOON)).toEqual([NOON - counted + 1]);
});

test('what is reserved for others is not ours to call, and one call always is', () => {
  expect(allowedCalls(row([], 32, 4))).toBe(28);
  expect(allowedCalls(row([], 32, 32))).toBe(1);
});

test('requests alone may start as many refreshes as the row says, or else a quarter of the quota, and one at least', () => {
  expect(allowedRequests({ ...row([], 32), requests: { maxPerDay: 5, calls: [] } })).toBe(5);
  expect(allowedRequests(row([], 32, 2))).toBe(7);
  expect(allowedRequests(row([], 3))).toBe(1);
});

test('requests may start one more when the oldest of their own calls leaves the window', () => {
  const calls = [NOON - 3 * HOUR, NOON - 2 * HOUR, NOON - HOUR];
  const asked = (...theirs: readonly number[]) => ({ ...row(calls, 32), requests: { maxPerDay: 1, calls: theirs } });
  expect(requestsOpenAt(row(calls, 4), NOON)).toBe(NOON);
  expect(requestsOpenAt(asked(), NOON)).toBe(NOON);
  expect(requestsOpenAt(asked(NOON - 2 * HOUR), NOON)).toBe(quotaOpensAt(row([NOON - 2 * HOUR], 1), NOON));
});

test('what is left of the quota is what was not called, and nothing when QuickSight says so', () => {
  expect(quotaLeft(row([NOON - DAY - HOUR, NOON - HOUR], 32, 2), NOON)).toBe(29);
  expect(quotaLeft(row([NOON - 2 * HOUR, NOON - HOUR], 1), NOON)).toBe(0);
  expect(quotaLeft({ ...row([], 32), failure: aFailure({ error: 'ThrottlingException' }) }, NOON)).toBe(32);
  expect(quotaLeft({ ...row([], 32), failure: aFailure({ error: 'LimitExceededException' }) }, NOON)).toBe(0);
});

test('the quota is open while there are fewer calls than it has', () => {
  expect(quotaOpensAt(row([], 1), NOON)).toBe(NOON);
  expect(quotaOpensAt(row([NOON - HOUR], 2), NOON)).toBe(NOON);
});

test('the quota opens when the oldest of as many calls as it has leaves the window', () => {
  const opens = quotaOpensAt(row([NOON - 3 * HOUR, NOON - 2 * HOUR, NOON - HOUR], 2), NOON);
  expect(opens).toBeGreaterThanOrEqual(NOON - 2 * HOUR + DAY);
  expect(opens).toBeLessThan(NOON - 2 * HOUR + DAY + HOUR / 4);
});

test('when it opens it is open, and not a millisecond before', () => {
  const full = row([NOON - HOUR], 1);
  const opens = quotaOpensAt(full, NOON);
  expect(quotaOpensAt(full, opens)).toBe(opens);
  expect(quotaOpensAt(full, opens - 1)).toBe(opens);
});

test('calls made whenever it is open never exceed the quota in any 24 hours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 6 * HOUR }), { minLength: 5, maxLength: 40 }),
      (perDay, gaps) => {
        const calls: number[] = [];
        let now = NOON;
        for (const gap of gaps) {
          now += gap;
          now = quotaOpensAt(row(calls, perDay), now);
          calls.push(now);
        }
        for (const [index, call] of calls.entries()) {
          expect(call - (calls[index - perDay] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(DAY);
        }
      },
    ),
  );
});
