import { backOffCalls } from '../../../lambda/ingestion/api-error';
import type { Change } from '../../../lambda/ingestion/change';
import { answered, intend } from '../../../lambda/ingestion/start';
import type { CreateAnswer } from '../../../lambda/ports';
import type { IngestionInFlight, LedgerRow } from '../../../lambda/row';
import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { LEASE } from '../../../lambda/timing';
import { FULL_REQUEST_LANDING_EVENT, OutcomeDetailType, REQUEST_LANDING_EVENT } from '../../../lib/private/contract';
import { ARN, aFailure, anIngestion, aRow, aRowInFlight, landed, landedAt, NOON } from '../../support/rows';

const refusal = (
  error: string,
  status?: number,
): { apiError: { error: string; message: string; status?: number } } => ({
  apiError: { error, message: 'in its own words', ...(status !== undefined && { status }) },
});

describe('an intent', () => {
  const row = aRow({ pending: landedAt(NOON - MINUTE), calls: [NOON - 25 * HOUR, NOON - HOUR] });

  test('an intent takes what is pending under a new id, and leaves time for the invocation', () => {
    expect(intend(row, 'INCREMENTAL_REFRESH', 'ingestion-7', NOON)).toMatchObject({
      pending: undefined,
      ingestion: {
        id: 'ingestion-7',
        type: 'INCREMENTAL_REFRESH',
        phase: 'starting',
        startedAt: NOON,
        pollAt: NOON + LEASE,
        unanswered: 0,
        covers: landedAt(NOON - MINUTE),
      },
    });
  });

  test('an intent counts the call that follows, and forgets those of the day before', () => {
    expect(intend(row, 'FULL_REFRESH', 'ingestion-7', NOON).calls).toEqual([NOON - HOUR, NOON]);
  });

  test('an intent takes what landed five seconds ago, and leaves what landed since', () => {
    const both = aRow({ pending: landed({ Files: [NOON - 5 * SECOND], Orders: [NOON - SECOND] }) });
    const { ingestion, pending } = intend(both, 'FULL_REFRESH', 'ingestion-7', NOON);
    expect(ingestion?.covers).toMatchObject({ first: NOON - 5 * SECOND, last: NOON - 5 * SECOND });
    expect(pending).toMatchObject({ last: NOON - SECOND, by: { Orders: NOON - SECOND } });
  });

  test('an intent without anything old enough to cover fails', () => {
    expect(() => intend(aRow(), 'FULL_REFRESH', 'ingestion-7', NOON)).toThrow('nothing to cover');
    const young = aRow({ pending: landedAt(NOON - 5 * SECOND + 1) });
    expect(() => intend(young, 'FULL_REFRESH', 'ingestion-7', NOON)).toThrow(
      `nothing to cover: ${ARN} has no landing older than 5 s`,
    );
  });

  test('an intent that requests alone ask for counts against their own limit, too', () => {
    const requested = aRow({ pending: landed({ [REQUEST_LANDING_EVENT]: [NOON - MINUTE] }) });
    expect(intend(requested, 'FULL_REFRESH', 'ingestion-7', NOON).requests).toEqual({ calls: [NOON] });
    const limited = { ...requested, requests: { maxPerDay: 4, calls: [NOON - 25 * HOUR, NOON - HOUR] } };
    const first = intend(limited, 'FULL_REFRESH', 'ingestion-7', NOON);
    expect(first.requests).toEqual({ maxPerDay: 4, calls: [NOON - HOUR, NOON] });
    expect(intend(first, 'FULL_REFRESH', 'ingestion-7', NOON + HOUR).requests?.calls).toHaveLength(3);
    expect(intend({ ...limited, pending: landedAt(NOON - MINUTE) }, 'FULL_REFRESH', 'ingestion-7', NOON).requests).toBe(
      limited.requests,
    );
  });

  test('an intent that is repeated forgets what the call before it met', () => {
    const met = aRowInFlight(anIngestion({ phase: 'starting', notFound: true, alreadyExists: true }));
    expect(intend(met, 'FULL_REFRESH', 'ingestion-8', NOON).ingestion).toMatchObject({
      notFound: false,
      alreadyExists: false,
    });
  });

  test('an intent that is repeated keeps its id, its start and what it covers', () => {
    const first = intend(row, 'FULL_REFRESH', 'ingestion-7', NOON);
    const later = { ...first, pending: landedAt(NOON + MINUTE) };
    const again = intend(later, 'INCREMENTAL_REFRESH', 'ingestion-8', NOON + HOUR);
    expect(again).toMatchObject({
      calls: [NOON - HOUR, NOON, NOON + HOUR],
      pending: landedAt(NOON + MINUTE),
      ingestion: { ...first.ingestion, unanswered: 1, calledAt: NOON + HOUR, pollAt: NOON + HOUR + LEASE },
    });
  });
});

