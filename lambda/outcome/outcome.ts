import { dataSetName, OUTCOME_SOURCE, type OutcomeDetailType, type Place, SCHEMA } from '../../lib/private/contract';
import type { Landings } from '../landings';

/** Something the world should know: an event on the bus, metrics, and where it failed an item in the dead-letter queue. */
export interface Outcome {
  readonly detailType: OutcomeDetailType;
  /** When: epoch milliseconds. */
  readonly at: number;
  readonly dataSetArn: string;
  readonly reason: string;
  readonly ingestionId?: string;
  readonly landings?: Landings;
  /** Succeeded: what landed until then is in the data set. */
  readonly freshThrough?: number;
  /** Landing events of `RefreshWhen.all` that are not among these. */
  readonly missingLandingEvents?: readonly string[];
  /** From the first landing to the completion that covers it. */
  readonly lagSeconds?: number;
  readonly ingestionSeconds?: number;
  readonly rows?: number;
  readonly rowsDropped?: number;
  /** QuickSight's name of what went wrong … */
  readonly error?: string;
  /** … and its own words. What they mean for the operator is the reason. */
  readonly errorMessage?: string;
  /** What happens next without any action. */
  readonly next: string;
  /** Deferred: when it is tried next. */
  readonly until?: number;
}

/** `…:dataset/ID` → `ID`. */
export function dataSetIdOf(dataSetArn: string): string {
  return dataSetArn.slice(dataSetArn.indexOf('/') + 1);
}

/** The function that puts an outcome on the bus: its name tells one construct's events from another's. */
export interface Publisher extends Place {
  readonly functionName: string;
}

/** An outcome as it goes on the bus. Times are ISO 8601. */
export function toEvent(
  outcome: Outcome,
  { functionName, ...own }: Publisher,
): {
  Source: string;
  DetailType: string;
  Time: Date;
  Resources: string[];
  Detail: string;
} {
  const { detailType, at, dataSetArn, landings, freshThrough, until, ...rest } = outcome;
  const iso = (time: number): string => new Date(time).toISOString();
  const detail = {
    version: SCHEMA,
    functionName,
    dataSet: dataSetName(dataSetArn, own),
    dataSetId: dataSetIdOf(dataSetArn),
    dataSetArn,
    ...rest,
    ...(landings && { landings: landings.count, firstLanding: iso(landings.first), lastLanding: iso(landings.last) }),
    ...(freshThrough !== undefined && { freshThrough: iso(freshThrough) }),
    ...(until !== undefined && { until: iso(until) }),
  };
  return {
    Source: OUTCOME_SOURCE,
    DetailType: detailType,
    Time: new Date(at),
    Resources: [dataSetArn],
    Detail: JSON.stringify(detail),
  };
}
