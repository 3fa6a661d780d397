import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRefreshMetrics, SpiceDataSet } from '../../lib';
import {
  DATA_SET_DIMENSION,
  DecisionReason,
  METRICS_NAMESPACE,
  MetricName,
  REASON_DIMENSION,
  TOTAL_DIMENSION,
} from '../../lib/private/contract';
import { add, KNOWN, newRefresh, newStack } from '../support/stack';

type MetricMethod = (options?: MetricOptions) => Metric;

const stack = newStack(KNOWN);
const refresh = newRefresh({}, stack);
const sales = add(refresh);

const IN_TOTAL_ONLY: readonly string[] = [MetricName.DECISIONS, MetricName.PROCESSING_ERRORS];
function methodOf(of: IRefreshMetrics, name: string): MetricMethod {
  const method = (of as unknown as Record<string, MetricMethod>)[`metric${name}`];
  expect(method).toBeDefined();
  return (method as MetricMethod).bind(of);
}

describe.each(Object.values(MetricName).filter((name) => !IN_TOTAL_ONLY.includes(name)))('metric%s', (name) => {
  test.each([
    ['of a data set', sales, { [DATA_SET_DIMENSION]: 'sales' }],
    ['in total', refresh, { [TOTAL_DIMENSION]: refresh.refreshFunction.functionName }],
  ])('%s is the metric that the function writes, whatever the caller says', (_, of, dimensions) => {
    const metric = methodOf(of, name)({ dimensionsMap: { Other: 'x' } });
    expect(metric).toMatchObject({ namespace: METRICS_NAMESPACE, metricName: name, dimensions });
  });

  test('a metric method has a period and a statistic that the caller can change', () => {
    const given = methodOf(sales, name)({ period: Duration.hours(1), statistic: 'p90', label: 'L' });
    expect(given).toMatchObject({ statistic: 'p90', label: 'L' });
    expect(given.period.toHours()).toBe(1);
    expect(methodOf(sales, name)().period.toMinutes()).toBe(5);
  });
});

test.each([
  ['RefreshesFailed', 'Sum'],
  ['FreshnessLag', 'Maximum'],
  ['OldestLandingAge', 'Maximum'],
  ['QuotaLeft', 'Minimum'],
  ['IngestionTime', 'Average'],
  ['RowsIngested', 'Average'],
  ['RowsDropped', 'Sum'],
])('the metric %s has the statistic %s by default', (name, statistic) => {
  expect(methodOf(sales, name)().statistic).toBe(statistic);
});

test('decisions are counted in total, by reason', () => {
  expect(refresh.metricDecisions(DecisionReason.PACED)).toMatchObject({
    metricName: MetricName.DECISIONS,
    dimensions: { [TOTAL_DIMENSION]: refresh.refreshFunction.functionName, [REASON_DIMENSION]: 'Paced' },
  });
});

test('processing errors are counted in total', () => {
  expect(refresh.metricProcessingErrors()).toMatchObject({
    metricName: MetricName.PROCESSING_ERRORS,
    statistic: 'Sum',
  });
});

test.each([
  ['Ingestions', 'IngestionInvocationCount', 'Sum'],
  ['IngestionErrors', 'IngestionErrorCount', 'Sum'],
  ['IngestionLatency', 'IngestionLatency', 'Average'],
  ['IngestionRows', 'IngestionRowCount', 'Sum'],
])("QuickSight's own %s is %s, under its own dimension", (method, metricName, statistic) => {
  const metric = methodOf(sales, `QuickSight${method}`)({ dimensionsMap: { Other: 'x' } });
  expect(metric).toMatchObject({
    namespace: 'AWS/QuickSight',
    metricName,
    statistic,
    dimensions: { DatasetId: 'sales' },
  });
  expect(metric.region).toBeUndefined();
});

test("QuickSight's own metrics are where the data set is", () => {
  const dataSet = SpiceDataSet.fromDataSetArn('arn:aws:quicksight:us-east-1:111122223333:dataset/orders');
  expect(add(refresh, 'Orders', { dataSet }).metricQuickSightIngestions().region).toBe('us-east-1');
});

test('the design lists every reason', () => {
  const design = readFileSync(join(__dirname, '..', '..', 'docs', 'design.md'), 'utf8');
  expect(Object.values(DecisionReason).filter((reason) => !design.includes(`\`${reason}\``))).toEqual([]);
});
