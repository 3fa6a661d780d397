import type { Landings } from '../landings';
import { SECOND } from '../time';
import type { Burst } from './burst';
import { SLOT, SLOTS_REMEMBERED } from './constants';

/**
 * What landed lately, by half hours, and which burst is the newest. Times are epoch milliseconds
 * unless a name says otherwise. At most about 1.5 KB of a row.
 */
export interface Demand {
  /** The newest half hour, counted from the epoch. */
  readonly slot: number;
  /** Landings in each half hour; the newest is last. */
  readonly landings: readonly number[];
  /** Bursts in each half hour: the refreshes it would take to refresh at once, because one covers a whole burst. */
  readonly bursts: readonly number[];
  /** The newest. */
  readonly burst: Burst;
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
  return {
    slot: demand.slot,
    landings: demand.landings.map((count, i) => (i === index ? count + landed.count : count)),
    bursts: demand.bursts.map((count, i) => (i === index ? count + bursts : count)),
    burst,
  };
}

/** The same demand, with room for landings up to this half hour. */
function roll(demand: Demand, slot: number): Demand {
  const quiet = new Array<number>(Math.min(Math.max(0, slot - demand.slot), SLOTS_REMEMBERED)).fill(0);
  return {
    ...demand,
    slot: Math.max(slot, demand.slot),
    landings: [...demand.landings, ...quiet].slice(-SLOTS_REMEMBERED),
    bursts: [...demand.bursts, ...quiet].slice(-SLOTS_REMEMBERED),
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
