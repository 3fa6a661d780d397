import { OutcomeDetailType } from '../../lib/private/contract';
import type { IngestionRecord } from '../aws/quick-sight-model';
import type { Evidence } from './audit';
import type { Violation } from './invariants';

/**
 * How each of our ingestions ended is published at least once, whatever was cut off in between: unless the function does
 * not know of the end yet, or keeps the outcome until the event bus takes it.
 */
export function unpublished(world: Evidence): Violation[] {
  const now = world.clock.now();
  return world.quickSight.ingestions
    .filter(({ by, endsAt }) => by === 'us' && endsAt <= now)
    .filter((ingestion) => !isPublished(world, ingestion) && !isKept(world, ingestion))
    .map(({ id, endsAt, plan }) => ({
      rule: 'published',
      at: endsAt,
      message: `no outcome was published that says that ${id} ended ${plan.status}`,
    }));
}

function isPublished(world: Evidence, { id, plan }: IngestionRecord): boolean {
  const error = errorOf(plan);
  return world.occurrences.some(
    (occurrence) =>
      occurrence.what === 'outcome' &&
      occurrence.outcome.ingestionId === id &&
      (error === undefined
        ? occurrence.outcome.detailType === OutcomeDetailType.SUCCEEDED
        : occurrence.outcome.error === error),
  );
}

function isKept({ ledger }: Evidence, { id, dataSetArn }: IngestionRecord): boolean {
  const row = ledger.get(dataSetArn);
  return row?.ingestion?.id === id || row?.outbox?.some(({ ingestionId }) => ingestionId === id) === true;
}

/** As QuickSight gives it, where there is one. */
function errorOf({ status, error }: IngestionRecord['plan']): string | undefined {
  switch (status) {
    case 'COMPLETED':
      return undefined;
    case 'CANCELLED':
      return 'INGESTION_CANCELED';
    default:
      return error?.type ?? 'UNKNOWN';
  }
}
