import { App, Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { statusOf } from '../../cli/status/status';
import { MINUTE } from '../../lambda/time';
import { type IDataSetRefresh, SpiceDataSet, type SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import { DATA_SET_DIMENSION, dataSetName, type Place } from '../../lib/private/contract';
import { seeded } from '../../sim/seeds/random';
import { type Deployment, deploy } from '../../sim/template/deployment';
import type { AlarmResource, MetricIdentity } from '../../sim/template/resources';
import { Operations } from '../../sim/world/operations';
import { aRow, NOON } from '../support/rows';
import { some } from '../support/some';
import { add, importedRole, loaded, newRefresh, newStack } from '../support/stack';

const OWN: Place = { account: '111122223333', region: 'eu-west-1' };
const PARTITION = { ...OWN, partition: 'aws' };

const arn = ({ account, region }: Place, id = 'sales'): string =>
  `arn:aws:quicksight:${region}:${account}:dataset/${id}`;

const OTHER_REGION: Place = { ...OWN, region: 'us-east-1' };
const OTHER_ACCOUNT: Place = { ...OWN, account: '999988887777' };
const BOTH: Place = { account: '999988887777', region: 'us-east-1' };

/** The same id in two places: what they are known by. */
const PAIRS: readonly (readonly [string, Place, string])[] = [
  ['another region', OTHER_REGION, 'us-east-1/sales'],
  ['another account', OTHER_ACCOUNT, '999988887777/eu-west-1/sales'],
  ['another account and region', BOTH, '999988887777/us-east-1/sales'],
];

describe('the name of a data set', () => {
  test('the name of a data set is its id where account and region are the function’s own', () => {
    expect(dataSetName(arn(OWN, 'a:b=c'), OWN)).toBe('a:b=c');
  });

  test.each(PAIRS)('the name of a data set says where it is in %s', (_, place, name) => {
    expect(dataSetName(arn(place), OWN)).toBe(name);
  });

  test('the name of a data set is different for each account, region and id', () => {
    const accounts = ['111122223333', '999988887777'];
    const regions = ['eu-west-1', 'us-east-1'];
    const arns = accounts.flatMap((account) =>
      regions.flatMap((region) => ['sales', '999988887777', 'us-east-1'].map((id) => arn({ account, region }, id))),
    );
    for (const account of accounts) {
      for (const region of regions) {
        expect(new Set(arns.map((each) => dataSetName(each, { account, region }))).size).toBe(arns.length);
      }
    }
  });
});

/** A refresh with `sales` of its own and of another place, both watched. */
function watchedPair(refresh: SpiceRefresh, place: Place): readonly IDataSetRefresh[] {
  const { account } = place;
  const role = account === OWN.account ? undefined : importedRole(refresh, `arn:aws:iam::${account}:role/quicksight`);
  const own = add(refresh, 'Sales');
  const other = add(refresh, 'OtherSales', {
    dataSet: SpiceDataSet.fromDataSetArn(arn(place)),
    refreshOn: [loaded()],
    accessRole: role,
  });
  const monitoring = new SpiceRefreshMonitoring(Stack.of(refresh), 'Monitoring', { refresh });
  for (const each of [own, other]) {
    monitoring.watch(each, { freshnessObjective: Duration.minutes(20), landsAtLeastEvery: Duration.hours(12) });
  }
  return [own, other];
}

function deployed(stack: Stack, at: Place = OWN): Deployment {
  return deploy((stack.node.root as App).synth().getStackByName(stack.stackName).template, { ...PARTITION, ...at });
}

const metricsOf = ({ metrics }: AlarmResource): MetricIdentity[] => Object.values(metrics);

/** What the alarms of single data sets read. */
const watchedNames = ({ alarms }: Deployment): string[] =>
  [...new Set(alarms.flatMap(metricsOf).flatMap(({ dimensions }) => dimensions[DATA_SET_DIMENSION] ?? []))].sort();

describe.each(PAIRS)('with a data set of the same id in %s', (_, place, name) => {
  test.each([
    ['whose environment is known', OWN],
    ['without an environment', undefined],
  ])('alarms and metrics of a stack %s tell the two apart', (__, env) => {
    const refresh = newRefresh({}, newStack(env));
    watchedPair(refresh, place);
    expect(watchedNames(deployed(Stack.of(refresh)))).toEqual([name, 'sales'].sort());
  });

  test('the function writes what the alarms read, and logs by the same name', async () => {
    const refresh = newRefresh({}, newStack());
    watchedPair(refresh, place);
    const deployment = deployed(Stack.of(refresh));
    const operations = new Operations(deployment, { start: NOON, random: seeded(1) });
    operations.world.putEvent({ source: 'com.example.warehouse', 'detail-type': 'Loaded', detail: { table: 'sales' } });
    await operations.run(NOON + 5 * MINUTE);
    const read = deployment.alarms.flatMap(metricsOf).filter(({ dimensions }) => DATA_SET_DIMENSION in dimensions);
    for (const { namespace, name: metricName, dimensions } of read) {
      expect(operations.data.between({ namespace, name: metricName, dimensions }, 0, Infinity)).not.toEqual([]);
    }
    const logged = new Set(operations.log.flatMap(({ fields }) => (fields.step ? [fields.dataSet] : [])));
    expect(logged).toEqual(new Set(['sales', name]));
  });

  test('status tells data sets of the same id apart', () => {
    const names = [OWN, place].map((each) => {
      const row = aRow({ dataSetArn: arn(each) });
      return statusOf(row, NOON, dataSetName(row.dataSetArn, OWN)).name;
    });
    expect(names).toEqual(['sales', name]);
  });
});

describe('in a stack without an environment', () => {
  test('an ARN that turns out to be of the own region has its id alone', () => {
    const refresh = newRefresh({}, newStack());
    watchedPair(refresh, OTHER_REGION);
    expect(watchedNames(deployed(Stack.of(refresh), OTHER_REGION))).toEqual(['sales']);
  });

  test('nothing is compared at deployment until a metric is asked for', () => {
    const refresh = newRefresh({}, newStack());
    add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSetArn(arn(OTHER_REGION)) });
    expect(Stack.of(refresh).node.children.map(({ node }) => node.id)).toEqual(['SpiceRefresh']);
  });

  test('an alarm of another stack asks for an env, since conditions do not cross stacks', () => {
    const app = new App();
    const refresh = newRefresh({}, new Stack(app, 'Refresh'));
    const sales = add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSetArn(arn(OTHER_REGION)) });
    new Alarm(new Stack(app, 'Alarms'), 'Alarm', {
      metric: sales.metricLandings(),
      threshold: 1,
      evaluationPeriods: 1,
    });
    expect(() => app.synth()).toThrow(
      /name of data set .*us-east-1\/sales depends on .* stack Refresh: give it an env/,
    );
  });

  test('an ARN that only the deployment knows is taken for one of the own account and region', () => {
    const refresh = newRefresh({}, newStack());
    const sales = add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSetArn(Fn.importValue('sales')) });
    const dimension = some(Object.values(sales.metricLandings().dimensions ?? {}))[0];
    expect(Stack.of(refresh).resolve(dimension)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': 'sales' }] }],
    });
  });

  test('pseudo parameters are the own account and region, however they are written', () => {
    const refresh = newRefresh({}, newStack());
    const dataSetArn = `arn:${Aws.PARTITION}:quicksight:${Aws.REGION}:${Aws.ACCOUNT_ID}:dataset/sales`;
    const sales = add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSetArn(dataSetArn) });
    expect(sales.metricLandings().dimensions).toEqual({ [DATA_SET_DIMENSION]: 'sales' });
  });
});
