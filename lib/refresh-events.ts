import type * as events from 'aws-cdk-lib/aws-events';

/**
 * Rules for the outcome events of one data set, or of all data sets of a construct. docs/events has a schema of each
 * event. Delivery: at least once.
 */
export interface IRefreshEvents {
  /**
   * A rule for `SPICE Refresh Started`: QuickSight has accepted an ingestion.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  onStarted(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for `SPICE Refresh Succeeded`: an ingestion has completed, and what landed before it started is in the
   * data set. The same `ingestionId` is the same news.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  onSucceeded(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for `SPICE Refresh Failed`: action required. The detail says what to do.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  onFailed(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for `SPICE Refresh Deferred`: the quota is used up, or an ingestion failed in a way that may pass; it is
   * tried again by itself, and the detail says when. Or it keeps waiting for landing events (`IncompleteAction.WAIT`).
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  onDeferred(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A rule for every outcome event.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  onEvent(id: string, options?: events.OnEventOptions): events.Rule;
}
