import { type Duration, type IResolvable, Lazy } from 'aws-cdk-lib';
import { type CfnAlarm, type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { SpiceRefresh } from '../../spice-refresh';
import type { SendingRule } from '../landing/queue-policy';

/**
 * As many metrics one alarm may read, and each is paid for.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
 */
const METRICS_PER_ALARM = 10;

/** A rule that has nothing to report sends nothing. */
const EXPRESSION = 'SUM(FILL(METRICS(), 0))';

const NAMESPACE = 'AWS/Events';
const METRIC_NAME = 'FailedInvocations';

/**
 * How often a rule could not deliver an event. EventBridge sends it only where it is not zero.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function failedInvocations(refresh: SpiceRefresh, period: Duration): IMetric {
  const usingMetrics = Object.fromEntries(
    watched(refresh).map((rule, at) => [
      idOf(at),
      new Metric({
        namespace: NAMESPACE,
        metricName: METRIC_NAME,
        dimensionsMap: dimensionsOf(rule),
        statistic: Stats.SUM,
        period,
      }),
    ]),
  );
  return new MathExpression({ expression: EXPRESSION, usingMetrics, period });
}

/** The same of all rules that there are when the template is written: most are added after the alarm. */
export function failedInvocationsOfAll(refresh: SpiceRefresh, period: Duration): IResolvable {
  return Lazy.any({
    produce: (): CfnAlarm.MetricDataQueryProperty[] => [
      { id: 'failed', expression: EXPRESSION, period: period.toSeconds(), returnData: true },
      ...watched(refresh).map((rule, at) => ({
        id: idOf(at),
        metricStat: {
          metric: {
            namespace: NAMESPACE,
            metricName: METRIC_NAME,
            dimensions: Object.entries(dimensionsOf(rule)).map(([name, value]) => ({ name, value })),
          },
          period: period.toSeconds(),
          stat: Stats.SUM,
        },
        returnData: false,
      })),
    ],
  });
}

/** The rule for the sweep is the first: it sends once an hour, to the same queues. */
function watched(refresh: SpiceRefresh): readonly SendingRule[] {
  return refresh._rules.slice(0, METRICS_PER_ALARM);
}

const idOf = (at: number): string => `rule${at}`;

function dimensionsOf({ name, bus }: SendingRule): Record<string, string> {
  return { ...(bus !== undefined && { EventBusName: bus }), RuleName: name };
}
