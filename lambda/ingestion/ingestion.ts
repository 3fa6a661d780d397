import { FUNCTION_TIMEOUT_SECONDS, type IngestionType, OutcomeDetailType } from '../../lib/private/contract';
import { formatDuration, formatTime, truncate } from '../format';
import { COVER_MARGIN, merge, split } from '../landings';
import type { Outcome } from '../outcome';
import { callsInWindow } from '../pace/quota';
import type { CreateAnswer, DescribeAnswer, IngestionDescription } from '../ports';
import type { Failure, IngestionInFlight, LedgerRow } from '../row';
import { backOffLooks, kindOf, toFailure } from './api-error';
import { RETRY_DELAYS, remedyFor } from './ingestion-error';
import { nextPollAt } from './poll-interval';

/** A row after something happened to its ingestion, and what the world should know of it. */
export interface Change {
  readonly row: LedgerRow;
  readonly outcome?: Outcome;
}

/**
 * How long an intent is left to the invocation that wrote it. After that the invocation is over, its call made
 * or not: QuickSight knows which.
 */
export const LEASE = (FUNCTION_TIMEOUT_SECONDS + 10) * 1_000;

/** A busy or unreachable QuickSight is announced, as a deferral, when it has not taken this many calls in a row. */
const FAILED_CALLS_UNTIL_DEFERRED = 5;

/** How far QuickSight's clock may be off from ours. */
const CLOCKS_DIFFER = 10_000;

/** An ingestion that QuickSight does not know this long after it said it had started it is gone. */
const NOT_FOUND_GRACE = 5 * 60_000;

/** How often QuickSight is asked about an ingestion that should have ended long ago, or that we may not see. */
const OVERDUE_POLL = 3_600_000;

/**
 * The intent to start an ingestion, written before the call is made: whoever finds it later knows the id to
 * ask for. A row that has an intent already keeps it, so that the call is repeated under the same id.
 */
export function intend(row: LedgerRow, type: IngestionType, newId: string, now: number): LedgerRow {
  const calls = [...callsInWindow(row.calls, now), now];
  const pollAt = now + LEASE;
  if (row.ingestion) {
    const { unanswered } = row.ingestion;
    return {
      ...row,
      calls,
      ingestion: { ...row.ingestion, calledAt: now, pollAt, notFound: false, unanswered: unanswered + 1 },
    };
  }
  const { upTo, after } = row.pending ? split(row.pending, now - COVER_MARGIN) : {};
  if (!upTo) {
    throw new Error(`nothing to cover: ${row.dataSetArn} has no landing older than ${COVER_MARGIN / 1000} s`);
  }
  const ingestion: IngestionInFlight = {
    id: newId,
    type,
    phase: 'starting',
    startedAt: now,
    calledAt: now,
    pollAt,
    unanswered: 0,
    covers: upTo,
  };
  return { ...row, calls, ingestion, pending: after };
}

/** What `CreateIngestion` answered. `random` (0 to 1) spreads the retries of many data sets. */
export function answered(row: LedgerRow, answer: CreateAnswer, now: number, random: number): Change {
  const ingestion = row.ingestion as IngestionInFlight;
  if (!('apiError' in answer)) {
    // had an earlier call with this id taken effect, QuickSight would have said that it exists
    return started(startedAt(row, ingestion, ingestion.calledAt), now);
  }
  const meaning = kindOf(answer.apiError);
  if (meaning === 'alreadyExists') {
    return started(row, now);
  }
  const failure = toFailure(row, answer.apiError, now, random);
  // once a call may have taken effect only its own id can tell: the intent stays, whatever was answered since
  const inDoubt = ingestion.unanswered > 0 || meaning === 'ambiguous';
  const kept = inDoubt
    ? {
        ...row,
        ingestion: {
          ...ingestion,
          unanswered: ingestion.unanswered + 1,
          pollAt: failure.retryAt ?? now + OVERDUE_POLL,
        },
      }
    : backToPending(row, ingestion);
  const silent =
    (meaning === 'throttled' || meaning === 'ambiguous') && failure.failedCalls !== FAILED_CALLS_UNTIL_DEFERRED;
  return silent ? { row: { ...kept, failure } } : failed(kept, ingestion, failure, answer.apiError.message);
}

