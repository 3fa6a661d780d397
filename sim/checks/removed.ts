import { DAY, HOUR, MINUTE } from '../../lambda/time';
import { DecisionReason } from '../../lib/private/contract';
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
  /** Whether most of what the function does fails: for up to a day nothing gets through. */
  readonly failing: boolean;
}

const DENIED = ['AccessDenied', 'AccessDeniedException'];

/** How long after the first call that was denied a row may go on while the function is on. */
const ENDS_WITHIN = 3 * HOUR;
const ENDS_WITHIN_WHEN_DISTURBED = 12 * HOUR;
const ENDS_WITHIN_WHEN_FAILING = 30 * HOUR;

/** One that may be new, since the ledger knows of no refresh: its age is said for a day. */
const NEW_FOR = DAY;

/** The sweep brings an invocation each hour: the rest of a longer gap is a function that is off. */
const LONGEST_GAP = HOUR + 10 * MINUTE;

/**
 * Once a call for a removed data set was denied, it comes to its end: no calls, no wake-ups and no age, until something asks
 * for it once more: a late landing message, a redrive, or the end of a pause.
 */
export function removedViolations(
  world: Evidence,
  removals: readonly Removal[],
  { latest, disturbed, failing }: RemovedOptions,
): Violation[] {
  const otherwise = disturbed ? ENDS_WITHIN_WHEN_DISTURBED : ENDS_WITHIN;
  const patience = failing ? ENDS_WITHIN_WHEN_FAILING : otherwise;
  return removals.flatMap(({ dataSetArn, from, to }) => {
    let askedUntil = from;
    let refreshed = false;
    let denied: { readonly onFor: number; readonly at: number } | undefined;
    for (const occurrence of world.occurrences) {
      const { at } = occurrence;
      if (at >= to) {
        break;
      }
      if (denied && occurrence.what === 'invocation') {
        denied = { onFor: denied.onFor + Math.min(at - denied.at, LONGEST_GAP), at };
      }
      if (occurrence.what === 'called' && occurrence.dataSetArn === dataSetArn && occurrence.answer === 'COMPLETED') {
        refreshed = true;
      } else if (occurrence.what === 'restored') {
        refreshed = false;
      }
      if (occurrence.what === 'redriven' || isPause(occurrence, dataSetArn)) {
        [askedUntil, denied] = [Math.max(askedUntil, at), undefined];
      } else if (occurrence.what === 'landed' && occurrence.dataSetArn === dataSetArn) {
        askedUntil = Math.max(askedUntil, at + latest + MINUTE);
      } else if (at >= askedUntil && isAbout(occurrence, dataSetArn)) {
        if (denied && denied.onFor > patience + (refreshed ? 0 : NEW_FOR)) {
          const message = `${occurrence.what} for ${dataSetArn}, which was removed at ${new Date(from).toISOString()}`;
          return [{ rule: 'removed', at, message }];
        }
        if (!denied && occurrence.what === 'called' && DENIED.includes(occurrence.answer)) {
          denied = { onFor: 0, at };
        }
      }
    }
    return [];
  });
}

/** While it is paused nothing is called that could be denied. */
function isPause(occurrence: Occurrence, dataSetArn: string): boolean {
  return (
    occurrence.what === 'decided' && occurrence.dataSetArn === dataSetArn && occurrence.code === DecisionReason.PAUSED
  );
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
