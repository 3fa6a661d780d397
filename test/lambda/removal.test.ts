import { applyInbox } from '../../lambda/apply-inbox';
import { decide } from '../../lambda/decide';
import { applyNames, isNamed, mayBeNew, revived, withAnotherChance } from '../../lambda/removal';
import type { LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { COVER_MARGIN, DEPLOYMENT_TAKES, REMOVED_AFTER, SAY_AGAIN } from '../../lambda/timing';
import { isAwaited } from '../../lambda/wake';
import { DecisionReason, OutcomeDetailType } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import {
  ARN,
  aFailure,
  aLanding,
  aLandingMessage,
  anInbox,
  anIngestion,
  aRequest,
  aRetry,
  aRow,
  aWake,
  DEPLOYMENT,
  landedAt,
  landings,
  NOON,
} from '../support/rows';

const denied = { apiError: { error: 'AccessDeniedException', message: 'no permission', status: 403 } };
const noSuchDataSet = { apiError: { error: 'ResourceNotFoundException', message: 'no data set', status: 404 } };
const OLD = 'deployment-1';

/** A world in which the data set of this row has been removed: every call for it is denied. */
function withoutPermission(row: LedgerRow): FakePorts {
  const world = new FakePorts(row);
  world.answerCreate = () => denied;
  world.answerDescribe = () => denied;
  return world;
}

const failures = (world: FakePorts) =>
  world.published.filter(({ detailType }) => detailType === OutcomeDetailType.FAILED);

describe('a landing message names its data set', () => {
  const NAMED = { deployment: DEPLOYMENT, namedSince: undefined };
  const namedAt = (row: LedgerRow, time: number, now = NOON): LedgerRow =>
    applyNames(row, landings(time), DEPLOYMENT, now);

  test('a landing message names its data set for the first time', () => {
    expect(applyInbox(undefined, ARN, landings(NOON), NOON, DEPLOYMENT)).toMatchObject({ deployment: DEPLOYMENT });
    const first = namedAt(aRow({ deployment: undefined }), NOON);
    // it may have waited in the queue since before a deployment
    expect(isNamed(first, DEPLOYMENT)).toBe(false);
    expect(isNamed(namedAt(first, NOON + HOUR, NOON + HOUR), DEPLOYMENT)).toBe(true);
  });

  test('a landing message names its data set under another deployment, whose first message may be of a rule of the one before', () => {
    const row = namedAt(aRow({ deployment: OLD }), NOON - 10 * SECOND);
    expect(row).toMatchObject({ deployment: DEPLOYMENT, namedSince: NOON });
    expect(isNamed(row, DEPLOYMENT)).toBe(false);
    expect(namedAt(row, NOON + DEPLOYMENT_TAKES - 1, NOON + DAY)).toBe(row);
    expect(namedAt(row, NOON + DEPLOYMENT_TAKES, NOON + DAY)).toMatchObject(NAMED);
    // a time in the future is a clock that is ahead
    expect(namedAt(row, NOON + DAY, NOON + MINUTE)).toBe(row);
  });

  test('a tick of the safety net does, a request or a wake-up does not', () => {
    const row = aRow({ deployment: OLD });
    const tick = anInbox({ ...landings(NOON), landings: [aLanding(NOON, { ifStaleFor: 3_600 })] });
    expect(applyNames(row, tick, DEPLOYMENT, NOON).deployment).toBe(DEPLOYMENT);
    const request = anInbox({ landings: [aLanding(NOON)], settingsAt: 0 });
    expect(applyNames(row, request, DEPLOYMENT, NOON)).toBe(row);
    expect(applyNames(row, anInbox({ wakes: [aWake()] }), DEPLOYMENT, NOON)).toBe(row);
  });
});

describe('the row of a data set that was removed', () => {
  const inFlight = aRow({
    deployment: OLD,
    ingestion: anIngestion({ startedAt: NOON - MINUTE, pollAt: NOON }),
    pending: landedAt(NOON - SECOND),
    wakeAt: NOON,
  });
  const waiting = aRow({ deployment: OLD, pending: landedAt(NOON - 2 * MINUTE) });

  test.each([
    ['while its ingestion was running', inFlight],
    ['while data was pending', waiting],
  ])(
    'the row of a data set removed %s ends after a quarter of an hour, with one Failed that says so',
    async (_, row) => {
      const world = withoutPermission(row);
      await world.reconcile(aWake());
      expect(failures(world)).toEqual([]);
      await world.settle();
      expect(world.now - NOON).toBeGreaterThanOrEqual(REMOVED_AFTER);
      expect(world.now - NOON).toBeLessThan(2 * REMOVED_AFTER);
      expect(failures(world)).toHaveLength(1);
      expect(failures(world)[0]).toMatchObject({
        error: 'AccessDeniedException',
        reason: expect.stringMatching(
          /^no longer refreshed by this construct: denied for 15 min, and no landing message /,
        ),
        next: expect.stringContaining('a request or a redrive'),
      });
      expect(world.deadLetters).toHaveLength(1);
      expect(world.row.ended).toMatchObject({ at: world.now });
      // nothing is lost
      expect(world.row.ingestion?.id).toBe(row.ingestion?.id);
      expect(world.row.pending).toMatchObject({ first: row.pending?.first });
      expect(world.row.calls).toEqual(row.calls);
    },
  );

  test('the row of a removed data set ends after a quarter of an hour of denial to the millisecond', async () => {
    const endedAfter = async (denial: number) => {
      const world = withoutPermission({ ...inFlight, deniedSince: NOON - denial });
      await world.reconcile(aWake());
      return world.row.ended?.at;
    };
    expect(await endedAfter(REMOVED_AFTER - 1)).toBeUndefined();
    expect(await endedAfter(REMOVED_AFTER)).toBe(NOON);
  });

  test('the row of a removed data set ends as soon, however long the pauses between calls had become', async () => {
    const failure = aFailure({ error: 'LimitExceededException', at: NOON - HOUR, retryAt: NOON, failedCalls: 20 });
    const settings = { ...waiting.settings, quota: { perDay: 8, reserved: 0 } };
    const world = withoutPermission({ ...waiting, settings, failure });
    await world.reconcile(aWake());
    await world.settle();
    expect(world.row.ended).toBeDefined();
    expect(world.now - NOON).toBeLessThan(2 * REMOVED_AFTER + MINUTE);
  });

  test('the row of a removed data set has no wake-up, no age and no calls after that, whatever wakes it', async () => {
    const world = withoutPermission(inFlight);
    await world.reconcile(aWake());
    await world.settle();
    const calls = world.effects.filter((effect) => effect === 'create' || effect === 'describe').length;
    world.reconciled.length = 0;
    await world.reconcile(aWake({ at: world.now }));
    expect(world.queue).toEqual([]);
    expect(world.reconciled).toEqual([]);
    expect(world.effects.filter((effect) => effect === 'create' || effect === 'describe')).toHaveLength(calls);
    expect(decide(world.row, world.now)).toMatchObject({ do: 'rest', code: DecisionReason.ENDED });
  });

  test('the row of a removed data set that QuickSight does not know any more ends at once', async () => {
    const world = new FakePorts(waiting);
    world.answerCreate = () => noSuchDataSet;
    await world.reconcile(aWake());
    expect(failures(world)).toHaveLength(1);
    expect(world.row.ended?.reason).toContain('it was not found');
    expect(world.queue).toEqual([]);
  });

  test('the row of a data set of which only an ingestion is not found is polled before it ends', async () => {
    const world = new FakePorts(
      aRow({ deployment: OLD, ingestion: anIngestion({ startedAt: NOON - HOUR, pollAt: NOON }) }),
    );
    await world.reconcile(aWake());
    expect(world.row).not.toHaveProperty('ended');
    await world.settle();
    expect(world.created).toHaveLength(1);
    expect(world.row.fresh).toBeDefined();
  });

  test('the row of a removed data set that had failed for that before is tried once more, and ends', async () => {
    const failure = aFailure({ error: 'ResourceNotFoundException', at: NOON - DAY });
    const world = new FakePorts({ ...waiting, failure });
    world.answerCreate = () => noSuchDataSet;
    await world.reconcile(aWake());
    expect(world.created).toHaveLength(1);
    expect(world.row.ended).toBeDefined();
    await world.reconcile(aWake());
    expect(world.created).toHaveLength(1);
  });

  test('the row of a removed data set whose last message came from a rule that was about to be deleted ends all the same', async () => {
    const fresh = { through: NOON - HOUR, at: NOON - HOUR };
    const world = withoutPermission(aRow({ deployment: OLD, fresh }));
    await world.reconcile(aLandingMessage(NOON - 10 * SECOND));
    await world.settle();
    expect(world.row.ended).toBeDefined();
    expect(failures(world)).toHaveLength(1);
  });
});

describe('a data set that may be new, or removed before it was ever refreshed', () => {
  const seen = (answer: typeof denied): FakePorts => {
    const world = new FakePorts();
    world.answerCreate = () => answer;
    return world;
  };

  test.each([
    ['denied', denied, /^the function may not refresh/],
    ['not found', noSuchDataSet, /./],
  ])('%s: it fails at once, and is looked at for a day', async (_, answer, reason) => {
    const world = seen(answer);
    await world.reconcile(aLandingMessage(NOON - 10 * SECOND));
    await world.settle();
    const [failure] = failures(world);
    expect(failures(world)).toHaveLength(1);
    expect(failure?.reason).toMatch(reason);
    expect(failure?.at).toBeLessThan(NOON + 2 * MINUTE);
    expect(world.created).toHaveLength(1);
    expect(world.row).not.toHaveProperty('ended');
    expect(world.deadLetters).toHaveLength(1);
    expect(world.now).toBeGreaterThanOrEqual(NOON + DAY);
    expect(world.now).toBeLessThan(NOON + DAY + HOUR);
    expect(isAwaited(world.row, world.now)).toBe(false);
    // nothing is lost
    expect(world.row.pending).toMatchObject({ first: NOON - 10 * SECOND });
  });

  test('a landing an hour later shows that it is looked after: what fails then is looked at for 14 days', async () => {
    const world = seen(denied);
    await world.reconcile(aLandingMessage(NOON));
    world.now = NOON + 2 * HOUR;
    await world.reconcile(aLandingMessage(world.now));
    expect(isAwaited(world.row, world.now + 13 * DAY)).toBe(true);
  });

  test('another deployment tries it once more, and ends it', async () => {
    const failure = aFailure({ error: 'AccessDeniedException', at: NOON - HOUR });
    const row = aRow({ deployment: OLD, namedSince: NOON - HOUR, failure, pending: landedAt(NOON - HOUR) });
    const world = withoutPermission(row);
    await world.reconcile(aWake());
    await world.settle();
    expect(world.row.ended).toBeDefined();
    expect(world.now).toBeLessThan(NOON + HOUR);
  });

  test('what fails for another reason is looked at for 14 days', () => {
    const awaited = (error: string): boolean => {
      const failure = aFailure({ error, at: NOON });
      return isAwaited(aRow({ namedSince: NOON, failure, pending: landedAt(NOON) }), NOON + 13 * DAY);
    };
    expect(awaited('InvalidParameterValueException')).toBe(true);
    expect(awaited('AccessDeniedException')).toBe(false);
  });

  test('one that was refreshed in its first hour is looked after: denied, it fails at once, and is looked at for 14 days', async () => {
    const world = new FakePorts();
    await world.reconcile(aLandingMessage(NOON));
    await world.settle();
    expect(world.row.fresh).toBeDefined();
    world.answerCreate = () => denied;
    world.now += MINUTE;
    const landed = world.now;
    await world.reconcile(aLandingMessage(landed));
    await world.run(10 * MINUTE);
    expect(failures(world)[0]?.reason).toMatch(/^the function may not refresh/);
    expect(world.row).not.toHaveProperty('ended');
    expect(isAwaited(world.row, landed + 13 * DAY)).toBe(true);
  });

  test('a refresh confirms it only if it was started since it was named', () => {
    const named = (startedAt: number): boolean =>
      isNamed(
        aRow({
          deployment: DEPLOYMENT,
          namedSince: NOON,
          fresh: { through: startedAt - COVER_MARGIN, at: NOON + HOUR },
        }),
        DEPLOYMENT,
      );
    expect(named(NOON - 1)).toBe(false);
    expect(named(NOON)).toBe(true);
  });
});

describe('a construct whose data sets are the same again after a removal, an addition and a removal', () => {
  const ADDED = 'deployment-with-it';
  const fresh = { through: NOON - 2 * DAY, at: NOON - 2 * DAY };
  /** Its last message was read after the removal: the deployment without it seems to name it. */
  const misnamed = aRow({ deployment: DEPLOYMENT, namedSince: NOON - DAY, fresh });
  /** Another message that waited through a removal. */
  const waited = landings(NOON - MINUTE);

  test.each([
    ['a wake-up', anInbox({ wakes: [aWake()] })],
    ['a redrive', anInbox({ retries: [NOON] })],
    ['a request', anInbox({ landings: [aLanding(NOON)], settingsAt: 0 })],
  ])('a name that was never confirmed is forgotten when the data set is added again, and %s comes', (_, inbox) => {
    const added = applyNames(misnamed, inbox, ADDED, NOON);
    expect([added.deployment, added.namedSince]).toEqual([undefined, undefined]);
    const removedAgain = applyNames(added, waited, DEPLOYMENT, NOON);
    expect(isNamed(removedAgain, DEPLOYMENT)).toBe(false);
  });

  test('a refresh under another deployment does not confirm it', async () => {
    const ingestion = anIngestion({ startedAt: NOON - 10 * MINUTE, pollAt: NOON });
    const world = new FakePorts(aRow({ deployment: OLD, namedSince: NOON - HOUR, ingestion }));
    world.ingestions.set('ingestion-1', NOON - 10 * MINUTE);
    await world.reconcile(aWake());
    expect(world.row.fresh?.through).toBeGreaterThan(NOON - HOUR);
    expect(isNamed(world.row, OLD)).toBe(false);
  });

  test('a name that was confirmed holds, whatever deployments there were in between', () => {
    const named = aRow({ deployment: ADDED });
    expect(applyNames(named, anInbox({ wakes: [aWake()] }), DEPLOYMENT, NOON)).toBe(named);
    expect(isNamed(named, ADDED)).toBe(true);
  });

  test('a row that ends is named by no deployment, so a message that waited does not confirm it', async () => {
    const world = withoutPermission({ ...misnamed, pending: landedAt(NOON - 2 * MINUTE) });
    await world.reconcile(aWake());
    await world.settle();
    expect(world.row.ended).toBeDefined();
    expect(isNamed(applyNames(world.row, landings(world.now), DEPLOYMENT, world.now), DEPLOYMENT)).toBe(false);
  });
});

describe('another chance under another deployment', () => {
  const failure = aFailure({ error: 'AccessDeniedException' });
  const removed = aRow({ deployment: OLD, failure, pending: landedAt(NOON) });

  test('what was denied is tried once more', () => {
    expect(withAnotherChance(removed, DEPLOYMENT)).toEqual({ ...removed, failure: undefined });
  });

  test.each<[string, Partial<LedgerRow>]>([
    ['what failed for another reason', { failure: aFailure() }],
    ['what is tried again anyway', { failure: { ...failure, retryAt: NOON + HOUR } }],
    ['what has not failed', { failure: undefined }],
    ['what has nothing pending', { pending: undefined }],
    ['what is in flight', { ingestion: anIngestion() }],
    ['what has ended', { ended: { at: NOON, reason: 'no longer refreshed' } }],
    ['what is named', { deployment: DEPLOYMENT }],
    ['what may be new', { deployment: DEPLOYMENT, namedSince: NOON }],
  ])('%s is left as it is', (_, changes) => {
    const row = { ...removed, ...changes };
    expect(withAnotherChance(row, DEPLOYMENT)).toBe(row);
  });

  test('what was named an hour ago is not new any more', () => {
    expect(mayBeNew(aRow())).toBe(false);
    expect(mayBeNew(aRow({ namedSince: NOON }))).toBe(true);
  });

  test('what is looked after again is polled at once', () => {
    const row = revived({ ...removed, deniedSince: NOON, ingestion: anIngestion({ pollAt: NOON + DAY }) }, NOON + HOUR);
    expect(row).toMatchObject({ failure: undefined, deniedSince: undefined, ended: undefined });
    expect(row.ingestion?.pollAt).toBe(NOON + HOUR);
    expect(revived(removed, NOON)).not.toHaveProperty('ingestion');
  });

  test('an ingestion of one that may be new is denied: its row ends, with the failure that a redrive names', async () => {
    const ingestion = anIngestion({ startedAt: NOON - MINUTE, pollAt: NOON });
    const world = withoutPermission(aRow({ deployment: DEPLOYMENT, namedSince: NOON - MINUTE, ingestion }));
    await world.reconcile(aWake());
    await world.settle();
    expect(world.row.ended).toBeDefined();
    expect(world.row.failure?.message).toMatch(/^no longer refreshed by this construct: /);
    expect(world.deadLetters.map(({ failedAt }) => failedAt)).toEqual([world.row.failure?.at]);
  });

  test('an answer that only a caller with the permission gets ends the denial', async () => {
    const ingestion = anIngestion({ startedAt: NOON - HOUR, pollAt: NOON });
    const world = new FakePorts(aRow({ deployment: OLD, deniedSince: NOON - 10 * MINUTE, ingestion }));
    world.answerDescribe = () => noSuchDataSet;
    await world.reconcile(aWake());
    expect(world.row).not.toHaveProperty('deniedSince');
  });
});

describe('a data set that is still named', () => {
  test('a data set that is still named and denied fails as ever: at once, and it says so again', async () => {
    const world = withoutPermission(aRow({ pending: landedAt(NOON - 2 * MINUTE) }));
    await world.reconcile(aWake());
    expect(world.row).not.toHaveProperty('ended');
    expect(failures(world)[0]?.reason).toMatch(/^the function may not refresh/);
    expect(world.queue[0]).toMatchObject({ from: NOON + SAY_AGAIN });
  });

  test('a data set that is denied just after a deployment, while IAM does not know of it yet, is refreshed without an operator', async () => {
    const row = aRow({ deployment: OLD, pending: landedAt(NOON - 2 * MINUTE) });
    const world = new FakePorts(row);
    const { answerCreate } = world;
    world.answerCreate = (id) => (world.now < NOON + 5 * MINUTE ? denied : answerCreate(id));
    await world.reconcile(aWake());
    await world.settle();
    expect(world.row.fresh?.through).toBeGreaterThan(NOON);
    expect(world.row).not.toHaveProperty('deniedSince');
    expect(failures(world)).toEqual([]);
    expect(world.deadLetters).toEqual([]);
  });

  test('a data set that is denied for now, but then not, is given its quarter of an hour again', async () => {
    const ingestion = anIngestion({ startedAt: NOON - HOUR, pollAt: NOON });
    const world = new FakePorts(aRow({ deployment: OLD, deniedSince: NOON - 10 * MINUTE, ingestion }));
    world.answerDescribe = () => ({ ingestion: { status: 'RUNNING' } });
    await world.reconcile(aWake());
    expect(world.row).not.toHaveProperty('deniedSince');
  });

  test.each([
    ['throttled', 429],
    ['not answered', undefined],
    ['answered with 500', 500],
  ])('a call that is %s in between is no sign of a permission', async (error, status) => {
    const ingestion = anIngestion({ startedAt: NOON - HOUR, pollAt: NOON });
    const world = new FakePorts(aRow({ deployment: OLD, deniedSince: NOON - 10 * MINUTE, ingestion }));
    world.answerDescribe = () => ({ apiError: { error, message: 'no', status } });
    await world.reconcile(aWake());
    expect(world.row.deniedSince).toBe(NOON - 10 * MINUTE);
  });
});

describe('a row that ended goes on from where it was left', () => {
  const failure = aFailure({ error: 'AccessDeniedException' });
  const ended = aRow({
    deployment: OLD,
    deniedSince: NOON - HOUR,
    failure,
    ended: { at: NOON, reason: 'no longer refreshed' },
    ingestion: anIngestion({ startedAt: NOON - 2 * HOUR, pollAt: NOON + HOUR }),
    pending: landedAt(NOON - HOUR),
  });

  test.each([
    ['data lands', aLandingMessage(NOON + DAY)],
    ['a refresh is requested', aRequest({ time: new Date(NOON + DAY).toISOString(), dataSetId: 'sales' })],
    ['its failure is redriven', aRetry({ failedAt: failure.at })],
  ])('a row that ended goes on from where it was left when %s', async (_, message) => {
    const world = new FakePorts(ended);
    world.now = NOON + DAY;
    world.ingestions.set('ingestion-1', NOON - 2 * HOUR);
    await world.reconcile(message);
    expect(world.described).toEqual(['ingestion-1']);
    expect(world.row).not.toHaveProperty('ended');
    await world.settle();
    expect(world.created).toHaveLength(1);
    expect(world.row).not.toHaveProperty('pending');
    expect(world.row.fresh?.through).toBeGreaterThan(NOON - HOUR);
  });

  test('a row that ended goes on when a safety net ticks that finds it too stale', async () => {
    const world = new FakePorts(ended);
    world.now = NOON + DAY;
    await world.reconcile(aLandingMessage(NOON + DAY, [ARN], { ifStaleFor: 3_600 }));
    expect(world.row).not.toHaveProperty('ended');
  });

  test('a row that ended does not go on for a landing that is covered already, nor for the redrive of another failure', async () => {
    const world = new FakePorts({ ...ended, fresh: { through: NOON - 3 * HOUR, at: NOON - 3 * HOUR } });
    await world.reconcile(aLandingMessage(NOON - 4 * HOUR));
    await world.reconcile(aRetry({ failedAt: NOON - 1 }));
    expect(world.row.ended).toEqual(ended.ended);
  });
});

describe('a row that only requests have named', () => {
  test('a row that only requests have named, and that was never refreshed, ends with its first failure, with one wake-up for each of its few polls', async () => {
    const world = new FakePorts();
    world.answerCreate = () => noSuchDataSet;
    const time = new Date(NOON).toISOString();
    await world.reconcile(aRequest({ time, dataSetId: 'sales' }));
    await world.settle();
    expect(failures(world)).toHaveLength(1);
    expect(failures(world)[0]?.reason).toContain('only requests have named it, and it was never refreshed');
    expect(world.created).toHaveLength(1);
    expect(world.effects.filter((effect) => effect === 'wake').length).toBeLessThanOrEqual(2);
    expect(world.deadLetters).toHaveLength(1);
    await world.reconcile(aRequest({ time: new Date(world.now).toISOString(), dataSetId: 'sales' }));
    await world.settle();
    expect(failures(world)).toHaveLength(2);
  });

  test('a row that only requests have named, and that was refreshed before, is looked after like any other', async () => {
    const fresh = { through: NOON - DAY, at: NOON - DAY };
    const world = new FakePorts(aRow({ settingsAt: 0, deployment: undefined, fresh, pending: landedAt(NOON - HOUR) }));
    world.answerCreate = () => ({ apiError: { error: 'InvalidParameterValueException', message: 'no', status: 400 } });
    await world.reconcile(aWake());
    expect(failures(world)).toHaveLength(1);
    expect(world.row).not.toHaveProperty('ended');
  });
});
