import type { IngestionType } from '../lib/private/contract';
import { earliestStart, quotaOpensAt } from './pace';
import { COVER_MARGIN, type IngestionInFlight, type Landings, type LedgerRow } from './row';
import { clockTime, duration, plural } from './words';

/** What to do next for a data set, and why: `reason` is a sentence for whoever reads the log. */
export type Step =
  | { readonly do: 'start'; readonly type: IngestionType; readonly reason: string }
  | { readonly do: 'check'; readonly reason: string }
  | { readonly do: 'wait'; readonly until: number; readonly deferred?: boolean; readonly reason: string }
  | { readonly do: 'rest'; readonly reason: string };

/**
 * The next step for a data set: a pure function of its row and the time.
 *
 * It asks, in this order, and the first that applies decides: Is an ingestion in flight? Is anything pending?
 * Has it failed, for good or for now? Has every awaited event occurred, and has it settled? Does the quota
 * allow a start?
 */
export function decide(row: LedgerRow, now: number): Step {
  const { ingestion, pending, failure } = row;
  if (ingestion) {
    return decideInFlight(row, ingestion, now);
  }
  if (!pending) {
    return {
      do: 'rest',
      reason: row.fresh ? `nothing new, fresh through ${clockTime(row.fresh.through)}` : 'nothing has landed yet',
    };
  }
  if (failure && failure.retryAt === undefined) {
    return { do: 'rest', reason: `failed with ${failure.error}; waits for the next landing or a redrive` };
  }
  if (failure?.retryAt !== undefined && now < failure.retryAt) {
    return waitUntil(failure.retryAt, `backs off after ${failure.error}`);
  }
  const ready = readiness(row, pending);
  if (now < ready.at) {
    return waitUntil(ready.at, ready.waitingFor);
  }
  const start = earliestStart(row, pending, now);
  if (now < start.at) {
    return { do: 'wait', until: start.at, deferred: start.deferred, reason: start.reason };
  }
  const type = ingestionType(row, now);
  const landed = `${plural(pending.count, 'landing')} from ${clockTime(pending.first)} to ${clockTime(pending.last)}`;
  const again = failure ? `, tried again after ${failure.error}` : '';
  return { do: 'start', type, reason: `${landed}, ${ready.because}${again}` };
}

/** One at a time: look after the ingestion in flight before anything else. */
function decideInFlight(row: LedgerRow, ingestion: IngestionInFlight, now: number): Step {
  if (now < ingestion.checkAt) {
    const trouble = row.failure ? ` (${row.failure.error})` : '';
    return waitUntil(ingestion.checkAt, `ingestion ${ingestion.id} is ${ingestion.phase}${trouble}`);
  }
  if (ingestion.phase === 'running') {
    return { do: 'check', reason: `ingestion ${ingestion.id} started ${duration(now - ingestion.startedAt)} ago` };
  }
  if (!ingestion.notFound) {
    return { do: 'check', reason: `no word whether ingestion ${ingestion.id} was started` };
  }
  const opens = quotaOpensAt(row, now);
  if (now < opens) {
    const reason = `ingestion ${ingestion.id} was not started, and the quota is used up until ${clockTime(opens)}`;
    return { do: 'wait', until: opens, deferred: true, reason };
  }
  const reason = `ingestion ${ingestion.id} was not started: asking again under the same id`;
  return { do: 'start', type: ingestion.type, reason };
}

interface Readiness {
  readonly at: number;
  /** Why not yet … */
  readonly waitingFor: string;
  /** … and, from then on, why now. */
  readonly because: string;
}

/** When what is pending may be ingested: complete and settled, or waited for long enough. */
function readiness(row: LedgerRow, pending: Landings): Readiness {
  const { settle, maxWait, all } = row.settings;
  const missing = all?.landingEvents.filter((landingEvent) => !Object.hasOwn(pending.by, landingEvent)) ?? [];
  if (all && missing.length > 0) {
    const at = pending.first + Math.max(all.within * 1000, COVER_MARGIN);
    return {
      at,
      waitingFor: `waits for ${missing.join(', ')}`,
      because: `without ${missing.join(', ')} for ${duration(all.within * 1000)}`,
    };
  }
  // without a settle time the pace alone decides whether a burst is worth waiting out
  const quietAt = settle === 0 ? pending.first + COVER_MARGIN : pending.last + Math.max(settle * 1000, COVER_MARGIN);
  // what is awaited may come as late as `within` after the first, and is given its time to settle
  const latestAt = pending.first + Math.max(((all?.within ?? 0) + maxWait) * 1000, COVER_MARGIN);
  return quietAt <= latestAt
    ? {
        at: quietAt,
        waitingFor: `settles: quiet for ${duration(settle * 1000)}`,
        because: settle === 0 ? 'not waiting for more' : `quiet for ${duration(settle * 1000)}`,
      }
    : {
        at: latestAt,
        waitingFor: 'data keeps landing',
        because: `landing for ${duration(maxWait * 1000)} without a pause`,
      };
}

/** Full, unless the data set asked for incremental refreshes and its last state is known to be good. */
function ingestionType(row: LedgerRow, now: number): IngestionType {
  const { type, fullEvery, fallBackToFull } = row.settings.ingestion;
  if (type === 'FULL_REFRESH') {
    return type;
  }
  const fullIsDue = fullEvery !== undefined && (row.fullAt === undefined || now - row.fullAt >= fullEvery * 1000);
  const gap = row.fresh === undefined || row.incrementalFailed === true;
  return fullIsDue || (fallBackToFull && gap) ? 'FULL_REFRESH' : type;
}

function waitUntil(until: number, reason: string): Step {
  return { do: 'wait', until, reason: `${reason}; looks again at ${clockTime(until)}` };
}
