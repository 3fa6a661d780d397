import type { Outcome } from '../outcome/outcome';
import type { LedgerRow } from '../row';

/** A row after something happened to its ingestion, and what the world should know of it. */
export interface Change {
  readonly row: LedgerRow;
  readonly outcome?: Outcome;
}
