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

    /**
     * By the definition. A day is as likely as it makes what landed in each half hour of the last 24 hours, landings being
     * independent of each other, over the likelihood of the best expectation; each of these to a power that is 0.35 now and
     * 1/e of it three hours ago, and less where many land in a burst.
     */
    const byDefinition = ({ slot, landings, bursts }: Demand, ahead: number, passed = 0.5) => {
      const oldest = slot - landings.length + 1;
      const at = (counts: readonly number[], when: number): number => counts[when - oldest] ?? 0;
      const smoothed = (counts: readonly number[], when: number): number =>
        (at(counts, Math.max(when - 1, oldest)) + 2 * at(counts, when) + at(counts, when + 1)) / 4;
      const total = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
      const perBurst = Math.max(1, total(landings) / total(bursts));
      const whole = total(landings) / Math.max(48, landings.length);
      const likelihood = (ofCount: (count: number, when: number, part: number) => number): number =>
        Array.from({ length: 48 }, (_, i) => {
          const power = (0.35 * Math.exp(-i / 6)) / perBurst;
          return ofCount(at(landings, slot - i), slot - i, i === 0 ? passed : 1) ** power;
        }).reduce((product, factor) => product * factor, 1);
      const days = [
        [48, 1],
        [96, 1],
        [144, 1],
        [192, 1],
        [240, 1],
        [288, 1],
        [336, 3],
        [46, 0.3],
        [50, 0.3],
      ]
        .map(([back, weight]) => ({ back: back as number, weight: weight as number }))
        .filter(({ back }) => slot - back >= oldest)
        .map(({ back, weight }) => {
          const likely = likelihood((count, when, part) => {
            const then = when - back < oldest ? whole : smoothed(landings, when - back);
            const expected = (then + 0.05) * part;
            return (count === 0 ? 1 : (expected / count) ** count) * Math.exp(count - expected);
          });
          return { back, weight, likely: weight * likely };
        });
      const weights = total(days.map(({ weight }) => weight));
      const likely = total(days.map((day) => day.likely));
      const ofNew = 0.1 * likelihood((count) => (1 + count / perBurst) ** (-0.8 * perBurst));
      const then = (counts: readonly number[], back: number): number =>
        smoothed(counts, Math.min(slot + ahead - back, slot - 1));
      const mean = (counts: readonly number[], slots: number): number =>
        total(Array.from({ length: slots }, (_, i) => at(counts, slot - i))) / (slots - 1 + passed);
      const expect = (counts: readonly number[]) => {
        const usual = total(days.map(({ back, weight }) => weight * then(counts, back))) / weights;
        return {
          daily: total(days.map((day) => day.likely * then(counts, day.back))) / likely,
          recent: fading(mean(counts, 2), usual, ahead),
        };
      };
      const trust = likely / weights / (likely / weights + ofNew);
      const [ofLandings, ofBursts] = [expect(landings), expect(bursts)];
      const recentBursts = Math.max(mean(bursts, 6), ofBursts.recent);
      return {
        trust,
        landings: (trust * Math.sqrt(ofLandings.daily) + (1 - trust) * Math.sqrt(ofLandings.recent)) ** 2,
        bursts: trust * ofBursts.daily + (1 - trust) * recentBursts,
        mostBursts: Math.max(ofBursts.daily, recentBursts),
      };
    };
    const expectByDefinition = (demand: Demand, ...aheads: readonly number[]): void => {
      const expected = forecast(demand, HALF);
      for (const ahead of aheads) {
        const { landings, bursts, mostBursts } = byDefinition(demand, ahead);
        expect(only(expected, ahead)).toEqual({
          landings: expect.closeTo(landings, 9),
          bursts: expect.closeTo(bursts, 9),
          mostBursts: expect.closeTo(mostBursts, 9),
          part: ahead === 0 ? 0.5 : 1,
        });
      }
    };

    const DAY = [...fill(20, 8), 40, ...fill(27, 8)];

    test('the forecast of days that are all alike is the same hour of the day, smoothed with the half hours beside it', () => {
      const demand = upToNoon([...DAY, ...DAY, ...DAY, 4]);
      expectByDefinition(demand, 0, 10, 19, 20, 21, 22, 45, 46, 47);
      const { landings, mostBursts } = only(forecast(demand, HALF), 20);
      // of three days, and of yesterday an hour earlier and later
      expect(landings).toBeCloseTo((3 * 24 + 0.6 * 8) / 3.6, 0);
      expect(mostBursts).toBeCloseTo(landings, 0);
    });

    test('the forecast at the edge of what is remembered smooths with what there is', () => {
      expectByDefinition(ago(47, { 46: 12, 45: 4 }), 0, 1, 2);
      expectByDefinition(ago(49, { 48: 12, 47: 4 }), 0, 1, 2);
      expectByDefinition(ago(51, { 50: 12, 49: 4, 1: 2 }), 0, 1, 2);
    });

    test('the forecast without a sign of what today is goes by the days remembered', () => {
      const demand = ago(360, { 28: 36, 76: 36, 316: 36 });
      expect(byDefinition(demand, 20).trust).toBeGreaterThan(0.8);
      expectByDefinition(demand, 18, 19, 20, 21, 22);
    });

    test('the forecast trusts a day as far as it makes likely what has landed: of this half hour, in the part that has passed', () => {
      const like = upToNoon([...fill(48, 16), 8]);
      const unlike = upToNoon([...fill(48, 16), 80]);
      expect(byDefinition(like, 24).trust).toBeGreaterThan(0.9);
      expect(byDefinition(unlike, 24).trust).toBeLessThan(0.1);
      expectByDefinition(like, 0, 24);
      expectByDefinition(unlike, 0, 24);
    });

    test('the forecast judges a day by the last hours, the latest of them most, and by no more than a day', () => {
      const demand = (odd: number) => upToNoon([...fill(97, 8), 4].with(-1 - odd, 40));
      expect(byDefinition(demand(1), 24).trust).toBeLessThan(byDefinition(demand(12), 24).trust);
      for (const odd of [1, 6, 12, 47, 49]) {
        expectByDefinition(demand(odd), 24);
      }
    });

    test('the forecast takes landings of one burst for one sign', () => {
      const demand = ago(49, { [DAY_AGO]: 40, 24: 20, 0: 40 });
      const inBursts = { ...demand, bursts: demand.landings.map((count) => count / 10) };
      expect(byDefinition(inBursts, 24).trust).toBeGreaterThan(byDefinition(demand, 24).trust + 0.1);
      expectByDefinition(demand, 24);
      expectByDefinition(inBursts, 24);
    });

    test('the forecast goes most by the day that is most like today', () => {
      const demand = ago(97, { 96: 0, [DAY_AGO]: 32, 72: 20, 24: 4, 0: 16 });
      expectByDefinition(demand, 24, 47);
      expect(byDefinition(demand, 24).landings).toBeLessThan(6);
      expect(byDefinition(ago(97, { 96: 32, [DAY_AGO]: 0, 72: 20, 24: 4, 0: 16 }), 24).landings).toBeGreaterThan(6);
    });

    test('the forecast looks at each of the last seven days, at the same weekday of last week thrice, and at yesterday an hour off', () => {
      for (const back of [46, 48, 50, 96, 144, 192, 240, 288, 336]) {
        // a day on which there is work at noon, before days on which there is none
        const demand = ago(360, { [back]: 32, [back - 24]: 60, 0: 16 });
        expectByDefinition(demand, 22, 24, 26);
      }
    });

    test('the forecast of something new goes on as lately, and fades to what is usual at that time of day', () => {
      const quiet = ago(360, { 1: 50, 0: 40, 20: 3, 68: 3, 116: 3 });
      const { trust } = byDefinition(quiet, 28);
      expect(trust).toBeLessThan(1e-6);
      expectByDefinition(quiet, 0, 4, 28, 47);
    });

    test('the forecast is a number whatever landed', () => {
      const demand = ago(360, { [DAY_AGO]: 3_872, 96: 3_872, 1: 1_000_000, 0: 3_872 });
      const ofOneBurst = { ...demand, bursts: zeros(360) };
      for (const { landings, bursts, mostBursts } of [...forecast(demand, HALF), ...forecast(ofOneBurst, NOON)]) {
        expect([landings, bursts, mostBursts].every(Number.isFinite)).toBe(true);
      }
      expect(forecast(ago(49, {}), HALF)).toEqual(
        [0.5, ...fill(47, 1)].map((part) => ({ landings: 0, bursts: 0, mostBursts: 0, part })),
      );
    });

    test('the forecast goes on when nothing has landed for a while', () => {
      const landings = { 47: 8, 20: 8 };
      const expected = forecast({ ...ago(60, landings), slot: SLOT_OF_NOON - 4 }, HALF);
      expect(expected).toEqual(forecast(ago(64, { 51: 8, 24: 8 }), HALF));
    });
  });
});
