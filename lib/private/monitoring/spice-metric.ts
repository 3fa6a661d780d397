import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * QuickSight's own, of all of an account's SPICE in a region.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/aggregate-spice-metrics
 */
export function spiceMetric(
  metricName: 'SPICECapacityConsumedInMB' | 'SPICECapacityLimitInMB',
  options: MetricOptions,
): Metric {
  return new Metric({ statistic: Stats.MAXIMUM, ...options, namespace: 'AWS/QuickSight', metricName });
}
