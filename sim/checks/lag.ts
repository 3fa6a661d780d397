import { COVER_MARGIN } from '../../lambda/timing';
import type { IngestionRecord } from '../aws/quick-sight-model';
import type { Landed } from './audit';

/** A landing, and the ingestion that brought it in. */
export interface Covered extends Landed {
  /** The first to complete of those that cover it; absent: none has. */
  readonly ingestion?: IngestionRecord;
}

/** As much of it as a lag follows from. */
export interface CoveredAt {
  readonly landedAt: number;
  readonly ingestion?: Pick<IngestionRecord, 'endsAt'>;
}

/** In milliseconds. */
export interface LagSummary {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** A stretch of time in which data was waiting to be brought in, the oldest of it since `since`. */
export interface Stale {
  readonly from: number;
  readonly to: number;
  readonly since: number;
}

/**
 * Which ingestion brought which landing in, by the world's own record: one that was created a margin after it landed
 * and has completed by now. In the order of landing.
 */
export function coverage(landings: readonly Landed[], ingestions: readonly IngestionRecord[], now: number): Covered[] {
  const completed = ingestions
    .filter(({ plan, endsAt }) => plan.status === 'COMPLETED' && endsAt <= now)
    .sort((a, b) => b.createdAt - a.createdAt);
  const soonest = new Map<string, IngestionRecord>();
  const covered: Covered[] = [];
  let next = 0;
  // from the latest back: whatever covers a landing covers those before it
  for (const landing of landings.toSorted((a, b) => b.landedAt - a.landedAt)) {
    for (; next < completed.length; next++) {
      const ingestion = completed[next] as IngestionRecord;
      if (ingestion.createdAt < landing.landedAt + COVER_MARGIN) {
        break;
      }
      const known = soonest.get(ingestion.dataSetArn);
      if (!known || ingestion.endsAt <= known.endsAt) {
        soonest.set(ingestion.dataSetArn, ingestion);
      }
    }
    const ingestion = soonest.get(landing.dataSetArn);
    covered.push({ ...landing, ...(ingestion && { ingestion }) });
  }
  return covered.reverse();
}

/** From landing to the end of the ingestion that brought it in, for those that have one. */
export function lagsOf(covered: readonly CoveredAt[]): number[] {
  return covered.flatMap(({ ingestion, landedAt }) => (ingestion ? [ingestion.endsAt - landedAt] : []));
}

/** Percentiles by nearest rank; of no lags all are 0. */
export function summarize(lags: readonly number[]): LagSummary {
  const sorted = lags.toSorted((a, b) => a - b);
  const rank = (part: number): number => sorted[Math.max(Math.ceil(sorted.length * part) - 1, 0)] ?? 0;
  const sum = sorted.reduce((total, lag) => total + lag, 0);
  return { mean: sum / Math.max(sorted.length, 1), p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}

/** When one data set's data was stale: not everything that had landed was in. */
export function staleness(covered: readonly CoveredAt[], now: number): Stale[] {
  const stretches: Stale[] = [];
  let to = Number.NEGATIVE_INFINITY;
  for (const { landedAt: since, ingestion } of covered) {
    const coveredAt = ingestion?.endsAt ?? now;
    if (coveredAt > to) {
      const from = Math.max(since, to);
      to = coveredAt;
      stretches.push({ from, to, since });
    }
  }
  return stretches;
}
