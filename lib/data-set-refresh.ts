import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { IRefreshEvents } from './refresh-events';
import type { IRefreshMetrics } from './refresh-metrics';

/**
 * One data set, and how it is refreshed: what becomes of its refreshes, as events and as metrics. Made by
 * `SpiceRefresh.addDataSet`.
 *
 * @example
 * declare const sales: IDataSetRefresh;
 * declare const topic: sns.Topic;
 *
 * sales.onFailed('TellUs', { target: new targets.SnsTopic(topic) });
 */
export interface IDataSetRefresh extends IConstruct, IRefreshMetrics, IRefreshEvents {
  /** The data set's ARN. */
  readonly dataSetArn: string;

  /** The data set's id. */
  readonly dataSetId: string;

  /**
   * Ingestions of the data set that QuickSight counts, whether or not the function started them.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  metricQuickSightIngestions(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Failed ingestions of the data set that QuickSight counts, whether or not the function started them.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  metricQuickSightIngestionErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long ingestions of the data set took by QuickSight's count, in seconds.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  metricQuickSightIngestionLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Rows that QuickSight counts as ingested, whether or not the function started the ingestion.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  metricQuickSightIngestionRows(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Allows a grantee to refresh this data set, such as a pipeline that does it by itself: `CreateIngestion` and
   * `DescribeIngestion`, on the same condition as the function. Its ingestions count against the same quota.
   *
   * @param grantee principal that may refresh, such as the role of a pipeline
   * @throws if the data set is another account's, whose permissions are not this app's to give
   */
  grantRefresh(grantee: iam.IGrantable): iam.Grant;
}
