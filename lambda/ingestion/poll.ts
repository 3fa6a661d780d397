import { formatDuration } from '../format';
import type { DescribeAnswer } from '../ports';
import type { IngestionInFlight, LedgerRow, RowInFlight } from '../row';
import { SECOND } from '../time';
import { NOT_FOUND_GRACE, OVERDUE_POLL } from '../timing';
import { backOffPolls, kindOf, toFailure } from './api-error';
import type { Change } from './change';
import { backToPending, completed, ended, failed } from './end';
import { nextPollAt } from './poll-interval';
import { found, started } from './start';

/** What `DescribeIngestion` answered. */
export function described(row: RowInFlight, answer: DescribeAnswer, now: number, random: number): Change {
  const { ingestion: known } = row;
  if (!('apiError' in answer)) {
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
    return running(row, { ...known, unanswered, pollAt: now + backOffPolls(unanswered, random) }, now);
  }
  const failure = toFailure(row, answer.apiError, now, random);
  // while it may still be running, nothing else is started: it stays in flight
  const kept = missing ? backToPending(row, known) : { ...row, ingestion: { ...known, pollAt: now + OVERDUE_POLL } };
  return failed(kept, known, failure, answer.apiError.message);
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