describe('CreateIngestion', () => {
  const landedBefore = landedAt(NOON - MINUTE);
  const NOTHING = { pending: undefined, failure: undefined };
  const later = NOON + SECOND;

  function answer(
    to: CreateAnswer,
    ingestion: Partial<IngestionInFlight> = {},
    row: Partial<LedgerRow> = {},
  ): Change & { readonly before: LedgerRow } {
    const inFlight = anIngestion({ phase: 'starting', pollAt: NOON + LEASE, covers: landedBefore, ...ingestion });
    const before = aRowInFlight(inFlight, { ...NOTHING, calls: [NOON], reason: 'quiet for 1 min', ...row });
    return { ...answered(before, to, later, 0.5), before };
  }

  const IN_DOUBT = { unanswered: 1 };

  test.each<[string, CreateAnswer]>([['accepted', { created: true }]])(
    'an ingestion answered with %s is running',
    (_what, to) => {
      for (const doubt of [{}, IN_DOUBT]) {
        const { row, outcome } = answer(to, doubt);
        expect(row).toMatchObject({
          pending: undefined,
          failure: undefined,
          ingestion: { id: 'ingestion-1', phase: 'running', startedAt: NOON, unanswered: 0, covers: landedBefore },
        });
        expect(row.ingestion?.pollAt).toBe(later + 30 * SECOND);
        expect(outcome).toEqual({
          detailType: OutcomeDetailType.STARTED,
          at: later,
          dataSetArn: ARN,
          ingestionId: 'ingestion-1',
          landings: landedBefore,
          reason: 'quiet for 1 min',
          next: 'looks at 2026-11-23T12:00:31Z whether it has ended',
        });
      }
    },
  );

  test('a call accepted under an id that was asked for before started the ingestion, and covers what landed until then', () => {
    const doubt = { unanswered: 3, calledAt: NOON + HOUR };
    const pending = landed({ Files: [NOON + HOUR - 5 * SECOND], Orders: [NOON + HOUR] });
    const { row } = answer({ created: true }, doubt, { pending });
    expect(row.ingestion).toMatchObject({
      startedAt: NOON + HOUR,
      covers: { first: NOON - MINUTE, last: NOON + HOUR - 5 * SECOND },
    });
    expect(row.pending).toMatchObject({ last: NOON + HOUR, by: { Orders: NOON + HOUR } });
  });

  const FULL_REQUEST = landed({ [FULL_REQUEST_LANDING_EVENT]: [NOON + MINUTE] });

  test.each([
    ['a full ingestion covers a landing', 'FULL_REFRESH', landedAt(NOON + MINUTE), true],
    ['a full ingestion covers a request for a full one', 'FULL_REFRESH', FULL_REQUEST, true],
    ['an incremental ingestion covers a landing', 'INCREMENTAL_REFRESH', landedAt(NOON + MINUTE), true],
    ['an incremental ingestion does not cover a request for a full one', 'INCREMENTAL_REFRESH', FULL_REQUEST, false],
  ] as const)('a call in doubt that is accepted later: %s', (_, type, pending, isCovered) => {
    const { row: after } = answer({ created: true }, { type, unanswered: 3, calledAt: NOON + HOUR }, { pending });
    expect(after.ingestion).toMatchObject({ startedAt: NOON + HOUR });
    expect(after.pending).toEqual(isCovered ? undefined : pending);
    expect(after.ingestion?.covers.count).toBe(isCovered ? 2 : 1);
  });

  test('a call with an id that is known already has reached QuickSight', () => {
    const { row } = answer(refusal('ResourceExistsException', 409));
    expect(row.ingestion).toMatchObject({ phase: 'starting', alreadyExists: true, reached: true, pollAt: later });
  });

  test.each([
    ['ThrottlingException', 429, [NOON - HOUR]],
    ['AccessDeniedException', 401, [NOON - HOUR]],
    ['AccessDenied', 403, [NOON - HOUR]],
    ['ConflictException', 409, [NOON - HOUR, NOON]],
    ['InvalidParameterValueException', 400, [NOON - HOUR, NOON]],
  ])('a call answered with %s %d counts against the quota, or not: it alone', (error, status, calls) => {
    expect(answer(refusal(error, status), {}, { calls: [NOON - HOUR, NOON] }).row.calls).toEqual(calls);
  });

  test('a call that QuickSight has not taken for the fifth time in a row is reported as deferred', () => {
    const reported = [3, 4, 5].map((failedCalls) => {
      const failure = aFailure({ error: 'NetworkError', attempts: 0, failedCalls, retryAt: NOON });
      const { row, outcome } = answer(refusal('NetworkError'), IN_DOUBT, { failure });
      expect(row.failure?.failedCalls).toBe(failedCalls + 1);
      return outcome?.detailType;
    });
    expect(reported).toEqual([undefined, OutcomeDetailType.DEFERRED, undefined]);
  });

  test('a call that was refused leaves no gap, whatever it was to start', () => {
    const { row } = answer(refusal('AccessDeniedException', 401), { type: 'INCREMENTAL_REFRESH' });
    expect(row).not.toHaveProperty('incrementalFailed');
  });

  test('a call with an id that is known already may have started with the first call', () => {
    const doubt = { unanswered: 3, calledAt: NOON + HOUR };
    const { row } = answer(refusal('ResourceExistsException', 409), doubt, { pending: landedAt(NOON + MINUTE) });
    expect(row.ingestion).toMatchObject({ startedAt: NOON, covers: landedBefore });
    expect(row.pending).toEqual(landedAt(NOON + MINUTE));
  });

  test('an accepted call keeps the count of failed attempts, and clears the count of refused calls', () => {
    const failure = aFailure({ attempts: 2, failedCalls: 5, retryAt: NOON });
    expect(answer({ created: true }, {}, { failure }).row.failure).toMatchObject({
      attempts: 2,
      failedCalls: 0,
    });
    const refused = aFailure({ attempts: 0, failedCalls: 5, retryAt: NOON });
    expect(answer({ created: true }, {}, { failure: refused }).row.failure).toBeUndefined();
  });

  test('a throttled call leaves what it would have covered pending, gives up the id, and reports nothing', () => {
    const { row, outcome } = answer(refusal('ThrottlingException', 429), {}, { pending: landedAt(NOON) });
    expect(row).toMatchObject({
      ingestion: undefined,
      pending: landedAt(NOON - MINUTE, NOON),
      failure: {
        error: 'ThrottlingException',
        attempts: 0,
        failedCalls: 1,
        retryAt: later + backOffCalls(aRow(), 1, 0.5),
      },
    });
    expect(outcome).toBeUndefined();
  });

  test.each([
    ['InternalFailureException', 500],
    ['NetworkError', undefined],
    ['ServiceUnavailable', 503],
    ['Whatever', undefined],
  ])('a call answered with %s may have taken effect, so its id is kept and asked for again', (error, status) => {
    const { row, outcome } = answer(refusal(error, status));
    expect(row).toMatchObject({
      pending: undefined,
      ingestion: {
        id: 'ingestion-1',
        phase: 'starting',
        startedAt: NOON,
        unanswered: 1,
        pollAt: later + backOffCalls(aRow(), 1, 0.5),
        covers: landedBefore,
      },
      failure: { error, failedCalls: 1, retryAt: later + backOffCalls(aRow(), 1, 0.5) },
    });
    expect(outcome).toBeUndefined();
  });

  test('a call answered with LimitExceededException is pending again, tried hourly, and reported as deferred', () => {
    const { row, outcome } = answer(refusal('LimitExceededException', 409));
    expect(row).toMatchObject({
      ingestion: undefined,
      pending: landedBefore,
      failure: { error: 'LimitExceededException', attempts: 0, retryAt: later + HOUR },
    });
    expect(outcome).toMatchObject({
      detailType: OutcomeDetailType.DEFERRED,
      at: later,
      until: later + HOUR,
      landings: landedBefore,
      error: 'LimitExceededException',
      reason: expect.stringContaining('nothing is lost'),
    });
  });

  test.each([
    ['AccessDeniedException', 401],
    ['InvalidParameterValueException', 400],
    ['ResourceNotFoundException', 404],
    ['UnrecognizedClientException', 403],
  ])('a call answered with %s is pending again, failed for good, and reported', (error, status) => {
    const { row, outcome } = answer(refusal(error, status));
    expect(row).toMatchObject({ ingestion: undefined, pending: landedBefore, failure: { at: later, error } });
    expect(row.failure).not.toHaveProperty('retryAt');
    expect(outcome).toMatchObject({
      detailType: OutcomeDetailType.FAILED,
      at: later,
      error,
      ingestionId: 'ingestion-1',
      landings: landedBefore,
      reason: row.failure?.message,
    });
    expect(outcome).not.toHaveProperty('until');
  });

  test('a name that is unknown but says 429 is throttling', () => {
    expect(answer(refusal('TooManyRequestsException', 429)).row).toMatchObject({
      ingestion: undefined,
      failure: { retryAt: later + backOffCalls(aRow(), 1, 0.5) },
    });
  });

  test.each([
    ['ThrottlingException', 429],
    ['InternalFailureException', 500],
    ['LimitExceededException', 409],
    ['AccessDeniedException', 401],
    ['InvalidParameterValueException', 400],
    ['ResourceNotFoundException', 404],
    ['NetworkError', undefined],
  ])(
    'a call answered with %s after one that may have taken effect keeps the intent: only its own id can say',
    (error, status) => {
      const { row } = answer(refusal(error, status), IN_DOUBT, { pending: landedAt(NOON) });
      expect(row).toMatchObject({
        pending: landedAt(NOON),
        ingestion: { id: 'ingestion-1', phase: 'starting', startedAt: NOON, unanswered: 2, covers: landedBefore },
        failure: { error },
      });
      expect(row.ingestion?.pollAt).toBe(row.failure?.retryAt ?? later + HOUR);
    },
  );

  test('no answer leaves the row it is about as it was', () => {
    const { row, before } = answer(refusal('ThrottlingException', 429));
    expect(before.ingestion?.covers).toEqual(landedBefore);
    expect(row).not.toBe(before);
  });
});