/** What `DescribeIngestion` answered. */
export function described(row: LedgerRow, answer: DescribeAnswer, now: number, random: number): Change {
  const known = row.ingestion as IngestionInFlight;
  if (!('apiError' in answer)) {
    const { status, createdAt } = answer.ingestion;
    const wasStarting = known.phase === 'starting';
    const current = wasStarting ? found(row, known, createdAt) : row;
    const ingestion = current.ingestion as IngestionInFlight;
    switch (status) {
      case 'COMPLETED':
        return completed(current, ingestion, answer.ingestion, now);
      case 'FAILED':
      case 'CANCELLED':
        return ended(current, ingestion, answer.ingestion, now);
      default:
        return wasStarting
          ? started(current, now)
          : running(current, { ...ingestion, unanswered: 0, pollAt: nextPollAt(row, ingestion, now) }, now);
    }
  }
  const missing = answer.apiError.error === 'ResourceNotFoundException';
  if (missing && known.phase === 'starting') {
    return { row: { ...row, ingestion: { ...known, notFound: true, pollAt: now } } };
  }
  const recent = now - known.startedAt < NOT_FOUND_GRACE;
  if (missing ? recent : kindOf(answer.apiError) !== 'permanent') {
    const unanswered = known.unanswered + 1;
    return running(row, { ...known, unanswered, pollAt: now + backOffLooks(unanswered, random) }, now);
  }
  const failure = toFailure(row, answer.apiError, now, random);
  // while it may still be running, nothing else is started: it stays in flight
  const kept = missing ? backToPending(row, known) : { ...row, ingestion: { ...known, pollAt: now + OVERDUE_POLL } };
  return failed(kept, known, failure, answer.apiError.message);
}

/** An ingestion that is now known to have started with a later call than the first: it covers more. */
function startedAt(row: LedgerRow, ingestion: IngestionInFlight, at: number): LedgerRow {
  const { upTo, after } = row.pending ? split(row.pending, at - COVER_MARGIN) : {};
  const covers = upTo ? merge(ingestion.covers, upTo) : ingestion.covers;
  return { ...row, pending: after, ingestion: { ...ingestion, startedAt: at, covers } };
}

/**
 * An ingestion of which nobody had heard whether it was started is there after all. It started with one of our calls
 * shortly before; if several come into question, with the first of them, which covers least.
 */
function found(row: LedgerRow, ingestion: IngestionInFlight, createdAt: number | undefined): LedgerRow {
  const call = row.calls.find(
    (at) => createdAt !== undefined && at >= createdAt - LEASE && at <= createdAt + CLOCKS_DIFFER,
  );
  return startedAt(row, { ...ingestion, phase: 'running' }, Math.max(call ?? 0, ingestion.startedAt));
}

function started(row: LedgerRow, now: number): Change {
  const ingestion = row.ingestion as IngestionInFlight;
  const pollAt = nextPollAt(row, { ...ingestion, startedAt: now }, now);
  return {
    row: {
      ...row,
      ingestion: { ...ingestion, phase: 'running', unanswered: 0, pollAt },
      // the failed attempts count until an ingestion completes; the refused calls are over
      failure: row.failure && row.failure.attempts > 0 ? { ...row.failure, failedCalls: 0, retryAt: now } : undefined,
    },
    outcome: {
      detailType: OutcomeDetailType.STARTED,
      at: now,
      dataSetArn: row.dataSetArn,
      ingestionId: ingestion.id,
      landings: ingestion.covers,
      reason: row.reason,
      next: `looks at ${formatTime(pollAt)} whether it has ended`,
    },
  };
}

function completed(
  row: LedgerRow,
  ingestion: IngestionInFlight,
  description: IngestionDescription,
  now: number,
): Change {
  const { createdAt, seconds, rowsIngested, rowsDropped } = description;
  const took = seconds ?? Math.round((now - ingestion.startedAt) / 1_000);
  // QuickSight gives no end time, and its clock is not ours: never later than now
  const at = Math.min((createdAt ?? ingestion.startedAt) + took * 1_000, now);
  const through = Math.max(ingestion.startedAt - COVER_MARGIN, row.fresh?.through ?? 0);
  const rows = {
    ...(rowsIngested !== undefined && { rows: rowsIngested }),
    ...(rowsDropped !== undefined && { rowsDropped }),
  };
  return {
    row: {
      ...row,
      ingestion: undefined,
      failure: undefined,
      fresh: { through, at, ...rows },
      // half of what we knew, half of what we saw: follows a growing data set within a few refreshes
      expectedSeconds: row.expectedSeconds === undefined ? took : Math.round((row.expectedSeconds + took) / 2),
      ...(ingestion.type === 'FULL_REFRESH' && { fullAt: ingestion.startedAt, incrementalFailed: false }),
    },
    outcome: {
      detailType: OutcomeDetailType.SUCCEEDED,
      at: now,
      dataSetArn: row.dataSetArn,
      ingestionId: ingestion.id,
      landings: ingestion.covers,
      lagSeconds: Math.max(Math.round((at - ingestion.covers.first) / 1_000), 0),
      ingestionSeconds: took,
      ...rows,
      reason: `fresh through ${formatTime(through)}`,
      next: row.pending ? 'refreshes what has landed since it started' : 'waits for the next landing',
    },
  };
}

