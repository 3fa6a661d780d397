import type { Landings } from '../../lambda/landings';
import type { Outcome } from '../../lambda/outcome/outcome';
import { SECOND } from '../../lambda/time';
import { OutcomeDetailType } from '../../lib/private/contract';
import type { LogEvent } from './log-events';

/** An ingestion as the log tells of it. */
export interface Refresh {
  readonly ingestionId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Absent: it had not ended. */
  readonly endedAt?: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly error?: string;
  readonly rows?: number;
  readonly lagSeconds?: number;
  readonly covers?: Pick<Landings, 'first' | 'last' | 'count'>;
}

/** The ingestions of which the log tells, in the order of their start. */
export function refreshesOf(events: readonly LogEvent[]): Refresh[] {
  const byId = new Map<string, Refresh>();
  for (const event of events) {
    if (event.what === 'outcome' && event.outcome.ingestionId !== undefined) {
      const { ingestionId } = event.outcome;
      const refresh = after(byId.get(ingestionId), ingestionId, event.outcome);
      if (refresh) {
        byId.set(ingestionId, refresh);
      }
    }
  }
  return [...byId.values()].sort((a, b) => a.startedAt - b.startedAt);
}

function after(known: Refresh | undefined, ingestionId: string, outcome: Outcome): Refresh | undefined {
  const { at, detailType, landings, ingestionSeconds, error, rows, lagSeconds } = outcome;
  const covers = landings ?? known?.covers;
  const begun: Refresh = {
    ingestionId,
    // its start may be further back than the log was asked for
    startedAt: known?.startedAt ?? at - (ingestionSeconds ?? 0) * SECOND,
    status: 'RUNNING',
    ...(covers && { covers }),
  };
  switch (detailType) {
    case OutcomeDetailType.STARTED:
      return begun;
    case OutcomeDetailType.SUCCEEDED:
      return {
        ...begun,
        endedAt: at,
        status: 'COMPLETED',
        ...(rows !== undefined && { rows }),
        ...(lagSeconds !== undefined && { lagSeconds }),
      };
    default:
      // a call that was refused began nothing
      return known && { ...begun, endedAt: at, status: 'FAILED', ...(error !== undefined && { error }) };
  }
}
