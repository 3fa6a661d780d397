import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { IRefreshEvents } from '../refresh-events';
import type { IRefreshMetrics } from '../refresh-metrics';
import { MetricName, OutcomeDetailType } from './contract';

/**
 * The metrics and outcome events of what apps see by an interface alone. `SpiceRefresh` itself writes them out: jsii has no
 * documentation of members that a public class inherits from a hidden one.
 */
export abstract class Observed extends Construct implements IRefreshMetrics, IRefreshEvents {
  public abstract metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** A rule for these outcome events, or for every one. */
  protected abstract onOutcome(
    id: string,
    options: events.OnEventOptions,
    ...detailType: OutcomeDetailType[]
  ): events.Rule;

  public onStarted(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.STARTED);
  }

  public onSucceeded(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.SUCCEEDED);
  }

  public onFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.FAILED);
  }

  public onDeferred(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.DEFERRED);
  }

  public onEvent(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, options);
  }

  public metricLandings(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.LANDINGS, options);
  }

  public metricRefreshesStarted(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_STARTED, options);
  }

  public metricRefreshesSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_SUCCEEDED, options);
  }

  public metricRefreshesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_FAILED, options);
  }

  public metricRefreshesDeferred(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_DEFERRED, options);
  }

  public metricFreshnessLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.FRESHNESS_LAG, options);
  }

  public metricOldestLandingAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.OLDEST_LANDING_AGE, options);
  }

  public metricIngestionTime(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.INGESTION_TIME, options);
  }

  public metricRowsIngested(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.ROWS_INGESTED, options);
  }

  public metricRowsDropped(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.ROWS_DROPPED, options);
  }

  public metricQuotaLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.QUOTA_LEFT, options);
  }
}
