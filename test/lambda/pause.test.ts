import * as fc from 'fast-check';
import { MessageReader } from '../../lambda/message/reader';
import { applyOperator, pausedBy } from '../../lambda/pause';
import { HOUR, MINUTE } from '../../lambda/time';
import { PAUSE_LOOK } from '../../lambda/timing';
import { DecisionReason } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import {
  ARN,
  aFailure,
  aLandingMessage,
  anIngestion,
  aPause,
  aRetry,
  aRow,
  aWake,
  landedAt,
  NOON,
  OTHER_ARN,
  settings,
} from '../support/rows';

const OWN = { account: '111122223333', region: 'eu-west-1' };

describe('what is paused', () => {
  test.each([
    [undefined, false, false],
    ['*', true, true],
    ['sales', true, false],
    ['orders', false, false],
    ['us-east-1/orders,sales', true, true],
  ])('a pause is set by the variable %p', (variable, own, other) => {
    const isPaused = pausedBy(variable, OWN);
    expect([isPaused(ARN), isPaused(OTHER_ARN)]).toEqual([own, other]);
  });
});

function pausedWorld(...given: ConstructorParameters<typeof FakePorts>): FakePorts {
  const world = new FakePorts(...given);
  world.paused.add(ARN);
  return world;
}

/** Takes every wake-up in its time, for so long. */
async function pass(world: FakePorts, milliseconds: number): Promise<void> {
  const end = world.now + milliseconds;
  while (world.row.wakeAt !== undefined && world.row.wakeAt <= end) {
    world.now = world.row.wakeAt;
    await world.reconcile(aWake({ at: world.now }));
  }
  world.now = end;
}

describe('a paused data set', () => {
  test('a paused data set keeps what lands, starts nothing however long it lasts, and says why', async () => {
    const world = pausedWorld();
    await world.reconcile(aLandingMessage(NOON));
    await pass(world, 30 * HOUR);
    await world.reconcile(aLandingMessage(world.now));
    await pass(world, HOUR);
    expect(world.created).toEqual([]);
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED, paused: NOON, pending: { first: NOON, count: 2 } });
    expect(world.row.reason).toMatch(/^paused since 2026-11-23T12:00:00Z; what lands is kept/);
    expect(world.saidDecisions).toEqual([DecisionReason.PAUSED]);
    expect(world.published).toEqual([]);
  });

  test('a paused data set is refreshed once, soon after the pause is over, without another message', async () => {
    const world = pausedWorld();
    await world.reconcile(aLandingMessage(NOON));
    await world.reconcile(aLandingMessage(NOON + MINUTE));
    await pass(world, 10 * HOUR);
    world.paused.clear();
    await pass(world, PAUSE_LOOK + 20 * MINUTE);
    expect(world.created).toHaveLength(1);
    expect(world.row).toMatchObject({ fresh: { through: expect.any(Number) } });
    expect(world.row.pending).toBeUndefined();
    expect(world.row).not.toMatchObject({ paused: expect.anything() });
    expect(world.row.resumedAt).toBeUndefined();
    const { lagSeconds } = world.published.at(-1) ?? {};
    // from the end of the pause, not from the landing ten hours before
    expect(lagSeconds).toBeLessThan(HOUR / 1_000);
  });

  test('a paused data set has the ingestion that is running followed to its end, and starts none after it', async () => {
    const ingestion = anIngestion({ startedAt: NOON - MINUTE, pollAt: NOON });
    const world = pausedWorld(aRow({ ingestion, pending: landedAt(NOON) }));
    world.ingestions.set(ingestion.id, NOON - MINUTE);
    await world.reconcile(aWake());
    await pass(world, HOUR);
    expect(world.row.ingestion).toBeUndefined();
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED, fresh: { through: expect.any(Number) } });
    expect(world.created).toEqual([]);
  });

  test('a paused data set is not asked for again where QuickSight does not know the call that was made', async () => {
    const ingestion = anIngestion({ phase: 'starting', calledAt: NOON - HOUR, startedAt: NOON - HOUR, pollAt: NOON });
    const world = pausedWorld(aRow({ ingestion }));
    await world.reconcile(aWake());
    expect(world.created).toEqual([]);
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED, ingestion: { id: ingestion.id } });
    world.paused.clear();
    await pass(world, PAUSE_LOOK);
    expect(world.created.map(({ id }) => id)).toEqual([ingestion.id]);
  });

  test('a paused data set that has failed for good still says so; a redrive waits for the end of the pause', async () => {
    const failure = aFailure({ at: NOON - HOUR });
    const world = pausedWorld(aRow({ pending: landedAt(NOON - 2 * HOUR), failure }));
    await world.reconcile(aWake());
    expect(world.row.code ?? DecisionReason.FAILED).toBe(DecisionReason.FAILED);
    await world.reconcile(aRetry({ failedAt: failure.at }));
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED });
    expect(world.created).toEqual([]);
  });
});

