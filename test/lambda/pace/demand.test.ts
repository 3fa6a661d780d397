import { SLOT } from '../../../lambda/pace/constants';
import { type Demand, record } from '../../../lambda/pace/demand';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { landedAt, NOON } from '../../support/rows';

/** The half hour that begins at noon. */
const SLOT_OF_NOON = Math.floor(NOON / SLOT);

/** Landings of one landing event, all in one message or at least in one batch. */
const batch = (first: number, last: number, count: number) => ({ first, last, count, by: { Files: last } });

describe('learning', () => {
  const learned = (...steps: readonly Parameters<typeof batch>[]): Demand =>
    steps.reduce<Demand | undefined>(
      (demand, step) => record(demand, batch(...step), 300, step[1]),
      undefined,
    ) as Demand;

  test('the demand begins with the half hour of the first landing', () => {
    expect(learned([NOON, NOON, 1])).toEqual({
      slot: SLOT_OF_NOON,
      landings: [1],
      bursts: [1],
      burst: { at: NOON, count: 1 },
      run: { at: NOON, last: NOON, count: 1 },
    });
  });

  test('the demand counts by half hours, with the quiet ones in between', () => {
    const demand = learned(
      [NOON, NOON, 2],
      [NOON + SLOT - 1, NOON + SLOT - 1, 1],
      [NOON + 3 * SLOT, NOON + 3 * SLOT, 5],
    );
    expect(demand).toMatchObject({ slot: SLOT_OF_NOON + 3, landings: [3, 0, 0, 5] });
  });

  test('the demand takes what lands while an ingestion would run for one burst', () => {
    const demand = learned([NOON, NOON, 3], [NOON + 300 * SECOND - 1, NOON + 300 * SECOND - 1, 4]);
    expect(demand).toMatchObject({ landings: [7], bursts: [1], burst: { at: NOON, count: 7 } });
  });

  test('the demand begins a burst when an ingestion would have ended', () => {
    const demand = learned([NOON, NOON, 3], [NOON + 300 * SECOND, NOON + 300 * SECOND, 4]);
    expect(demand).toMatchObject({ landings: [7], bursts: [2], burst: { at: NOON + 300 * SECOND, count: 4 } });
  });

  test('the demand takes a batch for as many bursts as ingestions would have run meanwhile, and the last of them for the newest', () => {
    const demand = learned([NOON, NOON + 600 * SECOND, 9]);
    expect(demand).toMatchObject({ bursts: [3], burst: { at: NOON + 300 * SECOND, count: 9 } });
    expect(learned([NOON, NOON + 600 * SECOND - 1, 9])).toMatchObject({ bursts: [2] });
    expect(learned([NOON + 100 * SECOND, NOON + 200 * SECOND, 9]).burst.at).toBe(NOON + 100 * SECOND);
  });

  test('the demand counts no more bursts than landings', () => {
    expect(learned([NOON, NOON + 20 * MINUTE, 2])).toMatchObject({ bursts: [2] });
  });

  test('the demand puts late landings where they belong', () => {
    const demand = learned([NOON, NOON, 1], [NOON + SLOT, NOON + SLOT, 1], [NOON, NOON + 1, 2]);
    expect(demand).toMatchObject({ slot: SLOT_OF_NOON + 1, landings: [3, 1], bursts: [1, 1] });
    expect(demand.burst).toEqual({ at: NOON + SLOT, count: 3 });
  });

  test('the demand drops what is older than all that it remembers', () => {
    const demand = learned([NOON, NOON, 1]);
    expect(record(demand, landedAt(NOON - 1), 300, NOON)).toEqual(demand);
  });

  test('the demand remembers seven days and a half', () => {
    const before = learned([NOON, NOON, 1], [NOON + 359 * SLOT, NOON + 359 * SLOT, 1]);
    expect(before.landings).toEqual([1, ...new Array(358).fill(0), 1]);
    const after = record(before, landedAt(NOON + 360 * SLOT), 300, NOON + 360 * SLOT);
    expect(after.landings).toEqual([...new Array(358).fill(0), 1, 1]);
    expect(after.bursts).toEqual([...new Array(358).fill(0), 1, 1]);
    const later = record(after, landedAt(NOON + 30 * DAY), 300, NOON + 30 * DAY);
    expect(later.landings).toEqual([...new Array(359).fill(0), 1]);
    expect(later.bursts).toEqual([...new Array(359).fill(0), 1]);
  });

  test('the demand counts the newest half hour exactly, and puts it on the grids when it is over', () => {
    const newest = learned([NOON, NOON, 1_000], [NOON + MINUTE, NOON + MINUTE, 1]);
    expect(newest.landings).toEqual([1_001]);
    expect(learned([NOON, NOON, 1_001], [NOON + SLOT, NOON + SLOT, 1]).landings).toEqual([1_084, 1]);
    const short = record(undefined, batch(NOON, NOON + 8 * SECOND, 50), 1, NOON + 8 * SECOND);
    expect(short.bursts).toEqual([9]);
    expect(record(short, landedAt(NOON + SLOT), 1, NOON + SLOT).bursts).toEqual([12, 1]);
  });

  test('the demand puts late landings on the grids', () => {
    const demand = learned([NOON, NOON, 1], [NOON + SLOT, NOON + SLOT, 1], [NOON, NOON + 1, 1_000]);
    expect(demand.landings).toEqual([1_084, 1]);
  });

  test('the demand knows the newest run, and how those before it were', () => {
    const demand = learned([NOON, NOON, 1], [NOON + MINUTE, NOON + MINUTE, 1], [NOON + HOUR, NOON + HOUR, 2]);
    expect(demand).toMatchObject({
      run: { at: NOON + HOUR, last: NOON + HOUR, count: 2 },
      usual: { runs: 1, length: 60, square: 3_600, count: 2 },
    });
  });

  test('the demand takes a clock that is ahead for now', () => {
    expect(record(undefined, landedAt(NOON + DAY), 300, NOON)).toMatchObject({ slot: SLOT_OF_NOON, landings: [1] });
    expect(record(undefined, batch(NOON + DAY, NOON + 2 * DAY, 2), 300, NOON).burst.at).toBe(NOON);
  });

  test('the demand leaves what was known as it was', () => {
    const before = learned([NOON, NOON, 1]);
    const copy = structuredClone(before);
    record(before, landedAt(NOON + HOUR), 300, NOON + HOUR);
    expect(before).toEqual(copy);
  });
});

describe('what is remembered of the demand', () => {
  test('the demand stays below 2 KB, whatever lands for six days', () => {
    let demand: Demand | undefined;
    for (let at = NOON; at < NOON + 6 * DAY; at += 30 * SECOND) {
      demand = record(demand, landedAt(at), 300, at);
    }
    expect(JSON.stringify(demand).length).toBeLessThan(2_048);
  });

  test('the demand is not wiped out by a landing whose clock is ahead', () => {
    const before = record(undefined, landedAt(NOON), 300, NOON);
    expect(record(before, landedAt(NOON, NOON + 900 * DAY), 300, NOON + HOUR).landings).toEqual([1, 0, 2]);
  });
});
