import type { ApiError } from '../ports';
import type { IngestionInFlight } from '../row';

/** The ingestion after a call about it failed: an error that has a status is QuickSight's own answer. */
export function withReach(ingestion: IngestionInFlight, { status }: ApiError): IngestionInFlight {
  const reached = ingestion.phase === 'starting' && status !== undefined && !ingestion.reached;
  return reached ? { ...ingestion, reached } : ingestion;
}
