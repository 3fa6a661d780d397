import type { Duration } from 'aws-cdk-lib';
import type { Ingestion } from './ingestion';
import type { IngestionQuota } from './ingestion-quota';

/** When and how data sets are refreshed, whatever they are named by. */
export interface RefreshOptions {
  /**
   * Start when nothing has landed for this long, so that a burst of files is one refresh. Whole seconds. An
   * ingestion covers only what landed at least 5 seconds before it, so less than that is 5 seconds.
   *
   * @default Duration.minutes(1)
   */
  readonly settle?: Duration;

  /**
   * Start no later than this after the first landing, even if data keeps landing. Whole seconds, not less than
   * `settle`.
   *
   * @default - 15 minutes, or `settle` if that is longer
   */
  readonly maxWait?: Duration;

  /**
   * What kind of ingestion to ask for.
   *
   * @default Ingestion.full()
   */
  readonly ingestion?: Ingestion;

  /**
   * QuickSight's ingestion quota for the data set.
   *
   * @default IngestionQuota.enterprise()
   */
  readonly quota?: IngestionQuota;

  /**
   * An ingestion that has not ended after this long is reported as failed. At least 1 minute.
   *
   * @default Duration.hours(6)
   */
  readonly ingestionTimeout?: Duration;

  /**
   * Writes every metric of the data set alone, for those who read them outside this app: $0.30 a month for each, by the
   * hours in which it is sent. Metrics that this app reads need no property: a data set that is watched has those of its
   * alarms and of the dashboard, and calling one of its `metricX` methods turns on what that needs.
   *
   * @default - what this app reads; the totals have every data set
   */
  readonly metrics?: boolean;
}