describe('a pause by an operator', () => {
  test('a pause by an operator holds from its message on, without a deployment, and the reason says whose it is', async () => {
    const world = new FakePorts(aRow({ pending: landedAt(NOON - MINUTE) }));
    await world.reconcile(aPause({ at: NOON - 1 }));
    await world.reconcile(aLandingMessage(NOON));
    await pass(world, 30 * HOUR);
    expect(world.created).toEqual([]);
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED, paused: NOON, pending: { count: 2 } });
    expect(world.row.reason).toMatch(/^paused by an operator since 2026-11-23T12:00:00Z; what lands is kept/);
  });

  test('a pause by an operator reaches a data set of which nothing has landed yet, with its settings', async () => {
    const world = new FakePorts();
    await world.reconcile(aPause({ settings: settings({ settle: 7 }) }));
    expect(world.row).toMatchObject({ paused: NOON, settings: { settle: 7 }, settingsAt: 0 });
    expect(world.row.wakeAt).toBeUndefined();
    await world.reconcile(aLandingMessage(NOON));
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED, settings: { settle: 60 } });
  });

  test('a resume ends it at once, and everything that landed is one refresh', async () => {
    const world = new FakePorts();
    await world.reconcile(aPause(), aLandingMessage(NOON - HOUR), aLandingMessage(NOON - 2 * HOUR));
    world.now = NOON + 3 * HOUR;
    await world.reconcile(aPause({ paused: false, at: world.now }));
    expect(world.created).toHaveLength(1);
    expect(world.row).toMatchObject({ operator: { paused: false }, ingestion: { covers: { count: 2 } } });
    expect(world.row.paused).toBeUndefined();
  });

  test('a pause without an end has none in the row, and one that is over is a resume of its time', async () => {
    const world = new FakePorts(aRow({ pending: landedAt(NOON) }));
    await world.reconcile(aPause());
    expect(world.row.operator).toStrictEqual({ paused: true, at: NOON });
    const until = NOON + HOUR;
    expect(applyOperator(aRow(), aPause({ until })).operator).toStrictEqual({ paused: true, at: NOON, until });
    expect(applyOperator(aRow(), aPause()).operator).toStrictEqual({ paused: true, at: NOON });
    await world.reconcile(aPause({ at: NOON + 1, until: NOON + MINUTE }));
    world.now = NOON + MINUTE;
    await world.reconcile(aWake());
    expect(world.row.operator).toStrictEqual({ paused: false, at: NOON + 1 });
  });

  test('a pause and a resume of the same time are decided by the one that came first', () => {
    const resume = aPause({ paused: false });
    expect(applyOperator(applyOperator(aRow(), aPause()), resume).operator?.paused).toBe(true);
    expect(applyOperator(applyOperator(aRow(), resume), aPause()).operator?.paused).toBe(false);
  });

  test('a pause with an end is over at its time, neither before nor much later', async () => {
    const world = new FakePorts();
    const until = NOON + 4 * HOUR + 7 * MINUTE;
    await world.reconcile(aPause({ until }), aLandingMessage(NOON - HOUR));
    expect(world.row.reason).toMatch(/since 2026-11-23T12:00:00Z until 2026-11-23T16:07:00Z; what lands/);
    await pass(world, until - 1 - NOON);
    expect(world.created).toEqual([]);
    await pass(world, MINUTE);
    expect(world.created).toHaveLength(1);
  });

  test('a pause by an operator and one of the app are two: each must be over', async () => {
    const world = pausedWorld();
    await world.reconcile(aPause(), aLandingMessage(NOON - HOUR));
    world.now += HOUR;
    await world.reconcile(aPause({ paused: false, at: world.now }));
    expect(world.row.reason).toMatch(/^paused since 2026-11-23T12:00:00Z;/);
    await world.reconcile(aPause({ at: world.now + 1 }));
    world.paused.clear();
    await pass(world, HOUR);
    expect([world.created, world.row.code]).toEqual([[], DecisionReason.PAUSED]);
    await world.reconcile(aPause({ paused: false, at: world.now + 2 }));
    expect(world.created).toHaveLength(1);
  });

  test('a pause of a data set that is no longer refreshed holds when it is again', async () => {
    const world = new FakePorts(aRow({ ended: { at: NOON - HOUR, reason: 'removed' } }));
    await world.reconcile(aPause());
    expect(world.row).toMatchObject({ ended: { reason: 'removed' }, operator: { paused: true } });
    await world.reconcile(aLandingMessage(NOON));
    expect(world.row).toMatchObject({ code: DecisionReason.PAUSED });
  });

  test('the newest message holds, in whatever order and number they come', () => {
    const message = fc.record({
      paused: fc.boolean(),
      at: fc.integer({ min: NOON, max: NOON + 5 }),
      until: fc.constantFrom(undefined, NOON + HOUR),
    });
    const list = fc.uniqueArray(message, { selector: ({ at }) => at, minLength: 1 });
    fc.assert(
      fc.property(
        list.chain((sent) =>
          fc.tuple(
            fc.constant(sent),
            fc.array(fc.constantFrom(...sent)),
            fc.shuffledSubarray(sent, { minLength: sent.length }),
          ),
        ),
        ([sent, repeats, all]) => {
          const row = [...repeats, ...all, ...repeats].reduce(
            (known, each) => applyOperator(known, aPause(each)),
            aRow(),
          );
          const { at, paused, until } = [...sent].sort((a, b) => b.at - a.at)[0] as (typeof sent)[number];
          expect(row.operator).toEqual({ at, paused, ...(paused && until !== undefined && { until }) });
        },
      ),
    );
  });

  test('a pause of a clock that is ahead counts from when the queue took it, each time that it comes', () => {
    const body = JSON.stringify(aPause({ at: NOON + HOUR }));
    expect(new MessageReader().read(body, NOON)).toMatchObject({ kind: 'pause', at: NOON });
    expect(new MessageReader().read(body)).toMatchObject({ at: NOON + HOUR });
  });
});
