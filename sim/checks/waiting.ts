import { DecisionReason } from '../../lib/private/contract';
import type { Occurrence } from '../world/occurrence';

/** What the picture tells apart of waiting. */
export type WaitingFor = 'settles' | 'quota' | 'retry' | 'person';

/** A stretch of time in which landed data waited for something else than an ingestion to end. */
export interface Waiting {
  readonly from: number;
  readonly to: number;
  readonly for: WaitingFor;
  /** The function's own words. */
  readonly reason: string;
}

const WAITING_FOR: Readonly<Partial<Record<DecisionReason, WaitingFor>>> = {
  [DecisionReason.SETTLING]: 'settles',
  [DecisionReason.LANDING_EVENT_MISSING]: 'settles',
  [DecisionReason.PACED]: 'quota',
  [DecisionReason.QUOTA_USED_UP]: 'quota',
  [DecisionReason.REQUEST_LIMIT]: 'quota',
  [DecisionReason.BACKING_OFF]: 'retry',
  [DecisionReason.SPACED]: 'retry',
  [DecisionReason.FAILED]: 'person',
};

/** For what a data set waited: from one decision to the next of another kind, or to `end`. */
export function waitingOf(occurrences: readonly Occurrence[], dataSetArn: string, end: number): Waiting[] {
  const stretches: Waiting[] = [];
  let open: Omit<Waiting, 'to'> | undefined;
  const close = (to: number): void => {
    if (open && to > open.from) {
      stretches.push({ ...open, to });
    }
    open = undefined;
  };
  for (const occurrence of occurrences) {
    if (occurrence.what === 'decided' && occurrence.dataSetArn === dataSetArn) {
      const { at, code, reason } = occurrence;
      // the one back-off that is for the quota: others have used it up
      const kind = reason.includes('LimitExceededException') ? 'quota' : WAITING_FOR[code];
      if (kind !== open?.for) {
        close(at);
        open = kind && { from: at, for: kind, reason };
      }
    }
  }
  close(end);
  return stretches;
}
