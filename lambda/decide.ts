import { DecisionReason, type IngestionType } from '../lib/private/contract';
import { formatDuration, formatTime, pluralize } from './format';
import { keepsWaiting, missingFrom } from './incomplete';
import type { Landings } from './landings';
import { defaultPace } from './pace/default-pace';
import type { Pace } from './pace/pace';
import { allowedCalls, allowedRequests, quotaOpensAt, requestsOpenAt } from './pace/quota';
import { isPausedByOperator } from './pause';
import { isRequestedOnly, requestedType } from './request';
import { type IngestionInFlight, isFinal, type LedgerRow } from './row';
import { SECOND } from './time';
import { COVER_MARGIN, INCOMPLETE_LOOK, PAUSE_LOOK } from './timing';

/** What to do next for a data set, and why: `reason` is a sentence for readers of the log, `code` one of a few to count. */
export type Step = { readonly code: DecisionReason; readonly reason: string } & (
  | { readonly do: 'start'; readonly type: IngestionType }
  | { readonly do: 'poll' }
  | { readonly do: 'wait'; readonly until: number; readonly deferred?: boolean; readonly incomplete?: boolean }
  | { readonly do: 'rest' }
);

const RESTORED = 'the ledger was restored to an older state: an ingestion that it does not know of may still run';

/**
 * The next step for a data set: a pure function of its row and the time.
 *
 * It asks, in this order, and the first that applies decides: Has the row ended? Is an ingestion in flight? Is anything pending?
 * Has it failed, for good or for now? Has every awaited event occurred, and has it settled? Do the limit of requests and
 * the quota allow a start, and does the pace?
 */
export function decide(row: LedgerRow, now: number, pace: Pace = defaultPace): Step {
  const { ingestion, pending, failure } = row;
  if (row.ended) {
    return { do: 'rest', code: DecisionReason.ENDED, reason: row.ended.reason };
  }
  if (ingestion) {
    return decideInFlight(row, ingestion, now);
  }
  if (!pending) {
    const { fresh } = row;
    return fresh
      ? {
          do: 'rest',
          code: DecisionReason.NOTHING_NEW,
          reason: `nothing new, fresh through ${formatTime(fresh.through)}`,
        }
      : { do: 'rest', code: DecisionReason.NOTHING_LANDED, reason: 'nothing has landed yet' };
  }
  if (failure && isFinal(failure)) {
    const reason = `failed with ${failure.error}; waits for the next landing or a redrive`;
    return { do: 'rest', code: DecisionReason.FAILED, reason };
  }
  if (row.paused !== undefined) {
    return pausedStep(row, row.paused, now);
  }
  if (failure && now < failure.retryAt) {
    return waitUntil(failure.retryAt, DecisionReason.BACKING_OFF, `backs off after ${failure.error}`);
  }
  if (row.restored && now < row.restored.until) {
    return waitUntil(row.restored.until, DecisionReason.RESTORED, RESTORED);
  }
  const ready = readiness(row, pending);
  if (now < ready.at) {
    return waitUntil(ready.at, ready.notYet, ready.waitingFor);
  }
  if (ready.now === DecisionReason.INCOMPLETE && keepsWaiting(pending, row.settings)) {
    return {
      ...waitUntil(now + INCOMPLETE_LOOK, ready.notYet, `${ready.waitingFor}, ${ready.because}`),
      incomplete: true,
    };
  }
  const requestsOpen = isRequestedOnly(pending) ? requestsOpenAt(row, now) : now;
  if (now < requestsOpen) {
    const reason =
      `requests have started all ${allowedRequests(row)} refreshes that they may start in 24 h; ` +
      `the next is possible at ${formatTime(requestsOpen)}, or with the next landing`;
    return { do: 'wait', until: requestsOpen, deferred: true, code: DecisionReason.REQUEST_LIMIT, reason };
  }
  const opens = quotaOpensAt(row, now);
  if (now < opens) {
    const reason = `all ${allowedCalls(row)} ingestions of 24 h are used; the next is possible at ${formatTime(opens)}`;
    return { do: 'wait', until: opens, deferred: true, code: DecisionReason.QUOTA_USED_UP, reason };
  }
  const { at, deferred, reason } = pace.earliestStart(row, pending, now);
  if (now < at) {
    const code = deferred ? DecisionReason.PACED : DecisionReason.SETTLING;
    return { do: 'wait', until: at, deferred, code, reason };
  }
  const requested = requestedType(pending);
  const type = ingestionType(row, requested, now);
  const landed = `${pluralize(pending.count, 'landing')} from ${formatTime(pending.first)} to ${formatTime(pending.last)}`;
  const again = failure ? `, tried again after ${failure.error}` : '';
  const code = failure ? DecisionReason.RETRYING : ready.now;
  return { do: 'start', type, code, reason: `${landed}, ${ready.because}${wish(requested, type)}${again}` };
}

