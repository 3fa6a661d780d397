import { decide } from '../../lambda/decide';
import { applyRestored } from '../../lambda/restored';
import type { LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { LEASE, WRITE_LOST_AFTER } from '../../lambda/timing';
import { overtaken } from '../../lambda/wake';
import { DecisionReason } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { anInbox, anIngestion, aRow, aWake, NOON } from '../support/rows';

const fresh = { through: NOON - DAY, at: NOON - DAY };
const row = (changes: Partial<LedgerRow> = {}): LedgerRow => aRow({ version: 5, fresh, ...changes });
const restoredBy = (version: number, now = NOON, of = row()): LedgerRow['restored'] =>
  applyRestored(of, anInbox({ wakes: [aWake({ version, sentAt: NOON - MINUTE })] }), now).restored;

describe('a wake-up proves that a row lost writes', () => {
  test('a wake-up proves that a row lost writes when the row is older than it was when the wake-up was sent', () => {
    expect(restoredBy(7)).toMatchObject({ version: 7 });
    expect(restoredBy(6)).toBeUndefined();
    expect(restoredBy(5)).toBeUndefined();
  });

  test('a wake-up proves that a row lost writes when the write that was to follow it is missing and no message can bring it any more', () => {
    expect(restoredBy(6, NOON - MINUTE + WRITE_LOST_AFTER - 1)).toBeUndefined();
    expect(restoredBy(6, NOON - MINUTE + WRITE_LOST_AFTER)).toMatchObject({ version: 6 });
  });

  test('a wake-up proves it once: others of the same time prove no more than that', () => {
    const known = row({ restored: { version: 20, until: NOON } });
    expect(restoredBy(20, NOON, known)).toBe(known.restored);
    expect(restoredBy(22, NOON, known)).toMatchObject({ version: 22 });
  });

  test('a wake-up that proves nothing yet is sent again until it does', () => {
    const wakes = [aWake({ version: 6, sentAt: NOON })];
    expect(overtaken(wakes, 5, NOON + LEASE - 1)).toMatchObject([{ at: NOON + LEASE }]);
    expect(overtaken(wakes, 5, NOON + LEASE)).toMatchObject([{ at: NOON + WRITE_LOST_AFTER }]);
    expect(overtaken(wakes, 5, NOON + WRITE_LOST_AFTER)).toEqual([]);
    expect(overtaken(wakes, 6, NOON)).toEqual([]);
    // there is no row that could be written, and nothing to restore
    expect(overtaken(wakes, 0, NOON + LEASE)).toEqual([]);
  });
});

describe('a row that lost writes', () => {
  test('a row that lost writes is refreshed once, when an ingestion that it does not know of must have ended', async () => {
    const world = new FakePorts(row());
    await world.reconcile(aWake({ version: 9 }));
    expect(world.row).toMatchObject({ pending: { first: NOON, by: { Restored: NOON } }, restored: { version: 9 } });
    expect(decide(world.row, NOON)).toMatchObject({
      do: 'wait',
      code: DecisionReason.RESTORED,
      until: NOON + 10 * MINUTE,
    });
    expect(decide(world.row, NOON).reason).toContain('restored to an older state');
    await world.settle();
    expect(world.created).toHaveLength(1);
    const [startedAt = 0] = world.ingestions.values();
    expect(startedAt).toBeGreaterThanOrEqual(NOON + 10 * MINUTE);
    expect(world.row.fresh?.through).toBeGreaterThan(NOON);
    await world.reconcile(aWake({ version: 9 }));
    await world.settle();
    expect(world.created).toHaveLength(1);
  });

  test('a row that lost writes is held for twice as long as its ingestions take', () => {
    expect(restoredBy(9, NOON, row({ expectedSeconds: 1_800 }))).toMatchObject({ until: NOON + HOUR });
  });

  test('a row that lost writes asks about an ingestion that it knows of, and starts none meanwhile', async () => {
    const ingestion = anIngestion({ phase: 'starting', startedAt: NOON - HOUR, pollAt: NOON - MINUTE });
    const world = new FakePorts(row({ ingestion }));
    await world.reconcile(aWake({ version: 9 }));
    expect(world.described).toEqual(['ingestion-1']);
    expect(world.created).toEqual([]);
    await world.settle();
    expect(world.created[0]?.id).toBe('ingestion-1');
    expect(world.row).not.toHaveProperty('pending');
  });

  test('a row that lost one write, with a landing that it does not know of, is refreshed within two hours', async () => {
    const world = new FakePorts(row());
    await world.reconcile(aWake({ version: 6, sentAt: NOON - MINUTE - SECOND }));
    expect(world.row).not.toHaveProperty('pending');
    await world.settle();
    expect(world.created).toHaveLength(1);
    expect(world.now).toBeLessThan(NOON + 2 * HOUR);
  });
});
