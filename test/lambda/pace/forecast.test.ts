import { SLOT } from '../../../lambda/pace/constants';
import type { Demand } from '../../../lambda/pace/demand';
import { type Expected, forecast } from '../../../lambda/pace/forecast';
import { NOON } from '../../support/rows';

/** The half hour that begins at noon. */
const SLOT_OF_NOON = Math.floor(NOON / SLOT);

describe('expecting the next 24 hours', () => {
  /** What landed in each half hour up to noon, the half hour that begins then included. */
  const upToNoon = (landings: readonly number[], bursts = landings): Demand => ({
    slot: SLOT_OF_NOON,
    landings,
    bursts,
    burst: { at: NOON, count: 1 },
  });
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);
  const fill = (count: number, landings: number): number[] => new Array<number>(count).fill(landings);
  const HALF = NOON + SLOT / 2;
  const only = (expected: readonly Expected[], ahead: number): Expected => expected[ahead] as Expected;

  test('the forecast of the next 24 hours is 48 half hours, of which the first has begun', () => {
    const expected = forecast(upToNoon([1]), HALF);
    expect(expected.map(({ part }) => part)).toEqual([0.5, ...fill(47, 1)]);
  });

  test('the forecast of the next 24 hours takes a half hour that has just begun for a fiftieth over', () => {
    expect(only(forecast(upToNoon([1]), NOON), 0).part).toBe(0.98);
    expect(only(forecast(upToNoon([1]), NOON + SLOT / 100), 0).part).toBe(0.98);
    expect(only(forecast(upToNoon([1]), NOON + SLOT / 40), 0).part).toBeCloseTo(0.975, 9);
  });

  /** From the first value to the second, to 1/e of the way in two and a half hours, `ahead` half hours from now. */
  const fading = (from: number, to: number, ahead: number): number => to + (from - to) * Math.exp(-ahead / 5);

  test('the forecast without a day to remember goes from recent landings to the mean of what is remembered', () => {
    const expected = forecast(upToNoon([9, 10, 20, 10], [9, 10, 20, 10]), HALF);
    // half of this half hour has passed; nothing landed before the first landing
    const recent = (20 + 10) / 1.5;
    const mean = 49 / 47.5;
    for (const ahead of [0, 1, 6, 47]) {
      expect(only(expected, ahead).landings).toBeCloseTo(fading(recent, mean, ahead), 9);
    }
  });

  test('the forecast of the next 24 hours knows bursts of the last three hours, such as one an hour, beside those that fade', () => {
    const hourly = [...zeros(2), 1, 0, 1, 0, 1, 0, 0];
    const expected = forecast(upToNoon(hourly), HALF);
    expect(only(expected, 0).bursts).toBeCloseTo(2 / 5.5, 9);
    expect(only(expected, 47).bursts).toBeCloseTo(2 / 5.5, 9);
    const busy = forecast(upToNoon([...zeros(10), 4, 4, 4]), HALF);
    expect(only(busy, 0).bursts).toBeCloseTo(8 / 1.5, 9);
    expect(only(busy, 47).bursts).toBeCloseTo(12 / 5.5, 9);
    expect(only(busy, 0).mostBursts).toBe(only(busy, 0).bursts);
  });

  describe('with days to remember', () => {
    /** Half hours up to noon as long ago as the keys say, and nothing in the others. */
    const ago = (slots: number, landings: Readonly<Record<number, number>>): Demand =>
      upToNoon(Array.from({ length: slots }, (_, at) => landings[slots - 1 - at] ?? 0));
    const DAY_AGO = 48;

    /** How like two days are, by what landed in pairs of half hours that began so many half hours ago. */
    const similarity = (...pairs: readonly [ago: number, today: number, then: number][]): number => {
      const weighted = (value: (today: number, then: number) => number): number =>
        pairs.reduce((sum, [at, today, then]) => sum + Math.exp(-at / 6) * value(today, then), 0);
      const forgiven = (today: number, then: number): number => 0.5 * Math.sqrt(today + then);
      const different = weighted((today, then) => Math.max(0, Math.abs(today - then) - forgiven(today, then)));
      return 1 - different / weighted(Math.max);
    };
    const blend = (trust: number, daily: number, recent: number): number =>
      (trust * Math.sqrt(daily) + (1 - trust) * Math.sqrt(recent)) ** 2;

    test('the forecast goes by the same hour of the day, smoothed with the half hours beside it', () => {
      const day = [...fill(20, 8), 40, ...fill(27, 8)];
      const expected = forecast(upToNoon([...day, ...day, ...day, 4]), HALF);
      expect(only(expected, 10).landings).toBeCloseTo(8, 9);
      expect(only(expected, 19).landings).toBeCloseTo(16, 9);
      expect(only(expected, 20).landings).toBeCloseTo(24, 9);
      expect(only(expected, 21).landings).toBeCloseTo(16, 9);
      expect(only(expected, 22).landings).toBeCloseTo(8, 9);
      expect(only(expected, 20)).toMatchObject({ bursts: expect.closeTo(24, 9), mostBursts: expect.closeTo(24, 9) });
    });

    test('the forecast at the edge of what is remembered smooths with what there is', () => {
      const expected = forecast(ago(49, { 48: 12, 47: 4 }), HALF);
      // half of 12 then, nothing today: as unlike as can be but for what is forgiven
      const trust = similarity([0, 0, 6]);
      const recent = (ahead: number): number => fading(0, 16 / 48.5, ahead);
      expect(only(expected, 0).landings).toBeCloseTo(blend(trust, (3 * 12 + 4) / 4, recent(0)), 9);
      expect(only(expected, 1).landings).toBeCloseTo(blend(trust, (12 + 2 * 4) / 4, recent(1)), 9);
    });

    test('the forecast without a sign of whether today is like yesterday goes half by each, in roots', () => {
      const expected = only(forecast(ago(49, { 28: 36 }), HALF), 20);
      const recent = fading(0, 36 / 48.5, 20);
      expect(expected.landings).toBeCloseTo(blend(0.5, 18, recent), 9);
      expect(expected.bursts).toBeCloseTo(0.5 * 18 + 0.5 * recent, 9);
      expect(expected.mostBursts).toBeCloseTo(18, 9);
    });

    test('the forecast trusts yesterday as far as today is like it: of this half hour, as much as has passed', () => {
      const expected = forecast(ago(49, { [DAY_AGO]: 18, 1: 16, 0: 16 }), HALF);
      const recent = fading(32 / 1.5, 50 / 48.5, 24);
      expect(only(expected, 24).landings).toBeCloseTo(blend(similarity([0, 16, 9]), 0, recent), 9);
      expect(only(expected, 24).mostBursts).toBeCloseTo(Math.max(recent, 32 / 5.5), 9);
    });

    test('the forecast forgives what chance would differ', () => {
      const expected = forecast(ago(49, { [DAY_AGO]: 18, 0: 8 }), HALF);
      expect(only(expected, 24).landings).toBeCloseTo(0, 9);
    });

    test('the forecast judges a day by the last hours, the latest of them most', () => {
      const expected = forecast(ago(51, { 50: 9, 49: 16, [DAY_AGO]: 18, 2: 25, 1: 9, 0: 4 }), HALF);
      const recent = fading(13 / 1.5, 81 / 50.5, 24);
      const trust = similarity([0, 4, 9], [1, 9, 16], [2, 25, 9]);
      expect(only(expected, 24).landings).toBeCloseTo(blend(trust, 0, recent), 9);
    });

    test('the forecast judges no day by more than a day', () => {
      // what landed two days ago was judged when yesterday was today
      const expected = forecast(ago(98, { 97: 50, [DAY_AGO]: 8, 49: 0, 0: 4 }), HALF);
      const trust = similarity([0, 4, 4]);
      expect(trust).toBe(1);
      expect(only(expected, 24).landings).toBeLessThan(10);
    });

    test('the forecast goes most by the day that is most like today', () => {
      const expected = forecast(ago(97, { 96: 0, [DAY_AGO]: 32, 72: 20, 24: 4, 0: 16 }), HALF);
      const one = similarity([0, 16, 16], [24, 4, 20]);
      const two = similarity([0, 16, 0]);
      // the day before yesterday can be compared by this half hour alone
      const daily = (one ** 3 * 2 + two ** 3 * 10) / (one ** 3 + two ** 3);
      const recent = fading(16 / 1.5, 72 / 96.5, 24);
      expect(only(expected, 24).landings).toBeCloseTo(blend(one, daily, recent), 9);
    });

    test('the forecast remembers the third day back, such as the Friday on a Monday', () => {
      const expected = forecast(ago(169, { 144: 32, 120: 60, 0: 16 }), HALF);
      const friday = similarity([0, 16, 16], [24, 0, 0]);
      const sunday = similarity([0, 16, 0]);
      const saturday = similarity([0, 16, 0], [24, 0, 60]);
      const daily = (30 * friday ** 3) / (friday ** 3 + saturday ** 3 + sunday ** 3);
      expect(only(expected, 24).landings).toBeCloseTo(blend(friday, daily, fading(16 / 1.5, 108 / 168.5, 24)), 9);
    });

    test('the forecast takes the same weekday of last week for two days, and no other of the days between', () => {
      const expected = forecast(ago(360, { 336: 32, 312: 60, 288: 32, 264: 60, 240: 32, 216: 60, 0: 16 }), HALF);
      const same = similarity([0, 16, 16], [24, 0, 0]);
      // today is like none of the three days before, in which nothing landed
      const other = similarity([0, 16, 0]);
      const daily = (2 * 30 * same ** 3) / (2 * same ** 3 + 3 * other ** 3);
      const recent = fading(16 / 1.5, 16 / 167.5, 24);
      expect(only(expected, 24).landings).toBeCloseTo(blend(same, daily, recent), 9);
    });

    test('the forecast fades to the mean of three days and a half, though more is remembered', () => {
      const mean = (landings: Readonly<Record<number, number>>) => only(forecast(ago(360, landings), HALF), 47).bursts;
      expect(mean({ 0: 8, 1: 8, 200: 1_000 })).toBeCloseTo(mean({ 0: 8, 1: 8 }), 9);
      expect(mean({ 0: 8, 1: 8, 140: 1_000 })).toBeGreaterThan(mean({ 0: 8, 1: 8 }));
    });

    test('the forecast goes on when nothing has landed for a while', () => {
      const landings = { 47: 8, 20: 8 };
      const expected = forecast({ ...ago(60, landings), slot: SLOT_OF_NOON - 4 }, HALF);
      expect(expected).toEqual(forecast(ago(64, { 51: 8, 24: 8 }), HALF));
    });
  });
});
