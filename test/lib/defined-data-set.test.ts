import { App, Aspects, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnDataSet, type CfnDataSetProps } from 'aws-cdk-lib/aws-quicksight';
import {
  DataSetAccess,
  DataSetAccessRole,
  type DataSetRefreshOptions,
  Ingestion,
  SpiceDataSet,
  SpiceRefreshMonitoring,
} from '../../lib';
import { some } from '../support/some';
import { add, importedRole, KNOWN, messagesOf, newRefresh, newStack, templateOf } from '../support/stack';

const OWNER = '444455556666';
const LOOK_BACK = {
  refreshConfiguration: {
    incrementalRefresh: { lookbackWindow: { columnName: 'day', size: 1, sizeUnit: 'DAY' } },
  },
};

/** Synthesizes a refresh of a data set that is defined in its stack; `later` changes it after addDataSet. */
function synthesizing(
  props: CfnDataSetProps = {},
  options: Partial<DataSetRefreshOptions> = {},
  later: (dataSet: CfnDataSet) => void = () => {},
): () => unknown {
  const stack = newStack();
  const refresh = newRefresh({}, stack);
  const dataSet = new CfnDataSet(stack, 'Orders', { dataSetId: 'orders', importMode: 'SPICE', ...props });
  add(refresh, 'Orders', { dataSet: SpiceDataSet.fromDataSet(dataSet), ...options });
  later(dataSet);
  return () => templateOf(refresh).toJSON();
}

describe('a data set without SPICE', () => {
  const message = 'data set Dashboards/Orders has the importMode DIRECT_QUERY, so there is nothing to refresh';

  test('a data set without SPICE fails at synthesis', () => {
    expect(synthesizing({ importMode: 'DIRECT_QUERY' })).toThrow(message);
  });

  test.each<[how: string, later: (dataSet: CfnDataSet) => void]>([
    ['a property', (dataSet) => Object.assign(dataSet, { importMode: 'DIRECT_QUERY' })],
    ['an override', (dataSet) => dataSet.addPropertyOverride('ImportMode', 'DIRECT_QUERY')],
    [
      'an aspect',
      (dataSet) =>
        Aspects.of(dataSet).add({ visit: (node) => Object.assign(node as CfnDataSet, { importMode: 'DIRECT_QUERY' }) }),
    ],
  ])('a data set without SPICE fails at synthesis when %s says so later', (_, later) => {
    expect(synthesizing({}, {}, later)).toThrow(message);
  });

  test.each([undefined, 'SPICE'])('a data set is not one without SPICE when its importMode is %s', (importMode) => {
    expect(synthesizing({ importMode })).not.toThrow();
  });
});

describe('an incremental refresh', () => {
  const options = { ingestion: Ingestion.incremental() };

  test.each<[what: string, dataSetRefreshProperties: CfnDataSetProps['dataSetRefreshProperties']]>([
    ['no refresh properties', undefined],
    ['refresh properties without a configuration', {}],
  ])('an incremental refresh fails at synthesis with %s', (_, dataSetRefreshProperties) => {
    expect(synthesizing({ dataSetRefreshProperties }, options)).toThrow(
      'data set Dashboards/Orders has no look-back window, without which QuickSight refuses an incremental refresh: set ' +
        'incrementalRefresh in the refreshConfiguration of its dataSetRefreshProperties, or take Ingestion.full()',
    );
  });

  test('an incremental refresh is taken with a look-back window, even when it is set later', () => {
    expect(synthesizing({ dataSetRefreshProperties: LOOK_BACK }, options)).not.toThrow();
    const later = (dataSet: CfnDataSet) => Object.assign(dataSet, { dataSetRefreshProperties: LOOK_BACK });
    expect(synthesizing({}, options, later)).not.toThrow();
  });
});

describe('a tag that says something else', () => {
  const message =
    'data set Dashboards/Orders has the tag spice-refresh=denied, so that its refreshes would be denied: let it have ' +
    'spice-refresh=allowed (a tag of Tags.of beats the one that is set here), or pass the access that its tags allow';

  test('a tag that says something else fails at synthesis, and is not written over', () => {
    expect(synthesizing({ tags: [{ key: 'spice-refresh', value: 'denied' }] })).toThrow(message);
  });

  test('a tag that says something else fails at synthesis when Tags.of the app says it', () => {
    expect(synthesizing({}, {}, ({ node }) => Tags.of(node.root).add('spice-refresh', 'denied'))).toThrow(message);
  });

  test('a tag that says something else fails at synthesis when the tag is removed', () => {
    expect(synthesizing({}, {}, ({ node }) => Tags.of(node.root).remove('spice-refresh'))).toThrow(
      'data set Dashboards/Orders has no tag spice-refresh, so that its refreshes would be denied',
    );
  });

  test('a tag that says something else fails at synthesis beside a DataSetAccessRole', () => {
    const owner = newStack();
    const tags = [{ key: 'spice-refresh', value: 'denied' }];
    new DataSetAccessRole(owner, 'Access', {
      refreshRole: Role.fromRoleArn(owner, 'RefreshRole', `arn:aws:iam::${OWNER}:role/refresh`),
      externalId: 'finance',
      dataSets: [SpiceDataSet.fromDataSet(new CfnDataSet(owner, 'Orders', { dataSetId: 'orders', tags }))],
    });
    expect(() => Template.fromStack(owner)).toThrow(message);
  });

  test('a tag is accepted where it is the one that is asked for, or none is', () => {
    const tags = [{ key: 'spice-refresh', value: 'denied' }];
    expect(synthesizing({ tags }, { access: DataSetAccess.arnOnly() })).not.toThrow();
    expect(synthesizing({ tags }, { access: DataSetAccess.arnAndTag('spice-refresh', 'denied') })).not.toThrow();
  });
});