/** FAILED or CANCELLED: back to pending, and tried again as the kind of error allows. */
function ended(row: LedgerRow, ingestion: IngestionInFlight, description: IngestionDescription, now: number): Change {
  const error = description.status === 'CANCELLED' ? 'INGESTION_CANCELED' : (description.error?.type ?? 'UNKNOWN');
  const { remedy, reason } = remedyFor(error);
  const attempts = (row.failure?.attempts ?? 0) + 1;
  const delay = remedy === 'permanent' ? undefined : RETRY_DELAYS[attempts - 1];
  // an ingestion that took over from ours is given the time that this data set's ingestions take
  const theirs = remedy === 'superseded' ? (row.expectedSeconds ?? 0) * 1_000 : 0;
  const said = description.error?.message;
  const failure: Failure = {
    at: now,
    error,
    message: truncate([reason, said].filter(Boolean).join(': ')),
    attempts,
    failedCalls: 0,
    ...(delay !== undefined && { retryAt: now + Math.max(delay, theirs) }),
  };
  return failed(backToPending(row, ingestion), ingestion, failure, said);
}

/** Not known to have ended: looked at again, and reported when that takes longer than it may. */
function running(row: LedgerRow, ingestion: IngestionInFlight, now: number): Change {
  const age = now - ingestion.startedAt;
  if (age < row.settings.ingestionTimeout * 1_000) {
    return { row: { ...row, ingestion } };
  }
  // it stays in flight: a second one beside it would break "one at a time"
  return failed({ ...row, ingestion: { ...ingestion, pollAt: now + OVERDUE_POLL } }, ingestion, {
    at: now,
    error: 'IngestionTimedOut',
    message: `ingestion ${ingestion.id} has not ended after ${formatDuration(age)}: cancel it in QuickSight, or let it end`,
    attempts: row.failure?.attempts ?? 0,
    failedCalls: 0,
  });
}

function failed(row: LedgerRow, ingestion: IngestionInFlight, failure: Failure, said?: string): Change {
  const { at, error, message, retryAt } = failure;
  if (row.ingestion && row.failure?.error === error && row.failure.retryAt === retryAt) {
    // looked at again, and nothing has changed: it was reported, and the redrive knows it by its first time
    return { row };
  }
  return {
    row: { ...row, failure },
    outcome: {
      detailType: retryAt === undefined ? OutcomeDetailType.FAILED : OutcomeDetailType.DEFERRED,
      at,
      dataSetArn: row.dataSetArn,
      ingestionId: ingestion.id,
      landings: ingestion.covers,
      error,
      ...(said && { errorMessage: truncate(said) }),
      reason: message,
      next: afterFailure(row, retryAt),
      ...(retryAt !== undefined && { until: retryAt }),
    },
  };
}

function afterFailure({ ingestion }: LedgerRow, retryAt: number | undefined): string {
  if (retryAt !== undefined) {
    return `tries again at ${formatTime(retryAt)}`;
  }
  return ingestion
    ? 'looks at it again every hour, and at once when its message is moved from the dead-letter queue to the queue'
    : 'waits for the next landing, or for its message to be moved from the dead-letter queue to the queue';
}

function backToPending(row: LedgerRow, ingestion: IngestionInFlight): LedgerRow {
  const pending = merge(row.pending, ingestion.covers);
  // one whose call was refused never ran, and left no gap
  const ran = ingestion.type === 'INCREMENTAL_REFRESH' && ingestion.phase === 'running';
  return { ...row, ingestion: undefined, pending, ...(ran && { incrementalFailed: true }) };
}
