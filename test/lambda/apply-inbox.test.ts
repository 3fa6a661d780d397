import * as fc from 'fast-check';
import { applyInbox } from '../../lambda/apply-inbox';
import { decide } from '../../lambda/decide';
import type { Inbox } from '../../lambda/message/inbox';
import type { LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { FULL_REQUEST_LANDING_EVENT, REQUEST_LANDING_EVENT } from '../../lib/private/contract';
import { anyRow } from '../support/arbitraries';
import {
  ARN,
  aFailure,
  aLanding,
  anInbox,
  anIngestion,
  aRow,
  aWake,
  DEPLOYMENT,
  landedAt,
  landings,
  NOON,
  settings,
} from '../support/rows';

/** What a row becomes. */
function absorbing(row: LedgerRow, inbox: Inbox, now = NOON): LedgerRow {
  const applied = applyInbox(row, row.dataSetArn, inbox, now, DEPLOYMENT);
  if (!applied) {
    throw new Error('the row was lost');
  }
  return applied;
}

describe('a data set without a row', () => {
  test('a data set without a row gets one from its first landing, with the settings that the message brings', () => {
    expect(applyInbox(undefined, ARN, landings(NOON - SECOND), NOON, DEPLOYMENT)).toMatchObject({
      dataSetArn: ARN,
      version: 0,
      settings: settings(),
      settingsAt: NOON - SECOND,
      pending: landedAt(NOON - SECOND),
      calls: [],
    });
  });

  test('a wake-up or a retry makes no row', () => {
    expect(
      applyInbox(undefined, ARN, anInbox({ wakes: [aWake()], retries: [NOON] }), NOON, DEPLOYMENT),
    ).toBeUndefined();
  });

  test('a data set without a row is stale for a tick, however long a staleness it allows', () => {
    const tick = anInbox({ landings: [aLanding(NOON, { ifStaleFor: 365 * 86_400 })], settings: settings() });
    expect(applyInbox(undefined, ARN, tick, NOON, DEPLOYMENT)?.pending).toEqual(landedAt(NOON));
  });
});

describe('a landing', () => {
  const fresh = { through: NOON - MINUTE, at: NOON - 30 * SECOND };

  test('a landing at the very time the data is fresh through is covered, and dropped', () => {
    expect(absorbing(aRow({ fresh }), landings(NOON - MINUTE)).pending).toBeUndefined();
  });

  test('a millisecond later is pending', () => {
    expect(absorbing(aRow({ fresh }), landings(NOON - MINUTE + 1)).pending).toEqual(landedAt(NOON - MINUTE + 1));
  });

  test('a landing joins what is pending already', () => {
    const row = aRow({ pending: landedAt(NOON - HOUR) });
    expect(absorbing(row, landings(NOON - SECOND)).pending).toEqual(landedAt(NOON - HOUR, NOON - SECOND));
  });

  test('five seconds before the ingestion in flight started is covered by it', () => {
    const row = aRow({ ingestion: anIngestion({ startedAt: NOON - MINUTE, covers: landedAt(NOON - HOUR) }) });
    const { ingestion, pending } = absorbing(row, landings(NOON - MINUTE - 5 * SECOND));
    expect(ingestion?.covers).toEqual(landedAt(NOON - HOUR, NOON - MINUTE - 5 * SECOND));
    expect(pending).toBeUndefined();
  });

  test('a millisecond later than that is pending, and the ingestion covers what it covered', () => {
    const row = aRow({ ingestion: anIngestion({ startedAt: NOON - MINUTE }) });
    const { ingestion, pending } = absorbing(row, landings(NOON - MINUTE - 5 * SECOND + 1));
    expect(ingestion).toEqual(row.ingestion);
    expect(pending).toEqual(landedAt(NOON - MINUTE - 5 * SECOND + 1));
  });

  test('a landing that an earlier ingestion covered is not added to the one in flight', () => {
    const row = aRow({ fresh, ingestion: anIngestion({ startedAt: NOON - 10 * SECOND }) });
    const { ingestion, pending } = absorbing(row, landings(NOON - MINUTE));
    expect(ingestion).toEqual(row.ingestion);
    expect(pending).toBeUndefined();
  });

  test('a landing that comes twice counts twice but reaches no further', () => {
    const once = absorbing(aRow(), landings(NOON - MINUTE));
    const twice = absorbing(once, landings(NOON - MINUTE));
    expect(twice.pending).toEqual({ ...once.pending, count: 2 });
  });

  test('a landing with a time in the future counts as landed now', () => {
    expect(absorbing(aRow(), landings(NOON + HOUR)).pending).toEqual(landedAt(NOON));
  });

  test('a landing with a time in the future is still pending when an ingestion has just started', () => {
    const row = aRow({ ingestion: anIngestion({ startedAt: NOON }) });
    expect(absorbing(row, landings(NOON + HOUR)).pending).toEqual(landedAt(NOON));
  });

  test('a landing leaves the row that it is applied to as it was', () => {
    const row = Object.freeze(aRow({ pending: Object.freeze(landedAt(NOON - HOUR)) }));
    expect(absorbing(row, landings(NOON))).not.toBe(row);
    expect(row.pending).toEqual(landedAt(NOON - HOUR));
  });

  test('a landing is never lost: it is fresh already, in flight or pending', () => {
    fc.assert(
      fc.property(
        anyRow(NOON),
        fc.array(fc.integer({ min: NOON - 2 * DAY, max: NOON }), { minLength: 1 }),
        (row, times) => {
          const { fresh: known, ingestion, pending } = absorbing(row, landings(...times));
          for (const time of times) {
            const covered = time <= (known?.through ?? Number.NEGATIVE_INFINITY);
            const inFlight = ingestion && ingestion.covers.first <= time && time <= ingestion.startedAt - 5 * SECOND;
            const waits = pending && pending.first <= time && time <= pending.last;
            expect(covered || inFlight || waits).toBe(true);
          }
        },
      ),
    );
  });

  test('a landing that is known already leaves the extent of everything as it is', () => {
    fc.assert(
      fc.property(
        anyRow(NOON),
        fc.array(fc.integer({ min: NOON - 2 * DAY, max: NOON }), { minLength: 1 }),
        (row, times) => {
          const extent = ({ pending, ingestion }: LedgerRow): unknown => [
            pending?.first,
            pending?.last,
            pending?.by,
            ingestion?.covers.first,
            ingestion?.covers.last,
            ingestion?.covers.by,
          ];
          const once = absorbing(row, landings(...times));
          expect(extent(absorbing(once, landings(...times)))).toEqual(extent(once));
        },
      ),
    );
  });
});

describe('a request', () => {
  const request = (landingEvent: string, time: number): Inbox =>
    anInbox({ landings: [aLanding(time, { landingEvent })] });
  const fullAt = NOON - HOUR;
  const fresh = { through: NOON - MINUTE, at: NOON - 30 * SECOND };

  test('a request for a full refresh is covered by a full one that started five seconds later, not by one that started sooner', () => {
    const inTime = request(FULL_REQUEST_LANDING_EVENT, fullAt - 5 * SECOND);
    const tooLate = request(FULL_REQUEST_LANDING_EVENT, fullAt - 5 * SECOND + 1);
    expect(absorbing(aRow({ fresh, fullAt }), inTime).pending).toBeUndefined();
    expect(absorbing(aRow({ fresh, fullAt }), tooLate).pending?.count).toBe(1);
  });

  test('a request for a full refresh is not covered by an incremental one, however fresh the data is', () => {
    expect(absorbing(aRow({ fresh }), request(FULL_REQUEST_LANDING_EVENT, NOON - HOUR)).pending?.count).toBe(1);
    expect(absorbing(aRow({ fresh }), request(REQUEST_LANDING_EVENT, NOON - HOUR)).pending).toBeUndefined();
  });

  test('a request brings the limit of requests, and leaves the calls that count against it', () => {
    const calls = [NOON - HOUR];
    const limit = anInbox({ requestLimit: { maxPerDay: 4 } });
    expect(absorbing(aRow(), limit).requests).toEqual({ maxPerDay: 4, calls: [] });
    expect(absorbing(aRow({ requests: { maxPerDay: 8, calls } }), limit).requests).toEqual({ maxPerDay: 4, calls });
    expect(absorbing(aRow({ requests: { maxPerDay: 8, calls } }), anInbox()).requests).toEqual({ maxPerDay: 8, calls });
  });
});

describe('a row that ended', () => {
  const endedAt = (at: number): LedgerRow =>
    aRow({ ended: { at, reason: 'removed' }, fresh: { through: NOON - 2 * HOUR, at: NOON - HOUR } });
  const isRevived = (inbox: Inbox, row = endedAt(NOON - MINUTE)): boolean => !absorbing(row, inbox).ended;
  const tickAt = (time: number): Inbox => anInbox({ landings: [aLanding(time, { ifStaleFor: 3_600 })] });

  test('a row that ended is looked after again when data lands that is not fresh yet', () => {
    expect(isRevived(landings(NOON - 2 * HOUR))).toBe(false);
    expect(isRevived(landings(NOON - 2 * HOUR + 1))).toBe(true);
    expect(isRevived(landings(NOON - DAY), aRow({ ended: { at: NOON, reason: 'removed' } }))).toBe(true);
  });

  test('a row that ended is looked after again by a tick for which it is stale', () => {
    expect(isRevived(tickAt(NOON - 1))).toBe(false);
    expect(isRevived(tickAt(NOON))).toBe(true);
  });

  test('a row that ended is not stale for a tick that says it is of the future', () => {
    const fresh = { through: NOON - 2 * HOUR, at: NOON - MINUTE };
    expect(isRevived(tickAt(NOON + DAY), { ...endedAt(NOON), fresh })).toBe(false);
  });
});

describe('settings', () => {
  const sent = (settle: number, settingsAt: number): Inbox => anInbox({ settings: settings({ settle }), settingsAt });

  test('settings of a newer message win', () => {
    const row = aRow({ settingsAt: NOON - HOUR });
    expect(absorbing(row, sent(7, NOON))).toMatchObject({ settings: { settle: 7 }, settingsAt: NOON });
  });

  test('settings of a message of the same second win, as the latest to arrive', () => {
    expect(absorbing(aRow({ settingsAt: NOON }), sent(7, NOON)).settings.settle).toBe(7);
  });

  test('settings of an older message that comes late do not come back', () => {
    expect(absorbing(aRow({ settingsAt: NOON }), sent(7, NOON - 1))).toMatchObject({
      settings: { settle: 60 },
      settingsAt: NOON,
    });
  });

  test('settings win even if the landing that they came with is covered already', () => {
    const row = aRow({ settingsAt: NOON - HOUR, fresh: { through: NOON, at: NOON } });
    expect(absorbing(row, sent(7, NOON - MINUTE)).settings.settle).toBe(7);
  });

  test('settings of a message with a time in the future give way to those that are sent after it', () => {
    const row = absorbing(aRow(), sent(7, NOON + 365 * DAY));
    expect(absorbing(row, sent(8, NOON + MINUTE), NOON + MINUTE).settings.settle).toBe(8);
  });
});

describe('a wake-up', () => {
  test('a wake-up that the row has on its way is removed from the row when it arrives', () => {
    expect(absorbing(aRow({ wakeAt: NOON }), anInbox({ wakes: [aWake({ at: NOON })] })).wakeAt).toBeUndefined();
  });

  test('a wake-up is identified by its time alone, even if it arrives before that', () => {
    const row = aRow({ wakeAt: NOON + MINUTE });
    expect(absorbing(row, anInbox({ wakes: [aWake({ at: NOON + MINUTE })] })).wakeAt).toBeUndefined();
  });

  test('another wake-up leaves the one on its way in the row', () => {
    const row = aRow({ wakeAt: NOON + MINUTE });
    expect(absorbing(row, anInbox({ wakes: [aWake({ at: NOON }), aWake({ at: NOON + MINUTE - 1 })] })).wakeAt).toBe(
      NOON + MINUTE,
    );
  });

  test('a wake-up is found among others', () => {
    const wakes = [aWake({ at: NOON - 1 }), aWake({ at: NOON }), aWake({ at: NOON + 1 })];
    expect(absorbing(aRow({ wakeAt: NOON }), anInbox({ wakes })).wakeAt).toBeUndefined();
  });
});

describe('a retry', () => {
  const retry = (failedAt: number): Inbox => anInbox({ retries: [failedAt] });
  const pending = landedAt(NOON - HOUR);

  test('a retry clears the final failure it is about', () => {
    expect(absorbing(aRow({ pending, failure: aFailure({ at: NOON }) }), retry(NOON)).failure).toBeUndefined();
  });

  test.each([NOON - 1, NOON + 1])('a retry of another failure clears nothing: that of %d', (failedAt) => {
    const failure = aFailure({ at: NOON });
    expect(absorbing(aRow({ pending, failure }), retry(failedAt)).failure).toEqual(failure);
  });

  test('a retry does not shorten a back-off', () => {
    const failure = aFailure({ at: NOON, retryAt: NOON + MINUTE });
    expect(absorbing(aRow({ pending, failure }), retry(NOON)).failure).toEqual(failure);
  });

  test('a retry makes an ingestion that could not be seen be polled now', () => {
    const ingestion = anIngestion({ pollAt: NOON + HOUR });
    const row = absorbing(aRow({ ingestion, failure: aFailure({ at: NOON - MINUTE }) }), retry(NOON - MINUTE));
    expect(row.failure).toBeUndefined();
    expect(row.ingestion?.pollAt).toBeLessThanOrEqual(NOON);
  });

  test('a retry without a failure does nothing', () => {
    expect(absorbing(aRow({ pending }), retry(NOON))).toEqual(aRow({ pending }));
  });
});

describe('a landing after a final failure', () => {
  const failure = aFailure({ at: NOON - MINUTE });
  const known = NOON - HOUR;

  test.each<[string, Partial<LedgerRow>]>([
    ['everything pending', { pending: landedAt(known) }],
    ['what is fresh', { fresh: { through: known, at: NOON } }],
  ])('a landing after a final failure clears it if it is newer than %s', (_what, state) => {
    expect(absorbing(aRow({ failure, ...state }), landings(known + 1)).failure).toBeUndefined();
    expect(absorbing(aRow({ failure, ...state }), landings(known)).failure).toEqual(failure);
    expect(absorbing(aRow({ failure, ...state }), landings(known - 1)).failure).toEqual(failure);
  });

  test('a landing after a final failure leaves the failure of an ingestion that has not ended: it would be reported with each landing', () => {
    const ingestion = anIngestion({ startedAt: NOON - 2 * HOUR, covers: landedAt(known) });
    expect(absorbing(aRow({ failure, ingestion }), landings(known + 1)).failure).toEqual(failure);
  });

  test('a landing after a final failure waits for a back-off all the same', () => {
    const backOff = aFailure({ retryAt: NOON + MINUTE });
    const row = absorbing(aRow({ failure: backOff, pending: landedAt(known) }), landings(NOON - SECOND));
    expect(row.failure).toEqual(backOff);
    expect(row.pending).toEqual(landedAt(known, NOON - SECOND));
  });
});

describe('a fall back to full', () => {
  const incremental = settings({ ingestion: { type: 'INCREMENTAL_REFRESH', fallBackToFull: true } });
  const row = aRow({
    settings: incremental,
    pending: landedAt(NOON - HOUR),
    fresh: { through: NOON - DAY, at: NOON - DAY },
    failure: aFailure({ at: NOON - MINUTE }),
    incrementalFailed: true,
  });

  test('a fall-back to a full refresh is not forgotten when a redrive clears the final failure of the incremental ingestion', () => {
    const cleared = absorbing(row, anInbox({ retries: [NOON - MINUTE] }));
    expect(decide(cleared, NOON + HOUR)).toMatchObject({ do: 'start', type: 'FULL_REFRESH' });
  });

  test('a fall-back to a full refresh is not forgotten when the next landing clears the final failure of the incremental ingestion', () => {
    const cleared = absorbing(row, { ...landings(NOON), settings: incremental });
    expect(decide(cleared, NOON + HOUR)).toMatchObject({ do: 'start', type: 'FULL_REFRESH' });
  });
});

describe('a tick of the safety net', () => {
  const tick = anInbox({ landings: [aLanding(NOON, { ifStaleFor: 3_600 })], settings: settings(), settingsAt: NOON });
  const counts = (state: Partial<LedgerRow>): boolean => absorbing(aRow(state), tick).pending?.by.Files === NOON;

  test.each<[string, Partial<LedgerRow>, boolean]>([
    ['never refreshed', {}, true],
    ['refreshed exactly that long ago', { fresh: { through: 0, at: NOON - HOUR } }, true],
    ['refreshed a millisecond later', { fresh: { through: 0, at: NOON - HOUR + 1 } }, false],
    ['stale, but with something pending', { pending: landedAt(NOON - DAY) }, false],
    ['stale, but with an ingestion in flight', { ingestion: anIngestion({ startedAt: NOON - DAY }) }, false],
    [
      'failed exactly that long ago, with something pending',
      { pending: landedAt(NOON - DAY), failure: aFailure({ at: NOON - HOUR }) },
      true,
    ],
    [
      'failed a millisecond later than that',
      { pending: landedAt(NOON - DAY), failure: aFailure({ at: NOON - HOUR + 1 }) },
      false,
    ],
    [
      'failed long ago, with an ingestion that never ended, which is looked at every hour',
      { ingestion: anIngestion({ startedAt: NOON - DAY }), failure: aFailure({ at: NOON - HOUR }) },
      false,
    ],
    [
      'stale, but tried again by itself',
      { pending: landedAt(NOON - DAY), failure: aFailure({ at: NOON - DAY, retryAt: NOON + HOUR }) },
      false,
    ],
  ])('a tick of the safety net on a data set that is %s', (_what, state, expected) => {
    expect(counts(state)).toBe(expected);
  });

  test('a tick of the safety net tries again what failed for good', () => {
    const row = aRow({ pending: landedAt(NOON - DAY), failure: aFailure({ at: NOON - 2 * HOUR }) });
    expect(absorbing(row, tick).failure).toBeUndefined();
  });

  test('a tick of the safety net that waited in the queue with others counts once, as the first of them', () => {
    const ticks = [NOON - MINUTE, NOON - 2 * MINUTE, NOON].map((time) => aLanding(time, { ifStaleFor: 3_600 }));
    expect(absorbing(aRow(), anInbox({ landings: ticks })).pending).toEqual(landedAt(NOON - 2 * MINUTE));
  });

  test('a tick of the safety net beside a landing adds nothing', () => {
    const both = [aLanding(NOON - MINUTE), aLanding(NOON, { ifStaleFor: 3_600 })];
    expect(absorbing(aRow(), anInbox({ landings: both })).pending).toEqual(landedAt(NOON - MINUTE));
  });

  test('a tick of the safety net that does not count still brings its settings', () => {
    const row = aRow({ fresh: { through: NOON - MINUTE, at: NOON - MINUTE }, settings: settings({ settle: 7 }) });
    expect(absorbing(row, tick).settings.settle).toBe(60);
  });
});
