import { App, Lazy, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { DataSetAccess, SpiceDataSet } from '../../lib';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  arnOf,
  dataSetArn,
  deployed,
  list,
  logicalId,
  newRefresh,
  REGION,
  roleStatements,
  synthesize,
  templateOf,
} from '../support/stack';

const ACTIONS = ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'];

function quickSight(template: Parameters<typeof roleStatements>[0]) {
  return roleStatements(template).filter(({ Action }) =>
    list(Action).some((action) => action.startsWith('quicksight')),
  );
}

describe('the policy of the function', () => {
  const refresh = newRefresh();
  add(refresh);
  add(refresh, 'Stock', {
    dataSet: SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/stock`),
  });
  const template = templateOf(refresh);
  const queue = arnOf(logicalId(template, 'AWS::SQS::Queue', 'SpiceRefreshQueue'));
  const deadLetterQueue = arnOf(logicalId(template, 'AWS::SQS::Queue', 'SpiceRefreshDeadLetterQueue'));
  const ledger = arnOf(logicalId(template, 'AWS::DynamoDB::Table', 'SpiceRefreshLedger'));
  const log = arnOf(logicalId(template, 'AWS::Logs::LogGroup', 'SpiceRefreshLog'));

  test('the policy of the function has these statements and no others', () => {
    const statements = roleStatements(template);
    expect(statements.map((statement) => ({ ...statement, Resource: deployed(template, statement.Resource) }))).toEqual(
      [
        {
          Effect: 'Allow',
          Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          Resource: deployed(template, queue),
        },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deployed(template, [queue, deadLetterQueue]) },
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'],
          Resource: deployed(template, ledger),
        },
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: deployed(template, log) },
        {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
          Condition: {
            'ForAllValues:StringEquals': { 'events:source': 'cdk-spice-refresh' },
            Null: { 'events:source': 'false' },
          },
        },
        {
          Effect: 'Allow',
          Action: ACTIONS,
          Resource: [
            `${dataSetArn('sales')}/ingestion/*`,
            `arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/stock/ingestion/*`,
          ],
          Condition: { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } },
        },
      ],
    );
  });

  test('the policy of the function names a resource for each action, but for tracing where that is on', () => {
    const everywhere = (of: Template) =>
      roleStatements(of)
        .filter(({ Resource }) => list(Resource).includes('*'))
        .flatMap(({ Action }) => list(Action));
    expect(everywhere(template)).toEqual([]);
    expect(everywhere(synthesize({ tracing: Tracing.ACTIVE }))).toEqual([
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
    ]);
  });

  test('the policy of the function has no action with a wildcard', () => {
    expect(
      roleStatements(template)
        .flatMap(({ Action }) => list(Action))
        .join(),
    ).not.toContain('*');
  });

  test('the policy of the function is on a role that only Lambda assumes, without a managed policy', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
    const [{ Properties }] = some(Object.values(template.findResources('AWS::IAM::Role')));
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(Properties).not.toHaveProperty('Policies');
  });
});

describe('access', () => {
  test('arnOnly asks for no tag', () => {
    const [statement, ...others] = some(quickSight(synthesize({ access: DataSetAccess.arnOnly() })));
    expect(others).toEqual([]);
    expect(statement.Action).toEqual(ACTIONS);
    expect(statement).not.toHaveProperty('Condition');
  });

  test('data sets with different access are in statements of their own', () => {
    const template = synthesize(
      {},
      {},
      { access: DataSetAccess.arnAndTag('team', 'finance') },
      { access: DataSetAccess.arnOnly() },
    );
    expect(quickSight(template).map(({ Resource, Condition }) => [deployed(template, Resource), Condition])).toEqual([
      [`${dataSetArn('sales')}/ingestion/*`, { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } }],
      [`${dataSetArn('sales1')}/ingestion/*`, { StringEquals: { 'aws:ResourceTag/team': 'finance' } }],
      [`${dataSetArn('sales2')}/ingestion/*`, undefined],
    ]);
  });

  test('data sets with the same access share a statement', () => {
    const access = DataSetAccess.arnAndTag('team', 'finance');
    const template = synthesize({}, { access }, { access });
    const statements = quickSight(template);
    expect(statements).toHaveLength(1);
    expect(deployed(template, some(statements)[0].Resource)).toEqual([
      `${dataSetArn('sales')}/ingestion/*`,
      `${dataSetArn('sales1')}/ingestion/*`,
    ]);
  });

  test('the conditions survive an app that merges statements', () => {
    const app = new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
    const refresh = newRefresh({}, new Stack(app, 'Dashboards'));
    add(refresh);
    add(refresh, 'Stock', { access: DataSetAccess.arnOnly() });
    const template = templateOf(refresh);
    const conditions = new Map(
      quickSight(template).map(({ Resource, Condition }) => [deployed(template, Resource), Condition]),
    );
    expect(conditions).toEqual(
      new Map([
        [`${dataSetArn('sales')}/ingestion/*`, { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } }],
        [`${dataSetArn('stock')}/ingestion/*`, undefined],
      ]),
    );
  });

  test('data sets whose access says the same share a statement', () => {
    const template = synthesize(
      {},
      { access: DataSetAccess.arnAndTag('team', 'finance') },
      { access: DataSetAccess.arnAndTag('team', 'finance') },
    );
    expect(quickSight(template)).toHaveLength(1);
  });
});

describe('tags', () => {
  test.each([
    ['k'.repeat(128), 'v'.repeat(256)],
    ['Kosten Stelle_.:/=+-@', 'é 1'],
  ])('the access tag may be %s=%s', (key, value) => {
    expect(() => DataSetAccess.arnAndTag(key, value)).not.toThrow();
  });

  test.each([
    ['', 'key', 128],
    ['k'.repeat(129), 'key', 128],
    ['k*', 'key', 128],
    ['k"', 'key', 128],
    ['<k>', 'key', 128],
    ['k\n', 'key', 128],
    ['k\u2028', 'key', 128],
  ])('the access tag fails when the key is %j', (key, part, most) => {
    expect(() => DataSetAccess.arnAndTag(key, 'allowed')).toThrow(
      `a tag ${part} has 1 to ${most} letters, digits, spaces and _ . : / = + - @: got '${key}' (${key.length} characters)`,
    );
  });

  test.each(['', 'v'.repeat(257), '*', '?', '"', '<time>', '${aws:username}', '\\'])(
    'the access tag fails when the value is %j',
    (value) => {
      expect(() => DataSetAccess.arnAndTag('team', value)).toThrow(/^a tag value has 1 to 256 letters/);
    },
  );

  test('the access tag fails when the key or the value is known at deployment only', () => {
    const token = Lazy.string({ produce: () => 'team' });
    expect(() => DataSetAccess.arnAndTag(token, 'finance')).toThrow(
      'a tag key must be known at synthesis: got a token, pass a string',
    );
    expect(() => DataSetAccess.arnAndTag('team', `${token}-1`)).toThrow(
      'a tag value must be known at synthesis: got a token, pass a string',
    );
  });

  test.each(['aws:team', 'AWS:team'])('the access tag fails when the key is %s, which belongs to AWS', (key) => {
    expect(() => DataSetAccess.arnAndTag(key, 'finance')).toThrow(
      `tag keys that begin with aws: belong to AWS: got '${key}', choose another`,
    );
  });
});
