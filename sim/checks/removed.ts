import { HOUR, MINUTE } from '../../lambda/time';
import type { Occurrence } from '../world/occurrence';
import type { Evidence } from './audit';
import type { Violation } from './invariants';

/** A stretch of time in which the deployment does not name a data set. */
export interface Removal {
  readonly dataSetArn: string;
  readonly from: number;
  readonly to: number;
}

export interface RemovedOptions {
  /** How long after it was sent a landing message may arrive, in milliseconds. */
  readonly latest: number;
  /** Whether answers, wake-ups or invocations are lost or late: what takes a quarter of an hour may take half a day. */
  readonly disturbed: boolean;
  /** Whether for up to a day nothing gets through: the function is off, or of what it does most fails. */
  readonly blocked: boolean;
}

const DENIED = ['AccessDenied', 'AccessDeniedException'];

/** How long after the first call that was denied a row may go on. */
const ENDS_WITHIN = 3 * HOUR;
const ENDS_WITHIN_WHEN_DISTURBED = 12 * HOUR;
const ENDS_WITHIN_WHEN_BLOCKED = 30 * HOUR;

/**
 * Once a call for a removed data set was denied, it comes to its end: no calls, no wake-ups and no age, until something asks
 * for it once more: a late landing message or a redrive.
 */
export function removedViolations(
  world: Evidence,
  removals: readonly Removal[],
  { latest, disturbed, blocked }: RemovedOptions,
): Violation[] {
  const otherwise = disturbed ? ENDS_WITHIN_WHEN_DISTURBED : ENDS_WITHIN;
  const patience = blocked ? ENDS_WITHIN_WHEN_BLOCKED : otherwise;
  return removals.flatMap(({ dataSetArn, from, to }) => {
    let askedUntil = from;
    let deniedAt: number | undefined;
    for (const occurrence of world.occurrences) {
      const { at } = occurrence;
      if (at >= to) {
        break;
      }
      if (occurrence.what === 'redriven') {
        [askedUntil, deniedAt] = [Math.max(askedUntil, at), undefined];
      } else if (occurrence.what === 'landed' && occurrence.dataSetArn === dataSetArn) {
        askedUntil = Math.max(askedUntil, at + latest + MINUTE);
      } else if (at >= askedUntil && isAbout(occurrence, dataSetArn)) {
        if (deniedAt !== undefined && at > deniedAt + patience) {
          const message = `${occurrence.what} for ${dataSetArn}, which was removed at ${new Date(from).toISOString()}`;
          return [{ rule: 'removed', at, message }];
        }
        if (deniedAt === undefined && occurrence.what === 'called' && DENIED.includes(occurrence.answer)) {
          deniedAt = at;
        }
      }
    }
    return [];
  });
}

function isAbout(occurrence: Occurrence, dataSetArn: string): boolean {
  switch (occurrence.what) {
    case 'calling':
    case 'called':
    case 'wakeSent':
    case 'stands':
      return occurrence.dataSetArn === dataSetArn;
    default:
      return false;
  }
}
