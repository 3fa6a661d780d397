import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { DAYS_IN_ALL, drawWeekly } from '../../../bench/freshness/weekly-habits';
import { WEEKLY_HELD_OUT } from '../../../bench/freshness/weekly-held-out';
import { WEEKLY_TUNED } from '../../../bench/freshness/weekly-tuned';
import { fromItem, type LedgerItem, toItem } from '../../../lambda/aws/ledger-item';
import { type Demand, record } from '../../../lambda/pace/demand';
import { BURSTS_GRID, LANDINGS_GRID } from '../../../lambda/pace/grid';
import type { LedgerRow } from '../../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { sizeOf } from '../../../sim/aws/item-size';
import { aRow, landedAt, NOON } from '../../support/rows';

const written = (row: LedgerRow) => marshall(toItem(row), { removeUndefinedValues: true });
const read = (item: ReturnType<typeof written>): LedgerRow => fromItem(unmarshall(item) as LedgerItem);

describe('a row that was written is read as it was', () => {
  const slot = Math.floor(NOON / (HOUR / 2));

  test('a row without a call, and without anything that has landed, is read as it was', () => {
    expect(read(written(aRow()))).toEqual(aRow());
  });

  test('a row with calls, in whatever order clocks that differ have put them, is read as it was', () => {
    const times = fc.array(fc.integer({ min: NOON - 400 * DAY, max: NOON }), { maxLength: 40 });
    fc.assert(
      fc.property(times, (calls) => {
        expect(read(written(aRow({ calls })))).toEqual(aRow({ calls }));
      }),
    );
  });

  test('a row with a demand is read as it was, on the grids but for the newest half hour', () => {
    const halfHours = fc.array(fc.tuple(fc.constantFrom(...LANDINGS_GRID), fc.constantFrom(...BURSTS_GRID)), {
      maxLength: 359,
    });
    const count = fc.integer({ min: 0, max: 1_000_000 });
    const time = fc.integer({ min: NOON - 30 * DAY, max: NOON });
    const run = fc.record({ at: time, last: time, count });
    const usual = fc.record({ runs: fc.integer({ min: 1, max: 8 }), length: count, square: count, count });
    const demands = fc.record(
      {
        slot: fc.constant(slot),
        before: halfHours,
        newest: fc.tuple(count, count),
        burst: fc.record({ at: time, count }),
        run,
        usual,
      },
      { requiredKeys: ['slot', 'before', 'newest', 'burst'] },
    );
    fc.assert(
      fc.property(demands, ({ before, newest, ...rest }) => {
        const all = [...before, newest];
        const demand: Demand = { ...rest, landings: all.map(([l]) => l), bursts: all.map(([, b]) => b) };
        expect(read(written(aRow({ demand })))).toEqual(aRow({ demand }));
      }),
    );
  });

  test('a row with tenths in its usual run is read as it was', () => {
    const usual = { runs: 3, length: 12.3, square: 200.4, count: 2.7 };
    const demand: Demand = { slot, landings: [1], bursts: [1], burst: { at: NOON, count: 1 }, usual };
    expect(read(written(aRow({ demand })))).toEqual(aRow({ demand }));
  });
});

describe('a row of a data set that lands all day takes one KB of the table, which is what DynamoDB charges by', () => {
  const learned = (landings: readonly number[]): Demand =>
    landings.reduce<Demand | undefined>((demand, at) => record(demand, landedAt(at), 300, at), undefined) as Demand;
  /** As long as names get in practice; 32 calls at odd times; waiting for the pace, with something pending. */
  const waiting = (demand: Demand): LedgerRow => ({
    ...aRow({ demand }),
    dataSetArn: 'arn:aws:quicksight:ap-southeast-2:123456789012:dataset/01234567-89ab-cdef-0123-456789abcdef',
    version: 123_456,
    calls: Array.from({ length: 32 }, (_, i) => NOON - 31 * 2_700_123 + i * 2_700_123 + ((i * 7_919_777) % 1_000_003)),
    pending: { first: NOON - 1, last: NOON - 1, count: 27, by: { 'ObjectCreated-a1b2c3d4': NOON - 1 } },
    fresh: { through: NOON - 1, at: NOON - 1, rows: 123_456_789, rowsDropped: 0 },
    fullAt: NOON - 1,
    expectedSeconds: 287,
    wakeAt: NOON - 1,
    deferred: { first: NOON - 1, last: NOON - 1, count: 27, until: NOON - 1 },
    code: 'WaitedLongEnough',
    reason:
      '32 of 32 ingestions left until 2026-11-24T11:12:13Z; unless more lands before, paced for 2026-11-23T12:24:50Z',
  });

  test.each([...WEEKLY_TUNED, ...WEEKLY_HELD_OUT])('a row of $name fits into one KB of the table', (kind) => {
    const { begin, landings } = drawWeekly(kind, 11, 7);
    const demand = learned(landings.filter((at) => at < begin + (DAYS_IN_ALL - 1) * DAY));
    expect(demand.landings).toHaveLength(360);
    expect(sizeOf(written(waiting(demand)))).toBeLessThan(1_024);
  });

  test('a stream of two minutes, and one of thirty seconds', () => {
    for (const gap of [2 * MINUTE, 30 * SECOND]) {
      const demand = learned(Array.from({ length: (8 * DAY) / gap }, (_, i) => NOON + i * gap));
      expect(sizeOf(written(waiting(demand)))).toBeLessThan(1_024);
    }
  });
});

test('what has not changed is packed once, and read as it was stored, not as it was before', () => {
  const calls = [NOON];
  const item = toItem(aRow({ calls }));
  expect(toItem(aRow({ calls, reason: 'another' })).calls).toBe(item.calls);
  expect(toItem(aRow({ calls: [NOON] })).calls).not.toBe(item.calls);
  const stored = fromItem(item);
  expect(stored.calls).toEqual(calls);
  expect(stored.calls).not.toBe(calls);
  expect(fromItem(item).calls).toBe(stored.calls);
  expect(toItem(stored).calls).toBe(item.calls);
});
