import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, MetricName } from './private/contract';

/**
 * The metrics of one data set, or of all data sets of a construct.
 *
 * Period, statistic, label and colour are the caller's to change; namespace, name and dimensions are not. A metric has
 * data points only where something happens.
 */
export abstract class RefreshMetrics extends Construct {
  /**
   * Landing messages received, repeated deliveries included, the ticks of `refreshAtLeastEvery` not.
   *
   * @default - sum over 5 minutes
   */
  public metricLandings(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.LANDINGS, 'Sum', options);
  }

  /**
   * Ingestions that QuickSight has accepted.
   *
   * @default - sum over 5 minutes
   */
  public metricRefreshesStarted(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.REFRESHES_STARTED, 'Sum', options);
  }

  /**
   * Ingestions of ours that have completed.
   *
   * @default - sum over 5 minutes
   */
  public metricRefreshesSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.REFRESHES_SUCCEEDED, 'Sum', options);
  }

  /**
   * Refreshes that failed and will not pass by themselves: a person must act.
   *
   * @default - sum over 5 minutes
   */
  public metricRefreshesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.REFRESHES_FAILED, 'Sum', options);
  }

  /**
   * Refreshes that were put off: for the quota, or after a failure that may pass.
   *
   * @default - sum over 5 minutes
   */
  public metricRefreshesDeferred(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.REFRESHES_DEFERRED, 'Sum', options);
  }

  /**
   * Seconds from a landing to the completion of the ingestion that covers it, of the oldest landing it covers.
   *
   * @default - maximum over 5 minutes
   */
  public metricFreshnessLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.FRESHNESS_LAG, 'Maximum', options);
  }

  /**
   * Seconds since the oldest landing that is not in its data set yet. While one waits it is told at least every 15
   * minutes, and once more when it is in; silence means that nothing waits.
   *
   * @default - maximum over 5 minutes
   */
  public metricOldestLandingAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.OLDEST_LANDING_AGE, 'Maximum', options);
  }

  /**
   * How long ingestions of ours took, in seconds.
   *
   * @default - average over 5 minutes
   */
  public metricIngestionTime(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.INGESTION_TIME, 'Average', options);
  }

  /**
   * Rows of an ingestion of ours.
   *
   * @default - average over 5 minutes
   */
  public metricRowsIngested(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.ROWS_INGESTED, 'Average', options);
  }

  /**
   * Rows that QuickSight could not take in ingestions of ours that completed.
   *
   * @default - sum over 5 minutes
   */
  public metricRowsDropped(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.ROWS_DROPPED, 'Sum', options);
  }

  /**
   * Ingestions that are left to us in the 24 hours before each look; none when others have used them up.
   *
   * @default - minimum over 5 minutes
   */
  public metricQuotaLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metric(MetricName.QUOTA_LEFT, 'Minimum', options);
  }

  /** @internal */
  protected abstract _dimensions(): Record<string, string>;

  /** @internal */
  protected _metric(
    metricName: MetricName,
    statistic: string,
    options: cloudwatch.MetricOptions = {},
    more: Record<string, string> = {},
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      statistic,
      ...options,
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { ...this._dimensions(), ...more },
    });
  }
}
