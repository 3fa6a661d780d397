import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { parse } from '../../lambda/message/parse';
import { DataSetAccess, IngestionQuota, type RefreshRequestsOptions, SpiceDataSet } from '../../lib';
import { transform } from '../../sim/aws/input-transformer';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  dataSetArn,
  deployed,
  importedRole,
  list,
  newRefresh,
  newStack,
  REGION,
  roleStatements,
  rulesOf,
  type Statement,
  templateOf,
} from '../support/stack';

const BY_TAG = DataSetAccess.tagOnly('spice-refresh', 'allowed');
const EVERY_DATA_SET = `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/*/ingestion/*`;

function quickSight(template: ReturnType<typeof templateOf>): Statement[] {
  return roleStatements(template)
    .filter(({ Action }) => list(Action).some((action) => action.startsWith('quicksight:')))
    .map((statement) => ({ ...statement, Resource: deployed(template, statement.Resource) }));
}

const accepting = (options: Partial<RefreshRequestsOptions> = {}) =>
  newRefresh({ acceptRequests: { access: BY_TAG, ...options } });

describe('tagOnly', () => {
  const condition = { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } };

  test('tagOnly allows every data set of the account and region that carries the tag, once', () => {
    const refresh = newRefresh({ access: BY_TAG });
    add(refresh, 'Sales');
    add(refresh, 'Stock');
    expect(quickSight(templateOf(refresh))).toEqual([
      expect.objectContaining({ Resource: EVERY_DATA_SET, Condition: condition }),
    ]);
  });

  test('tagOnly stays in the region of the data set, and leaves the others exact', () => {
    const refresh = newRefresh();
    add(refresh, 'Sales');
    const dataSet = SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/stock`);
    add(refresh, 'Stock', { dataSet, access: BY_TAG });
    expect(quickSight(templateOf(refresh)).flatMap(({ Resource }) => list(Resource))).toEqual([
      `${dataSetArn('sales')}/ingestion/*`,
      `arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/*/ingestion/*`,
    ]);
  });

  test('tagOnly accepts an ARN that is known at deployment only', () => {
    const stack = newStack();
    const refresh = newRefresh({ access: BY_TAG }, stack);
    const arn = new CfnParameter(stack, 'DataSetArn').valueAsString;
    add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSetArn(arn) });
    const resource = JSON.stringify(roleStatements(templateOf(refresh)).at(-1)?.Resource);
    expect(resource.match(/"Fn::Select":\[\d,\{"Fn::Split":\[":",\{"Ref":"DataSetArn"\}\]\}\]/g)).toHaveLength(5);
    expect(resource).toContain('":dataset/*/ingestion/*"');
  });
});

describe('acceptRequests', () => {
  const request = (dataSetId: unknown) => ({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    source: 'com.example.pipelines',
    'detail-type': 'SPICE Refresh Requested',
    account: ACCOUNT,
    region: REGION,
    time: '2026-03-01T06:00:00Z',
    resources: [],
    detail: { dataSetId },
  });
  const ruleOf = (options: Partial<RefreshRequestsOptions> = {}) => some(rulesOf(templateOf(accepting(options))))[0];
  const deliver = (dataSetId: unknown, options: Partial<RefreshRequestsOptions> = {}): string =>
    transform({ inputTransformer: ruleOf(options).targets[0]?.InputTransformer }, request(dataSetId));

  test('acceptRequests limits how many refreshes requests alone may start, if that is given', () => {
    const [rule] = some(rulesOf(templateOf(accepting({ maxPerDay: 5 }))));
    expect(rule.targets[0]?.InputTransformer.InputTemplate).toContain('"maxPerDay":5');
    const [usual] = some(rulesOf(templateOf(accepting())));
    expect(usual.targets[0]?.InputTransformer.InputTemplate).not.toContain('maxPerDay');
  });

  test.each([0, 1.5, 1_001])('acceptRequests fails when requests may start %d refreshes', (maxPerDay) => {
    expect(() => accepting({ maxPerDay })).toThrow(
      `acceptRequests.maxPerDay must be a whole number from 1 to 1000: got ${maxPerDay}`,
    );
  });

  test('acceptRequests is off unless it is asked for', () => {
    const refresh = newRefresh();
    add(refresh);
    expect(JSON.stringify(templateOf(refresh))).not.toContain('SPICE Refresh Requested');
    expect(JSON.stringify(templateOf(refresh))).not.toContain('dataset/*');
  });

  test('acceptRequests needs no data set that is known beforehand, and says so where there is none', () => {
    expect(() => templateOf(accepting())).not.toThrow();
    expect(() => templateOf(newRefresh())).toThrow(
      'no data set to refresh: call addDataSet at least once, or set acceptRequests',
    );
  });

  test('acceptRequests takes events of this account that name a data set, whatever their source', () => {
    expect(ruleOf()).toMatchObject({
      EventPattern: {
        account: [{ Ref: 'AWS::AccountId' }],
        'detail-type': ['SPICE Refresh Requested'],
        detail: { dataSetId: [{ exists: true }] },
      },
    });
    expect(ruleOf().EventPattern).not.toHaveProperty('source');
  });

  test('acceptRequests takes those of its sources alone', () => {
    expect(ruleOf({ sources: ['com.example.a', 'com.example.b'] }).EventPattern).toMatchObject({
      source: ['com.example.a', 'com.example.b'],
    });
  });

  test('acceptRequests makes a request of an event that the function can read', () => {
    const settings = { settle: Duration.minutes(2), quota: IngestionQuota.standard() };
    expect(parse(deliver('sales', settings))).toEqual({
      schema: 1,
      kind: 'request',
      time: '2026-03-01T06:00:00Z',
      dataSetId: 'sales',
      arnPrefix: `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/`,
      settings: {
        settle: 120,
        maxWait: 900,
        ingestionTimeout: 21_600,
        quota: { perDay: 8, reserved: 0 },
        ingestion: { type: 'FULL_REFRESH' },
        tag: { key: 'spice-refresh', value: 'allowed' },
      },
    });
  });

  test.each([
    'sales","arnPrefix":"arn:aws:quicksight:eu-west-1:111122223333:dataset/',
    'sales","settings":{"quota":{"perDay":1000}},"x":"',
    '*',
    '../sales',
    'sales/ingestion/1',
    'sales\n',
    '<time>',
    '',
    'x'.repeat(10_000),
    'sälës',
    42,
    true,
    null,
  ])('acceptRequests makes nothing of the id %j that the function would read', (dataSetId) => {
    expect(() => parse(deliver(dataSetId))).toThrow('a data set id must be 1 to 96');
  });

  test('acceptRequests allows what the tag allows, and says so on no data set', () => {
    expect(quickSight(templateOf(accepting()))).toEqual([
      {
        Effect: 'Allow',
        Action: ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'],
        Resource: EVERY_DATA_SET,
        Condition: { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } },
      },
    ]);
  });

  test.each([DataSetAccess.arnAndTag('team', 'finance'), DataSetAccess.arnOnly()])(
    'acceptRequests fails without a tag alone',
    (access) => {
      expect(() => accepting({ access })).toThrow(
        'requests name data sets at run time, so only a tag can scope them: set the access of acceptRequests to ' +
          'DataSetAccess.tagOnly(key, value)',
      );
    },
  );

  test.each([[[]], [['']], [['com.example', 'aws.s3']]])('acceptRequests fails with the sources %j', (sources) => {
    expect(() => accepting({ sources })).toThrow(`such as com.example.pipelines: got ${JSON.stringify(sources)}`);
  });

  test('acceptRequests fails when settle is longer than maxWait', () => {
    expect(() => accepting({ settle: Duration.hours(1), maxWait: Duration.minutes(1) })).toThrow(
      'acceptRequests: settle must not be longer than maxWait: got settle 3600 s and maxWait 60 s',
    );
  });
});

describe('grants', () => {
  function grantee(stack: Stack): Role {
    return new Role(stack, 'Pipeline', { assumedBy: new ServicePrincipal('glue.amazonaws.com') });
  }
  function granted(template: ReturnType<typeof templateOf>): Statement[] {
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      Properties.PolicyName.startsWith('Pipeline'),
    );
    return policy?.Properties.PolicyDocument.Statement;
  }

  test('grantRefresh allows both calls on the one data set, on the same condition', () => {
    const refresh = newRefresh();
    const grant = add(refresh).grantRefresh(grantee(Stack.of(refresh)));
    expect(grant.success).toBe(true);
    expect(granted(templateOf(refresh))).toEqual([
      {
        Effect: 'Allow',
        Action: ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'],
        Resource: expect.anything(),
        Condition: { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } },
      },
    ]);
    expect(deployed(templateOf(refresh), some(granted(templateOf(refresh)))[0].Resource)).toBe(
      `${dataSetArn('sales')}/ingestion/*`,
    );
  });

  test('grantRefresh asks for no tag where the ARN alone decides', () => {
    const refresh = newRefresh({ access: DataSetAccess.arnOnly() });
    add(refresh).grantRefresh(grantee(Stack.of(refresh)));
    expect(granted(templateOf(refresh))[0]).not.toHaveProperty('Condition');
  });

  test('grantRefresh fails for a data set of another account', () => {
    const refresh = newRefresh();
    const dataSet = SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:${REGION}:444455556666:dataset/orders`);
    const accessRole = importedRole(refresh, 'arn:aws:iam::444455556666:role/access');
    expect(() => add(refresh, 'Orders', { dataSet, accessRole }).grantRefresh(grantee(Stack.of(refresh)))).toThrow(
      'cannot grant the refresh of a data set of another account: Dashboards/SpiceRefresh/DataSets/Orders is refreshed ' +
        "through arn:aws:iam::444455556666:role/access; deploy a DataSetAccessRole there with the grantee's role as refreshRole",
    );
  });

  test.each([
    [undefined, {}, {}],
    [['com.example'], { 'events:source': ['com.example'] }, { 'events:source': 'false' }],
  ])('grantRequestRefresh allows requests and no other events, with the sources %j', (sources, equals, notNull) => {
    const refresh = accepting({ sources });
    refresh.grantRequestRefresh(grantee(Stack.of(refresh)));
    expect(granted(templateOf(refresh))).toEqual([
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: expect.anything(),
        Condition: {
          'ForAllValues:StringEquals': { 'events:detail-type': 'SPICE Refresh Requested', ...equals },
          Null: { 'events:detail-type': 'false', ...notNull },
        },
      },
    ]);
  });

  test('grantRequestRefresh fails where requests are not accepted', () => {
    const refresh = newRefresh();
    add(refresh);
    expect(() => refresh.grantRequestRefresh(grantee(Stack.of(refresh)))).toThrow(
      'grantRequestRefresh needs acceptRequests to be set on Dashboards/SpiceRefresh',
    );
  });
});
