import { OutcomeDetailType } from '../../lib/private/contract';
import type { Step } from '../decide';
import { formatTime } from '../format';
import { incomplete } from '../incomplete';
import type { LedgerRow } from '../row';
import type { Outcome } from './outcome';

/** A start that the pace puts off is remembered, and announced once for what is pending. */
export function deferStart(row: LedgerRow, step: Step, now: number, outcomes: Outcome[]): LedgerRow {
  if (step.do !== 'wait' || !step.deferred || !row.pending) {
    return row;
  }
  const { first, last, count } = row.pending;
  if (row.deferred?.first !== first) {
    outcomes.push(deferral(row, step.until, step.reason, now));
  }
  return { ...row, deferred: { first, last, count, until: step.until } };
}

/** That landing events are missing after the time is announced once for what is pending. */
export function reportIncomplete(row: LedgerRow, step: Step, now: number, outcomes: Outcome[]): LedgerRow {
  const { pending } = row;
  if (step.do !== 'wait' || !step.incomplete || !pending || row.incompleteSince === pending.first) {
    return row;
  }
  outcomes.push(incomplete(row, pending, step.reason, now));
  return { ...row, incompleteSince: pending.first };
}

/** The deferral of a start, as it is announced. */
export function deferral(row: LedgerRow, until: number, reason: string, at: number): Outcome {
  return {
    detailType: OutcomeDetailType.DEFERRED,
    at,
    dataSetArn: row.dataSetArn,
    reason,
    next: `starts at ${formatTime(until)}, or sooner if more lands and the quota allows it`,
    until,
    ...(row.pending && { landings: row.pending }),
  };
}