describe('an incremental refresh that is refused as not possible', () => {
  const answeredWith = (
    fallBackToFull: boolean | undefined,
    type: 'FULL_REFRESH' | 'INCREMENTAL_REFRESH',
    error = 'InvalidParameterValueException',
  ) => {
    const settings = { ...aRow().settings, ingestion: { type: 'INCREMENTAL_REFRESH' as const, fallBackToFull } };
    const row = { ...aRowInFlight({ ...anIngestion(), phase: 'starting', type } as IngestionInFlight), settings };
    return answered(row, refusal(error, 400), NOON, 0);
  };

  test('an incremental refresh that is refused as not possible is followed by a full one soon, where settings ask for that', () => {
    const { row, outcome } = answeredWith(true, 'INCREMENTAL_REFRESH');
    expect(row).toMatchObject({ ingestion: undefined, incrementalFailed: true });
    expect(row.pending).toBeDefined();
    expect(row.failure).toMatchObject({
      at: NOON,
      error: 'InvalidParameterValueException',
      message: expect.stringContaining('in its own words'),
      failedCalls: 1,
      retryAt: NOON + backOffCalls(aRow(), 1, 0),
    });
    expect(outcome?.detailType).toBe(OutcomeDetailType.DEFERRED);
  });

  test('an incremental refresh that is refused for another reason is final', () => {
    const { row } = answeredWith(true, 'INCREMENTAL_REFRESH', 'AccessDeniedException');
    expect(row.failure).not.toHaveProperty('retryAt');
    expect(row).not.toHaveProperty('incrementalFailed');
  });

  test.each([
    [false, 'INCREMENTAL_REFRESH'],
    [undefined, 'INCREMENTAL_REFRESH'],
    [true, 'FULL_REFRESH'],
  ] as const)(
    'an incremental refresh that is refused as not possible is final with fallBackToFull %s after a %s',
    (fallBackToFull, type) => {
      const { row, outcome } = answeredWith(fallBackToFull, type);
      expect(row.failure?.retryAt).toBeUndefined();
      expect(outcome?.detailType).toBe(OutcomeDetailType.FAILED);
    },
  );
});
