import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE, MetricName } from '../contract';

/** What a metric is read by unless the caller says otherwise. */
const STATISTICS: Readonly<Record<MetricName, string>> = {
  [MetricName.LANDINGS]: Stats.SUM,
  [MetricName.REFRESHES_STARTED]: Stats.SUM,
  [MetricName.REFRESHES_SUCCEEDED]: Stats.SUM,
  [MetricName.REFRESHES_FAILED]: Stats.SUM,
  [MetricName.REFRESHES_DEFERRED]: Stats.SUM,
  [MetricName.FRESHNESS_LAG]: Stats.MAXIMUM,
  [MetricName.OLDEST_LANDING_AGE]: Stats.MAXIMUM,
  [MetricName.INGESTION_TIME]: Stats.AVERAGE,
  [MetricName.ROWS_INGESTED]: Stats.AVERAGE,
  [MetricName.ROWS_DROPPED]: Stats.SUM,
  [MetricName.QUOTA_LEFT]: Stats.MINIMUM,
  [MetricName.DECISIONS]: Stats.SUM,
  [MetricName.PROCESSING_ERRORS]: Stats.SUM,
};

/** A metric that the function writes. Namespace, name and dimensions are not the caller's to change. */
export function newMetric(
  metricName: MetricName,
  dimensionsMap: Readonly<Record<string, string>>,
  options: MetricOptions = {},
): Metric {
  return new Metric({
    statistic: STATISTICS[metricName],
    ...options,
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap,
  });
}

/** The name of a metric of all data sets together. One that is not written would have no data: an alarm on it stays off. */
export function totalMetric(metricName: string): MetricName {
  if (metricName === MetricName.DECISIONS) {
    throw new Error(`${metricName} has a metric for each reason: use metricDecisions`);
  }
  const known = Object.values(MetricName).find((name) => name === metricName);
  if (known === undefined) {
    throw new Error(`metricName must be one of ${Object.values(MetricName).join(', ')}: got ${metricName}`);
  }
  return known;
}

/** The name of a metric of one data set. */
export function dataSetMetric(metricName: string): MetricName {
  if (metricName === MetricName.DECISIONS || metricName === MetricName.PROCESSING_ERRORS) {
    throw new Error(`${metricName} is a metric of all data sets together: ask the SpiceRefresh for it`);
  }
  return totalMetric(metricName);
}
