import type { Landings } from '../landings';
import { SECOND } from '../time';
import {
  BURST_DENSITY,
  BURST_LANDINGS,
  LONG_RUN_INGESTIONS,
  RUN_DEVIATIONS,
  RUN_GAP,
  RUN_OVER_QUIET_GAPS,
  RUN_QUIET_GAPS,
  RUNS_AVERAGED,
} from './constants';

/** Landings that follow each other closely, however long that goes on: what one job of the upstream writes. */
export interface Run {
  readonly at: number;
  readonly last: number;
  readonly count: number;
}

/** Means over the runs before the newest, each later one with more weight. */
export interface UsualRun {
  /** How many there have been, as far as that matters. */
  readonly runs: number;
  /** Seconds from the first landing to the last, … */
  readonly length: number;
  /** … and the square of that. */
  readonly square: number;
  /** Landings. */
  readonly count: number;
}

/** The newest run and what is usual, once these landings are known, one by one or folded into a batch. */
export function follow(
  { run, usual }: { readonly run?: Run; readonly usual?: UsualRun },
  { first, last, count }: Pick<Landings, 'first' | 'last' | 'count'>,
): { readonly run: Run; readonly usual?: UsualRun } {
  // a batch of landings far apart is no run; of its last landing one may become
  const together = last - first < RUN_GAP * count ? { at: first, last, count } : { at: last, last, count: 1 };
  if (!run) {
    return { run: together };
  }
  if (together.at >= run.last + RUN_GAP) {
    return { run: together, usual: average(usual, run) };
  }
  const same = last > run.at - RUN_GAP;
  // what comes so late that it belongs to an earlier run is left out
  return { run: same ? join(run, together) : run, ...(usual && { usual }) };
}

const join = (a: Run, b: Run): Run => ({
  at: Math.min(a.at, b.at),
  last: Math.max(a.last, b.last),
  count: a.count + b.count,
});

function average(usual: UsualRun | undefined, { at, last, count }: Run): UsualRun {
  const length = (last - at) / SECOND;
  const { runs, ...known } = usual ?? { runs: 0, length: 0, square: 0, count: 0 };
  const weight = 1 / Math.min(runs + 1, RUNS_AVERAGED);
  const mean = (old: number, value: number): number => Math.round((old + (value - old) * weight) * 10) / 10;
  return {
    runs: Math.min(runs + 1, RUNS_AVERAGED),
    length: mean(known.length, length),
    square: mean(known.square, length * length),
    count: mean(known.count, count),
  };
}

/** From landing to landing of a usual run, in milliseconds. */
const gapOf = ({ length, count }: UsualRun): number => (length * SECOND) / (count - 1);

/** Whether what lands usually comes in runs: of several landings, much closer together than is usual at that hour. */
export function comesInRuns(usual: UsualRun | undefined, usualGap: number): usual is UsualRun {
  return usual !== undefined && usual.count >= BURST_LANDINGS && gapOf(usual) * BURST_DENSITY < usualGap;
}

/**
 * When the run is taken to be over: a deviation after it usually ends, if it is not quiet for long before. A start in the
 * middle would need a second one for the rest. Where a run usually takes longer than an ingestion, it is waited out only
 * where refreshes have a price, and not at all when it takes far longer: then this is `undefined`.
 */
export function runEndsAt(
  run: Run,
  usual: UsualRun,
  pending: Landings,
  ingestionSeconds: number,
  isFree: boolean,
): number | undefined {
  const isLong = usual.length > ingestionSeconds;
  if (usual.length > ingestionSeconds * LONG_RUN_INGESTIONS || (isLong && isFree)) {
    return undefined;
  }
  const deviation = Math.sqrt(Math.max(0, usual.square - usual.length ** 2));
  const due = run.at + (usual.length + RUN_DEVIATIONS * deviation) * SECOND;
  const quiet = pending.last + RUN_QUIET_GAPS * gapOf(usual);
  const over = Math.max(due, pending.last + RUN_OVER_QUIET_GAPS * gapOf(usual));
  const longest = run.at + ingestionSeconds * SECOND * (isLong ? LONG_RUN_INGESTIONS : 1);
  return Math.min(quiet < due ? quiet : over, longest);
}
