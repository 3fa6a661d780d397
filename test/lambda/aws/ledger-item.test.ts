import { createHash } from 'node:crypto';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { DAYS_IN_ALL, drawWeekly } from '../../../bench/freshness/weekly-habits';
import { WEEKLY_HELD_OUT } from '../../../bench/freshness/weekly-held-out';
import { WEEKLY_PUBLIC } from '../../../bench/freshness/weekly-public';
import { WEEKLY_TUNED } from '../../../bench/freshness/weekly-tuned';
import { fromItem, type LedgerItem, toItem } from '../../../lambda/aws/ledger-item';
import { ROW_DICTIONARY } from '../../../lambda/aws/row-dictionary';
import type { Landings } from '../../../lambda/landings';
import type { Outcome } from '../../../lambda/outcome/outcome';
import { type Demand, record } from '../../../lambda/pace/demand';
import { BURSTS_GRID, LANDINGS_GRID } from '../../../lambda/pace/grid';
import type { LedgerRow } from '../../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { OutcomeDetailType } from '../../../lib/private/contract';
import { sizeOf } from '../../../sim/aws/item-size';
import { ARN, anIngestion, aRow, aRowInFlight, landedAt, NOON, settings } from '../../support/rows';

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

describe('a row in flight takes less than one KB of the table, which is what DynamoDB charges by, with an outcome that waits for the event bus, too', () => {
  const learned = (landings: readonly number[]): Demand =>
    landings.reduce<Demand | undefined>((demand, at) => record(demand, landedAt(at), 300, at), undefined) as Demand;
  const LONG_ARN = 'arn:aws:quicksight:ap-southeast-2:123456789012:dataset/01234567-89ab-cdef-0123-456789abcdef';
  /** Thousands of landings, of three landing events, the last of them so many milliseconds before noon. */
  const some = (ago: number): Landings => ({
    first: NOON - ago - 654_321,
    last: NOON - ago,
    count: 2_345,
    by: { 'ObjectCreated-a1b2c3d4': NOON - ago, 'Event-0a1b2c3d': NOON - ago - 12_345, Requested: NOON - ago - 65_432 },
  });
  const reason =
    '32 of 32 ingestions left until 2026-11-24T11:12:13Z; unless more lands before, paced for 2026-11-23T12:24:50Z';
  /** As long as names get in practice; 32 calls at odd times; in flight, with something pending. */
  const busy = (demand: Demand): LedgerRow => ({
    ...aRowInFlight(
      anIngestion({
        id: 'spice-refresh-20261123T055900Z-py2zpfbtzdztagj',
        startedAt: NOON - 123_456,
        covers: some(200_001),
      }),
      { demand },
    ),
    dataSetArn: LONG_ARN,
    version: 123_456,
    settings: settings({ tag: { key: 'spice-refresh', value: 'allowed' } }),
    calls: Array.from({ length: 32 }, (_, i) => NOON - 31 * 2_700_123 + i * 2_700_123 + ((i * 7_919_777) % 1_000_003)),
    pending: some(1_357),
    fresh: { through: NOON - 3_600_123, at: NOON - 3_210_987, rows: 123_456_789, rowsDropped: 0 },
    fullAt: NOON - 3_600_123,
    expectedSeconds: 287,
    incrementalFailed: false,
    wakeAt: NOON + 29_876,
    deferred: { first: NOON - 2_345_678, last: NOON - 1_234_567, count: 2_700, until: NOON - 123_456 },
    code: 'WaitedLongEnough',
    reason,
  });
  const started: Outcome = {
    detailType: OutcomeDetailType.STARTED,
    at: NOON - 123_456,
    dataSetArn: LONG_ARN,
    ingestionId: 'spice-refresh-20261123T055900Z-py2zpfbtzdztagj',
    landings: some(200_001),
    reason: 'quiet for 1 min',
    next: 'looks at it in 30 s',
  };

  test.each([...WEEKLY_TUNED, ...WEEKLY_HELD_OUT, ...WEEKLY_PUBLIC])(
    'a row of $name fits into one KB of the table',
    (kind) => {
      const { begin, landings } = drawWeekly(kind, 11, 7);
      const demand = learned(landings.filter((at) => at < begin + (DAYS_IN_ALL - 1) * DAY));
      expect(demand.landings).toHaveLength(360);
      expect(sizeOf(written(busy(demand)))).toBeLessThan(1_024);
      expect(sizeOf(written({ ...busy(demand), outbox: [started] }))).toBeLessThan(1_024);
    },
  );

  test('a stream of two minutes, and one of thirty seconds', () => {
    for (const gap of [2 * MINUTE, 30 * SECOND]) {
      const demand = learned(Array.from({ length: (8 * DAY) / gap }, (_, i) => NOON + i * gap));
      expect(sizeOf(written(busy(demand)))).toBeLessThan(1_024);
    }
  });
});

test('a row says in the console which data set it is of, what it waits for, and whether anything is unfinished', () => {
  const { calls, demand, rest, ...shown } = toItem(aRow({ reason: 'nothing new', code: 'NothingNew' }));
  expect(shown).toEqual({ dataSetArn: ARN, schema: 1, version: 1, reason: 'nothing new', code: 'NothingNew' });
  const outbox: Outcome[] = [];
  for (const row of [aRow({ pending: landedAt(NOON) }), aRowInFlight(anIngestion()), aRow({ outbox })]) {
    expect(toItem(row).unfinished).toBe(true);
    expect(read(written(row))).toEqual(row);
  }
});

test('no byte of what the rows of schema 1 are packed with has changed: they could not be read any more', () => {
  expect(createHash('sha256').update(ROW_DICTIONARY).digest('hex')).toBe(
    '9f0c3fc80f1aabaf15257f57132519514e955232b4eb292562181a49232f318e',
  );
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
