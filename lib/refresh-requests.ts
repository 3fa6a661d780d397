import type { DataSetAccess } from './access';
import type { RefreshOptions } from './refresh-options';

/**
 * How requests by name are served: events `SPICE Refresh Requested` that say which data set.
 *
 * ```json
 * {
 *   "source": "com.example.pipelines",
 *   "detail-type": "SPICE Refresh Requested",
 *   "detail": { "dataSetId": "sales" }
 * }
 * ```
 *
 * A request counts as a landing of now. The settings are those given here, unless the data set has landing events of
 * its own: then it keeps its own.
 */
export interface RefreshRequestsOptions extends RefreshOptions {
  /**
   * The tag by which the owner of a data set allows that it is refreshed: `DataSetAccess.tagOnly(key, value)`.
   *
   * Principals that may put events on the bus can ask for any data set of this account and region that carries the tag, and
   * for no other.
   */
  readonly access: DataSetAccess;

  /**
   * The `source` of the events that are taken. It is what the sender says of itself: to hold senders to it, their
   * policies need a condition on `events:source`.
   *
   * @default - any source of this account
   */
  readonly sources?: string[];

  /**
   * How many refreshes of one data set requests alone may start in any 24 hours: a whole number from 1 to 1,000. What
   * is over it is deferred, until the limit or a landing of the data set allows it. So requests cannot use up the quota
   * that landings need.
   *
   * @default - a quarter of the data set's quota, at least 1
   */
  readonly maxPerDay?: number;
}
