import type { Landing } from './landings';
import type { LedgerRow } from './row';
import { COVER_MARGIN } from './timing';

/** Landings that count as covered, though the function heard of them only after the ingestion that covers them had begun. */
export interface LateLanding {
  /** How many. */
  readonly count: number;
  /** The one of the latest time: its landing event, … */
  readonly landingEvent: string;
  /** … the time of its event, … */
  readonly time: number;
  /** … when its message reached the queue, … */
  readonly queuedAt: number;
  /** … and when the ingestion began in between. */
  readonly startedAt: number;
}

/**
 * The landings of a batch that an ingestion covers by their time, and that reached the queue long after it, when that
 * ingestion had begun. EventBridge may have delivered it twice, or have tried again for hours, and the time is right; or its
 * sender wrote a time at which the data was not there yet, and the ingestion has missed it. Only people can tell.
 */
export function lateLanding(row: LedgerRow | undefined, landings: readonly Landing[]): LateLanding | undefined {
  let late: LateLanding | undefined;
  for (const { landingEvent, time, lateAt, ifStaleFor } of landings) {
    if (lateAt === undefined || ifStaleFor !== undefined) {
      continue;
    }
    const startedAt = coveredBy(row, time) ?? Number.POSITIVE_INFINITY;
    if (startedAt < lateAt) {
      const count = (late?.count ?? 0) + 1;
      late =
        late && time <= late.time ? { ...late, count } : { count, landingEvent, time, queuedAt: lateAt, startedAt };
    }
  }
  return late;
}

/** When the ingestion started that covers what landed at a time. */
function coveredBy({ fresh, ingestion }: Partial<LedgerRow> = {}, time: number): number | undefined {
  const starts = [fresh && fresh.through + COVER_MARGIN, ingestion?.startedAt];
  return starts.find((startedAt = Number.NEGATIVE_INFINITY) => time <= startedAt - COVER_MARGIN);
}
