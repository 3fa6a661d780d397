import * as fc from 'fast-check';
import { leastTotalLag } from '../../../bench/freshness/lower-bound';
import { DAY, HOUR, SECOND } from '../../../lambda/time';

const MIDNIGHT = Date.UTC(2026, 0, 2);

const small = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });

test('the lower bound is what trying everything finds', () => {
  const seconds = fc.array(fc.integer({ min: -12, max: 9 }), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(seconds, small(3), small(4), small(2, 0), small(23, 0), (list, perDay, length, margin, hour) => {
      const landings = list.toSorted((a, b) => a - b);
      const expected = tryEverything(landings, perDay, length, margin);
      const daysFrom = MIDNIGHT + hour * HOUR;
      const options = { perDay, daysFrom, ingestionSeconds: length, marginSeconds: margin };
      const times = landings.map((at) => daysFrom + at * SECOND);
      expect(leastTotalLag(times, options)).toBe(expected);
      expect(leastTotalLag(times, { ...options, daysFrom: daysFrom + 3 * DAY })).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('a landing alone lags by the margin and the ingestion', () => {
  const options = { perDay: 32, daysFrom: MIDNIGHT, ingestionSeconds: 300, marginSeconds: 5 };
  expect(leastTotalLag([MIDNIGHT, MIDNIGHT + DAY / 2], options)).toBe(2 * 305);
});

test('nothing that lands does not lag', () => {
  expect(leastTotalLag([], { perDay: 32, daysFrom: MIDNIGHT, ingestionSeconds: 300, marginSeconds: 5 })).toBe(0);
});

/** Seconds around the beginning of a day at 0; every set of starts is tried. */
function tryEverything(landings: readonly number[], perDay: number, length: number, margin: number): number {
  let best = Number.POSITIVE_INFINITY;
  const attempt = (from: number, next: number, lag: number, used: readonly [number, number]): void => {
    if (next === landings.length) {
      best = Math.min(best, lag);
    }
    if (next === landings.length || lag >= best) {
      return;
    }
    for (let at = from; at <= 40; at++) {
      const day = at < 0 ? 0 : 1;
      const covered = landings.filter((landing, i) => i >= next && landing <= at - margin);
      if (used[day] < perDay && covered.length > 0) {
        const more = covered.reduce((sum, landing) => sum + at + length - landing, 0);
        const usedNow: [number, number] = day === 0 ? [used[0] + 1, used[1]] : [used[0], used[1] + 1];
        attempt(at + length, next + covered.length, lag + more, usedNow);
      }
    }
  };
  attempt(-12, 0, 0, [0, 0]);
  return best;
}
