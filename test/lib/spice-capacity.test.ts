import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmsOf, monitored } from '../support/monitored';
import { some } from '../support/some';
import { deployed } from '../support/stack';

const MONITORING = readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring.md'), 'utf8');
const headings = [...MONITORING.matchAll(/^##+ (.+)$/gm)].map(([, title]) =>
  (title as string).toLowerCase().replace(/ /g, '-'),
);

const graphs = ({ template }: ReturnType<typeof monitored>) => {
  const [{ Properties }] = some(Object.values(template().findResources('AWS::CloudWatch::Dashboard')));
  const { widgets } = JSON.parse(deployed<string>(template(), Properties.DashboardBody));
  return (widgets as { properties: { title?: string; metrics: unknown[][] } }[]).filter(({ properties }) =>
    properties.title?.startsWith('SPICE capacity'),
  );
};

describe('spiceCapacity', () => {
  test('spiceCapacity is not watched by default', () => {
    expect(graphs(monitored())).toEqual([]);
    expect(alarmsOf(monitored().template())).not.toHaveProperty('SpiceCapacity');
  });

  test('spiceCapacity is a graph of usage and limit in the region of the stack', () => {
    const [graph, ...more] = graphs(monitored({ spiceCapacity: {} }));
    expect(more).toEqual([]);
    expect(graph?.properties.metrics.map((metric) => metric.slice(0, 2))).toEqual([
      ['AWS/QuickSight', 'SPICECapacityConsumedInMB'],
      ['AWS/QuickSight', 'SPICECapacityLimitInMB'],
    ]);
    expect(alarmsOf(monitored({ spiceCapacity: {} }).template())).not.toHaveProperty('SpiceCapacity');
  });

  test('spiceCapacity has a graph for each of the regions', () => {
    const found = graphs(monitored({ spiceCapacity: { regions: ['eu-west-1', 'us-east-1'] } }));
    expect(found.map(({ properties }) => properties.title)).toEqual([
      'SPICE capacity, eu-west-1',
      'SPICE capacity, us-east-1',
    ]);
    expect(JSON.stringify(found[1])).toContain('"region":"us-east-1"');
  });

  // both refresh "when an update of 1 MB or more in consumed or purchased capacity is made":
  // https://docs.aws.amazon.com/quicksight/latest/user/aggregate-spice-metrics
  test('spiceCapacity has an alarm on the part that is used, which keeps its state while QuickSight sends nothing', () => {
    const { SpiceCapacity } = alarmsOf(monitored({ spiceCapacity: { alarmAbovePercent: 85 } }).template());
    expect(SpiceCapacity).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 85,
      TreatMissingData: 'ignore',
      AlarmDescription: expect.stringContaining('More than 85 % of SPICE is used'),
    });
    const [expression, ...metrics] = SpiceCapacity.Metrics;
    expect(expression).toMatchObject({ Expression: '100 * used / limit' });
    expect(metrics).toEqual(
      [
        ['used', 'SPICECapacityConsumedInMB'],
        ['limit', 'SPICECapacityLimitInMB'],
      ].map(([Id, MetricName]) => ({
        Id,
        MetricStat: { Metric: { Namespace: 'AWS/QuickSight', MetricName }, Period: 3_600, Stat: 'Maximum' },
        ReturnData: false,
      })),
    );
  });

  test.each([0, 100, -1, 850, Number.NaN])('alarmAbovePercent cannot be %s', (alarmAbovePercent) => {
    expect(() => monitored({ spiceCapacity: { alarmAbovePercent } })).toThrow(
      `alarmAbovePercent must be above 0 and below 100, such as 85: got ${alarmAbovePercent}`,
    );
  });
});

describe('fewerRowsThanUsual', () => {
  test('fewerRowsThanUsual is an alarm on the lower edge of the band that CloudWatch expects', () => {
    const { monitoring, sales, template } = monitored();
    monitoring.watch(sales, { fewerRowsThanUsual: 3 });
    const alarm = alarmsOf(template()).DataSetsSalesFewerRowsThanUsual;
    expect(alarm).toMatchObject({
      ComparisonOperator: 'LessThanLowerThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [expect.anything()],
    });
    expect(JSON.stringify(alarm.Metrics)).toMatch(/ANOMALY_DETECTION_BAND\(\w+, 3\)/);
    expect(JSON.stringify(alarm.Metrics)).toContain('"MetricName":"RowsIngested"');
    const [, section] = /docs\/monitoring\.md#(\S+)$/.exec(alarm.AlarmDescription) ?? [];
    expect(headings).toContain(section);
  });

  test.each([0, -1, Number.NaN])('fewerRowsThanUsual cannot be %s', (fewerRowsThanUsual) => {
    const { monitoring, sales } = monitored();
    expect(() => monitoring.watch(sales, { fewerRowsThanUsual })).toThrow(
      `fewerRowsThanUsual must be a number of standard deviations above 0, such as 3: got ${fewerRowsThanUsual}`,
    );
  });
});
