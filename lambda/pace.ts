import type { LedgerRow } from './row';
import { clockTime } from './words';

/** The length of the window QuickSight counts in. */
export const DAY = 24 * 3_600_000;

/**
 * QuickSight measures the 24 hours by its own clock, which may be a little off from ours: a call is taken to
 * have left the window this much later.
 */
const CLOCK_MARGIN = 10_000;

/** Calls that QuickSight may still count against the quota. */
export function callsInWindow(calls: readonly number[], now: number): readonly number[] {
  return calls.filter((call) => call > now - DAY - CLOCK_MARGIN);
}

/** The earliest time at which one more `CreateIngestion` call keeps within the quota: `now` if it does already. */
export function quotaOpensAt(row: LedgerRow, now: number): number {
  const { perDay, leaveForPeople } = row.settings.quota;
  const allowed = Math.max(perDay - leaveForPeople, 1);
  const inWindow = callsInWindow(row.calls, now);
  const blocking = inWindow[inWindow.length - allowed];
  return blocking === undefined ? now : blocking + DAY + CLOCK_MARGIN;
}

/** When the next ingestion may start, and why not sooner. */
export function earliestStart(row: LedgerRow, now: number): { readonly at: number; readonly reason: string } {
  const at = quotaOpensAt(row, now);
  return {
    at,
    reason: `the quota of ${row.settings.quota.perDay} ingestions in 24 h is used up until ${clockTime(at)}`,
  };
}
