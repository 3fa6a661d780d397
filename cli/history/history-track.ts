import { dataSetIdOf } from '../../lambda/outcome/outcome';
import { SECOND } from '../../lambda/time';
import { waitingOf } from '../../sim/checks/waiting';
import type { DrawnIngestion, Track } from '../../sim/report/svg/track';
import type { JsonLine } from '../aws/logs-insights';
import type { LogEvent } from './log-events';
import type { Refresh } from './refreshes';

/** Landings that no refresh has begun to cover, as the last decision knows them. */
export interface Pending {
  readonly first: number;
  readonly count: number;
  /** When that was decided. */
  readonly last: number;
}

export function pendingOf(lines: readonly JsonLine[]): Pending | undefined {
  const decision = lines.findLast(({ fields }) => fields.step !== undefined);
  const { pending, pendingSince } = decision?.fields ?? {};
  return decision && typeof pending === 'number' && typeof pendingSince === 'string'
    ? { first: Date.parse(pendingSince), count: pending, last: decision.at }
    : undefined;
}

/**
 * What the picture shows of a data set, as far as the log knows it: of the landings of a refresh the first, the last and
 * how many, so those between are spread evenly.
 */
export function trackOf(
  dataSetArn: string,
  events: readonly LogEvent[],
  refreshes: readonly Refresh[],
  pending: Pending | undefined,
  quota: number,
  now: number,
): Track {
  const covered = refreshes.flatMap(({ covers, status, endedAt }) => {
    const ingestion = status === 'COMPLETED' && endedAt !== undefined ? { endsAt: endedAt } : undefined;
    // what a failed one was to cover is pending again
    return covers && status !== 'FAILED' ? spread(covers).map((landedAt) => ({ landedAt, ingestion })) : [];
  });
  const waiting = pending ? spread(pending).map((landedAt) => ({ landedAt })) : [];
  return {
    dataSetId: dataSetIdOf(dataSetArn),
    landings: [...covered, ...waiting].sort((a, b) => a.landedAt - b.landedAt),
    ingestions: refreshes.map(drawn),
    failedCalls: [],
    waiting: waitingOf(events, dataSetArn, now),
    quota,
  };
}

function spread({ first, last, count }: { first: number; last: number; count: number }): number[] {
  const gap = (last - first) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, at) => Math.floor((first + at * gap) / SECOND) * SECOND);
}

function drawn({ ingestionId, startedAt, endedAt, status, error }: Refresh): DrawnIngestion {
  const endsAt = endedAt ?? Number.POSITIVE_INFINITY;
  return {
    id: ingestionId,
    by: 'us',
    createdAt: startedAt,
    endsAt,
    plan: {
      seconds: (endsAt - startedAt) / SECOND,
      status: status === 'FAILED' ? 'FAILED' : 'COMPLETED',
      ...(error !== undefined && { error: { type: error, message: error } }),
    },
  };
}
