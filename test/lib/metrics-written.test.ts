import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type IDataSetRefresh, SpiceDataSet, type SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import {
  DATA_SET_DIMENSION,
  dataSetName,
  isWritten,
  METRICS_NAMESPACE,
  type MetricName,
  type MetricsWritten,
} from '../../lib/private/contract';
import { add, importedRole, KNOWN, messageOf, newRefresh, newStack, rulesOf, templateOf } from '../support/stack';

/** What the landing messages of each data set say of its metrics, by the data set's name. */
function writtenOf(refresh: SpiceRefresh): Record<string, MetricsWritten | undefined> {
  const entries = rulesOf(templateOf(refresh)).flatMap(({ targets }) =>
    targets.flatMap((target) => messageOf(target).dataSets),
  );
  const { account = '', region = '' } = KNOWN;
  return Object.fromEntries(
    entries.map(({ arn, settings }) => [dataSetName(arn, { account, region }), settings.metrics]),
  );
}

function watch(refresh: SpiceRefresh, ...dataSets: IDataSetRefresh[]): void {
  const monitoring = new SpiceRefreshMonitoring(Stack.of(refresh), 'Monitoring', { refresh });
  for (const dataSet of dataSets) {
    monitoring.watch(dataSet, { freshnessObjective: Duration.hours(1), landsAtLeastEvery: Duration.days(1) });
  }
}

const known = (): SpiceRefresh => newRefresh({}, newStack(KNOWN));

describe('metrics per data set', () => {
  test('metrics per data set are not written by default, and its landing message does not mention them', () => {
    const refresh = known();
    add(refresh);
    new SpiceRefreshMonitoring(Stack.of(refresh), 'Monitoring', { refresh, freshnessObjective: Duration.hours(1) });
    expect(writtenOf(refresh)).toEqual({ sales: undefined });
    expect(JSON.stringify(templateOf(refresh).findResources('AWS::Events::Rule'))).not.toContain('metrics');
  });

  test('metrics per data set are those of alarms and dashboard where it is watched, in whatever order', () => {
    const refresh = known();
    watch(refresh, add(refresh));
    add(refresh, 'Orders');
    expect(writtenOf(refresh)).toEqual({ sales: 'watched', orders: undefined });
  });

  test('metrics per data set are all of them where it asks for that, watched or not', () => {
    const refresh = known();
    watch(refresh, add(refresh, 'Sales', { metrics: true }));
    add(refresh, 'Orders', { metrics: true });
    expect(writtenOf(refresh)).toEqual({ sales: 'all', orders: 'all' });
  });

  test.each<[string, (sales: IDataSetRefresh) => void, MetricsWritten]>([
    ['metricLandings', (sales) => sales.metricLandings(), 'watched'],
    ['metricRowsIngested', (sales) => sales.metricRowsIngested(), 'all'],
  ])('metrics per data set are written once the app reads one: %s', (_, read, expected) => {
    const refresh = known();
    read(add(refresh));
    expect(writtenOf(refresh)).toEqual({ sales: expected });
  });

  test('metrics that QuickSight counts are no reason to write any', () => {
    const refresh = known();
    add(refresh).metricQuickSightIngestions();
    expect(writtenOf(refresh)).toEqual({ sales: undefined });
  });
});

interface AlarmMetric {
  readonly MetricName: MetricName;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** What an alarm reads: one metric, or those of an expression. */
const metricsOf = (
  alarm: AlarmMetric & { readonly Metrics?: { MetricStat?: { Metric: AlarmMetric } }[] },
): AlarmMetric[] => alarm.Metrics?.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : [])) ?? [alarm];

/** Every metric of a single data set that the template's alarms and dashboards read: its name, and the data set's. */
function readIn(refresh: SpiceRefresh): (readonly [MetricName, string])[] {
  const template = templateOf(refresh);
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) =>
    metricsOf(Properties).flatMap(({ MetricName, Dimensions = [] }) =>
      Dimensions.filter(({ Name }) => Name === DATA_SET_DIMENSION).map(({ Value }) => [MetricName, Value] as const),
    ),
  );
  const dashboards = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard')).replaceAll('\\', '');
  const shown = dashboards.matchAll(
    new RegExp(`\\["${METRICS_NAMESPACE}","(\\w+)","${DATA_SET_DIMENSION}","([^"]+)"`, 'g'),
  );
  return [...alarms, ...[...shown].map(([, name, value]) => [name as MetricName, value as string] as const)];
}

describe('what alarms and dashboard of a data set read is written', () => {
  const refresh = known();
  const other = add(refresh, 'Other', {
    dataSet: SpiceDataSet.fromDataSetArn('arn:aws:quicksight:us-east-1:999988887777:dataset/sales'),
    accessRole: importedRole(refresh, 'arn:aws:iam::999988887777:role/quicksight'),
  });
  const sales = add(refresh);
  watch(refresh, sales, other);
  new Alarm(Stack.of(refresh), 'Own', {
    metric: add(refresh, 'Orders').metricRowsDropped(),
    threshold: 1,
    evaluationPeriods: 1,
  });
  const read = readIn(refresh);
  const written = writtenOf(refresh);

  test.each(read)('alarms and dashboard read %s of %s, and it is written', (metric, name) => {
    expect(isWritten(metric, written[name])).toBe(true);
  });

  test('alarms and dashboard read something of each data set', () => {
    expect(new Set(read.map(([, name]) => name))).toEqual(new Set(['sales', '999988887777/us-east-1/sales', 'orders']));
    expect(read.length).toBeGreaterThan(10);
  });

  test('a metric that is not written would be found', () => {
    expect(isWritten('RowsDropped', 'watched')).toBe(false);
    expect(isWritten('Landings', undefined)).toBe(false);
  });
});

test('many data sets of one landing event that are watched in different ways after they were added fit into their templates', () => {
  const refresh = known();
  const dataSets = Array.from({ length: 300 }, (_, at) => add(refresh, `data-set-number-${at}`));
  for (const [at, dataSet] of dataSets.entries()) {
    if (at % 3 === 1) {
      dataSet.metricLandings();
    } else if (at % 3 === 2) {
      dataSet.metricQuotaLeft();
    }
  }
  const written = writtenOf(refresh);
  expect(Object.keys(written)).toHaveLength(300);
  expect(written['data-set-number-299']).toBe('all');
  for (const { targets } of rulesOf(templateOf(refresh))) {
    for (const { InputTransformer } of targets) {
      expect(InputTransformer.InputTemplate.length).toBeLessThanOrEqual(8_192);
    }
  }
});
