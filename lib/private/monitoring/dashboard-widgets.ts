import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Color,
  Column,
  GraphWidget,
  type GraphWidgetProps,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Row,
  Stats,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IDataSetRefresh } from '../../data-set-refresh';
import type { IRefreshMetrics } from '../../refresh-metrics';
import type { ISpiceRefresh } from '../../spice-refresh-reference';
import { accountOf } from '../arn';
import { DATA_SET_DIMENSION, DecisionReason, METRICS_NAMESPACE, MetricName } from '../contract';
import { SAVED_QUERIES } from './saved-queries';
import { spiceMetric } from './spice-metric';

const FULL = 24;
const THIRD = 8;
const HALF = 12;
const HEIGHT = 6;
const PERIOD = Duration.minutes(15);

/** From the question that is asked first to the one that is asked last: is something wrong, how stale, why. */
export function overviewWidgets(
  refresh: ISpiceRefresh,
  alarms: Alarm[],
  freshnessObjective: Duration | undefined,
): IWidget[] {
  const { queue, deadLetterQueue, undeliveredQueue, refreshFunction } = refresh;
  const depth = { period: PERIOD, statistic: Stats.MAXIMUM };
  return [
    new Column(
      // filled in at synthesis: alarms of watched data sets come later
      new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL, height: 4 }),
      new Row(
        staleness(
          'How stale is the stalest data set',
          THIRD,
          [
            age(refresh, 'oldest landing waits'),
            refresh.metricFreshnessLag({ period: PERIOD, label: 'came in after', color: Color.GREEN }),
          ],
          freshnessObjective,
        ),
        graph('Oldest landing that waits, by watched data set', THIRD, 'seconds', [ageOfEach()]),
        graph('Refreshes', THIRD, 'count', [
          refresh.metricRefreshesStarted({ period: PERIOD, label: 'started', color: Color.GREY }),
          refresh.metricRefreshesSucceeded({ period: PERIOD, label: 'succeeded', color: Color.GREEN }),
          refresh.metricRefreshesDeferred({ period: PERIOD, label: 'deferred', color: Color.ORANGE }),
          refresh.metricRefreshesFailed({ period: PERIOD, label: 'failed', color: Color.RED }),
        ]),
      ),
      new Row(
        graph('Landings', THIRD, 'messages', [refresh.metricLandings({ period: PERIOD, label: 'landings' })]),
        graph('Quota left, of the data set with the least', THIRD, 'ingestions', [
          refresh.metricQuotaLeft({ period: PERIOD, label: 'left', color: Color.PURPLE }),
        ]),
        graph('Rows', THIRD, 'rows', [
          refresh.metricRowsIngested({ period: PERIOD, label: 'ingested', statistic: Stats.SUM }),
          refresh.metricRowsDropped({ period: PERIOD, label: 'dropped', color: Color.RED }),
        ]),
      ),
      new Row(
        graph(
          'Decisions by reason',
          HALF,
          'decisions',
          Object.values(DecisionReason).map((reason) =>
            refresh.metricDecisions(reason, { period: PERIOD, label: reason }),
          ),
          { stacked: true },
        ),
        latestDecisions(refresh),
      ),
      new Row(
        graph('Queues', THIRD, 'messages', [
          queue.metricApproximateNumberOfMessagesVisible({ ...depth, label: 'queue' }),
          deadLetterQueue.metricApproximateNumberOfMessagesVisible({
            ...depth,
            label: 'dead-letter',
            color: Color.RED,
          }),
          undeliveredQueue.metricApproximateNumberOfMessagesVisible({
            ...depth,
            label: 'undelivered',
            color: Color.BROWN,
          }),
        ]),
        graph('Function', THIRD, 'invocations', [
          refreshFunction.metricInvocations({ period: PERIOD, label: 'invocations' }),
          refreshFunction.metricErrors({ period: PERIOD, label: 'errors', color: Color.RED }),
          refreshFunction.metricThrottles({ period: PERIOD, label: 'throttles', color: Color.ORANGE }),
          refresh.metricProcessingErrors({ period: PERIOD, label: 'problems', color: Color.BROWN }),
        ]),
        graph('Ingestion time', THIRD, 'seconds', [
          refresh.metricIngestionTime({ period: PERIOD, label: 'average' }),
          refresh.metricIngestionTime({ period: PERIOD, label: 'longest', statistic: Stats.MAXIMUM }),
        ]),
      ),
    ),
  ];
}

/**
 * A row of one data set: how stale, what was tried, what landed, what came in. What QuickSight counts by itself is read
 * there, at no cost.
 */
