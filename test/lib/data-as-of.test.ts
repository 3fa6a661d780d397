import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { toEvent } from '../../lambda/outcome/outcome';
import { DataAsOf, type DataAsOfProps } from '../../lib';
import { OutcomeDetailType } from '../../lib/private/contract';
import { transform } from '../../sim/aws/input-transformer';
import { ARN, NOON, PUBLISHER } from '../support/rows';
import { add, deployed, KNOWN, newRefresh, newStack, rulesOf } from '../support/stack';

function inTable(props: Partial<DataAsOfProps> = {}, stack: Stack = newStack(KNOWN)) {
  const refresh = newRefresh({}, stack);
  add(refresh);
  const dataAsOf = new DataAsOf(stack, 'DataAsOf', { refresh, ...props });
  return { stack, dataAsOf, template: () => Template.fromStack(stack) };
}

const { template, dataAsOf, stack } = inTable();
const rule = rulesOf(template()).find(({ id }) => id.includes('DataAsOf'));

/** The line of the table of a refresh that succeeded. */
function lineOf(more: object) {
  const outcome = {
    detailType: OutcomeDetailType.SUCCEEDED,
    at: NOON,
    dataSetArn: ARN,
    reason: 'fresh',
    next: 'waits',
    ingestionId: 'i-1',
    ...more,
  };
  const { Source, DetailType, Detail } = toEvent(outcome, PUBLISHER);
  const event = { source: Source, 'detail-type': DetailType, time: '2026-11-23T12:04:00Z', detail: JSON.parse(Detail) };
  return JSON.parse(transform({ inputTransformer: rule?.targets[0]?.InputTransformer }, event));
}

test('each refresh that succeeded is a line: its data set, what it covers, when it completed, its rows', () => {
  expect(rule?.EventPattern).toMatchObject({ 'detail-type': ['SPICE Refresh Succeeded'] });
  expect(lineOf({ freshThrough: NOON, rows: 1_200_000, landings: { count: 1, first: NOON, last: NOON } })).toEqual({
    data_set: 'sales',
    data_set_arn: ARN,
    ingestion_id: 'i-1',
    data_as_of: '2026-11-23T12:00:00.000Z',
    last_landing: '2026-11-23T12:00:00.000Z',
    completed_at: '2026-11-23T12:04:00Z',
    row_count: 1_200_000,
  });
});

test('what an event does not have is an empty text', () => {
  expect(lineOf({ freshThrough: NOON })).toMatchObject({ row_count: '', last_landing: '' });
});

test('the table has the columns of these lines, all text, and reads the folder that Firehose writes to', () => {
  const [table] = Object.values(template().findResources('AWS::Glue::Table'));
  const { StorageDescriptor, Name } = table?.Properties.TableInput ?? {};
  expect(Name).toBe('data_as_of');
  expect(StorageDescriptor.Columns.map((column: { Name: string; Type: string }) => [column.Name, column.Type])).toEqual(
    Object.keys(lineOf({ freshThrough: NOON })).map((name) => [name, 'string']),
  );
  expect(deployed(template(), StorageDescriptor.Location)).toMatch(/^s3:\/\/.*\/data-as-of\/$/);
  template().hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    ExtendedS3DestinationConfiguration: {
      Prefix: 'data-as-of/',
      ErrorOutputPrefix: 'data-as-of-errors/',
      ProcessingConfiguration: { Enabled: true, Processors: [Match.objectLike({ Type: 'AppendDelimiterToRecord' })] },
    },
  });
});

test('EventBridge may put records into the stream, and nothing else', () => {
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'], Effect: 'Allow' })],
    },
  });
});

test('the query has the newest refresh of each data set', () => {
  expect(stack.resolve(dataAsOf.query)['Fn::Join'][1].join('').replace('[object Object]', 'DB')).toMatch(
    /^SELECT data_set, CAST\(from_iso8601_timestamp\(max\(data_as_of\)\) .* FROM "DB"\."data_as_of" GROUP BY data_set$/,
  );
});

test('the new bucket is private, keeps refreshes for 30 days, and stays', () => {
  template().hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: Match.anyValue(),
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
    },
  });
  inTable({ keepFor: Duration.days(400), removalPolicy: RemovalPolicy.DESTROY })
    .template()
    .hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: { LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400, Status: 'Enabled' }] } },
    });
});

test('a bucket that is given takes its place', () => {
  const own = newStack(KNOWN);
  const bucket = new Bucket(own, 'Mine');
  const given = inTable({ bucket }, own);
  expect(given.dataAsOf.bucket).toBe(bucket);
  given.template().resourceCountIs('AWS::S3::Bucket', 1);
});

test('a grantee may read the table, and nothing beside it', () => {
  const { stack: other, dataAsOf: read, template: granted } = inTable();
  const role = new Role(other, 'QuickSight', { assumedBy: new ServicePrincipal('quicksight.amazonaws.com') });
  read.grantRead(role);
  const [policy] = Object.values(
    granted().findResources('AWS::IAM::Policy', { Properties: { Roles: [other.resolve(role.roleName)] } }),
  );
  const statements = policy?.Properties.PolicyDocument.Statement as { Action: string[]; Resource: unknown }[];
  expect(statements.flatMap(({ Action }) => Action)).toEqual(
    expect.arrayContaining(['s3:GetObject*', 's3:List*', 'glue:GetTable']),
  );
  expect(JSON.stringify(deployed(granted(), statements))).toContain('/data-as-of/*');
});

test('cdk-nag has one finding: access logs of the new bucket', () => {
  const { stack: checked } = inTable();
  const { violations } = new AwsSolutionsChecks(checked.node.root as never).validateScope(checked.node.root as never);
  const found = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.filter(({ constructPath }) => constructPath?.includes('/DataAsOf')).map(() => ruleName),
  );
  expect([...new Set(found)]).toEqual(['AwsSolutions-S1']);
});

describe('a wrong option', () => {
  test.each([Duration.hours(12), Duration.hours(36)])('dataAsOf fails when keepFor is %s', (keepFor) => {
    expect(() => inTable({ keepFor })).toThrow(/keepFor must be/);
  });

  test.each([{ keepFor: Duration.days(1) }, { removalPolicy: RemovalPolicy.DESTROY }])(
    'dataAsOf fails with %j for a bucket that is given',
    (more) => {
      const own = newStack(KNOWN);
      expect(() => inTable({ bucket: new Bucket(own, 'Mine'), ...more }, own)).toThrow(
        'keepFor and removalPolicy are of the new bucket: set them on yours, or leave bucket out',
      );
    },
  );
});
