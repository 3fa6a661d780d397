import * as fc from 'fast-check';
import { nextPollAt } from '../../../lambda/ingestion/poll-interval';
import type { Landings } from '../../../lambda/landings';
import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { anIngestion, aRow, landedAt, NOON } from '../../support/rows';

/** When an ingestion that takes this long is looked at, up to the look that finds it ended. */
function looks(took: number, expectedSeconds?: number, pending?: Landings): number[] {
  const row = aRow({ expectedSeconds, pending });
  const times: number[] = [];
  for (let now = NOON; now < NOON + took; ) {
    now = nextPollAt(row, anIngestion({ startedAt: NOON }), now);
    times.push(now - NOON);
  }
  return times;
}

const gaps = (times: readonly number[]): number[] => times.map((time, index) => time - (times[index - 1] ?? 0));

test.each([0.9, 0.95, 1, 1.04, 1.05, 1.06, 1.1, 1.15])(
  'an ingestion known to take ten minutes that takes %d of that is looked at three times at most',
  (factor) => {
    expect(looks(10 * MINUTE * factor, 600).length).toBeLessThanOrEqual(3);
  },
);

test('an ingestion known to take ten minutes is not looked at before they are over', () => {
  expect(looks(10 * MINUTE, 600)).toEqual([10.5 * MINUTE]);
});

describe('while something waits for it to end', () => {
  const waiting = landedAt(NOON);

  test.each([0.9, 1, 1.05, 1.1, 1.15])(
    'an ingestion known to take ten minutes that takes %d of that is looked at sooner, and three times at most',
    (factor) => {
      const times = looks(10 * MINUTE * factor, 600, waiting);
      expect(times[0]).toBe(10 * MINUTE);
      expect(times.length).toBeLessThanOrEqual(3);
    },
  );

  test('an ingestion of which nothing is known is looked at when it is a quarter older each time', () => {
    expect(looks(MINUTE, undefined, waiting)).toEqual([30, 45, 60].map((s) => s * SECOND));
    expect(looks(2 * MINUTE, undefined, waiting).slice(3, 5)).toEqual([75 * SECOND, 93.75 * SECOND]);
  });
});

test('an ingestion that takes as long as expected is known to have ended within a fifth of its time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 3_600 }),
      fc.double({ min: 0.9, max: 1.2, noNaN: true }),
      (expected, factor) => {
        const took = expected * SECOND * factor;
        expect((looks(took, expected).at(-1) ?? 0) - took).toBeLessThan(Math.max(took * 0.21, 15 * SECOND + 1));
      },
    ),
  );
});

test('an ingestion of which nothing is known is looked at after half a minute, then at half its age more each time', () => {
  expect(looks(4 * MINUTE)).toEqual(
    [30, 45, 67.5, 101.25, 151.875, 227.813, 341.72].map((s) => Math.round(s * SECOND)),
  );
});

test('polls of an ingestion of which nothing is known grow apart, up to a quarter of an hour', () => {
  const between = gaps(looks(6 * HOUR));
  expect(between.slice(1).every((gap, index) => gap >= (between[index + 1] as number) || index === 0)).toBe(true);
  expect(between.at(-1)).toBe(15 * MINUTE);
  expect(between.length).toBeLessThan(35);
});

test('an ingestion that is over its time is never left alone for more than a quarter of an hour', () => {
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 0, max: 24 * 3_600 }), { nil: undefined }),
      fc.integer({ min: 0, max: 48 * HOUR }),
      (expectedSeconds, age) => {
        const due = (expectedSeconds ?? 30) * SECOND * 1.05;
        const next = nextPollAt(aRow({ expectedSeconds }), anIngestion({ startedAt: NOON }), NOON + age);
        expect(next - (NOON + Math.max(age, due))).toBeLessThanOrEqual(15 * MINUTE + 1);
      },
    ),
  );
});

test('no ingestion is looked at again sooner than after fifteen seconds, at a whole millisecond', () => {
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 0, max: 24 * 3_600 }), { nil: undefined }),
      fc.integer({ min: -MINUTE, max: 48 * HOUR }),
      (expectedSeconds, age) => {
        const now = NOON + age;
        const next = nextPollAt(aRow({ expectedSeconds }), anIngestion({ startedAt: NOON }), now);
        expect(next - now).toBeGreaterThanOrEqual(15 * SECOND);
        expect(Number.isInteger(next)).toBe(true);
      },
    ),
  );
});
