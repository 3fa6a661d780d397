import { MINUTE, SECOND } from '../../lambda/time';
import { FakePorts } from '../support/fake-ports';
import { aLandingMessage, aRow, aWake, landedAt, NOON, settings } from '../support/rows';

describe('where nothing has changed, nothing is written', () => {
  test.each([
    ['a landing that is covered already comes again', () => aLandingMessage(NOON - MINUTE)],
    ['a wake-up comes that the row does not know', () => aWake()],
  ])('nothing is written when %s', async (_, message) => {
    const fresh = { through: NOON, at: NOON };
    const world = new FakePorts(aRow({ fresh, settings: settings(), settingsAt: NOON - MINUTE }));
    await world.reconcile(message());
    expect(world.effects).toEqual(['read']);
  });

  test('a start that was put off is put off until the same time', async () => {
    const pending = landedAt(NOON - 2 * MINUTE);
    const world = new FakePorts(
      aRow({ pending, calls: Array.from({ length: 32 }, (_, i) => NOON - (i + 2) * MINUTE) }),
    );
    await world.reconcile(aWake());
    const { wakeAt = 0 } = world.row;
    world.effects.length = 0;
    await world.reconcile(aWake({ at: wakeAt - 1 }));
    expect(world.effects).toEqual(['read']);
  });

  test('settings that a covered landing brings are written', async () => {
    const fresh = { through: NOON, at: NOON };
    const world = new FakePorts(aRow({ fresh, settings: settings({ settle: 7 }), settingsAt: NOON - MINUTE }));
    await world.reconcile(aLandingMessage(NOON - MINUTE));
    expect(world.effects).toEqual(['read', 'write']);
  });
});

describe('a decision is said once', () => {
  test('a decision is logged once, however often a row waits for the same', async () => {
    const world = new FakePorts();
    await world.reconcile(aLandingMessage(NOON));
    expect(world.saidDecisions).toEqual(['Settling']);
    world.now += 10 * SECOND;
    await world.reconcile(aLandingMessage(world.now - SECOND));
    expect(world.saidDecisions).toEqual(['Settling']);
    expect(world.row).toMatchObject({ code: 'Settling', reason: expect.stringContaining('2026-11-23T12:01:09Z') });
  });

  test('a decision is logged again when it differs from the one before: a start and the wait for its end, but not each poll', async () => {
    const world = new FakePorts(aRow({ pending: landedAt(NOON - 2 * MINUTE) }));
    await world.reconcile(aWake());
    expect(world.saidDecisions).toEqual(['Settled', 'InFlight']);
    world.saidDecisions.length = 0;
    for (let looks = 0; looks < 3; looks++) {
      world.now = world.row.wakeAt as number;
      await world.reconcile(aWake({ at: world.now }));
    }
    expect(world.row.ingestion).toBeDefined();
    expect(world.saidDecisions).toEqual([]);
    world.now += 10 * MINUTE;
    await world.reconcile(aWake({ at: world.row.wakeAt }));
    expect(world.saidDecisions).toEqual(['NothingNew']);
  });
});
