import * as fc from 'fast-check';
import { PACE_ALONE, thisProject } from '../../bench/policies';
import { mostInWindow, simulate } from '../../bench/simulate';
import { type Demand, learn } from '../../lambda/demand';
import { callsInWindow, earliestStart, quotaOpensAt } from '../../lambda/pace';
import { aRow, DAY, HOUR, landedAt, MINUTE, NOON, SECOND, settings } from './rows';

const row = (calls: readonly number[], perDay: number, leaveForPeople = 0): ReturnType<typeof aRow> =>
  aRow({ calls, settings: settings({ quota: { perDay, leaveForPeople } }) });

test('a call of the last 24 hours counts, and one an hour older does not', () => {
  const calls = [NOON - DAY - HOUR, NOON - DAY, NOON - 1];
  expect(callsInWindow(calls, NOON)).toEqual([NOON - DAY, NOON - 1]);
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

describe('played with whatever lands', () => {
  type Quota = typeof PACE_ALONE.quota;
  const ENTERPRISE: Quota = { perDay: 32, leaveForPeople: 0 };

  const quotas: fc.Arbitrary<Quota> = fc.oneof(
    fc.constantFrom(ENTERPRISE, { perDay: 8, leaveForPeople: 0 }, { perDay: 32, leaveForPeople: 4 }),
    fc.integer({ min: 1, max: 40 }).map((perDay) => ({ perDay, leaveForPeople: 0 })),
  );

  /** Gaps from a burst's to a quiet half day's. */
  const gaps = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 20 * 60 }),
    fc.integer({ min: 0, max: 12 * 3_600 }),
  );

  const after = (list: readonly number[]): number[] => {
    let at = NOON;
    return list.map((gap) => {
      at += gap * SECOND;
      return at;
    });
  };
  const landings = fc.array(gaps, { minLength: 1, maxLength: 200 }).map(after);

  const startsOf = (times: readonly number[], quota: Quota, demand?: Demand, seconds = 300): readonly number[] =>
    simulate(times, thisProject(seconds, { ...PACE_ALONE, quota }, demand), seconds).starts;

  const longestWait = (times: readonly number[], starts: readonly number[]): number =>
    Math.max(...times.map((time) => (starts.find((start) => start >= time + 5 * SECOND) as number) - time));

  /** Until a call comes back, until the ingestion in flight ends, and the longest that the pace itself puts off. */
  const longestAllowed = ({ perDay, leaveForPeople }: Quota): number =>
    DAY + 300 * SECOND + 2 * (DAY / (perDay - leaveForPeople)) + 3 * MINUTE;

  test('no 24 hours ever hold more calls than the quota', () => {
    fc.assert(
      fc.property(landings, quotas, fc.integer({ min: 10, max: 7_200 }), (times, quota, seconds) => {
        const starts = startsOf(times, quota, undefined, seconds);
        expect(mostInWindow(starts, DAY)).toBeLessThanOrEqual(quota.perDay - quota.leaveForPeople);
      }),
    );
  });

  test('a wrong memory costs no quota and starves nothing', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 168, maxLength: 168 });
    fc.assert(
      fc.property(landings, quotas, counts, counts, (times, quota, wrong, alsoWrong) => {
        const slot = Math.floor(NOON / (HOUR / 2));
        const starts = startsOf(times, quota, {
          slot,
          landings: wrong,
          bursts: alsoWrong,
          burst: { at: NOON, count: 1 },
        });
        expect(mostInWindow(starts, DAY)).toBeLessThanOrEqual(quota.perDay - quota.leaveForPeople);
        expect(longestWait(times, starts)).toBeLessThanOrEqual(longestAllowed(quota));
      }),
      { numRuns: 30 },
    );
  });

  test('whatever landed is refreshed in bounded time', () => {
    fc.assert(
      fc.property(landings, quotas, (times, quota) => {
        expect(longestWait(times, startsOf(times, quota))).toBeLessThanOrEqual(longestAllowed(quota));
      }),
    );
  });

  test('where the quota does not bind, a refresh starts as soon as a landing can be covered', () => {
    const apart = fc.array(fc.integer({ min: 3_600, max: 9 * 3_600 }), { minLength: 1, maxLength: 100 }).map(after);
    fc.assert(
      fc.property(apart, (times) => {
        expect(startsOf(times, ENTERPRISE)).toEqual(times.map((time) => time + 5 * SECOND));
      }),
    );
  });

  test('a burst of files is one refresh', () => {
    const burst = Array.from({ length: 200 }, (_, file) => NOON + Math.floor(file / 5) * SECOND);
    expect(startsOf(burst, ENTERPRISE)).toHaveLength(1);
  });
});

