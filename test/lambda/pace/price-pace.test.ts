import * as fc from 'fast-check';
import { PACE_ALONE, thisProject } from '../../../bench/freshness/policies';
import type { Demand } from '../../../lambda/pace/demand';
import { pricePace } from '../../../lambda/pace/price-pace';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { FUNCTION_TIMEOUT_SECONDS } from '../../../lib/private/contract';
import { mostInWindow, simulate } from '../../../sim/plan/policy-run';
import { aRow, landedAt, NOON } from '../../support/rows';

const { earliestStart } = pricePace;

describe('a start that was put off', () => {
  const pending = landedAt(NOON - 10 * MINUTE);
  const { first, last, count } = pending;
  const deferred = { first, last, count, until: NOON + HOUR };

  test('a start that was put off stays put off until then, however often the row is looked at', () => {
    expect(earliestStart(aRow({ deferred }), pending, NOON)).toEqual({
      at: NOON + HOUR,
      deferred: true,
      reason: 'paced for 2026-11-23T13:00:00Z',
    });
  });

  test('a start that was put off is decided again when its time has come', () => {
    const start = earliestStart(aRow({ deferred }), pending, NOON + HOUR);
    expect(start).toMatchObject({ at: NOON + HOUR, deferred: false });
  });

  test('a start that was put off is decided again when more has landed', () => {
    for (const more of [
      landedAt(NOON - 10 * MINUTE, NOON - MINUTE),
      { ...pending, count: 2 },
      { ...pending, last: NOON - 9 * MINUTE },
    ]) {
      expect(earliestStart(aRow({ deferred }), more, NOON).at).toBe(NOON);
    }
  });
});

