import type { IngestionInFlight, LedgerRow } from '../row';
import { SECOND } from '../time';
import { FIRST_POLL, LONGEST_POLL, SHORTEST_POLL } from '../timing';

/** Ingestions vary: asking a little after the expected end spares the call that comes just too soon. */
const SLACK = 1.05;

/**
 * When to ask QuickSight how far an ingestion is. QuickSight sends no event when one ends, so the function has to
 * ask; each question is a `DescribeIngestion` call and each minute asked too late is a minute of not knowing.
 *
 * A data set whose ingestions we have timed before is looked at when this one should be over, and then again
 * after a fifth of its age: two or three calls. Of one we know nothing of, the age grows by half each time.
 * Twice as often while something waits for it to end.
 */
export function nextPollAt(row: LedgerRow, ingestion: IngestionInFlight, now: number): number {
  const age = Math.max(now - ingestion.startedAt, 0);
  const { expectedSeconds } = row;
  const known = expectedSeconds !== undefined;
  const awaited = row.pending !== undefined;
  const expected = known ? expectedSeconds * SECOND * (awaited ? 1 : SLACK) : FIRST_POLL;
  if (age < expected) {
    return Math.round(Math.max(ingestion.startedAt + expected, now + SHORTEST_POLL));
  }
  const step = age * (known ? 0.2 : 0.5) * (awaited ? 0.5 : 1);
  return Math.round(now + Math.min(Math.max(step, SHORTEST_POLL), LONGEST_POLL));
}
