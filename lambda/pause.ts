import { dataSetName, type Place } from '../lib/private/contract';
import type { LedgerRow } from './row';

/** Whether a data set is paused, by the function's variable: names with commas between them, or `*`. */
export function pausedBy(variable: string | undefined, own: Place): (dataSetArn: string) => boolean {
  const names = new Set(variable?.split(',') ?? []);
  return (dataSetArn) => names.has('*') || names.has(dataSetName(dataSetArn, own));
}

/** The row knows since when it is paused, and when that was over: while it was, nothing could become fresh. */
export function applyPause(row: LedgerRow, isPaused: boolean, now: number): LedgerRow {
  if (isPaused) {
    return row.paused === undefined ? { ...row, paused: now } : row;
  }
  return row.paused === undefined ? row : { ...row, paused: undefined, resumedAt: now };
}

/** A landing that waited through a pause is taken to have landed when that was over. */
export function afterPause(time: number, { resumedAt }: LedgerRow): number {
  return Math.max(time, resumedAt ?? time);
}
