import { RESTORED_LANDING_EVENT, type WakeMessage } from '../lib/private/contract';
import type { Inbox } from './message/inbox';
import type { LedgerRow } from './row';
import { MINUTE, SECOND } from './time';
import { WRITE_LOST_AFTER } from './timing';

/**
 * A ledger that was restored to an older state. A wake-up says which version its row has after it; the row had the version
 * before when it was sent. A row that is older than that has lost what was written since: landings, perhaps a start.
 */

/** The shortest time for which nothing is started: an ingestion that the row does not know of may still run. */
const SHORTEST_HOLD = 10 * MINUTE;

/**
 * Whether a wake-up proves it. One that is ahead by one proves it only when the messages of the invocation that sent it must
 * have come back for the last time: it may have died before it wrote the row.
 */
function proves(wake: WakeMessage, version: number, now: number): boolean {
  return wake.version > version + 1 || (wake.version > version && now >= wake.sentAt + WRITE_LOST_AFTER);
}

/** The version through which it is known that a row has been written. */
export function knownVersion({ version, restored }: LedgerRow): number {
  return Math.max(version, restored?.version ?? 0);
}

/**
 * The row, and where it has lost writes, what follows: it is refreshed once for whatever has landed, and nothing is started
 * as long as an ingestion may run that it does not know of.
 */
export function applyRestored(row: LedgerRow, inbox: Inbox, now: number): LedgerRow {
  const version = knownVersion(row);
  const proofs = inbox.wakes.filter((wake) => proves(wake, version, now));
  if (proofs.length === 0) {
    return row;
  }
  const hold = Math.max(2 * (row.expectedSeconds ?? 0) * SECOND, SHORTEST_HOLD);
  return { ...row, restored: { version: Math.max(...proofs.map((wake) => wake.version)), until: now + hold } };
}

/** What such a row has lost counts as a landing of now. */
export function lostLandings(before: LedgerRow, row: LedgerRow, now: number): Inbox['landings'] {
  return row.restored === before.restored ? [] : [{ landingEvent: RESTORED_LANDING_EVENT, time: now }];
}