export function watchedWidgets(
  dataSet: IDataSetRefresh,
  subject: string,
  freshnessObjective: Duration | undefined,
): IWidget[] {
  const width = FULL / 4;
  // QuickSight counts in the account of the data set
  const isForeign = (accountOf(dataSet.dataSetArn) ?? Stack.of(dataSet).account) !== Stack.of(dataSet).account;
  const succeeded = { period: PERIOD, label: 'succeeded', color: Color.GREEN };
  const ingested = { period: PERIOD, label: 'ingested', statistic: Stats.SUM };
  return [
    new Column(
      new TextWidget({
        markdown: `### ${subject}`,
        width: FULL,
        height: 1,
        background: TextWidgetBackground.TRANSPARENT,
      }),
      new Row(
        // with a completion it is written once more: late data shows even if no reconcile saw it wait
        staleness('How stale', width, [age(dataSet, 'age of the oldest landing')], freshnessObjective),
        graph('Refreshes', width, 'count', [
          ...(isForeign
            ? [dataSet.metricRefreshesSucceeded(succeeded)]
            : [
                dataSet.metricQuickSightIngestions({ ...succeeded, label: 'ingestions' }),
                dataSet.metricQuickSightIngestionErrors({
                  period: PERIOD,
                  label: "failed, by QuickSight's count",
                  color: Color.PINK,
                }),
              ]),
          dataSet.metricRefreshesDeferred({ period: PERIOD, label: 'deferred', color: Color.ORANGE }),
          dataSet.metricRefreshesFailed({ period: PERIOD, label: 'failed', color: Color.RED }),
        ]),
        graph('Landings', width, 'messages', [dataSet.metricLandings({ period: PERIOD, label: 'landings' })]),
        graph('Rows', width, 'rows', [
          isForeign ? dataSet.metricRowsIngested(ingested) : dataSet.metricQuickSightIngestionRows(ingested),
        ]),
      ),
    ),
  ];
}

function staleness(title: string, width: number, metrics: IMetric[], objective: Duration | undefined): GraphWidget {
  const line: HorizontalAnnotation[] = objective
    ? [{ value: objective.toSeconds(), label: `objective: ${objective.toHumanString()}`, color: Color.RED }]
    : [];
  return graph(title, width, 'seconds', metrics, { leftAnnotations: line });
}

const age = (of: IRefreshMetrics, label: string): IMetric =>
  of.metricOldestLandingAge({ period: PERIOD, label, color: Color.ORANGE });

/** Whatever watched data sets there are: CloudWatch looks for them when the dashboard is opened, and shows the first 100. */
function ageOfEach(): IMetric {
  const search = `{${METRICS_NAMESPACE},${DATA_SET_DIMENSION}} MetricName="${MetricName.OLDEST_LANDING_AGE}"`;
  return new MathExpression({
    expression: `SEARCH('${search}', 'Maximum', ${PERIOD.toSeconds()})`,
    usingMetrics: {},
    label: '',
    period: PERIOD,
  });
}

/** Where the saved query of the same question is asked all the time. */
function latestDecisions(refresh: ISpiceRefresh): LogQueryWidget {
  return new LogQueryWidget({
    title: 'Why is it waiting',
    logGroupNames: [refresh.logGroup.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: linesOf('WhyIsItWaiting'),
    width: HALF,
    height: HEIGHT,
  });
}

function linesOf(query: string): string[] {
  const { fields = [], filterStatements = [], sort } = SAVED_QUERIES[query]?.query ?? {};
  return [
    `fields ${fields.join(', ')}`,
    ...filterStatements.map((statement) => `filter ${statement}`),
    `sort ${sort}`,
    'limit 100',
  ];
}

function graph(
  title: string,
  width: number,
  label: string,
  left: IMetric[],
  more: Partial<GraphWidgetProps> = {},
): GraphWidget {
  return new GraphWidget({
    title,
    width,
    height: HEIGHT,
    left,
    leftYAxis: { min: 0, label, showUnits: false },
    ...more,
  });
}

/** SPICE is one pool for a region: a graph for each. */
export function spiceCapacityWidgets(regions: readonly string[]): IWidget[] {
  return regions.map((region) =>
    graph(`SPICE capacity, ${region}`, THIRD, 'MB', [
      spiceMetric('SPICECapacityConsumedInMB', { period: PERIOD, label: 'used', region }),
      spiceMetric('SPICECapacityLimitInMB', { period: PERIOD, label: 'limit', color: Color.RED, region }),
    ]),
  );
}
