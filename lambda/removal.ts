import { formatDuration, truncate } from './format';
import { backOffCalls, backOffPolls, isDenied, NOT_FOUND } from './ingestion/api-error';
import type { Change } from './ingestion/change';
import type { Inbox } from './message/inbox';
import type { CreateAnswer, DescribeAnswer } from './ports';
import { type Failure, type FinalFailure, isFinal, type LedgerRow } from './row';
import { COVER_MARGIN, DEPLOYMENT_TAKES, REMOVED_AFTER } from './timing';

/**
 * When a row comes to its end. Nothing informs the function when a data set is removed from the construct: its rules are gone,
 * and its permission. So a row ends when calls for it are denied, or there is no such data set, and no landing message has
 * named it since the data sets of the construct changed; or when only requests have named it and it was never refreshed.
 *
 * An end loses nothing: the row keeps what is pending and in flight, and a landing, a request or a redrive goes on from there.
 */

/**
 * Whether a landing message has named the data set since the construct's data sets last changed. The first one may have been
 * sent before: another one an hour later confirms it, and so does a refresh, since the permission of what was removed is gone.
 */
export function isNamed({ deployment, namedSince, fresh }: LedgerRow, current: string): boolean {
  const isRefreshed = namedSince !== undefined && fresh !== undefined && fresh.through + COVER_MARGIN >= namedSince;
  return deployment === current && (namedSince === undefined || isRefreshed);
}

/**
 * Whether the data set may be a new one: it was never refreshed, and landing messages have named it for less than an hour.
 * When it is denied, its tag is missing, or it was removed before the first message was received: nothing tells which.
 */
export function mayBeNew({ namedSince, fresh }: LedgerRow): boolean {
  return namedSince !== undefined && !fresh;
}

/** Whether it is looked after by this deployment, as far as the function can know. */
function isLookedAfter(row: LedgerRow, current: string): boolean {
  return isNamed(row, current) || (row.deployment === current && mayBeNew(row));
}

/** Whether it fails as one that was removed does: calls for it are denied, or QuickSight has no such data set. */
export function mayBeRemoved(failure: Failure | undefined): boolean {
  return failure !== undefined && isFinal(failure) && (isDenied(failure) || failure.error === NOT_FOUND);
}

/** The row with what a batch says about that. */
export function applyNames(row: LedgerRow, { settingsAt }: Inbox, current: string, now: number): LedgerRow {
  if (row.deployment !== current) {
    // those of a request are as old as can be
    return settingsAt > 0 ? { ...row, deployment: current, namedSince: now } : withoutUnconfirmed(row);
  }
  return row.namedSince !== undefined && Math.min(settingsAt, now) >= row.namedSince + DEPLOYMENT_TAKES
    ? { ...row, namedSince: undefined }
    : row;
}

/**
 * Seen under another deployment, or at its end: what named it once is forgotten, since the data sets of the construct may be
 * the same again after a removal, an addition and a removal.
 */
function withoutUnconfirmed(row: LedgerRow): LedgerRow {
  return row.namedSince === undefined ? row : { ...row, deployment: undefined, namedSince: undefined };
}

/**
 * What was denied, or not found, under another deployment is tried once more under this one, without a redrive: it may be
 * allowed now. If it is not, the row ends.
 */
export function withAnotherChance(row: LedgerRow, current: string): LedgerRow {
  const { failure, ingestion, pending, ended } = row;
  const isTried = mayBeRemoved(failure) && pending && !ingestion && !ended && !isLookedAfter(row, current);
  return isTried ? { ...row, failure: undefined } : row;
}

/** It is looked after again, from where it was left. */
export function revived(row: LedgerRow, now: number): LedgerRow {
  const { ingestion } = row;
  return {
    ...row,
    ended: undefined,
    deniedSince: undefined,
    failure: undefined,
    ...(ingestion && { ingestion: { ...ingestion, pollAt: now } }),
  };
}

/** When and where QuickSight answered. */
export interface Answered {
  readonly call: 'create' | 'describe';
  /** The deployment. */
  readonly current: string;
  readonly now: number;
  /** From 0 to 1: spreads the retries of many data sets. */
  readonly random: number;
}

/** What an answer of QuickSight has made of a row, or the end of the row. */
export function concluded(
  before: LedgerRow,
  answer: CreateAnswer | DescribeAnswer,
  change: Change,
  { call, current, now, random }: Answered,
): Change {
  // `DescribeIngestion` follows a call that may have been allowed
  const isOurs = call === 'create' ? isLookedAfter(change.row, current) : isNamed(change.row, current);
  const denied = 'apiError' in answer && isDenied(answer.apiError) && !isOurs;
  const row = { ...change.row, deniedSince: deniedSince(change.row, answer, denied, now) };
  const { failure, ingestion } = row;
  if (!failure || !isFinal(failure)) {
    return { ...change, row };
  }
  if (!ingestion && row.settingsAt === 0 && !row.fresh) {
    return ended({ ...change, row }, failure, 'only requests have named it, and it was never refreshed', now);
  }
  if (denied && now - (row.deniedSince ?? now) < REMOVED_AFTER) {
    return { row: triedAgain(before, row, failure, now, random) };
  }
  // what `DescribeIngestion` does not find may be the ingestion alone
  const missing = call === 'create' && failure.error === NOT_FOUND;
  if (denied || (missing && !isOurs)) {
    const because = denied ? `denied for ${formatDuration(REMOVED_AFTER)}` : 'it was not found';
    const why = `${because}, and no landing message has named it since data sets were added or removed`;
    return ended({ ...change, row }, failure, why, now);
  }
  return { ...change, row };
}

/** An answer that only a caller with the permission gets ends it; no answer, or one of a busy QuickSight, says nothing. */
function deniedSince(row: LedgerRow, answer: CreateAnswer | DescribeAnswer, denied: boolean, now: number) {
  if (denied) {
    return row.deniedSince ?? now;
  }
  return 'apiError' in answer && (answer.apiError.status === undefined || answer.apiError.status >= 429)
    ? row.deniedSince
    : undefined;
}

/**
 * IAM may not know of the deployment yet. A denied call does not count against the quota, so it need not wait as long as others
 * that failed.
 */
function triedAgain(before: LedgerRow, row: LedgerRow, failure: FinalFailure, now: number, random: number): LedgerRow {
  const { ingestion } = row;
  const at = (pause: number): number => now + Math.min(pause, REMOVED_AFTER);
  return ingestion
    ? {
        ...row,
        failure: before.failure,
        ingestion: { ...ingestion, pollAt: at(backOffPolls(ingestion.unanswered, random)) },
      }
    : { ...row, failure: { ...failure, retryAt: at(backOffCalls(row, failure.failedCalls, random)) } };
}

function ended({ row, outcome }: Change, failure: FinalFailure, why: string, now: number): Change {
  const reason = `no longer refreshed by this construct: ${why}`;
  const message = truncate(`${reason}. If it was removed, do nothing. If it was not: ${failure.message}`);
  return {
    row: { ...withoutUnconfirmed(row), failure: { ...failure, message }, ended: { at: now, reason } },
    ...(outcome && {
      outcome: { ...outcome, reason: message, next: 'waits for the next landing, a request or a redrive' },
    }),
  };
}
