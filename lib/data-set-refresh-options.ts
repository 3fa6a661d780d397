import type { Duration } from 'aws-cdk-lib';
import type { DataSetAccess } from './access';
import type { IDataSetAccessRole } from './data-set-access-role';
import type { LandingEvent } from './landing-event';
import type { RefreshOptions } from './refresh-options';
import type { RefreshWhen } from './refresh-when';
import type { SpiceDataSet } from './spice-data-set';

/** How a data set is refreshed. */
export interface DataSetRefreshOptions extends RefreshOptions {
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
   * A safety net for landing events that never come: a refresh becomes due no later than this after the last one has
   * completed, and up to a sixteenth of the time (2 minutes at least) sooner. At least 15 minutes.
   *
   * @default - no safety net
   */
  readonly refreshAtLeastEvery?: Duration;

  /**
   * Pauses the data set, such as while its source is rebuilt: no ingestion is started, what lands is kept, and within 15
   * minutes after the pause it is refreshed once. `status` says that it is paused, and its freshness raises no alarm.
   *
   * @default false
   */
  readonly paused?: boolean;

  /**
   * What decides whether the data set may be refreshed.
   *
   * @default - the access of the `SpiceRefresh`
   */
  readonly access?: DataSetAccess;

  /**
   * For a data set of another account: the role there that holds the permission to refresh it.
   *
   * @default - the data set is in the account of the `SpiceRefresh`
   */
  readonly accessRole?: IDataSetAccessRole;
}
