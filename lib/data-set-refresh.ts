import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DataSetAccess } from './access';
import type { Ingestion } from './ingestion';
import type { IngestionQuota } from './ingestion-quota';
import type { LandingEvent } from './landing-event';
import type { RefreshWhen } from './refresh-when';
import type { SpiceDataSet } from './spice-data-set';

/** How a data set is refreshed. */
export interface DataSetRefreshOptions {
  /** The data set. */
  readonly dataSet: SpiceDataSet;

  /** What counts as new data for it: at least one landing event. */
  readonly refreshOn: LandingEvent[];

  /**
   * Which of the landing events must have occurred.
   *
   * @default RefreshWhen.any()
   */
  readonly refreshWhen?: RefreshWhen;

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
   * A safety net for landing events that never come: refresh a data set that nothing has refreshed for this
   * long. At least 15 minutes; it is looked at four times in this time.
   *
   * @default - no safety net
   */
  readonly refreshAtLeastEvery?: Duration;

  /**
   * What kind of ingestion to ask for.
   *
   * @default Ingestion.full()
   */
  readonly ingestion?: Ingestion;

  /**
   * How many ingestions a day there are.
   *
   * @default IngestionQuota.enterprise()
   */
  readonly quota?: IngestionQuota;

  /**
   * An ingestion that has not ended after this long is reported as failed. At least 1 minute.
   *
   * @default Duration.hours(6)
   */
  readonly timeout?: Duration;

  /**
   * What decides whether the data set may be refreshed.
   *
   * @default - the access of the `SpiceRefresh`
   */
  readonly access?: DataSetAccess;
}

/** One data set, and how it is refreshed. Made by `SpiceRefresh.addDataSet`. */
export class DataSetRefresh extends Construct {
  /** The data set's ARN. */
  public readonly dataSetArn: string;

  /** @internal */
  constructor(scope: Construct, id: string, dataSetArn: string) {
    super(scope, id);
    this.dataSetArn = dataSetArn;
  }
}