describe('where the quota binds', () => {
  const slot = Math.floor(NOON / (HOUR / 2));
  const halfHours = (count: number): number[] => new Array<number>(168).fill(count);

  /** Much has landed for hours, as on any day, and the newest of it in a burst of `count` that began so long ago. */
  const startIn = (beganAgo: number, count: number, landings = 100, now = NOON): number => {
    const burst = { at: NOON - beganAgo, count };
    // this half hour has only begun
    const demand: Demand = { slot, landings: halfHours(landings).with(-1, 0), bursts: halfHours(6).with(-1, 0), burst };
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

describe('the price of a refresh', () => {
  const slot = Math.floor(NOON / (HOUR / 2));
  const HALF = NOON + HOUR / 4;
  const LANDINGS = 1_000;
  const BURSTS = 6;

  /** Alike for three days, and so for the next 24 hours: a landing every 1.8 seconds, a burst every five minutes. */
  const steady: Demand = {
    slot,
    landings: [...new Array<number>(167).fill(LANDINGS), LANDINGS / 2],
    bursts: [...new Array<number>(167).fill(BURSTS), BURSTS / 2],
    // so sparse that it is not waited out
    burst: { at: NOON, count: 1 },
  };
  const startWith = (count: number, calls: readonly number[] = [], changes: Partial<ReturnType<typeof aRow>> = {}) => {
    const pending = { first: HALF - MINUTE, last: HALF - 10 * SECOND, count, by: {} };
    return earliestStart(aRow({ demand: steady, calls, settings: PACE_ALONE, ...changes }), pending, HALF);
  };

  /**
   * For how many landings a refresh is worth it, by the definition: when it covers so many bursts that its price is what
   * it would cost to have one fewer, with so many left by the end of each half hour to come, half of the first included.
   */
  const worthIt = (left: (ahead: number) => number, extra = 0): number => {
    const priceOf = (bursts: number): number => (((bursts - extra) ** 2 - 0.25) * LANDINGS * 1_800) / (2 * BURSTS ** 2);
    const costOf = (bursts: number): number => {
      const waits = bursts * (LANDINGS / BURSTS);
      return Array.from({ length: 48 }, (_, ahead) => {
        const missed = ((ahead + 0.5) * BURSTS) / bursts - left(ahead) + 1;
        return Math.min(1, Math.max(0, missed)) * waits * (ahead === 0 ? 900 : 1_800);
      }).reduce((all, seconds) => all + seconds, 0);
    };
    let [low, high] = [1, 1_000];
    for (let i = 0; i < 60; i++) {
      const bursts = (low + high) / 2;
      [low, high] = costOf(bursts) > priceOf(bursts) ? [bursts, high] : [low, bursts];
    }
    return (high - extra - 0.5) * (LANDINGS / BURSTS);
  };

  const expectThreshold = (landings: number, calls: readonly number[] = []): void => {
    // the price is found within 0.6 % above, the landings within half of that
    expect(startWith(Math.ceil(landings * 1.003), calls).deferred).toBe(false);
    expect(startWith(Math.floor(landings * 0.999), calls).deferred).toBe(true);
  };

  test('the price of a refresh is what it would cost to have one fewer: so nearly all that are left are planned for', () => {
    const landings = worthIt(() => 32);
    expect(landings).toBeGreaterThan(((47.5 * BURSTS) / 32 - 0.5) * (LANDINGS / BURSTS));
    expect(landings).toBeLessThan(((47.5 * BURSTS) / 31 - 0.5) * (LANDINGS / BURSTS));
    expectThreshold(landings);
  });

  test('the price of a refresh rises with what has been called, long ago or not, that will not come back before it is needed', () => {
    expectThreshold(
      worthIt(() => 22),
      new Array<number>(10).fill(HALF - 15 * MINUTE + 1),
    );
  });

  test('the price of a refresh counts with calls that come back, from the half hour on in which they do', () => {
    // ten come back in the seventh half hour from now: before, the 22 are more than six and a half need
    const back = HALF - DAY + 3 * HOUR;
    expectThreshold(
      worthIt((ahead) => (ahead < 6 ? 22 : 32)),
      new Array<number>(10).fill(back),
    );
    // thirty come back in the fortieth: until then there are two
    const later = HALF - DAY + 20 * HOUR - 10 * MINUTE;
    expectThreshold(
      worthIt((ahead) => (ahead < 40 ? 2 : 32)),
      new Array<number>(30).fill(later),
    );
  });

  test('the price of a refresh counts with a call that comes back at the end of a half hour in the next one', () => {
    const back = HALF + HOUR / 4 + 39 * (HOUR / 2);
    const window = DAY + (FUNCTION_TIMEOUT_SECONDS + 20) * SECOND;
    expectThreshold(
      worthIt((ahead) => (ahead < 40 ? 2 : 32)),
      new Array<number>(30).fill(back - window),
    );
  });

  /** Three days with nothing but what lands in the half hour after this one, and in one five hours later. */
  const spikes = (next: number, later = 0): number[] =>
    Array.from({ length: 168 }, (_, halfHour) => ({ 24: next, 34: later })[halfHour % 48] ?? 0);

  test('the price of a refresh lets a refresh take a quarter of a burst more where data comes in runs', () => {
    const usual = { runs: 8, length: 5, square: 25, count: 10 };
    const run = { at: HALF - 10 * SECOND, last: HALF - 10 * SECOND, count: 1 };
    const inRuns = { demand: { ...steady, run, usual } };
    const landings = worthIt(() => 32, 0.25);
    expect(startWith(Math.ceil(landings * 1.003), [], inRuns).deferred).toBe(false);
    expect(startWith(Math.floor(landings * 0.999), [], inRuns).deferred).toBe(true);
    expectThreshold(worthIt(() => 32));
  });

  test('the price of a refresh is nothing in a data set with runs as in one without, where the quota does not bind', () => {
    const usual = { runs: 8, length: 5, square: 25, count: 10 };
    const run = { at: HALF - MINUTE, last: HALF - 10 * SECOND, count: 2 };
    // six a half hour for two hours: 24 bursts, which 25 and the reserve of two thirds cover
    const bursts = Array.from({ length: 168 }, (_, halfHour) => (halfHour % 48 > 24 && halfHour % 48 < 29 ? 6 : 0));
    const demand = { ...steady, bursts, landings: bursts.map((count) => count * 100), run, usual };
    const quota = { perDay: 25, reserved: 0 };
    expect(startWith(1, [], { demand, settings: { ...PACE_ALONE, quota } }).deferred).toBe(false);
    expect(startWith(1, [], { demand, settings: { ...PACE_ALONE, quota: { perDay: 20, reserved: 0 } } }).deferred).toBe(
      true,
    );
  });

  test('the price of a refresh is nothing where the forecast needs just what is left', () => {
    // a quarter of 8 for the half of this half hour, a half in the next one, a quarter after it: 7 in all
    const demand = { ...steady, landings: spikes(800), bursts: spikes(8) };
    const ofQuota = (perDay: number) => ({ demand, settings: { ...PACE_ALONE, quota: { perDay, reserved: 0 } } });
    expect(startWith(1, [], ofQuota(8))).toMatchObject({ at: HALF, deferred: false });
    expect(startWith(1, [], ofQuota(7))).toMatchObject({ deferred: true });
  });

  test('the price of the last refresh is nothing only where nothing more is expected before one comes back', () => {
    const startExpecting = (next: number, calls: readonly number[] = []) =>
      startWith(1, calls, { demand: { ...steady, landings: spikes(100 * next), bursts: spikes(next) } });
    const called = (ago: number): number[] => new Array<number>(31).fill(HALF - DAY + ago);
    expect(startExpecting(0.1, called(20 * HOUR))).toMatchObject({ deferred: true });
    expect(startExpecting(0, called(20 * HOUR))).toMatchObject({ at: HALF, deferred: false });
    // they come back before the half hour in which more is expected
    expect(startExpecting(0.1, called(-15 * MINUTE))).toMatchObject({ at: HALF, deferred: false });
  });

  test('the price of a refresh is nothing for a forecast that is not a number: it puts nothing off', () => {
    const landings = steady.landings.map(() => Number.NaN);
    expect(startWith(1, [], { demand: { ...steady, landings } })).toMatchObject({ at: HALF, deferred: false });
  });

  test('the price of the last refresh is what all that lands would wait until one comes back', () => {
    expectThreshold(
      worthIt(() => 1),
      new Array<number>(31).fill(HALF - 10 * MINUTE),
    );
  });

  test('the price of a refresh is nothing where the quota does not bind: it starts as soon as what lands can be covered', () => {
    const quiet = { ...steady, landings: new Array<number>(168).fill(1), bursts: new Array<number>(168).fill(0.5) };
    const { at, deferred, reason } = startWith(1, [], { demand: quiet });
    expect({ at, deferred }).toEqual({ at: HALF, deferred: false });
    expect(reason).toBe('waits for the end of a burst until 2026-11-23T12:15:00Z');
  });

  test('the price of a refresh is paid in the middle of what is just twice as close together as usual, and no closer', () => {
    const last = HALF - 10 * SECOND;
    const usual = { ...steady, landings: [...new Array<number>(167).fill(64), 32] };
    const during = (beganAgo: number) =>
      startWith(1_000_000, [], { demand: { ...usual, burst: { at: last - beganAgo, count: 5 } } }).at;
    // 64 in half an hour are 28.125 s apart; files less than 20 s apart are left three gaps in any case
    expect(during(4 * 14_063)).toBe(last + 3 * 14_063);
    expect(during(4 * 14_062)).toBe(last + 10 * 14_062);
  });

  test('the price of a refresh puts a start off until the next burst is overdue, and says what is left', () => {
    const start = startWith(1);
    expect(start).toMatchObject({ deferred: true, at: HALF - 10 * SECOND + 10 * MINUTE });
    expect(start.reason).toBe('32 of 32 ingestions left; unless more lands before, paced for 2026-11-23T12:24:50Z');
    expect(startWith(1, [HALF - HOUR, HALF - MINUTE]).reason).toMatch(
      /^30 of 32 ingestions left until 2026-11-24T11:1\d:\d\dZ; unless/,
    );
  });

  test('the price of a refresh puts a start off for no longer than two even intervals, and not at all what has waited that long', () => {
    const whole = (count: number): number[] => [...new Array<number>(167).fill(count), count / 2];
    const sparse = { ...steady, bursts: whole(0.9), landings: whole(200) };
    expect(startWith(1, [], { demand: sparse }).at).toBe(HALF - 10 * SECOND + 2 * (HOUR / 2 / 0.9));
    const first = HALF - 85 * MINUTE;
    const pending = { first, last: HALF - 10 * SECOND, count: 1, by: {} };
    const row = aRow({ demand: sparse, settings: PACE_ALONE });
    expect(earliestStart(row, pending, HALF)).toMatchObject({ at: first + 90 * MINUTE, deferred: true });
    expect(earliestStart(row, { ...pending, first: HALF - 90 * MINUTE }, HALF)).toMatchObject({
      at: HALF,
      deferred: false,
    });
  });
});

test('what lands on a quiet day, where the days before were busy, is refreshed when more would be overdue if it were one', () => {
  const slot = Math.floor(NOON / (HOUR / 2));
  // busy from nine to half past four, yesterday and the days before; today nothing has landed until now
  const fill = (halfHours: number, count: number): number[] => new Array<number>(halfHours).fill(count);
  const day = [...fill(9, 60), ...fill(32, 0), ...fill(7, 60)];
  const landings = [...day, ...day, ...fill(9, 60), ...fill(38, 0), 1];
  const demand: Demand = { slot, landings, bursts: landings.map((count) => count / 10), burst: { at: NOON, count: 1 } };
  const row = aRow({ demand, settings: PACE_ALONE, calls: new Array<number>(30).fill(NOON - HOUR) });
  const { at, deferred } = earliestStart(row, landedAt(NOON), NOON + 5 * SECOND);
  expect(deferred).toBe(true);
  expect(at - NOON).toBeLessThanOrEqual(20 * MINUTE);
});

describe('where the quota does not bind', () => {
  const startsAt = (began: number, count: number, first: number, changes: Partial<ReturnType<typeof aRow>> = {}) => {
    const slot = Math.floor(NOON / (HOUR / 2));
    const demand: Demand = { slot, landings: [count], bursts: [1], burst: { at: began, count } };
    const pending = { first, last: NOON, count, by: {} };
    return earliestStart(aRow({ demand, ...changes }), pending, NOON).at;
  };

  test('a run of files that land twenty seconds apart is waited out for three times as long, and others are not', () => {
    expect(startsAt(NOON - 20 * SECOND, 2, NOON - 20 * SECOND)).toBe(NOON + 60 * SECOND);
    expect(startsAt(NOON - 21 * SECOND, 2, NOON - 21 * SECOND)).toBe(NOON + 5 * SECOND);
  });

  test('a burst that began long before what is pending still leaves it the margin', () => {
    expect(startsAt(NOON - 290 * SECOND, 100, NOON - SECOND)).toBe(NOON + 4 * SECOND);
  });

  test('one landing is no burst, and is left the margin however short an ingestion is', () => {
    expect(startsAt(NOON, 1, NOON - HOUR, { expectedSeconds: 6 })).toBe(NOON + 5 * SECOND);
  });
});

describe('a run of files', () => {
  /** Twenty files in four minutes, every hour, and nothing else. */
  const usual = { runs: 8, length: 228, square: 228 ** 2, count: 20 };
  const slot = Math.floor(NOON / (HOUR / 2));
  const startsAt = (began: number, count: number, changes: Partial<ReturnType<typeof aRow>> = {}, free = true) => {
    const landings = Array.from({ length: 360 }, (_, i) => (free ? (i % 2) * 20 : 60));
    const run = { at: began, last: NOON, count };
    const demand: Demand = {
      slot,
      landings,
      bursts: landings.map((l) => l / 20),
      burst: { at: began, count },
      run,
      usual,
    };
    const pending = { first: began, last: NOON, count: free ? count : 1_000, by: {} };
    const { at, deferred } = earliestStart(aRow({ demand, settings: PACE_ALONE, ...changes }), pending, NOON);
    expect(deferred).toBe(false);
    return (at - began) / SECOND;
  };

  test('a run of files is waited out to its usual end, where the quota binds and where it does not', () => {
    expect(startsAt(NOON - 120 * SECOND, 11)).toBe(228);
    expect(startsAt(NOON - 120 * SECOND, 11, {}, false)).toBe(228);
  });

  test('a run of files is waited out for no longer than people allow', () => {
    expect(startsAt(NOON - 120 * SECOND, 11, { settings: { ...PACE_ALONE, maxWait: 150 } })).toBe(150);
  });

  test('a run of files that usually takes longer than an ingestion is not waited out where the quota does not bind', () => {
    expect(startsAt(NOON - 120 * SECOND, 11, { expectedSeconds: 200 })).toBe(120);
    expect(startsAt(NOON - 120 * SECOND, 11, { expectedSeconds: 200 }, false)).toBe(228);
  });

  test('a run of files in a row that knows no usual run is a burst', () => {
    const demand: Demand = {
      slot,
      landings: [11],
      bursts: [1],
      burst: { at: NOON - 100 * SECOND, count: 11 },
      run: { at: NOON - 100 * SECOND, last: NOON, count: 11 },
    };
    const { at } = earliestStart(aRow({ demand, settings: PACE_ALONE }), landedAt(NOON - 100 * SECOND, NOON), NOON);
    expect(at).toBe(NOON + 30 * SECOND);
  });

  test('every hour, learned one by one or by folded batches, is one refresh an hour soon after its end', () => {
    const files = (hour: number): number[] =>
      Array.from({ length: 20 }, (_, i) => NOON + hour * HOUR + Math.round((i * 228) / 19) * SECOND);
    const times = Array.from({ length: 30 }, (_, hour) => files(hour)).flat();
    const { starts } = simulate(times, thisProject(300), 300);
    // the first run is unknown, and takes two; of each of the others the last file and the margin decide
    expect(starts.slice(-20).map((start) => ((start - NOON) % HOUR) / SECOND)).toEqual(new Array(20).fill(252));
  });
});

describe('numbers that are none', () => {
  const finite = (value: unknown): boolean =>
    typeof value === 'object' && value !== null ? Object.values(value).every(finite) : Number.isFinite(value);

  test('numbers that are not finite do not get into what is remembered, however short an ingestion and however close the landings', () => {
    for (const expectedSeconds of [0, 1, undefined]) {
      let row = aRow({ expectedSeconds, settings: PACE_ALONE });
      for (const pending of [landedAt(NOON), landedAt(NOON, NOON), landedAt(NOON, NOON + HOUR), landedAt(NOON)]) {
        row = { ...row, demand: pricePace.record(row, pending, NOON + HOUR) };
        expect(finite(row.demand)).toBe(true);
        expect(Number.isFinite(earliestStart(row, pending, NOON + HOUR).at)).toBe(true);
      }
    }
  });

  test('an ingestion that is said to take no time takes a second', () => {
    const demand = pricePace.record(
      aRow({ expectedSeconds: 0 }),
      { ...landedAt(NOON, NOON + 3_999), count: 9 },
      NOON + HOUR,
    );
    expect(demand?.bursts).toEqual([4]);
  });
});

test('a start covers the landing that brought it about, even past the longest wait', () => {
  const pending = landedAt(NOON - DAY, NOON - SECOND);
  expect(earliestStart(aRow(), pending, NOON).at).toBe(NOON + 4 * SECOND);
});

describe('played with whatever lands', () => {
  type Quota = typeof PACE_ALONE.quota;
  const ENTERPRISE: Quota = { perDay: 32, reserved: 0 };

  const quotas: fc.Arbitrary<Quota> = fc.oneof(
    fc.constantFrom(ENTERPRISE, { perDay: 8, reserved: 0 }, { perDay: 32, reserved: 4 }),
    fc.integer({ min: 1, max: 40 }).map((perDay) => ({ perDay, reserved: 0 })),
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
  const longestAllowed = ({ perDay, reserved }: Quota): number =>
    DAY + 300 * SECOND + 2 * (DAY / (perDay - reserved)) + 3 * MINUTE;

  test('no 24 hours ever hold more calls than the quota', () => {
    fc.assert(
      fc.property(landings, quotas, fc.integer({ min: 10, max: 7_200 }), (times, quota, seconds) => {
        const starts = startsOf(times, quota, undefined, seconds);
        expect(mostInWindow(starts, DAY)).toBeLessThanOrEqual(quota.perDay - quota.reserved);
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
        expect(mostInWindow(starts, DAY)).toBeLessThanOrEqual(quota.perDay - quota.reserved);
        expect(longestWait(times, starts)).toBeLessThanOrEqual(longestAllowed(quota));
      }),
      { numRuns: 30 },
    );
  });

  test('every landing is refreshed in bounded time, whatever landed', () => {
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
