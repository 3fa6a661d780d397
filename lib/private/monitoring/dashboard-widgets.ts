import { Duration } from 'aws-cdk-lib';
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
import { DATA_SET_DIMENSION, DecisionReason, METRICS_NAMESPACE, MetricName } from '../contract';
import { SAVED_QUERIES } from './saved-queries';

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
        freshness(refresh, 'How stale is the stalest data set', THIRD, freshnessObjective),
        graph('Oldest landing that waits, by data set', THIRD, 'seconds', [ageOfEach()]),
        refreshes(refresh, THIRD),
      ),
      new Row(
        graph('Landings', THIRD, 'messages', [refresh.metricLandings({ period: PERIOD, label: 'landings' })]),
        graph('Quota left, of the data set with the least', THIRD, 'ingestions', [
          refresh.metricQuotaLeft({ period: PERIOD, label: 'left', color: Color.PURPLE }),
        ]),
        graph('Rows', THIRD, 'rows', rows(refresh)),
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

/** A row of one data set: how stale, what was tried, what landed, what came in. */
export function watchedWidgets(
  dataSet: IDataSetRefresh,
  subject: string,
  freshnessObjective: Duration | undefined,
): IWidget[] {
  const width = FULL / 4;
  return [
    new Column(
      new TextWidget({
        markdown: `### ${subject}`,
        width: FULL,
        height: 1,
        background: TextWidgetBackground.TRANSPARENT,
      }),
      new Row(
        freshness(dataSet, 'How stale', width, freshnessObjective),
        refreshes(dataSet, width, [
          dataSet.metricQuickSightIngestionErrors({
            period: PERIOD,
            label: "failed, by QuickSight's count",
            color: Color.PINK,
          }),
        ]),
        graph('Landings and quota left', width, 'count', [
          dataSet.metricLandings({ period: PERIOD, label: 'landings' }),
          dataSet.metricQuotaLeft({ period: PERIOD, label: 'quota left', color: Color.PURPLE }),
        ]),
        graph('Rows', width, 'rows', rows(dataSet)),
      ),
    ),
  ];
}

function freshness(of: IRefreshMetrics, title: string, width: number, objective: Duration | undefined): GraphWidget {
  const metrics = [
    of.metricOldestLandingAge({ period: PERIOD, label: 'oldest landing waits', color: Color.ORANGE }),
    of.metricFreshnessLag({ period: PERIOD, label: 'came in after', color: Color.GREEN }),
  ];
  const line: HorizontalAnnotation[] = objective
    ? [{ value: objective.toSeconds(), label: `objective: ${objective.toHumanString()}`, color: Color.RED }]
    : [];
  return graph(title, width, 'seconds', metrics, { leftAnnotations: line });
}

function refreshes(of: IRefreshMetrics, width: number, more: IMetric[] = []): GraphWidget {
  const metrics = [
    of.metricRefreshesStarted({ period: PERIOD, label: 'started', color: Color.GREY }),
    of.metricRefreshesSucceeded({ period: PERIOD, label: 'succeeded', color: Color.GREEN }),
    of.metricRefreshesDeferred({ period: PERIOD, label: 'deferred', color: Color.ORANGE }),
    of.metricRefreshesFailed({ period: PERIOD, label: 'failed', color: Color.RED }),
    ...more,
  ];
  return graph('Refreshes', width, 'count', metrics);
}

const rows = (of: IRefreshMetrics): IMetric[] => [
  of.metricRowsIngested({ period: PERIOD, label: 'ingested' }),
  of.metricRowsDropped({ period: PERIOD, label: 'dropped', color: Color.RED }),
];

/** Whatever data sets there are: CloudWatch looks for them when the dashboard is opened, and shows the first 100. */
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
