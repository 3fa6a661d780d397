import { OutcomeDetailType } from '../../lib/private/contract';
import { formatTime, truncate } from '../format';
import { missingField } from '../incomplete';
import { merge } from '../landings';
import { afterPause } from '../pause';
import type { IngestionDescription } from '../ports';
import { type Failure, type IngestionInFlight, isFinal, type LedgerRow, newFailure } from '../row';
import { SECOND } from '../time';
import { COVER_MARGIN, RETRY_DELAYS } from '../timing';
import type { Change } from './change';
import { remedyFor } from './ingestion-error';

/** It has completed: what it covers is in the data set. */
export function completed(
  row: LedgerRow,
  ingestion: IngestionInFlight,
  description: IngestionDescription,
  now: number,
): Change {
  const { seconds, rowsIngested, rowsDropped } = description;
  const took = seconds ?? Math.round((now - ingestion.startedAt) / SECOND);
  const at = endOf(ingestion, description, now);
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
      resumedAt: row.resumedAt !== undefined && row.resumedAt <= ingestion.startedAt ? undefined : row.resumedAt,
      fresh: { through, at, ...rows },
      expectedSeconds: expectedAfter(row.expectedSeconds, took),
      ...(ingestion.type === 'FULL_REFRESH' && { fullAt: ingestion.startedAt, incrementalFailed: false }),
    },
    outcome: {
      detailType: OutcomeDetailType.SUCCEEDED,
      at,
      dataSetArn: row.dataSetArn,
      ingestionId: ingestion.id,
      landings: ingestion.covers,
      freshThrough: through,
      ...missingField(ingestion.covers, row.settings),
      lagSeconds: Math.max(Math.round((at - afterPause(ingestion.covers.first, row)) / SECOND), 0),
      ingestionSeconds: took,
      ...rows,
      reason: `fresh through ${formatTime(through)}`,
      next: row.pending ? 'refreshes what has landed since it started' : 'waits for the next landing',
    },
  };
}

/**
 * When an ingestion ended, the same whenever QuickSight is asked, so that an outcome that is published twice has the same
 * time. QuickSight gives no end time, and its clock is not ours: never later than now.
 */
function endOf({ startedAt }: IngestionInFlight, { createdAt, seconds }: IngestionDescription, now: number): number {
  return seconds === undefined ? now : Math.min((createdAt ?? startedAt) + seconds * SECOND, now);
}

/**
 * Half of what we knew, half of what we saw: follows a growing data set within a few refreshes. QuickSight counts whole
 * seconds, so a tiny data set takes 0 of them; at least one is expected, since rates are worked out per ingestion.
 */
function expectedAfter(expected: number | undefined, took: number): number {
  return Math.max(expected === undefined ? took : Math.round((expected + took) / 2), 1);
}

/** FAILED or CANCELLED: back to pending, and tried again as the kind of error allows. */
export function ended(
  row: LedgerRow,
  ingestion: IngestionInFlight,
  description: IngestionDescription,
  now: number,
): Change {
  const error = description.status === 'CANCELLED' ? 'INGESTION_CANCELED' : (description.error?.type ?? 'UNKNOWN');
  const { remedy, reason } = remedyFor(error);
  const attempts = (row.failure?.attempts ?? 0) + 1;
  const delay = remedy === 'permanent' ? undefined : RETRY_DELAYS[attempts - 1];
  // an ingestion that took over from ours is given the time that this data set's ingestions take
  const theirs = remedy === 'superseded' ? (row.expectedSeconds ?? 0) * SECOND : 0;
  const said = description.error?.message;
  const retryAt = delay === undefined ? undefined : now + Math.max(delay, theirs);
  const failure = {
    at: endOf(ingestion, description, now),
    error,
    message: truncate([reason, said].filter(Boolean).join(': ')),
    attempts,
    failedCalls: 0,
  };
  return failed(backToPending(row, ingestion), ingestion, newFailure(failure, retryAt), said);
}

/** It has failed, or is not known to have ended: what is kept, and what is reported of it. */
export function failed(row: LedgerRow, ingestion: IngestionInFlight, failure: Failure, said?: string): Change {
  const { at, error, message, retryAt } = failure;
  if (row.ingestion && row.failure?.error === error && row.failure.retryAt === retryAt) {
    // looked at again, and nothing has changed: it was reported, and the redrive knows it by its first time
    return { row };
  }
  return {
    row: { ...row, failure },
    outcome: {
      detailType: isFinal(failure) ? OutcomeDetailType.FAILED : OutcomeDetailType.DEFERRED,
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

/** A busy or unreachable QuickSight is announced, as a deferral, when it has not taken this many calls in a row. */
const FAILED_CALLS_UNTIL_DEFERRED = 5;

/** A call that is made again soon: a few of them are no news. */
export function notTaken(row: LedgerRow, ingestion: IngestionInFlight, failure: Failure, said?: string): Change {
  return failure.failedCalls === FAILED_CALLS_UNTIL_DEFERRED
    ? failed(row, ingestion, failure, said)
    : { row: { ...row, failure } };
}

function afterFailure({ ingestion }: LedgerRow, retryAt: number | undefined): string {
  if (retryAt !== undefined) {
    return `tries again at ${formatTime(retryAt)}`;
  }
  return ingestion
    ? 'looks at it again every hour, and at once when its message is moved from the dead-letter queue to the queue'
    : 'waits for the next landing, or for its message to be moved from the dead-letter queue to the queue';
}

/** What an ingestion was to cover is to be covered by the next. */
export function backToPending(row: LedgerRow, ingestion: IngestionInFlight): LedgerRow {
  const pending = merge(row.pending, ingestion.covers);
  // one whose call was refused never ran, and left no gap
  const ran = ingestion.type === 'INCREMENTAL_REFRESH' && ingestion.phase === 'running';
  return { ...row, ingestion: undefined, pending, ...(ran && { incrementalFailed: true }) };
}
