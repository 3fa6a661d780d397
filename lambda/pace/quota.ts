import type { LedgerRow } from '../row';
import { DAY } from '../time';
import { CALL_MARGIN } from '../timing';

/**
 * The hard limit: never more `CreateIngestion` calls than the quota in any 24 hours. It knows calls and the time, and
 * no forecast: whatever the pace makes of it, the quota holds.
 */

/** For how long a call counts: the window that QuickSight counts in, and the margin. */
export const WINDOW = DAY + CALL_MARGIN;

/** How many calls in 24 hours are ours to make. */
export function allowedCalls({ settings: { quota } }: LedgerRow): number {
  return Math.max(quota.perDay - quota.reserved, 1);
}

/** Calls that QuickSight may still count against the quota. */
export function callsInWindow(calls: readonly number[], now: number): readonly number[] {
  return calls.filter((call) => call > now - WINDOW);
}

/** The earliest time at which one more `CreateIngestion` call keeps within the quota: `now` if it does already. */
export function quotaOpensAt(row: LedgerRow, now: number): number {
  return opensAt(callsInWindow(row.calls, now), allowedCalls(row), now);
}

/** How many refreshes requests alone may start in 24 hours: those who ask must not use up what data needs. */
export function allowedRequests(row: LedgerRow): number {
  return row.requests?.maxPerDay ?? Math.max(Math.floor(allowedCalls(row) / 4), 1);
}

/** The earliest time at which requests alone may start one more: `now` if they may already. */
export function requestsOpenAt(row: LedgerRow, now: number): number {
  const theirs = new Set(row.requests?.calls);
  const inWindow = callsInWindow(row.calls, now).filter((call) => theirs.has(call));
  return opensAt(inWindow, allowedRequests(row), now);
}

function opensAt(inWindow: readonly number[], allowed: number, now: number): number {
  const blocking = inWindow[inWindow.length - allowed];
  return blocking === undefined ? now : blocking + WINDOW;
}

/** `CreateIngestion` calls that are left to us now: none when QuickSight says that others have used them up. */
export function quotaLeft(row: LedgerRow, now: number): number {
  if (row.failure?.error === 'LimitExceededException') {
    return 0;
  }
  return Math.max(allowedCalls(row) - callsInWindow(row.calls, now).length, 0);
}
