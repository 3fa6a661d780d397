import type { Landings } from '../landings';
import { SECOND } from '../time';
import { COVER_MARGIN } from '../timing';
import {
  BINDING_BURST_INGESTIONS,
  BINDING_QUIET_GAPS,
  BURST_DENSITY,
  BURST_GAP,
  BURST_INGESTIONS,
  BURST_LANDINGS,
  QUIET_GAPS,
} from './constants';

/** Landings so close together that one ingestion covers them: when the first came, and how many so far. */
export interface Burst {
  readonly at: number;
  readonly count: number;
}

/**
 * When what is pending may start where the quota does not bind. A start in the middle of a burst would need a second one
 * for the rest, and the rest would wait for the first to end.
 */
export function settledAt(pending: Landings, burst: Burst, ingestionSeconds: number): number {
  const gap = gapOf(burst, pending.last);
  if (burst.count < 2 || gap > BURST_GAP) {
    return pending.last + COVER_MARGIN;
  }
  const quiet = pending.last + Math.max(COVER_MARGIN, QUIET_GAPS * gap);
  const longest = burst.at + ingestionSeconds * SECOND * BURST_INGESTIONS;
  return Math.max(pending.first + COVER_MARGIN, Math.min(quiet, longest));
}

/**
 * The same where the quota binds. There the rest of a burst would wait long, until another refresh is worth its price.
 * So the burst is waited out, but for no longer than an ingestion takes.
 */
export function burstEndsAt(pending: Landings, burst: Burst, usualGap: number, ingestionSeconds: number): number {
  const gap = gapOf(burst, pending.last);
  if (burst.count < BURST_LANDINGS || gap * BURST_DENSITY >= usualGap) {
    return pending.last;
  }
  const longest = burst.at + ingestionSeconds * SECOND * BINDING_BURST_INGESTIONS;
  return Math.min(pending.last + BINDING_QUIET_GAPS * gap, longest);
}

/** From landing to landing of the burst, on average. */
function gapOf({ at, count }: Burst, last: number): number {
  return (last - at) / Math.max(1, count - 1);
}
