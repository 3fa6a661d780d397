import { dataSetName, type PauseMessage, type Place } from '../lib/private/contract';
import type { LedgerRow } from './row';

/** Whether a data set is paused, by the function's variable: names with commas between them, or `*`. */
export function pausedBy(variable: string | undefined, own: Place): (dataSetArn: string) => boolean {
  const names = new Set(variable?.split(','));
  return (dataSetArn) => names.has('*') || names.has(dataSetName(dataSetArn, own));
}

/** What an operator asks for: the newest counts, so it may come twice, late and in any order. */
export function applyOperator(row: LedgerRow, asked: PauseMessage | undefined): LedgerRow {
  if (!asked || (row.operator && row.operator.at >= asked.at)) {
    return row;
  }
  const { paused, at, until } = asked;
  return { ...row, operator: { paused, at, ...(paused && until !== undefined && { until }) } };
}

/** Whether an operator has paused it, and that is not over. */
export function isPausedByOperator({ operator }: LedgerRow, now: number): boolean {
  return operator?.paused === true && now < (operator.until ?? Number.POSITIVE_INFINITY);
}

/** The row knows since when it is paused, and when that was over: while it was, nothing could become fresh. */
export function applyPause(row: LedgerRow, isPausedByApp: boolean, now: number): LedgerRow {
  const { operator, paused } = row;
  if (isPausedByOperator(row, now)) {
    return paused === undefined ? { ...row, paused: now } : row;
  }
  const looked = operator?.paused ? { ...row, operator: { paused: false, at: operator.at } } : row;
  if (isPausedByApp) {
    return paused === undefined ? { ...looked, paused: now } : looked;
  }
  return paused === undefined ? looked : { ...looked, paused: undefined, resumedAt: now };
}

/** A landing that waited through a pause is taken to have landed when that was over. */
export function afterPause(time: number, { resumedAt }: LedgerRow): number {
  return Math.max(time, resumedAt ?? time);
}
