import { type IngestionType, OutcomeDetailType } from '../../lib/private/contract';
import { formatTime } from '../format';
import { missingField } from '../incomplete';
import { type Landings, merge, split } from '../landings';
import { callsInWindow } from '../pace/quota';
import type { ApiError, CreateAnswer } from '../ports';
import { isRequestedOnly, requestedType } from '../request';
import { type IngestionInFlight, type Intent, type LedgerRow, newFailure, type RowInFlight } from '../row';
import { SECOND } from '../time';
import { CLOCKS_DIFFER, COVER_MARGIN, LEASE, OVERDUE_POLL } from '../timing';
import { backOffCalls, isUncounted, kindOf, labelOf, toFailure } from './api-error';
import type { Change } from './change';
import { backToPending, failed, notTaken } from './end';
import { nextPollAt } from './poll-interval';
import { withReach } from './reach';

/**
 * The intent to start an ingestion, written before the call is made: a later reconcile knows the id to
 * ask for. A row that has an intent already keeps it, so that the call is repeated under the same id.
 */
export function intend(row: LedgerRow, type: IngestionType, newId: string, now: number): RowInFlight {
  const calls = [...callsInWindow(row.calls, now), now];
  const pollAt = now + LEASE;
  if (row.ingestion) {
    const { unanswered } = row.ingestion;
    const repeated = { calledAt: now, pollAt, notFound: false, alreadyExists: false, unanswered: unanswered + 1 };
    const { covers } = row.ingestion;
    return { ...row, calls, requests: requestsWith(row, covers, now), ingestion: { ...row.ingestion, ...repeated } };
  }
  const { upTo, after } = row.pending ? split(row.pending, now - COVER_MARGIN) : {};
  if (!upTo) {
    throw new Error(`nothing to cover: ${row.dataSetArn} has no landing older than ${COVER_MARGIN / SECOND} s`);
  }
  const ingestion: Intent = {
    id: newId,
    type,
    phase: 'starting',
    startedAt: now,
    calledAt: now,
    pollAt,
    unanswered: 0,
    covers: upTo,
  };
  return { ...row, calls, requests: requestsWith(row, upTo, now), ingestion, pending: after };
}

/** A call that requests alone have asked for counts against their own limit, too. */
function requestsWith({ requests }: LedgerRow, covers: Landings, now: number): LedgerRow['requests'] {
  return isRequestedOnly(covers)
    ? { ...requests, calls: [...callsInWindow(requests?.calls ?? [], now), now] }
    : requests;
}

/** What `CreateIngestion` answered. `random` (0 to 1) spreads the retries of many data sets. */
export function answered(row: RowInFlight, answer: CreateAnswer, now: number, random: number): Change {
  const { ingestion } = row;
  if (!('apiError' in answer)) {
    // had an earlier call with this id taken effect, QuickSight would have said that it exists
    return started(coveringFrom(row, ingestion, ingestion.calledAt), now);
  }
  const { apiError } = answer;
  const meaning = kindOf(apiError);
  if (meaning === 'alreadyExists') {
    return {
      row: { ...row, ingestion: { ...ingestion, phase: 'starting', alreadyExists: true, reached: true, pollAt: now } },
    };
  }
  const calls = isUncounted(apiError) ? row.calls.filter((call) => call !== ingestion.calledAt) : row.calls;
  const called = { ...row, calls };
  const failure = toFailure(called, apiError, now, random);
  // once a call may have taken effect only its own id can tell: the intent stays, whatever was answered since
  const inDoubt = ingestion.unanswered > 0 || meaning === 'ambiguous';
  const kept = inDoubt
    ? {
        ...called,
        ingestion: {
          ...withReach(ingestion, apiError),
          unanswered: ingestion.unanswered + 1,
          lastError: labelOf(apiError),
          pollAt: failure.retryAt ?? now + OVERDUE_POLL,
        },
      }
    : backToPending(called, ingestion);
  if (!inDoubt && isRefusedIncrement(row, apiError)) {
    // the next is a full one, soon: nothing that a person changes is needed for that
    const fallBack = newFailure({ ...failure, retryAt: undefined }, now + backOffCalls(row, 1, random));
    return failed({ ...kept, incrementalFailed: true }, ingestion, fallBack, apiError.message);
  }
  return meaning === 'throttled' || meaning === 'ambiguous'
    ? notTaken(kept, ingestion, failure, apiError.message)
    : failed(kept, ingestion, failure, apiError.message);
}

/** As `ingestionType` decides, what follows it is a full refresh. */
function isRefusedIncrement({ ingestion, settings }: RowInFlight, { error }: ApiError): boolean {
  return (
    error === 'InvalidParameterValueException' &&
    ingestion.type === 'INCREMENTAL_REFRESH' &&
    settings.ingestion.fallBackToFull === true
  );
}

/**
 * An ingestion in doubt was started after all. It started with one of our calls
 * shortly before; if several come into question, with the first of them, which covers least.
 */
export function found(row: LedgerRow, ingestion: IngestionInFlight, createdAt: number | undefined): RowInFlight {
  const call = row.calls.find(
    (at) => createdAt !== undefined && at >= createdAt - LEASE && at <= createdAt + CLOCKS_DIFFER,
  );
  return coveringFrom(row, { ...ingestion, phase: 'running' }, Math.max(call ?? 0, ingestion.startedAt));
}

/** An ingestion that is now known to have started with a later call than the first: it covers more. */
function coveringFrom(row: LedgerRow, ingestion: IngestionInFlight, at: number): RowInFlight {
  if (row.pending && requestedType(row.pending) === 'FULL_REFRESH' && ingestion.type !== 'FULL_REFRESH') {
    return { ...row, ingestion: { ...ingestion, startedAt: at } };
  }
  const { upTo, after } = row.pending ? split(row.pending, at - COVER_MARGIN) : {};
  const covers = upTo ? merge(ingestion.covers, upTo) : ingestion.covers;
  return { ...row, pending: after, ingestion: { ...ingestion, startedAt: at, covers } };
}

/** QuickSight has taken it. */
export function started(row: RowInFlight, now: number): Change {
  const { ingestion } = row;
  const pollAt = nextPollAt(row, { ...ingestion, startedAt: now }, now);
  return {
    row: {
      ...row,
      ingestion: { ...ingestion, phase: 'running', unanswered: 0, lastError: undefined, pollAt },
      // the failed attempts count until an ingestion completes; the refused calls are over
      failure: row.failure && row.failure.attempts > 0 ? { ...row.failure, failedCalls: 0, retryAt: now } : undefined,
    },
    outcome: {
      detailType: OutcomeDetailType.STARTED,
      at: now,
      dataSetArn: row.dataSetArn,
      ingestionId: ingestion.id,
      landings: ingestion.covers,
      ...missingField(ingestion.covers, row.settings),
      reason: row.reason,
      next: `looks at ${formatTime(pollAt)} whether it has ended`,
    },
  };
}
