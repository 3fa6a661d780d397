import { MINUTE } from '../../lambda/time';
import type { Evidence } from './audit';
import type { Violation } from './invariants';

/** A stretch of time in which the deployment pauses a data set, or all of them. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** An invocation that began before the deployment knows nothing of it, and may call until its time is over. */
const UNAWARE = 2 * MINUTE;

/** While a data set is paused no ingestion is started. That all of it is refreshed afterwards is what `covered` says. */
export function pauseViolations(world: Evidence, dataSetArn: string, pauses: readonly Pause[]): Violation[] {
  return world.occurrences.flatMap((occurrence) => {
    const { at } = occurrence;
    return occurrence.what === 'calling' &&
      occurrence.dataSetArn === dataSetArn &&
      pauses.some(({ from, to }) => at > from + UNAWARE && at < to)
      ? [
          {
            rule: 'paused' as const,
            at,
            message: `${occurrence.ingestionId} was started while ${dataSetArn} was paused`,
          },
        ]
      : [];
  });
}