describe('a data set of another account', () => {
  function twoAccounts(dataSetId?: string) {
    const app = new App();
    const owner = new Stack(app, 'Finance', { env: { ...KNOWN, account: OWNER } });
    const refresh = newRefresh({}, new Stack(app, 'Dashboards', { env: KNOWN }));
    const dataSet = SpiceDataSet.fromDataSet(new CfnDataSet(owner, 'Orders', { dataSetId }));
    return { refresh, dataSet };
  }

  test('a data set of another account fails without its accessRole', () => {
    const { refresh, dataSet } = twoAccounts('orders');
    expect(() => add(refresh, 'Orders', { dataSet })).toThrow(
      'a data set of another account needs the accessRole of its owner',
    );
  });

  test('a data set of another account is known by its id with its accessRole', () => {
    const { refresh, dataSet } = twoAccounts('orders');
    const accessRole = importedRole(refresh, `arn:aws:iam::${OWNER}:role/access`);
    add(refresh, 'Orders', { dataSet, accessRole });
    expect(some(messagesOf(templateOf(refresh)))[0].dataSets[0].arn).toBe(
      `arn:aws:quicksight:${KNOWN.region}:${OWNER}:dataset/orders`,
    );
  });

  test('a data set of another account fails without an id', () => {
    const { refresh, dataSet } = twoAccounts();
    expect(() => add(refresh, 'Orders', { dataSet })).toThrow(
      'the dataSetId of Finance/Orders must be known at synthesis, because the stack Dashboards has another account or region',
    );
  });
});

describe('one data set', () => {
  test.each([
    ['by construct, then by id', 0],
    ['by id, then by construct', 1],
  ])('a data set that is given twice fails: %s', (_, first) => {
    const refresh = newRefresh({}, newStack());
    const construct = new CfnDataSet(Stack.of(refresh), 'Orders', { dataSetId: 'orders' });
    const both = [SpiceDataSet.fromDataSet(construct), SpiceDataSet.fromDataSetId('orders')];
    add(refresh, 'One', { dataSet: both[first] });
    expect(() => add(refresh, 'Two', { dataSet: both[1 - first] })).toThrow(
      'data set Two is the same as One: give all its landing events to one addDataSet',
    );
  });

  const warnings = (stack: Stack) =>
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('refreshedTwice'));

  test.each<[how: string, make: (stack: Stack) => SpiceDataSet]>([
    ['id', () => SpiceDataSet.fromDataSetId('orders')],
    ['ARN', () => SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:eu-west-1:${KNOWN.account}:dataset/orders`)],
    [
      'construct',
      (stack) =>
        SpiceDataSet.fromDataSet(
          (stack.node.tryFindChild('Orders') as CfnDataSet) ?? new CfnDataSet(stack, 'Orders', { dataSetId: 'orders' }),
        ),
    ],
  ])('two SpiceRefresh of an app with the same data set cause a warning: by its %s', (_, make) => {
    const app = new App();
    const data = new Stack(app, 'Data');
    const refreshes = ['One', 'Two'].map((id) => newRefresh({}, new Stack(app, id)));
    for (const refresh of refreshes) {
      add(refresh, 'Orders', { dataSet: make(data) });
    }
    const [one, two] = refreshes.map((refresh) => warnings(Stack.of(refresh)));
    expect(one).toEqual([]);
    expect(two).toHaveLength(1);
    expect(String(two?.[0]?.entry.data)).toContain('data set Orders is refreshed by One/SpiceRefresh as well');
  });

  test('a data set id in two SpiceRefresh of different accounts is two data sets', () => {
    const app = new App();
    const refreshes = [KNOWN, { ...KNOWN, account: OWNER }].map((env, at) =>
      newRefresh({}, new Stack(app, `Stack${at}`, { env })),
    );
    for (const refresh of refreshes) {
      add(refresh, 'Orders');
    }
    expect(refreshes.flatMap((refresh) => warnings(Stack.of(refresh)))).toEqual([]);
  });

  test('a data set of another SpiceRefresh cannot be watched', () => {
    const stack = newStack();
    const refresh = newRefresh({}, stack);
    add(refresh, 'Sales');
    const other = add(newRefresh({}, new Stack(stack.node.root as App, 'Other')), 'Orders');
    const monitoring = new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
    expect(() => monitoring.watch(other)).toThrow(
      'data set Orders is not one of Dashboards/SpiceRefresh, which is monitored here: got ' +
        'Other/SpiceRefresh/DataSets/Orders, watch it with the monitoring of its own SpiceRefresh',
    );
  });
});
