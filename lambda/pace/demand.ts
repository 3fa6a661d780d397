import type { Landings } from '../landings';
import { SECOND } from '../time';
import type { Burst } from './burst';
import { SLOT, SLOTS_REMEMBERED } from './constants';
import { BURSTS_GRID, LANDINGS_GRID, roundTo } from './grid';
import { follow, type Run, type UsualRun } from './run';

/**
 * What landed lately, by half hours, which burst and which run are the newest, and how runs usually are. Times are epoch
 * milliseconds unless a name says otherwise. The ledger packs it into less than half a KB.
 */
export interface Demand {
  /** The newest half hour, counted from the epoch. */
  readonly slot: number;
  /** Landings in each half hour; the newest is last and exact, those before it stand on a grid. */
  readonly landings: readonly number[];
  /** Bursts in each half hour: the refreshes it would take to refresh at once, because one covers a whole burst. */
  readonly bursts: readonly number[];
  /** The newest. */
  readonly burst: Burst;
  readonly run?: Run;
  readonly usual?: UsualRun;
}

/** Learns from landings. `ingestionSeconds` is how long an ingestion takes: what lands in that time is one burst. */
export function record(known: Demand | undefined, landed: Landings, ingestionSeconds: number, now: number): Demand {
  const last = Math.min(landed.last, now);
  const first = Math.min(landed.first, last);
  const slot = Math.floor(last / SLOT);
  const demand = roll(known ?? { slot, landings: [0], bursts: [0], burst: { at: 0, count: 0 } }, slot);
  const index = demand.landings.length - 1 - (demand.slot - slot);
  if (index < 0) {
    return demand;
  }
  const isNew = last >= demand.burst.at + ingestionSeconds * SECOND;
  const bursts = isNew ? Math.min(landed.count, 1 + Math.floor((last - first) / (ingestionSeconds * SECOND))) : 0;
  const burst = isNew
    ? { at: Math.max(first, last - ingestionSeconds * SECOND), count: landed.count }
    : { ...demand.burst, count: demand.burst.count + landed.count };
  const isNewest = slot === demand.slot;
  const add = (counts: readonly number[], more: number, grid: readonly number[]): readonly number[] => {
    const count = (counts[index] as number) + more;
    return counts.with(index, isNewest ? count : roundTo(grid, count));
  };
  return {
    slot: demand.slot,
    landings: add(demand.landings, landed.count, LANDINGS_GRID),
    bursts: add(demand.bursts, bursts, BURSTS_GRID),
    burst,
    ...follow(demand, { first, last, count: landed.count }),
  };
}

/** The same demand, with room for landings up to this half hour. What was the newest one is over, and goes on the grid. */
function roll(demand: Demand, slot: number): Demand {
  if (slot <= demand.slot) {
    return demand;
  }
  const quiet = new Array<number>(Math.min(slot - demand.slot, SLOTS_REMEMBERED)).fill(0);
  const rolled = (counts: readonly number[], grid: readonly number[]): readonly number[] =>
    [...counts.with(-1, roundTo(grid, counts.at(-1) as number)), ...quiet].slice(-SLOTS_REMEMBERED);
  return {
    ...demand,
    slot,
    landings: rolled(demand.landings, LANDINGS_GRID),
    bursts: rolled(demand.bursts, BURSTS_GRID),
  };
}

/** What landed in a half hour, counted from the epoch. */
export function at(demand: Demand, counts: readonly number[], slot: number): number {
  return counts[counts.length - 1 - (demand.slot - slot)] ?? 0;
}

/** Whether memory reaches back to a half hour. */
export function isRemembered(demand: Demand, slot: number): boolean {
  return slot > demand.slot - demand.landings.length;
}

/** A half hour smoothed with its neighbours: work starts earlier one day and later the next. */
export function smooth(demand: Demand, counts: readonly number[], slot: number): number {
  const before = isRemembered(demand, slot - 1) ? slot - 1 : slot;
  return (at(demand, counts, before) + 2 * at(demand, counts, slot) + at(demand, counts, slot + 1)) / 4;
}
