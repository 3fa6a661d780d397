import { OutcomeDetailType } from '../../lib/private/contract';
import { type Evidence, landingsOf } from './audit';
import type { Violation } from './invariants';

/**
 * A refresh that succeeded says until when what landed is in the data set: nothing with such a time landed after
 * QuickSight had begun to read. It is checked whether or not a later refresh has covered it since.
 */
export function claimedTooMuch(world: Evidence): Violation[] {
  const landings = landingsOf(world);
  return world.occurrences.flatMap((occurrence) => {
    if (occurrence.what !== 'outcome' || occurrence.outcome.detailType !== OutcomeDetailType.SUCCEEDED) {
      return [];
    }
    const { dataSetArn, ingestionId, freshThrough } = occurrence.outcome;
    const ingestion = world.quickSight.ofDataSet(dataSetArn).find(({ id }) => id === ingestionId);
    if (ingestion === undefined || freshThrough === undefined) {
      return [];
    }
    const missed = landings.find(
      (landing) =>
        landing.dataSetArn === dataSetArn &&
        landing.landedAt > ingestion.createdAt &&
        Date.parse(landing.time) <= freshThrough,
    );
    return missed === undefined
      ? []
      : [
          {
            rule: 'fresh through' as const,
            at: occurrence.at,
            message:
              `${ingestion.id} is said to have what landed through ${new Date(freshThrough).toISOString()}; what landed at ` +
              `${missed.time} came ${missed.landedAt - ingestion.createdAt} ms after its start`,
          },
        ];
  });
}
