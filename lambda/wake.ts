import { SCHEMA, type WakeMessage } from '../lib/private/contract';
import type { Step } from './decide';
import { mayBeNew, mayBeRemoved } from './removal';
import type { LedgerRow } from './row';
import { SECOND } from './time';
import {
  CLOCKS_DIFFER,
  LEASE,
  LONGEST_DELAY,
  PUBLISH_AGAIN,
  SAY_AGAIN,
  SAY_AGAIN_FOR,
  SAY_AGAIN_FOR_NEW,
  SWEEP_MARGIN,
  WRITE_LOST_AFTER,
} from './timing';

/**
 * The wake that a row needs before its messages may be let go: none if nothing is waited for, or if one is on
 * its way that is early enough.
 */
export function nextWake(row: LedgerRow, step: Step, now: number): WakeMessage | undefined {
  const until = Math.min(
    step.do === 'wait' ? step.until : Number.POSITIVE_INFINITY,
    row.outbox ? now + PUBLISH_AGAIN : Number.POSITIVE_INFINITY,
    step.do === 'rest' && !row.ended && row.pending && row.failure && now < row.failure.at + saidAgainFor(row)
      ? now + SAY_AGAIN
      : Number.POSITIVE_INFINITY,
  );
  if (until === Number.POSITIVE_INFINITY) {
    return undefined;
  }
  const at = Math.min(until, now + LONGEST_DELAY);
  const onItsWay = row.wakeAt !== undefined && row.wakeAt > now && row.wakeAt <= at;
  const { dataSetArn, version } = row;
  return onItsWay ? undefined : { schema: SCHEMA, kind: 'wake', dataSetArn, at, sentAt: now, version: version + 1 };
}

/** Whether a row waits for anything: the ones that failed for good do as long as their message is kept. */
export function isAwaited(row: LedgerRow, now: number): boolean {
  const { pending, ingestion, outbox, failure, ended } = row;
  if (outbox || ended) {
    return outbox !== undefined;
  }
  const givenUp = failure && failure.retryAt === undefined && now >= failure.at + saidAgainFor(row);
  return ingestion !== undefined || (pending !== undefined && !givenUp);
}

/** For how long after a failure for good the row goes on to be looked at, in milliseconds. */
function saidAgainFor(row: LedgerRow): number {
  return mayBeRemoved(row.failure) && mayBeNew(row) ? SAY_AGAIN_FOR_NEW : SAY_AGAIN_FOR;
}

/** Whether the wake-up of a row is lost. Without one on its way, an invocation may just be about to send it. */
export function isOverdue(row: LedgerRow, now: number): boolean {
  const { wakeAt, pending, ingestion, failure, outbox } = row;
  const latest = Math.max(pending?.last ?? 0, ingestion?.calledAt ?? 0, failure?.at ?? 0, outbox?.at(-1)?.at ?? 0);
  return isAwaited(row, now) && now > (wakeAt ?? latest) + SWEEP_MARGIN;
}

/**
 * A wake is sent before the row it belongs to is written. One that overtakes that row sees nothing of what it
 * was sent for, and letting it go could lose the only message there is: it is sent again for the time when
 * the invocation that sent it is over, the row written or its messages back in the queue. After that it is sent again until
 * it is certain that the row will not be written: then it was, and the write is lost (`restored.ts`).
 */
export function overtaken(wakes: readonly WakeMessage[], version: number, now: number): WakeMessage[] {
  return wakes.flatMap((wake) => {
    // without a row there is nothing to be restored
    const certain = version === 0 ? LEASE : WRITE_LOST_AFTER;
    if (wake.version <= version || now >= wake.sentAt + certain) {
      return [];
    }
    return [{ ...wake, at: wake.sentAt + (now < wake.sentAt + LEASE ? LEASE : certain) }];
  });
}

/** No wake of ours arrives before it was sent: that of another sender would be sent again without end. */
export function isFromTheFuture({ sentAt }: WakeMessage, now: number): boolean {
  return sentAt > now + CLOCKS_DIFFER;
}

/** Whole seconds, as SQS has them, and never too soon. */
export function delaySeconds(wake: WakeMessage, now: number): number {
  return Math.min(Math.max(Math.ceil((wake.at - now) / SECOND), 0), LONGEST_DELAY / SECOND);
}
