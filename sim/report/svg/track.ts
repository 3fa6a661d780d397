import { dataSetIdOf } from '../../../lambda/outcome/outcome';
import { MINUTE } from '../../../lambda/time';
import type { IngestionRecord } from '../../aws/quick-sight-model';
import { landingsOf } from '../../checks/audit';
import { type CoveredAt, coverage } from '../../checks/lag';
import { type Waiting, waitingOf } from '../../checks/waiting';
import type { World } from '../../world/world';
import type { Span } from './time-axis';

/** What is drawn of an ingestion. */
export type DrawnIngestion = Pick<IngestionRecord, 'id' | 'by' | 'createdAt' | 'endsAt' | 'plan'>;

/** What the picture shows of one data set. */
export interface Track {
  readonly dataSetId: string;
  readonly landings: readonly CoveredAt[];
  readonly ingestions: readonly DrawnIngestion[];
  /** When `CreateIngestion` was refused, and with what. */
  readonly failedCalls: readonly { readonly at: number; readonly answer: string }[];
  /** For what its data waited, but for an ingestion to end. */
  readonly waiting: readonly Waiting[];
  readonly quota: number;
}

export function tracksOf(world: World): Track[] {
  const { quickSight, clock, occurrences } = world;
  const landings = coverage(landingsOf(world), quickSight.ingestions, clock.now());
  const dataSetArns = [...landings, ...quickSight.ingestions].map(({ dataSetArn }) => dataSetArn);
  return [...new Set(dataSetArns)].sort().map((dataSetArn) => ({
    dataSetId: dataSetIdOf(dataSetArn),
    landings: landings.filter((landing) => landing.dataSetArn === dataSetArn),
    ingestions: quickSight.ofDataSet(dataSetArn),
    failedCalls: occurrences.flatMap((occurrence) =>
      occurrence.what === 'called' &&
      occurrence.dataSetArn === dataSetArn &&
      occurrence.action === 'quicksight:CreateIngestion' &&
      !['accepted', 'ResourceExistsException'].includes(occurrence.answer)
        ? [{ at: occurrence.at, answer: occurrence.answer }]
        : [],
    ),
    waiting: waitingOf(occurrences, dataSetArn, clock.now()),
    quota: quickSight.dataSet(dataSetArn)?.quota ?? 0,
  }));
}

/** From the first thing that happened to the last, at least a minute. What has not ended goes on to the end. */
export function spanOf(tracks: readonly Track[], now: number): Span {
  const times = tracks.flatMap(({ landings, ingestions, failedCalls }) => [
    ...landings.map(({ landedAt }) => landedAt),
    ...ingestions.flatMap(({ createdAt, endsAt }) => [createdAt, Math.min(endsAt, now)]),
    ...failedCalls.map(({ at }) => at),
  ]);
  const isOpen = tracks.some(({ landings }) => landings.some(({ ingestion }) => !ingestion));
  const from = times.reduce((first, time) => Math.min(first, time), now);
  const to = isOpen ? now : times.reduce((last, time) => Math.max(last, time), from);
  return { from, to: Math.max(to, from + MINUTE) };
}

/** What its colour tells of an ingestion. */
export function kindOf(
  { by, plan, endsAt }: DrawnIngestion,
  now: number,
): 'people' | 'running' | 'failed' | 'completed' {
  if (by === 'people') {
    return 'people';
  }
  if (endsAt > now || endsAt === Number.POSITIVE_INFINITY) {
    return 'running';
  }
  return plan.status === 'COMPLETED' ? 'completed' : 'failed';
}
