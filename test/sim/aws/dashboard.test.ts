import { readDashboard } from '../../../sim/aws/cloudwatch/dashboard';
import { runLogQuery } from '../../../sim/aws/cloudwatch/log-query';
import { MetricData } from '../../../sim/aws/cloudwatch/metric-data';
import { seriesOf } from '../../../sim/aws/cloudwatch/series';
import { dashboardBody } from '../../../sim/template/dashboard-body';
import { ENVIRONMENT } from '../../../sim/template/environment';

const MINUTE = 60_000;
const metric = { namespace: 'N', name: 'M', dimensions: { D: 'x' } };

/** One widget as the CDK writes it. */
const widget = (type: string, properties: object): string =>
  JSON.stringify({ widgets: [{ type, x: 8, y: 4, width: 12, height: 6, properties }] });

/** Values by minute. */
function data(values: Readonly<Record<number, number[]>>, of = metric): MetricData {
  const all = new MetricData();
  for (const [at, each] of Object.entries(values)) {
    for (const value of each) {
      all.put(of, Number(at) * MINUTE, value);
    }
  }
  return all;
}

test('a graph has its metrics, each with dimensions, statistic and period', () => {
  const metrics = [
    ['N', 'M', 'D', 'x', 'E', 'y', { stat: 'Sum', period: 900, label: 'so many', color: '#2ca02c' }],
    ['N', 'Other', { period: 60 }],
    [{ expression: 'SEARCH(…)', period: 900 }],
  ];
  const body = widget('metric', { title: 'Graph', metrics, yAxis: { left: { label: 'count' } } });
  expect(readDashboard(body).widgets).toMatchObject([
    {
      type: 'metric',
      x: 8,
      width: 12,
      axis: 'count',
      stacked: false,
      lines: [],
      queries: [
        {
          metric: { namespace: 'N', name: 'M', dimensions: { D: 'x', E: 'y' } },
          statistic: 'Sum',
          period: 900,
          label: 'so many',
          color: '#2ca02c',
        },
        { metric: { name: 'Other', dimensions: {} }, statistic: 'Average', period: 60 },
        { expression: 'SEARCH(…)' },
      ],
    },
  ]);
});

test('a widget of another type is an error', () => {
  expect(() => readDashboard(widget('explorer', {}))).toThrow(/not support dashboard widgets of type explorer/);
});

test('a template without a dashboard is an error', () => {
  expect(() => dashboardBody({ Resources: {} }, ENVIRONMENT)).toThrow(
    'expected one dashboard in the template: there are 0',
  );
});

test('the body of a dashboard has the names and ARNs of its template filled in', () => {
  const DashboardBody = { 'Fn::Join': ['', ['{"alarms":"', { 'Fn::GetAtt': ['Alarm', 'Arn'] }, '"}']] };
  const Resources = {
    Alarm: { Type: 'AWS::CloudWatch::Alarm' },
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody } },
  };
  expect(dashboardBody({ Resources }, ENVIRONMENT)).toBe(
    '{"alarms":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Alarm"}',
  );
});

test.each<[string, number[]]>([
  ['Sum', [5, 7]],
  ['Maximum', [3, 7]],
  ['Minimum', [2, 7]],
  ['Average', [2.5, 7]],
])('a series has the %s of each period, and no point where there is no data', (statistic, [first, third]) => {
  const values = data({ 0: [2], 14: [3], 30: [7], 45: [9] });
  expect(seriesOf({ metric, statistic, period: 900, label: 'L' }, values, 0, 45 * MINUTE)).toEqual([
    {
      label: 'L',
      period: 15 * MINUTE,
      points: [
        { at: 0, value: first },
        { at: 30 * MINUTE, value: third },
      ],
    },
  ]);
});

test('a period begins at a round time, and what was before the beginning does not count', () => {
  const query = { metric, statistic: 'Sum', period: 900 };
  expect(seriesOf(query, data({ 16: [1], 20: [1] }), 18 * MINUTE, 60 * MINUTE)).toMatchObject([
    { points: [{ at: 15 * MINUTE, value: 1 }] },
  ]);
});

test('a search finds the metrics of exactly these dimensions, a series for each', () => {
  const all = data({ 1: [4] });
  all.put({ ...metric, dimensions: { D: 'y' } }, MINUTE, 6);
  all.put({ ...metric, dimensions: { D: 'y', E: 'z' } }, MINUTE, 1);
  all.put({ ...metric, dimensions: {} }, MINUTE, 1);
  all.put({ ...metric, name: 'Other' }, MINUTE, 1);
  const expression = `SEARCH('{N,D} MetricName="M"', 'Maximum', 900)`;
  const found = seriesOf({ expression, statistic: 'Average', period: 900 }, all, 0, 15 * MINUTE);
  expect(found.map(({ label, points }) => [label, points])).toEqual([
    ['x', [{ at: 0, value: 4 }]],
    ['y', [{ at: 0, value: 6 }]],
  ]);
});

test.each<[string, Partial<Parameters<typeof seriesOf>[0]>]>([
  ['statistic', { metric, statistic: 'p99' }],
  ['SEARCH', { expression: 'SEARCH(everything)' }],
])('another %s is an error', (what, changes) => {
  const query = { metric, statistic: 'Sum', period: 900, ...changes };
  const asked =
    'expression' in changes ? { expression: changes.expression as string, statistic: 'Sum', period: 900 } : query;
  expect(() => seriesOf(asked, data({ 1: [1] }), 0, 1)).toThrow(new RegExp(`not support (the )?${what}`));
});

const LOG = [
  { at: 0, fields: { step: 'wait', reason: 'settles' } },
  { at: 1_500, fields: { step: 'start', code: 7 } },
  { at: 2_000, fields: { message: 'no step' } },
];

test('a query of the log filters, sorts and limits', () => {
  const query =
    "SOURCE 'log' | fields @timestamp, step, code\n| filter ispresent(step)\n| sort @timestamp desc\n| limit 1";
  expect(runLogQuery(query, LOG)).toEqual({
    fields: ['@timestamp', 'step', 'code'],
    rows: [['1970-01-01 00:00:01.500', 'start', '7']],
  });
  expect(runLogQuery('fields step | filter ispresent(step)', LOG).rows).toEqual([['wait'], ['start']]);
});

test.each(['stats count(*)', 'filter step = "wait"', 'sort step desc'])('the command %s is an error', (command) => {
  expect(() => runLogQuery(`fields step | ${command}`, LOG)).toThrow(`the simulator does not support ${command}`);
});
