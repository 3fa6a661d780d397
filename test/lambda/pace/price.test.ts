import type { Expected } from '../../../lambda/pace/forecast';
import { isWorth, priceOfRefresh, ratesNow, refreshesAt } from '../../../lambda/pace/price';
import { DAY, HOUR } from '../../../lambda/time';
import { NOON } from '../../support/rows';

const halfHour = (landings: number, bursts = landings, part = 1): Expected => ({
  landings,
  bursts,
  mostBursts: bursts,
  part,
});

describe('a refresh at a price', () => {
  test('a refresh at no price is one for each burst, whatever more it takes where data comes in runs', () => {
    expect(refreshesAt(0, halfHour(60, 6), 0)).toBe(6);
    expect(refreshesAt(0, halfHour(60, 6), 0.25)).toBe(6);
    expect(refreshesAt(0, halfHour(60, 6, 0.5), 0)).toBe(3);
    expect(refreshesAt(0, halfHour(0), 0)).toBe(0);
    // bursts of some hours ago, and nothing that lands
    expect(refreshesAt(0, halfHour(0, 6), 0)).toBe(0);
  });

  test('a refresh at a price is one for so many bursts that it is just worth it', () => {
    // a landing a second, of which each is a burst: eight of them are worth 36, seven are not
    const perSecond = halfHour(1_800);
    expect(isWorth(36, 8, perSecond)).toBe(true);
    expect(isWorth(36.01, 8, perSecond)).toBe(false);
    expect(1_800 / refreshesAt(36, perSecond, 0)).toBeCloseTo(8.5, 1);
    expect(1_800 / refreshesAt(36, perSecond, 0.25)).toBeCloseTo(8.75, 1);
  });
});

describe('the rates of now', () => {
  test('the rates of now are those of the half hour that begins now, half of them from this one', () => {
    expect(ratesNow([halfHour(100, 10, 0.5), halfHour(300, 20)])).toEqual({
      landings: 200,
      bursts: 15,
      mostBursts: 15,
    });
  });

  test('the rates of now are one landing in half an hour where nothing is remembered', () => {
    const one = { landings: 1, bursts: 1, mostBursts: 1 };
    expect(ratesNow([])).toEqual(one);
    expect(ratesNow([halfHour(8)])).toEqual(one);
  });
});

describe('what one refresh fewer would cost', () => {
  const priceWith = (expected: readonly Expected[], left: number, calls: readonly number[] = []): number =>
    priceOfRefresh(expected, left, calls, NOON, 0);
  const quiet = new Array<Expected>(46).fill(halfHour(0));

  test('one refresh fewer would cost nothing where the forecast leaves one', () => {
    expect(priceWith([halfHour(1), halfHour(1), ...quiet], 3)).toBe(0);
    expect(priceWith([halfHour(1), halfHour(1), ...quiet], 2)).toBeGreaterThan(0);
  });

  test('one refresh fewer would cost what lands after the last one would wait until a call leaves the window', () => {
    // a landing in the second half hour, and none left for it: it waits for that one and for those until then
    const expected = [halfHour(0), halfHour(1), ...quiet];
    const back = (hours: number): number => NOON - DAY + hours * HOUR;
    expect(priceWith(expected, 1, [back(3)]) / 1_800).toBeCloseTo(5, 0);
    expect(priceWith(expected, 1, [back(9)]) / 1_800).toBeCloseTo(17, 0);
    expect(priceWith(expected, 1) / 1_800).toBeCloseTo(47, 0);
  });

  test('one refresh fewer would cost a part as far as the forecast spends a part of the last one', () => {
    const whole = priceWith([halfHour(1), ...quiet, halfHour(0)], 1);
    const third = priceWith([halfHour(1 / 3), ...quiet, halfHour(0)], 1);
    expect(whole / third).toBeCloseTo(3, 1);
  });
});
