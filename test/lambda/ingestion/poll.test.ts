import { backOffPolls } from '../../../lambda/ingestion/api-error';
import type { Change } from '../../../lambda/ingestion/change';
import { INGESTION_ERRORS } from '../../../lambda/ingestion/ingestion-error';
import { described } from '../../../lambda/ingestion/poll';
import { answered } from '../../../lambda/ingestion/start';
import type { DescribeAnswer, IngestionDescription } from '../../../lambda/ports';
import type { IngestionInFlight, LedgerRow } from '../../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { CLOCKS_DIFFER, LEASE } from '../../../lambda/timing';
import { OutcomeDetailType } from '../../../lib/private/contract';
import {
  ARN,
  aFailure,
  anIngestion,
  aRow,
  aRowInFlight,
  landedAt,
  NOON,
  settings,
  stillInFlight,
} from '../../support/rows';

const refusal = (
  error: string,
  status?: number,
): { apiError: { error: string; message: string; status?: number } } => ({
  apiError: { error, message: 'in its own words', ...(status !== undefined && { status }) },
});

describe('DescribeIngestion', () => {
  const covers = landedAt(NOON - 10 * MINUTE, NOON - MINUTE);
  const NOTHING = { pending: undefined, failure: undefined };

  /** What an answer ten minutes after the start makes of a row. */
  function describing(
    answer: DescribeAnswer,
    {
      ingestion = {},
      row = {},
      now = NOON + 10 * MINUTE,
    }: { ingestion?: Partial<IngestionInFlight>; row?: Partial<LedgerRow>; now?: number } = {},
  ): Change {
    const inFlight = anIngestion({ startedAt: NOON, covers, ...ingestion });
    return described(aRowInFlight(inFlight, { ...NOTHING, calls: [NOON], ...row }), answer, now, 0.5);
  }

  const has = (description: IngestionDescription): DescribeAnswer => ({ ingestion: description });
  const failedWith = (type: string, message = ''): DescribeAnswer =>
    has({ status: 'FAILED', error: { type, message } });

  describe.each(['INITIALIZED', 'QUEUED', 'RUNNING', 'UNKNOWN', 'SOMETHING_NEW'])('says %s', (status) => {
    test('an ingestion in this state is polled again, and nothing is reported', () => {
      const { row, outcome } = describing(has({ status }), { ingestion: { unanswered: 3 } });
      expect(row.ingestion).toMatchObject({ id: 'ingestion-1', phase: 'running', unanswered: 0, covers });
      expect(row.ingestion?.pollAt).toBe(NOON + 15 * MINUTE);
      expect(outcome).toBeUndefined();
    });

    test('it has timed out when it has taken too long, to the millisecond, but nothing starts beside it', () => {
      const timeout = settings({ ingestionTimeout: 3_600 });
      const { row, outcome } = describing(has({ status }), { row: { settings: timeout }, now: NOON + HOUR });
      expect(row).toMatchObject({
        pending: undefined,
        ingestion: { id: 'ingestion-1', pollAt: NOON + 2 * HOUR },
        failure: { at: NOON + HOUR, error: 'IngestionTimedOut', message: expect.stringContaining('ingestion-1') },
      });
      expect(row.failure).not.toHaveProperty('retryAt');
      expect(outcome).toMatchObject({ detailType: OutcomeDetailType.FAILED, error: 'IngestionTimedOut' });
      expect(describing(has({ status }), { row: { settings: timeout }, now: NOON + HOUR - 1 }).outcome).toBeUndefined();
    });
  });

  test('a poll does not time out an ingestion that QuickSight accepted only just now, after hours of doubt', () => {
    const ingestion = anIngestion({
      phase: 'starting',
      unanswered: 7,
      startedAt: NOON,
      calledAt: NOON + 7 * HOUR,
      covers,
    });
    const now = NOON + 7 * HOUR + SECOND;
    const started = answered(aRowInFlight(ingestion, { calls: [NOON] }), { created: true }, now, 0.5).row;
    const running = has({ status: 'RUNNING', createdAt: now });
    const { row, outcome } = described(stillInFlight(started), running, now + MINUTE, 0.5);
    expect(outcome).toBeUndefined();
    expect(row.failure).toBeUndefined();
  });

  test('a poll does not give up an ingestion that QuickSight accepted only just now and does not know yet', () => {
    const ingestion = anIngestion({ phase: 'starting', unanswered: 7, startedAt: NOON, calledAt: NOON + HOUR, covers });
    const now = NOON + HOUR + SECOND;
    const started = answered(aRowInFlight(ingestion, { calls: [NOON] }), { created: true }, now, 0.5).row;
    const missing = refusal('ResourceNotFoundException', 404);
    const { row } = described(stillInFlight(started), missing, now + 30 * SECOND, 0.5);
    expect(row.ingestion?.id).toBe('ingestion-1');
  });

  describe('of an intent of which there is no word', () => {
    const starting = { phase: 'starting', unanswered: 2, calledAt: NOON + HOUR } as const;
    const row = { calls: [NOON, NOON + HOUR], pending: landedAt(NOON + 2 * MINUTE, NOON + HOUR) };
    const now = NOON + HOUR + MINUTE;

    test('a poll of an intent in doubt finds it running since the first call: that covers what it was meant to cover', () => {
      const found = has({ status: 'RUNNING', createdAt: NOON + SECOND });
      const { row: after, outcome } = describing(found, { ingestion: starting, row, now });
      expect(after).toMatchObject({
        pending: row.pending,
        ingestion: { id: 'ingestion-1', phase: 'running', startedAt: NOON, unanswered: 0, covers },
      });
      expect(outcome).toMatchObject({ detailType: OutcomeDetailType.STARTED, at: now, ingestionId: 'ingestion-1' });
    });

    test('a poll of an intent in doubt finds it running since the latest call: that covers what landed until then', () => {
      const found = has({ status: 'RUNNING', createdAt: NOON + HOUR + SECOND });
      const { row: after } = describing(found, { ingestion: starting, row, now });
      expect(after).toMatchObject({
        pending: { last: NOON + HOUR },
        ingestion: { phase: 'running', startedAt: NOON + HOUR, covers: { last: NOON + HOUR - 5 * SECOND } },
      });
    });

    test('a poll of an intent in doubt finds it running, without a start time: it may be since the first call', () => {
      const { row: after } = describing(has({ status: 'RUNNING' }), { ingestion: starting, row, now });
      expect(after).toMatchObject({ pending: row.pending, ingestion: { startedAt: NOON, covers } });
    });

    test('a poll of an intent in doubt finds it running since one of two calls that are close together: it may be since the first of them', () => {
      const close = { ...starting, calledAt: NOON + 8 * SECOND };
      const landedBetween = { calls: [NOON, NOON + 8 * SECOND], pending: landedAt(NOON + 2 * SECOND) };
      const found = has({ status: 'RUNNING', createdAt: NOON + 200 });
      const { row: after } = describing(found, { ingestion: close, row: landedBetween, now: NOON + 20 * SECOND });
      expect(after.pending).toEqual(landedAt(NOON + 2 * SECOND));
    });

    test('a poll of an intent in doubt finds it completed: the data is as fresh as the call that started it', () => {
      const found = has({ status: 'COMPLETED', createdAt: NOON + SECOND, seconds: 60 });
      const { row: after, outcome } = describing(found, { ingestion: starting, row, now });
      expect(after).toMatchObject({ ingestion: undefined, fresh: { through: NOON - 5 * SECOND } });
      expect(after.pending).toEqual(row.pending);
      expect(outcome?.detailType).toBe(OutcomeDetailType.SUCCEEDED);
    });

    test('a poll of an intent in doubt finds it failed: all of it is pending, and tried again', () => {
      const { row: after } = describing(failedWith('QUERY_TIMEOUT'), { ingestion: starting, row, now });
      expect(after).toMatchObject({
        ingestion: undefined,
        pending: { first: covers.first, last: NOON + HOUR },
        failure: { attempts: 1, retryAt: now + MINUTE },
      });
    });

    test('a poll of an intent in doubt finds nothing: the call is to be made again, now', () => {
      const missing = refusal('ResourceNotFoundException', 404);
      const { row: after, outcome } = describing(missing, { ingestion: starting, row, now });
      expect(after.ingestion).toMatchObject({ phase: 'starting', notFound: true, pollAt: now, covers });
      expect(outcome).toBeUndefined();
    });

    test('a poll of an intent in doubt is in doubt for as long as it takes once QuickSight has answered a call about it', () => {
      const noAnswer = { apiError: { error: 'NetworkError', message: 'reset' } };
      const now = NOON + 25 * HOUR;
      const reached = { ...starting, reached: true };
      expect(describing(noAnswer, { ingestion: reached, row, now }).row.ingestion).toMatchObject({ id: 'ingestion-1' });
      expect(describing(noAnswer, { ingestion: starting, row, now }).row).toMatchObject({
        ingestion: undefined,
        failure: { error: 'NetworkError' },
      });
    });

    test('a poll of an intent in doubt finds nothing, though an ingestion exists: the latest call may have met ours, which is shown within some minutes', () => {
      const missing = refusal('ResourceNotFoundException', 404);
      const exists = { ...starting, alreadyExists: true };
      const shown = starting.calledAt + 5 * MINUTE;
      const waiting = describing(missing, { ingestion: exists, row, now: shown - 1 });
      expect(waiting.row.ingestion).toMatchObject({ id: 'ingestion-1', phase: 'starting', pollAt: shown });
      const over = describing(missing, { ingestion: exists, row, now: shown });
      expect(over.row).toMatchObject({ ingestion: undefined, failure: { error: 'ConflictException' } });
    });
  });

  test.each<[string, number, number]>([
    ['an invocation at most before the call', NOON + HOUR + LEASE, NOON + HOUR],
    ['longer than that before it', NOON + HOUR + LEASE + 1, NOON],
    ['no later than clocks differ after it', NOON + HOUR - CLOCKS_DIFFER, NOON + HOUR],
    ['later than that after it', NOON + HOUR - CLOCKS_DIFFER - 1, NOON],
  ])('a poll finds the call that started the ingestion, if QuickSight created it %s', (_, createdAt, startedAt) => {
    const ingestion = { phase: 'starting', unanswered: 2, calledAt: NOON + HOUR } as const;
    const { row } = describing(has({ status: 'RUNNING', createdAt }), {
      ingestion,
      row: { calls: [NOON, NOON + HOUR] },
      now: NOON + 2 * HOUR,
    });
    expect(row.ingestion?.startedAt).toBe(startedAt);
  });

  test('a poll that finds an incremental ingestion failed which was in doubt remembers that it left a gap', () => {
    const ingestion = { phase: 'starting', type: 'INCREMENTAL_REFRESH' } as const;
    expect(describing(failedWith('QUERY_TIMEOUT'), { ingestion }).row.incrementalFailed).toBe(true);
  });

  test('a poll that finds nothing of an intent, whose only call met another ingestion, backs off at once', () => {
    const ingestion = { phase: 'starting', alreadyExists: true, unanswered: 0 } as const;
    const { row } = describing(refusal('ResourceNotFoundException', 404), { ingestion, now: NOON + SECOND });
    expect(row).toMatchObject({ ingestion: undefined, pending: covers, failure: { error: 'ConflictException' } });
  });

  test('a poll that finds nothing of an intent, the fifth in a row that met another ingestion, reports it without a word of QuickSight', () => {
    const ingestion = { phase: 'starting', alreadyExists: true, unanswered: 0 } as const;
    const row = { failure: aFailure({ error: 'ConflictException', failedCalls: 4, retryAt: NOON }) };
    const { outcome } = describing(refusal('ResourceNotFoundException', 404), { ingestion, row, now: NOON + SECOND });
    expect(outcome).toMatchObject({ error: 'ConflictException', reason: expect.stringContaining('another ingestion') });
    expect(outcome).not.toHaveProperty('errorMessage');
  });

  test('a poll that is refused says nothing new of an ingestion that runs', () => {
    const { row } = describing(refusal('InternalFailureException', 500));
    expect(row.ingestion).not.toHaveProperty('reached');
    const { row: starting } = describing(refusal('InternalFailureException', 500), {
      ingestion: { phase: 'starting' },
    });
    expect(starting.ingestion).toHaveProperty('reached', true);
  });

  test('a poll without a useful answer leaves the count of failed attempts', () => {
    const failure = aFailure({ attempts: 2, retryAt: NOON });
    const timedOut = describing(has({ status: 'RUNNING' }), { row: { failure }, now: NOON + 7 * HOUR });
    expect(timedOut.row.failure).toMatchObject({ error: 'IngestionTimedOut', attempts: 2 });
    const ingestion = { phase: 'starting' } as const;
    const silent = describing(refusal('NetworkError'), { ingestion, row: { failure }, now: NOON + DAY });
    expect(silent.row.failure).toMatchObject({ error: 'NetworkError', attempts: 2, failedCalls: 0 });
  });

  describe('says COMPLETED', () => {
    const done: IngestionDescription = {
      status: 'COMPLETED',
      createdAt: NOON + 2 * SECOND,
      seconds: 300,
      rowsIngested: 1_000,
      rowsDropped: 3,
    };

    test('the data is fresh through five seconds before the start, since the ingestion ended', () => {
      const { row } = describing(has(done), { row: { failure: aFailure({ retryAt: NOON }), pending: landedAt(NOON) } });
      expect(row).toMatchObject({
        ingestion: undefined,
        failure: undefined,
        pending: landedAt(NOON),
        fresh: { through: NOON - 5 * SECOND, at: NOON + 302 * SECOND, rows: 1_000, rowsDropped: 3 },
      });
    });

    test('a completed ingestion reports how stale the data was, how long it took, and how many rows there are', () => {
      expect(describing(has(done)).outcome).toEqual({
        detailType: OutcomeDetailType.SUCCEEDED,
        at: NOON + 302 * SECOND,
        dataSetArn: ARN,
        ingestionId: 'ingestion-1',
        landings: covers,
        freshThrough: NOON - 5 * SECOND,
        lagSeconds: 902,
        ingestionSeconds: 300,
        rows: 1_000,
        rowsDropped: 3,
        reason: 'fresh through 2026-11-23T11:59:55Z',
        next: 'waits for the next landing',
      });
    });

    test('a completed ingestion is followed by the next where something waits for it', () => {
      expect(describing(has(done), { row: { pending: landedAt(NOON) } }).outcome?.next).toBe(
        'refreshes what has landed since it started',
      );
    });

    test.each([
      ['at its start', NOON, undefined],
      ['after its start', NOON + 1, NOON + 1],
    ])('a completed ingestion covers what a pause held back that was over %s, or not', (_, resumedAt, left) => {
      expect(describing(has(done), { row: { resumedAt } }).row.resumedAt).toBe(left);
    });

    test('rows of which nothing is said are not taken for none', () => {
      const { row, outcome } = describing(has({ status: 'COMPLETED' }));
      for (const told of [row.fresh, outcome]) {
        expect(told).not.toHaveProperty('rows');
        expect(told).not.toHaveProperty('rowsDropped');
      }
    });

    test('no rows at all are a success with 0 rows', () => {
      expect(describing(has({ ...done, rowsIngested: 0, rowsDropped: 0 })).row.fresh).toMatchObject({
        rows: 0,
        rowsDropped: 0,
      });
    });

    test('it ended no later than now, whatever the clocks say', () => {
      expect(describing(has({ ...done, seconds: 86_400 })).row.fresh?.at).toBe(NOON + 10 * MINUTE);
    });

    test('a completed ingestion without times ended now', () => {
      const { row, outcome } = describing(has({ status: 'COMPLETED' }));
      expect(row.fresh?.at).toBe(NOON + 10 * MINUTE);
      expect(outcome?.ingestionSeconds).toBe(600);
    });

    test('data never gets less fresh', () => {
      const fresh = { through: NOON + HOUR, at: NOON + HOUR };
      expect(describing(has(done), { row: { fresh } }).row.fresh?.through).toBe(NOON + HOUR);
    });

    test('the lag is never negative', () => {
      const early = has({ ...done, createdAt: NOON - HOUR, seconds: 0 });
      expect(describing(early).outcome?.lagSeconds).toBe(0);
    });

    test('what it took is expected of the next, half and half with what was expected before', () => {
      expect(describing(has(done)).row.expectedSeconds).toBe(300);
      expect(describing(has(done), { row: { expectedSeconds: 601 } }).row.expectedSeconds).toBe(451);
    });

    test('a full refresh counts from its start, and an incremental one does not count as full', () => {
      expect(describing(has(done)).row.fullAt).toBe(NOON);
      const incremental = { type: 'INCREMENTAL_REFRESH' } as const;
      expect(describing(has(done), { ingestion: incremental, row: { fullAt: 7 } }).row.fullAt).toBe(7);
    });
  });

  describe('says FAILED', () => {
    const now = NOON + 10 * MINUTE;

    test.each([
      [0, MINUTE],
      [1, 5 * MINUTE],
      [2, 15 * MINUTE],
    ])(
      'an ingestion that failed with an error that may pass, after %d failed before, is tried again',
      (attempts, delay) => {
        const failure = attempts > 0 ? aFailure({ attempts, retryAt: NOON, failedCalls: 2 }) : undefined;
        const { row, outcome } = describing(failedWith('QUERY_TIMEOUT', 'too slow'), { row: { failure } });
        expect(row).toMatchObject({
          ingestion: undefined,
          pending: covers,
          failure: {
            at: now,
            error: 'QUERY_TIMEOUT',
            message: expect.stringMatching(/: too slow$/),
            attempts: attempts + 1,
            failedCalls: 0,
            retryAt: now + delay,
          },
        });
        expect(outcome).toMatchObject({ detailType: OutcomeDetailType.DEFERRED, until: now + delay, landings: covers });
      },
    );

    test('an ingestion that failed with an error that may pass for the fourth time has failed for good', () => {
      const { row, outcome } = describing(failedWith('QUERY_TIMEOUT'), { row: { failure: aFailure({ attempts: 3 }) } });
      expect(row).toMatchObject({ ingestion: undefined, pending: covers, failure: { attempts: 4 } });
      expect(row.failure).not.toHaveProperty('retryAt');
      expect(outcome?.detailType).toBe(OutcomeDetailType.FAILED);
    });

    test.each(Object.keys(INGESTION_ERRORS).filter((type) => INGESTION_ERRORS[type]?.remedy === 'permanent'))(
      'an ingestion that failed with %s, which an operator must fix, has failed for good at once',
      (type) => {
        const { row, outcome } = describing(failedWith(type));
        expect(row).toMatchObject({ ingestion: undefined, pending: covers, failure: { error: type, attempts: 1 } });
        expect(row.failure).not.toHaveProperty('retryAt');
        expect(outcome).toMatchObject({ detailType: OutcomeDetailType.FAILED, error: type });
      },
    );

    test('an ingestion that failed with an unknown error type is tried again, but not for ever', () => {
      let row = aRow();
      let tries = 0;
      do {
        tries += 1;
        row = describing(failedWith('NEVER_HEARD_OF'), { row: { failure: row.failure } }).row;
      } while (row.failure?.retryAt !== undefined);
      expect(tries).toBe(4);
    });

    test('an ingestion that failed without any error is tried again', () => {
      expect(describing(has({ status: 'FAILED' })).row.failure).toMatchObject({
        error: 'UNKNOWN',
        retryAt: now + MINUTE,
      });
    });

    test.each(['INGESTION_SUPERSEDED', 'REFRESH_SUPPRESSED_BY_EDIT'])(
      'an ingestion that failed with %s is followed by one more of ours when theirs should be over',
      (type) => {
        expect(describing(failedWith(type)).row.failure?.retryAt).toBe(now + MINUTE);
        expect(describing(failedWith(type), { row: { expectedSeconds: 30 } }).row.failure?.retryAt).toBe(now + MINUTE);
        expect(describing(failedWith(type), { row: { expectedSeconds: 600 } }).row.failure?.retryAt).toBe(
          now + 10 * MINUTE,
        );
      },
    );

    test('an ingestion that failed by itself is not given the time that another would take', () => {
      expect(describing(failedWith('QUERY_TIMEOUT'), { row: { expectedSeconds: 600 } }).row.failure?.retryAt).toBe(
        now + MINUTE,
      );
    });

    test('an ingestion that failed says why, what QuickSight said, and what comes next', () => {
      expect(describing(failedWith('QUERY_TIMEOUT', 'too slow')).outcome).toMatchObject({
        reason: 'the source did not answer the query in time: too slow',
        errorMessage: 'too slow',
        next: 'tries again at 2026-11-23T12:11:00Z',
      });
      const { outcome, row } = describing(failedWith('SQL_TABLE_NOT_FOUND'));
      expect(outcome).toMatchObject({
        reason: 'a table of the query is gone',
        next: 'waits for the next landing, or for its message to be moved from the dead-letter queue to the queue',
      });
      expect(outcome).not.toHaveProperty('errorMessage');
      expect(row.failure?.message).toBe('a table of the query is gone');
    });

    test('what landed meanwhile is pending together with what it should have covered', () => {
      const { row } = describing(failedWith('QUERY_TIMEOUT'), { row: { pending: landedAt(NOON + MINUTE) } });
      expect(row.pending).toEqual(landedAt(NOON - 10 * MINUTE, NOON - MINUTE, NOON + MINUTE));
    });

    test('the failure of an incremental ingestion is remembered', () => {
      const { row } = describing(failedWith('QUERY_TIMEOUT'), { ingestion: { type: 'INCREMENTAL_REFRESH' } });
      expect(row.incrementalFailed).toBe(true);
    });

    test('the failure of a full ingestion leaves no gap', () => {
      expect(describing(failedWith('QUERY_TIMEOUT')).row).not.toHaveProperty('incrementalFailed');
    });

    test('the failure of an ingestion leaves what is fresh as it was', () => {
      const fresh = { through: NOON - DAY, at: NOON - DAY };
      expect(describing(failedWith('QUERY_TIMEOUT'), { row: { fresh, expectedSeconds: 5 } }).row).toMatchObject({
        fresh,
        expectedSeconds: 5,
      });
    });
  });

  test('a cancelled ingestion is respected until something new lands', () => {
    const { row, outcome } = describing(has({ status: 'CANCELLED' }));
    expect(row).toMatchObject({ ingestion: undefined, pending: covers, failure: { error: 'INGESTION_CANCELED' } });
    expect(row.failure).not.toHaveProperty('retryAt');
    expect(outcome?.detailType).toBe(OutcomeDetailType.FAILED);
  });

  describe('knows no such ingestion', () => {
    const missing = refusal('ResourceNotFoundException', 404);

    test('an ingestion that QuickSight does not know soon after the start may not be visible yet', () => {
      const now = NOON + 5 * MINUTE - 1;
      const { row, outcome } = describing(missing, { now });
      expect(row.ingestion).toMatchObject({ id: 'ingestion-1', unanswered: 1, pollAt: now + backOffPolls(1, 0.5) });
      expect(outcome).toBeUndefined();
    });

    test('an ingestion that QuickSight does not know later is gone, and what it should have covered is pending again', () => {
      const { row, outcome } = describing(missing, { now: NOON + 5 * MINUTE });
      expect(row).toMatchObject({
        ingestion: undefined,
        pending: covers,
        failure: { error: 'ResourceNotFoundException' },
      });
      expect(outcome?.detailType).toBe(OutcomeDetailType.FAILED);
    });
  });

  test.each([
    ['ThrottlingException', 429],
    ['InternalFailureException', 500],
    ['LimitExceededException', 409],
    ['NetworkError', undefined],
  ])('a poll answered with %s is repeated, later each time, and nothing is reported', (error, status) => {
    const now = NOON + 10 * MINUTE;
    const { row, outcome } = describing(refusal(error, status), { ingestion: { unanswered: 4 } });
    expect(row.ingestion).toMatchObject({ id: 'ingestion-1', unanswered: 5, pollAt: now + backOffPolls(5, 0.5) });
    expect(row.failure).toBeUndefined();
    expect(outcome).toBeUndefined();
  });

  test.each([
    ['that it may not be seen', refusal('AccessDeniedException', 401)],
    ['that it is still running, long after it should have ended', has({ status: 'RUNNING' })],
  ])('a poll answered again with %s is no news, and a redrive still knows it by its first time', (_what, answer) => {
    const first = describing(answer, { now: NOON + 7 * HOUR });
    expect(first.outcome).toMatchObject({
      detailType: OutcomeDetailType.FAILED,
      next: 'looks at it again every hour, and at once when its message is moved from the dead-letter queue to the queue',
    });
    const second = described(stillInFlight(first.row), answer, NOON + 8 * HOUR, 0.5);
    expect(second.outcome).toBeUndefined();
    expect(second.row.failure).toEqual(first.row.failure);
    expect(second.row.ingestion?.pollAt).toBe(NOON + 9 * HOUR);
  });

  describe('answers nothing at all about a start, of a data set that was never refreshed', () => {
    const starting = { ingestion: { phase: 'starting', pollAt: NOON } as const };
    const silence = refusal('NetworkError');

    test('it fails for good after a day, and is pending for the next landing', () => {
      const { row, outcome } = describing(silence, { ...starting, now: NOON + DAY });
      expect(row).toMatchObject({ ingestion: undefined, pending: covers, failure: { error: 'NetworkError' } });
      expect(row.failure).not.toHaveProperty('retryAt');
      expect(row.failure?.message).toContain("its region must be one of QuickSight's, got eu-west-1");
      expect(outcome).toMatchObject({ detailType: OutcomeDetailType.FAILED, error: 'NetworkError' });
    });

    test.each<[string, Parameters<typeof describing>]>([
      ['a millisecond sooner', [silence, { ...starting, now: NOON + DAY - 1 }]],
      ['once it was refreshed', [silence, { ...starting, now: NOON + DAY, row: { fresh: { through: 0, at: 1 } } }]],
      ['once its start was confirmed', [silence, { now: NOON + DAY }]],
      ['where QuickSight answers at all', [refusal('ThrottlingException', 429), { ...starting, now: NOON + DAY }]],
    ])('a row with %s keeps its ingestion in flight when a poll is not answered at all', (_what, given) => {
      expect(describing(...given).row.ingestion?.id).toBe('ingestion-1');
    });
  });

  test('a poll without a useful answer for too long times out', () => {
    const { outcome } = describing(refusal('NetworkError'), { now: NOON + 6 * HOUR });
    expect(outcome).toMatchObject({ detailType: OutcomeDetailType.FAILED, error: 'IngestionTimedOut' });
  });

  test.each([
    ['AccessDeniedException', 401],
    ['InvalidParameterValueException', 400],
  ])('a poll answered with %s is reported, but nothing is started beside what may be running', (error, status) => {
    const now = NOON + 10 * MINUTE;
    const { row, outcome } = describing(refusal(error, status), { row: { pending: landedAt(NOON) } });
    expect(row).toMatchObject({
      pending: landedAt(NOON),
      ingestion: { id: 'ingestion-1', phase: 'running', pollAt: now + HOUR, covers },
      failure: { error },
    });
    expect(row.failure).not.toHaveProperty('retryAt');
    expect(outcome?.detailType).toBe(OutcomeDetailType.FAILED);
  });
});
