import { formatDuration } from '../format';
import type { DescribeAnswer } from '../ports';
import type { Failure, IngestionInFlight, Intent, LedgerRow, RowInFlight } from '../row';
import { SECOND } from '../time';
import { FIRST_POLL, NOT_FOUND_GRACE, OVERDUE_POLL, UNREACHABLE } from '../timing';
import { ANOTHER_INGESTION, backOffPolls, kindOf, labelOf, NOT_FOUND, toFailure } from './api-error';
import type { Change } from './change';
import { backToPending, completed, ended, failed, notTaken } from './end';
import { nextPollAt } from './poll-interval';
import { withReach } from './reach';
import { found, started } from './start';

/** What `DescribeIngestion` answered. */
export function described(row: RowInFlight, answer: DescribeAnswer, now: number, random: number): Change {
  if (!('apiError' in answer)) {
    const { ingestion: known } = row;
    const { status, createdAt } = answer.ingestion;
    const wasStarting = known.phase === 'starting';
    const current = wasStarting ? found(row, known, createdAt) : row;
    const { ingestion } = current;
    switch (status) {
      case 'COMPLETED':
        return completed(current, ingestion, answer.ingestion, now);
      case 'FAILED':
      case 'CANCELLED':
        return ended(current, ingestion, answer.ingestion, now);
      default:
        return wasStarting
          ? started(current, now)
          : running(
              current,
              { ...ingestion, unanswered: 0, lastError: undefined, pollAt: nextPollAt(row, ingestion, now) },
              now,
            );
    }
  }
  const known = withReach(row.ingestion, answer.apiError);
  const missing = answer.apiError.error === NOT_FOUND;
  if (missing && known.phase === 'starting') {
    return notStarted(row, known, now, random);
  }
  if (isUnreachable(row, known, now)) {
    return failed(backToPending(row, known), known, unreachable(row, now), answer.apiError.message);
  }
  const recent = now - known.startedAt < NOT_FOUND_GRACE;
  const unanswered = known.unanswered + 1;
  const asked = { ...known, unanswered, lastError: labelOf(answer.apiError) };
  if (missing ? recent : kindOf(answer.apiError) !== 'permanent') {
    return running(row, { ...asked, pollAt: now + backOffPolls(unanswered, random) }, now);
  }
  const failure = toFailure(row, answer.apiError, now, random);
  // while it may still be running, nothing else is started: it stays in flight
  const kept = missing ? backToPending(row, known) : { ...row, ingestion: { ...asked, pollAt: now + OVERDUE_POLL } };
  return failed(kept, known, failure, answer.apiError.message);
}

/**
 * QuickSight does not know the id of an intent: the call is made again under it. Unless the call was refused because an
 * ingestion exists: then that is another one, or ours, which an earlier call started and QuickSight does not show yet.
 */
function notStarted(row: RowInFlight, intent: Intent, now: number, random: number): Change {
  if (!intent.alreadyExists) {
    return { row: { ...row, ingestion: { ...intent, notFound: true, pollAt: now } } };
  }
  const shownBy = intent.calledAt + NOT_FOUND_GRACE;
  if (intent.unanswered > 0 && now < shownBy) {
    return { row: { ...row, ingestion: { ...intent, pollAt: Math.min(now + FIRST_POLL, shownBy) } } };
  }
  const failure = toFailure(row, ANOTHER_INGESTION, now, random);
  return notTaken(backToPending(row, intent), intent, failure);
}

/**
 * Nothing says that there is a QuickSight: never a refresh, and for a day no answer to any call about the intent. With a
 * single answer it stays in doubt instead: its ingestion may have been started.
 */
function isUnreachable({ fresh }: LedgerRow, ingestion: IngestionInFlight, now: number): boolean {
  const silent = fresh === undefined && ingestion.phase === 'starting' && ingestion.reached !== true;
  return silent && now - ingestion.startedAt >= UNREACHABLE;
}

function unreachable({ dataSetArn, failure }: LedgerRow, now: number): Failure {
  return {
    at: now,
    error: 'NetworkError',
    message:
      `QuickSight has not answered for ${formatDuration(UNREACHABLE)} about ${dataSetArn}, which was never refreshed: its ` +
      `region must be one of QuickSight's, got ${dataSetArn.split(':')[3]}; correct the ARN given to addDataSet`,
    attempts: failure?.attempts ?? 0,
    failedCalls: 0,
  };
}

/** Not known to have ended: looked at again, and reported when that takes longer than it may. */
function running(row: LedgerRow, ingestion: IngestionInFlight, now: number): Change {
  const age = now - ingestion.startedAt;
  if (age < row.settings.ingestionTimeout * SECOND) {
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
