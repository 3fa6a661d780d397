import { allowedCalls, callsInWindow } from './pace/pace';
import type { LedgerRow } from './row';

/** When the oldest landing occurred that no completed ingestion covers: epoch milliseconds; none waits if absent. */
export function oldestLanding({ pending, ingestion }: LedgerRow): number | undefined {
  const firsts = [pending?.first, ingestion?.covers.first].filter((first) => first !== undefined);
  return firsts.length === 0 ? undefined : Math.min(...firsts);
}

/** `CreateIngestion` calls that are left to us now: none when QuickSight says that others have used them up. */
export function quotaLeft(row: LedgerRow, now: number): number {
  if (row.failure?.error === 'LimitExceededException') {
    return 0;
  }
  return Math.max(allowedCalls(row) - callsInWindow(row.calls, now).length, 0);
}
