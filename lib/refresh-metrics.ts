import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * The metrics of one data set, or of all data sets of a construct.
 *
 * Period, statistic, label and colour are the caller's to change; namespace, name and dimensions are not. A metric has
 * data points only where something happens.
 */
export interface IRefreshMetrics {
  /**
   * The metric of this name, such as `Landings`. Fails if there is none.
   *
   * @param metricName name of the metric, without namespace
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - the statistic of the method of that name, over 5 minutes
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Landing messages received, repeated deliveries included, the ticks of `refreshAtLeastEvery` not.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricLandings(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Ingestions that QuickSight has accepted.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricRefreshesStarted(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Ingestions started by the function that have completed.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricRefreshesSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Refreshes that failed and will not be retried: action required.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricRefreshesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Refreshes that were deferred: for the quota, or after a failure that may pass.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricRefreshesDeferred(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Seconds from a landing to the completion of the ingestion that covers it, of the oldest landing it covers.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - maximum over 5 minutes
   */
  metricFreshnessLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Seconds since the oldest landing that is not in its data set yet. While one waits it is published at
   * least every 15 minutes, and once more when it is in; no data points mean that nothing waits.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - maximum over 5 minutes
   */
  metricOldestLandingAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Duration of the ingestions that the function started, in seconds.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - average over 5 minutes
   */
  metricIngestionTime(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Rows of an ingestion that the function started.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - average over 5 minutes
   */
  metricRowsIngested(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Rows that QuickSight dropped in ingestions that the function started and that completed.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricRowsDropped(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Ingestions that the function has left in the rolling 24 hours at each poll; 0 when others have used them up.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - minimum over 5 minutes
   */
  metricQuotaLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