describe('a start that was put off', () => {
  const pending = landedAt(NOON - 10 * MINUTE);
  const { first, last, count } = pending;
  const deferred = { first, last, count, until: NOON + HOUR };

  test('stays put off until then, however often the row is looked at', () => {
    expect(earliestStart(aRow({ deferred }), pending, NOON)).toMatchObject({ at: NOON + HOUR, deferred: true });
  });

  test('is thought over again when its time has come', () => {
    expect(earliestStart(aRow({ deferred }), pending, NOON + HOUR).at).toBe(NOON + HOUR);
  });

  test('is thought over again when more has landed', () => {
    expect(earliestStart(aRow({ deferred }), landedAt(NOON - 10 * MINUTE, NOON - MINUTE), NOON).at).toBe(NOON);
  });
});

describe('where the quota binds', () => {
  const slot = Math.floor(NOON / (HOUR / 2));
  const halfHours = (count: number): number[] => new Array<number>(168).fill(count);

  /** Much has landed for hours, as on any day, and the newest of it in a burst of `count` that began so long ago. */
  const startIn = (beganAgo: number, count: number, landings = 100, now = NOON): number => {
    const burst = { at: NOON - beganAgo, count };
    const demand: Demand = { slot, landings: halfHours(landings), bursts: halfHours(6), burst };
    const pending = { first: NOON - HOUR, last: NOON - SECOND, count: 1_000, by: {} };
    const { at, deferred } = earliestStart(aRow({ demand, settings: PACE_ALONE }), pending, now);
    expect(deferred).toBe(false);
    return at;
  };
  const AT_ONCE = NOON + 4 * SECOND;

  test('a burst is waited out: ten of its gaps without a landing', () => {
    expect(startIn(13 * SECOND, 5)).toBe(NOON + 29 * SECOND);
  });

  test('a burst is waited out for no longer than an ingestion takes', () => {
    expect(startIn(241 * SECOND, 61)).toBe(NOON + 39 * SECOND);
    expect(startIn(281 * SECOND, 71)).toBe(NOON + 19 * SECOND);
    expect(startIn(400 * SECOND, 101)).toBe(NOON);
  });

  test('two landings are no burst', () => {
    expect(startIn(4 * SECOND, 2)).toBe(NOON + 8 * SECOND);
    expect(startIn(4 * SECOND, 3)).toBeGreaterThan(NOON + 8 * SECOND);
  });

  test('landings that are hardly closer together than usual are no burst', () => {
    expect(startIn(121 * SECOND, 5, 60)).toBe(AT_ONCE);
    expect(startIn(121 * SECOND, 5, 25)).toBe(NOON + 179 * SECOND);
  });

  test('when the burst is over it starts, and looking in between changes nothing', () => {
    expect(startIn(13 * SECOND, 5, 100, NOON + 20 * SECOND)).toBe(NOON + 29 * SECOND);
    expect(startIn(13 * SECOND, 5, 100, NOON + 29 * SECOND)).toBe(NOON + 29 * SECOND);
  });

  test('a burst makes nothing wait longer than two even intervals', () => {
    const burst = { at: NOON - 13 * SECOND, count: 5 };
    const demand: Demand = { slot, landings: halfHours(100), bursts: halfHours(6), burst };
    const first = NOON - 90 * MINUTE + 10 * SECOND;
    const pending = { first, last: NOON - SECOND, count: 1_000, by: {} };
    const start = earliestStart(aRow({ demand, settings: PACE_ALONE }), pending, NOON);
    expect(start.at).toBe(NOON + 10 * SECOND);
  });
});

test('a start covers the landing that brought it about, even past the longest wait', () => {
  const pending = landedAt(NOON - DAY, NOON - SECOND);
  expect(earliestStart(aRow(), pending, NOON).at).toBe(NOON + 4 * SECOND);
});

describe('what is remembered of the demand', () => {
  test('stays below 2 KB, whatever lands for six days', () => {
    let demand: Demand | undefined;
    for (let at = NOON; at < NOON + 6 * DAY; at += 30 * SECOND) {
      demand = learn(demand, landedAt(at), 300, at);
    }
    expect(JSON.stringify(demand).length).toBeLessThan(2_048);
  });

  test('is not wiped out by a landing whose clock is ahead', () => {
    const before = learn(undefined, landedAt(NOON), 300, NOON);
    expect(learn(before, landedAt(NOON, NOON + 900 * DAY), 300, NOON + HOUR).landings).toEqual([1, 0, 2]);
  });
});