/** One at a time: look after the ingestion in flight before anything else. */
function decideInFlight(row: LedgerRow, ingestion: IngestionInFlight, now: number): Step {
  if (now < ingestion.pollAt) {
    const trouble = row.failure ? ` (${row.failure.error})` : '';
    const reason = `${knownOf(ingestion)}${trouble}`;
    return waitUntil(ingestion.pollAt, DecisionReason.IN_FLIGHT, reason);
  }
  if (ingestion.phase === 'running') {
    const reason = `ingestion ${ingestion.id} started ${formatDuration(now - ingestion.startedAt)} ago`;
    return { do: 'poll', code: DecisionReason.POLL_DUE, reason };
  }
  if (!ingestion.notFound) {
    const reason = `unknown whether ingestion ${ingestion.id} was started`;
    return { do: 'poll', code: DecisionReason.IN_DOUBT, reason };
  }
  if (row.restored && now < row.restored.until) {
    return waitUntil(row.restored.until, DecisionReason.RESTORED, RESTORED);
  }
  if (row.paused !== undefined) {
    return pausedStep(row, row.paused, now);
  }
  const opens = quotaOpensAt(row, now);
  if (now < opens) {
    const reason = `ingestion ${ingestion.id} was not started, and the quota is used up until ${formatTime(opens)}`;
    return { do: 'wait', until: opens, deferred: true, code: DecisionReason.QUOTA_USED_UP, reason };
  }
  const reason = `ingestion ${ingestion.id} was not started: asking again under the same id`;
  return { do: 'start', type: ingestion.type, code: DecisionReason.REPEATED, reason };
}

/** What is known of an ingestion in flight, and no more: that it is running is QuickSight's to say. */
function knownOf({ id, phase, startedAt, calledAt, unanswered, lastError }: IngestionInFlight): string {
  const call =
    phase === 'running'
      ? `ingestion ${id} started at ${formatTime(startedAt)}`
      : `CreateIngestion of ${id} was called at ${formatTime(calledAt)}`;
  return unanswered === 0
    ? call
    : `${call}; QuickSight has not answered ${pluralize(unanswered, 'call')}${lastError ? `, last ${lastError}` : ''}`;
}

interface Readiness {
  readonly at: number;
  /** Why not yet … */
  readonly notYet: DecisionReason;
  readonly waitingFor: string;
  /** … and, from then on, why now. */
  readonly now: DecisionReason;
  readonly because: string;
}

/** When what is pending may be ingested: complete and settled, or waited for long enough. */
function readiness(row: LedgerRow, pending: Landings): Readiness {
  const { settle, maxWait, all } = row.settings;
  if (all) {
    const missing = missingFrom(pending, row.settings);
    if (missing.length > 0) {
      return {
        at: pending.first + Math.max(all.within * SECOND, COVER_MARGIN),
        notYet: DecisionReason.LANDING_EVENT_MISSING,
        waitingFor: `waits for ${missing.join(', ')}`,
        now: DecisionReason.INCOMPLETE,
        because: `without ${missing.join(', ')} for ${formatDuration(all.within * SECOND)}`,
      };
    }
  }
  // without a settle time the pace alone decides whether a burst is worth waiting out
  const quietAt = settle === 0 ? pending.first + COVER_MARGIN : pending.last + Math.max(settle * SECOND, COVER_MARGIN);
  // what is awaited may come as late as `within` after the first, and is given its time to settle
  const latestAt = pending.first + Math.max(((all?.within ?? 0) + maxWait) * SECOND, COVER_MARGIN);
  return quietAt <= latestAt
    ? {
        at: quietAt,
        notYet: DecisionReason.SETTLING,
        waitingFor:
          settle === 0
            ? `settles for ${formatDuration(COVER_MARGIN)}`
            : `settles: quiet for ${formatDuration(settle * SECOND)}`,
        now: DecisionReason.SETTLED,
        because: settle === 0 ? 'not waiting for more' : `quiet for ${formatDuration(settle * SECOND)}`,
      }
    : {
        at: latestAt,
        notYet: DecisionReason.SETTLING,
        waitingFor: 'data keeps landing',
        now: DecisionReason.WAITED_LONG_ENOUGH,
        because: `landing for ${formatDuration(maxWait * SECOND)} without a pause`,
      };
}

/** What was requested, and what is done instead. */
function wish(requested: IngestionType | undefined, type: IngestionType): string {
  if (requested === undefined) {
    return '';
  }
  if (requested !== type) {
    return ', a full refresh instead of the incremental one that was requested';
  }
  return requested === 'FULL_REFRESH' ? ', a full refresh was requested' : ', an incremental refresh was requested';
}

/** Full where that was asked for, when it is due again, and where the last state is not known to be good. */
function ingestionType(row: LedgerRow, requested: IngestionType | undefined, now: number): IngestionType {
  if (requested === 'FULL_REFRESH') {
    return requested;
  }
  const { type, fullEvery, fallBackToFull } = row.settings.ingestion;
  const fullIsDue = fullEvery !== undefined && (row.fullAt === undefined || now - row.fullAt >= fullEvery * SECOND);
  const gap = row.fresh === undefined || row.incrementalFailed === true;
  // an increment of nothing, or over a gap, is never what was meant
  return fullIsDue || ((fallBackToFull || requested) && gap) ? 'FULL_REFRESH' : (requested ?? type);
}

/** Looked at now and then: no message says that an app's pause is over. */
function pausedStep(row: LedgerRow, since: number, now: number): Step {
  const operator = isPausedByOperator(row, now) ? row.operator : undefined;
  const over = operator?.until;
  const who = operator ? ' by an operator' : '';
  const end = over === undefined ? '' : ` until ${formatTime(over)}`;
  const reason = `paused${who} since ${formatTime(since)}${end}; what lands is kept, and refreshed once when the pause is over`;
  const until = Math.min(now + PAUSE_LOOK, over ?? Number.POSITIVE_INFINITY);
  return { do: 'wait', until, code: DecisionReason.PAUSED, reason };
}

function waitUntil(until: number, code: DecisionReason, reason: string): Step & { do: 'wait' } {
  return { do: 'wait', until, code, reason: `${reason}; looks again at ${formatTime(until)}` };
}
