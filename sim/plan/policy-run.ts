import { DAY, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';

/** Landings that no ingestion covers yet. */
export interface Uncovered {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Says when a refresh of what waits may start, and remembers what it needs. All times are epoch milliseconds. */
export interface Policy {
  landed?(at: number): void;
  started?(at: number): void;
  ended?(at: number): void;
  startAt(waiting: Uncovered, now: number): number;
}

/** What a policy came to on a trace. */
export interface PolicyResult {
  readonly meanLagSeconds: number;
  /** In seconds, of each landing. */
  readonly lags: readonly number[];
  readonly starts: readonly number[];
  readonly mostIn24h: number;
}

/**
 * Plays a trace against a policy: one ingestion at a time, which covers what landed a margin before its start. Nothing
 * else: no queue, no batches, no faults. Those are the simulator's.
 */
export function simulate(landings: readonly number[], policy: Policy, ingestionSeconds: number): PolicyResult {
  const starts: number[] = [];
  let covered = 0;
  let landed = 0;
  let endsAt: number | undefined;
  const lags: number[] = [];
  let now = Number.NEGATIVE_INFINITY;
  let wake = Number.POSITIVE_INFINITY;
  while (covered < landings.length || endsAt !== undefined) {
    now = Math.max(now, Math.min(landings[landed] ?? Number.POSITIVE_INFINITY, endsAt ?? wake));
    if (endsAt !== undefined && now >= endsAt) {
      policy.ended?.(endsAt);
      endsAt = undefined;
    }
    for (; (landings[landed] ?? Number.POSITIVE_INFINITY) <= now; landed++) {
      policy.landed?.(landings[landed] as number);
    }
    if (endsAt !== undefined || covered === landed) {
      wake = Number.POSITIVE_INFINITY;
      continue;
    }
    const first = landings[covered] as number;
    const waiting = { first, last: landings[landed - 1] as number, count: landed - covered };
    wake = Math.ceil(Math.max(policy.startAt(waiting, now), first + COVER_MARGIN, now) / SECOND) * SECOND;
    if (wake > now) {
      continue;
    }
    starts.push(now);
    policy.started?.(now);
    endsAt = now + ingestionSeconds * SECOND;
    for (; covered < landed && (landings[covered] as number) <= now - COVER_MARGIN; covered++) {
      lags.push((endsAt - (landings[covered] as number)) / SECOND);
    }
  }
  return { meanLagSeconds: mean(lags), lags, starts, mostIn24h: mostInWindow(starts, DAY) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The most starts in any window of this length, both ends included. */
export function mostInWindow(starts: readonly number[], window: number): number {
  let most = 0;
  for (let end = 0, begin = 0; end < starts.length; end++) {
    while ((starts[begin] as number) < (starts[end] as number) - window) {
      begin++;
    }
    most = Math.max(most, end - begin + 1);
  }
  return most;
}
