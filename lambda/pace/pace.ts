import type { Landings } from '../landings';
import type { LedgerRow } from '../row';
import type { Demand } from './demand';

/**
 * How early may a refresh start, so that the quota is spent well? A pure function of the row and the time.
 *
 * A pace is asked only while the quota allows a call, and after what is pending has settled: a wrong answer costs
 * freshness, never the quota.
 */
export interface Pace {
  /** What the pace remembers of all that has landed, with what has landed now. It is kept in the row. */
  record(row: LedgerRow, landed: Landings, now: number): Demand | undefined;
  /** When the next ingestion of what is pending may start: ask again then, and whenever something has landed. */
  earliestStart(row: LedgerRow, pending: Landings, now: number): Start;
}

export interface Start {
  /** Epoch milliseconds; now or earlier: at once. */
  readonly at: number;
  /** Whether the quota, not a burst that is not over, is what puts it off. */
  readonly deferred: boolean;
  readonly reason: string;
}
