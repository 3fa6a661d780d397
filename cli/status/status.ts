import { decide, type Step } from '../../lambda/decide';
import { formatDuration, formatTime, pluralize } from '../../lambda/format';
import { dataSetIdOf } from '../../lambda/outcome/outcome';
import { BURST_LANDINGS, SLOTS_PER_DAY } from '../../lambda/pace/constants';
import type { Demand } from '../../lambda/pace/demand';
import { allowedCalls, quotaLeft } from '../../lambda/pace/quota';
import { isPausedByOperator } from '../../lambda/pause';
import { type LedgerRow, oldestLanding } from '../../lambda/row';
import { SECOND } from '../../lambda/time';
import { DecisionReason } from '../../lib/private/contract';

/** What a data set needs, most urgent first. */
export const GROUPS = ['actionRequired', 'retrying', 'refreshing', 'waiting', 'paused', 'inOrder', 'ended'] as const;

export type Group = (typeof GROUPS)[number];

/** How one data set stands. Times are ISO 8601; a field that is absent does not apply. */
export interface Status {
  readonly group: Group;
  /** Unique in the construct: the id, after the region or account and region where those are not the function's own. */
  readonly name: string;
  readonly dataSetId: string;
  readonly dataSetArn: string;
  /** Everything that landed up to then is in the data set … */
  readonly freshThrough?: string;
  /** … since then. */
  readonly freshSince?: string;
  readonly rows?: number;
  readonly rowsDropped?: number;
  /** Landings that no completed ingestion covers, and since when the oldest of them waits. */
  readonly waiting: number;
  readonly waitingSince?: string;
  /** What the pace has learned: how much lands a day, and in which runs. */
  readonly lands?: string;
  readonly ingestionId?: string;
  /** What QuickSight did not answer about the ingestion. */
  readonly unanswered?: string;
  /** What the function would do now, why, and until when it waits. */
  readonly step: Step['do'];
  readonly code: string;
  readonly reason: string;
  readonly until?: string;
  /** A pause, of the app or of the command `pause`: since when, and until when if it ends by itself. */
  readonly paused?: { readonly by: 'app' | 'operator'; readonly since: string; readonly until?: string };
  /** When it came to its end: it is not looked after any more. */
  readonly endedAt?: string;
  readonly failure?: {
    readonly at: string;
    readonly error: string;
    readonly message: string;
    /** Absent: a person must act. */
    readonly retryAt?: string;
  };
  readonly quotaLeft: number;
  readonly quota: number;
}

/** A pure function of the row and the time: it asks the same question as the function, so it gives the same answer. */
export function statusOf(row: LedgerRow, now: number, name = dataSetIdOf(row.dataSetArn)): Status {
  const { dataSetArn, fresh, pending, ingestion, failure } = row;
  const step = decide(row, now);
  const oldest = oldestLanding(row);
  const unanswered = unansweredOf(row);
  const paused = pauseOf(row, step, now);
  return {
    group: groupOf(row, paused !== undefined),
    name,
    dataSetId: dataSetIdOf(dataSetArn),
    dataSetArn,
    ...(fresh && { freshThrough: formatTime(fresh.through), freshSince: formatTime(fresh.at) }),
    ...(fresh?.rows !== undefined && { rows: fresh.rows }),
    ...(fresh?.rowsDropped !== undefined && { rowsDropped: fresh.rowsDropped }),
    waiting: (pending?.count ?? 0) + (ingestion?.covers.count ?? 0),
    ...(oldest !== undefined && { waitingSince: formatTime(oldest) }),
    ...(row.demand && { lands: landsOf(row.demand) }),
    ...(ingestion && { ingestionId: ingestion.id }),
    ...(unanswered !== undefined && { unanswered }),
    step: step.do,
    code: step.code,
    reason: step.reason,
    ...(step.do === 'wait' && { until: formatTime(step.until) }),
    ...(paused && { paused }),
    ...(row.ended && { endedAt: formatTime(row.ended.at) }),
    ...(failure && {
      failure: {
        at: formatTime(failure.at),
        error: failure.error,
        message: failure.message,
        ...(failure.retryAt !== undefined && { retryAt: formatTime(failure.retryAt) }),
      },
    }),
    quotaLeft: quotaLeft(row, now),
    quota: allowedCalls(row),
  };
}

function groupOf({ pending, ingestion, failure, ended }: LedgerRow, isPaused: boolean): Group {
  if (ended) {
    return 'ended';
  }
  if (failure && failure.retryAt === undefined && (pending || ingestion)) {
    return 'actionRequired';
  }
  if (ingestion) {
    return 'refreshing';
  }
  if (isPaused) {
    return 'paused';
  }
  if (!pending) {
    return 'inOrder';
  }
  return failure ? 'retrying' : 'waiting';
}

/** Where nothing waits, the row does not know that a pause of the app is over: it is not looked at. */
function pauseOf(row: LedgerRow, { code }: Step, now: number): Status['paused'] {
  const byOperator = isPausedByOperator(row, now);
  if (row.paused === undefined || !(byOperator || code === DecisionReason.PAUSED)) {
    return undefined;
  }
  const until = byOperator ? row.operator?.until : undefined;
  return {
    by: byOperator ? 'operator' : 'app',
    since: formatTime(row.paused),
    ...(until !== undefined && { until: formatTime(until) }),
  };
}

/** "Is running" is a claim: this says where it is not backed by an answer. */
function unansweredOf({ ingestion }: LedgerRow): string | undefined {
  if (!ingestion) {
    return undefined;
  }
  if (ingestion.unanswered > 0) {
    return `QuickSight left the last ${ingestion.unanswered === 1 ? 'poll' : `${ingestion.unanswered} polls`} unanswered`;
  }
  return ingestion.phase === 'starting' ? 'QuickSight has not confirmed that it started' : undefined;
}

/** Over the days that are remembered; what has landed for less than a day is taken for a day's. */
function landsOf({ landings, usual }: Demand): string {
  const days = Math.max(1, landings.length / SLOTS_PER_DAY);
  const perDay = Math.round(landings.reduce((sum, count) => sum + count, 0) / days);
  const runs = usual && usual.count >= BURST_LANDINGS;
  return `about ${pluralize(perDay, 'landing')} a day${
    runs ? `, usually ${Math.round(usual.count)} within ${formatDuration(usual.length * SECOND)}` : ''
  }`;
}
