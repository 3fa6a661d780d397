import { BEGIN } from '../../../bench/freshness/traces';
import { DAYS_IN_ALL, drawWeekly, END } from '../../../bench/freshness/weekly-habits';
import { WEEKLY_HELD_OUT } from '../../../bench/freshness/weekly-held-out';
import { WEEKLY_PUBLIC } from '../../../bench/freshness/weekly-public';
import { WEEKLY_TUNED } from '../../../bench/freshness/weekly-tuned';
import { DAY, HOUR } from '../../../lambda/time';
import { seeded } from '../../../sim/seeds/random';

const KINDS = [...WEEKLY_TUNED, ...WEEKLY_HELD_OUT, ...WEEKLY_PUBLIC];

test('there are ten weekly kinds at least to tune on, and as many that are kept out, each with a name of its own', () => {
  expect(WEEKLY_TUNED.length).toBeGreaterThanOrEqual(10);
  expect(WEEKLY_HELD_OUT.length).toBeGreaterThanOrEqual(10);
  expect(new Set(KINDS.map(({ name }) => name)).size).toBe(KINDS.length);
});

describe.each(KINDS)('$name', (kind) => {
  const { landings, habits } = drawWeekly(kind, 7, 0);

  test('the trace is the same when it is drawn again, and another with another seed', () => {
    expect(drawWeekly(kind, 7, 0).landings.join()).toBe(landings.join());
    expect(drawWeekly(kind, 8, 0).landings.join()).not.toBe(landings.join());
  });

  test('the trace is sorted, on whole five seconds, and goes on for four weeks', () => {
    expect(landings.every((at, i) => at >= (landings[i - 1] ?? 0))).toBe(true);
    expect(landings.every((at) => at % 5_000 === 0)).toBe(true);
    expect(landings[0]).toBeGreaterThanOrEqual(BEGIN);
    expect(landings.at(-1)).toBeGreaterThan(BEGIN + (DAYS_IN_ALL - 4) * DAY);
    expect(landings.at(-1)).toBeLessThan(BEGIN + (DAYS_IN_ALL + 1) * DAY);
  });

  test('the trace is shifted by its phase', () => {
    expect(drawWeekly(kind, 7, 5).landings.join()).toBe(landings.map((at) => at + 5 * HOUR).join());
  });

  test('the trace has habits that another draw of what lands keeps', () => {
    const others = [1, 2, 3].map((seed) => habits.landings(seeded(seed)).length);
    for (const other of others) {
      expect(other).not.toBe(0);
      expect(Math.abs(other / landings.length - 1)).toBeLessThan(0.25);
    }
  });

  test('the trace lands at the rate that it says, if it says one', () => {
    const { hourlyRate } = habits;
    if (!hourlyRate) {
      return;
    }
    let expected = 0;
    for (let at = 0; at < END; at += HOUR / 12) {
      expected += hourlyRate(at) / 12;
    }
    expect(Math.abs(landings.length - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});
