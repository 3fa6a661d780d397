import { type Duration, type IResolvable, Lazy } from 'aws-cdk-lib';
import { type CfnAlarm, type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { SpiceRefresh } from '../../spice-refresh';

/**
 * As many metrics one alarm may read, and each is paid for.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
 */
const METRICS_PER_ALARM = 10;

/** A rule that has nothing to report sends nothing. */
const EXPRESSION = 'SUM(FILL(METRICS(), 0))';

/**
 * How often a rule could not deliver an event. EventBridge sends it only where it is not zero.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function failedInvocations(refresh: SpiceRefresh, period: Duration): IMetric {
  return new MathExpression({ expression: EXPRESSION, usingMetrics: metricsOf(refresh, period), period });
}

/** The same of all rules that there are when the template is written: most are added after the alarm. */
export function failedInvocationsOfAll(refresh: SpiceRefresh, period: Duration): IResolvable {
  return Lazy.any({
    produce: (): CfnAlarm.MetricDataQueryProperty[] => [
      { id: 'failed', expression: EXPRESSION, period: period.toSeconds(), returnData: true },
      ...Object.entries(metricsOf(refresh, period)).map(([id, { namespace, metricName, ...metric }]) => ({
        id,
        metricStat: {
          metric: { namespace, metricName, dimensions: dimensionsOf(metric) },
          period: period.toSeconds(),
          stat: Stats.SUM,
        },
        returnData: false,
      })),
    ],
  });
}

/** By id in the expression. The rule for the sweep is the first: it sends once an hour, to the same queues. */
function metricsOf(refresh: SpiceRefresh, period: Duration): Record<string, Metric> {
  const watched = refresh._rules.slice(0, METRICS_PER_ALARM);
  return Object.fromEntries(
    watched.map(({ name, bus }, at) => [
      `rule${at}`,
      new Metric({
        namespace: 'AWS/Events',
        metricName: 'FailedInvocations',
        dimensionsMap: { ...(bus !== undefined && { EventBusName: bus }), RuleName: name },
        statistic: Stats.SUM,
        period,
      }),
    ]),
  );
}

const dimensionsOf = ({ dimensions = {} }: Pick<Metric, 'dimensions'>): CfnAlarm.DimensionProperty[] =>
  Object.entries(dimensions).map(([name, value]) => ({ name, value: String(value) }));
