import type { App, Stack } from 'aws-cdk-lib';
import { CfnFlow } from 'aws-cdk-lib/aws-appflow';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { CfnCrawler } from 'aws-cdk-lib/aws-glue';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  DataSetAccess,
  DataSetAccessRole,
  LandingEvent,
  SpiceDataSet,
  SpiceRefresh,
  SpiceRefreshMonitoring,
} from '../../lib';
import { ACCOUNT, add, importedRole, KNOWN, newRefresh, newStack } from '../support/stack';

const OWNER = '444455556666';
const SALES = SpiceDataSet.fromDataSetId('sales');

type Use = (value: string, stack: Stack) => void;

const dataSet =
  (make: (value: string, stack: Stack) => SpiceDataSet): Use =>
  (value, stack) =>
    add(newRefresh({}, stack), 'Sales', { dataSet: make(value, stack) });

const event =
  (make: (value: string, stack: Stack) => LandingEvent): Use =>
  (value, stack) =>
    add(newRefresh({}, stack), 'Sales', { refreshOn: [make(value, stack)] });

const access =
  (make: (value: string) => DataSetAccess): Use =>
  (value, stack) =>
    add(newRefresh({}, stack), 'Sales', { access: make(value) });

function accessRole(stack: Stack, props: { externalId?: string; refreshRole?: string; roleName?: string }): void {
  new DataSetAccessRole(stack, 'Access', {
    refreshRole: Role.fromRoleArn(stack, 'RefreshRole', props.refreshRole ?? `arn:aws:iam::${OWNER}:role/refresh`),
    externalId: props.externalId ?? 'finance',
    dataSets: [SALES],
    roleName: props.roleName,
  });
}

const ofBucket = (stack: Stack) => Bucket.fromBucketName(stack, 'Bucket', 'landing');

describe.each(['/app/value', 'value'])('the stand-in of a look-up of %s passes the first synthesis', (parameter) => {
  test.each<[property: string, use: Use]>([
    ['the id of a data set', dataSet((value) => SpiceDataSet.fromDataSetId(value))],
    ['a part of the id of a data set', dataSet((value) => SpiceDataSet.fromDataSetId(`sales-${value}`))],
    [
      'the id of a data set of the app',
      dataSet((dataSetId, stack) => SpiceDataSet.fromDataSet(new CfnDataSet(stack, 'Own', { dataSetId }))),
    ],
    ['the ARN of a data set', dataSet((value) => SpiceDataSet.fromDataSetArn(value))],
    [
      'the account of a data set',
      dataSet((value) => SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:eu-west-1:${value}:dataset/a`)),
    ],
    ['the name of a data set', dataSet((name, stack) => SpiceDataSet.fromLookup(stack, { name }))],
    [
      'the ARN of an access role',
      (value, stack) => add(newRefresh({}, stack), 'Sales', { accessRole: importedRole(stack, value) }),
    ],
    [
      'the account of an access role',
      (value, stack) =>
        add(newRefresh({}, stack), 'Sales', { accessRole: importedRole(stack, `arn:aws:iam::${value}:role/access`) }),
    ],
    [
      'an external id',
      (value, stack) =>
        add(newRefresh({}, stack), 'Sales', {
          accessRole: importedRole(stack, `arn:aws:iam::${ACCOUNT}:role/a`, value),
        }),
    ],
    ['an external id that is asked for', (externalId, stack) => accessRole(stack, { externalId })],
    ['the name of an access role', (roleName, stack) => accessRole(stack, { roleName })],
    ['the key of a tag', access((value) => DataSetAccess.arnAndTag(value, 'allowed'))],
    ['the value of a tag', access((value) => DataSetAccess.tagOnly('spice-refresh', value))],
    [
      'a source of requests',
      (value, stack) =>
        new SpiceRefresh(stack, 'SpiceRefresh', {
          acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed'), sources: [value] },
        }),
    ],
    [
      'the name of a bus',
      (value, stack) => add(newRefresh({ eventBus: EventBus.fromEventBusName(stack, 'Bus', value) }, stack)),
    ],
    [
      'the name of a dashboard',
      (dashboardName, stack) => {
        const refresh = newRefresh({}, stack);
        add(refresh);
        new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, dashboardName });
      },
    ],
    [
      'the prefix of a key',
      event((keyPrefix, stack) => LandingEvent.objectCreated(ofBucket(stack), { keyPrefix, eventBridgeEnabled: true })),
    ],
    [
      'the suffix of a key',
      event((keySuffix, stack) =>
        LandingEvent.objectCreated(ofBucket(stack), { keyPrefix: 'a/', keySuffix, eventBridgeEnabled: true }),
      ),
    ],
    [
      'a key that is left out',
      event((value, stack) =>
        LandingEvent.objectCreated(ofBucket(stack), { ignoreKeys: [value], eventBridgeEnabled: true }),
      ),
    ],
    ['the name of a table', event((value) => LandingEvent.glueTableChanged({ databaseName: value, tableName: value }))],
    [
      'the name of a crawler',
      event((value, stack) => LandingEvent.glueCrawlerSucceeded(CfnCrawler.fromCrawlerName(stack, 'Crawler', value))),
    ],
    [
      'the name of a flow',
      event((value, stack) => LandingEvent.appFlowRunSucceeded(CfnFlow.fromFlowName(stack, 'Flow', value))),
    ],
    ['the name of a job', event((value) => LandingEvent.dataBrewJobSucceeded(value))],
    ['the ARN of a task of DMS', event((value) => LandingEvent.dmsTaskFinished(value))],
    [
      'the account of a task of DMS',
      event((value) => LandingEvent.dmsTaskFinished(`arn:aws:dms:eu-west-1:${value}:task:load`)),
    ],
    ['the ARN of a task of DataSync', event((value) => LandingEvent.dataSyncTaskSucceeded(value))],
    ['the name of a statement', event((value) => LandingEvent.redshiftStatementFinished(value))],
    ['a part of a pattern', event((value) => LandingEvent.fromPattern({ source: [value] }))],
  ])('the stand-in of a look-up passes the first synthesis as %s', (_, use) => {
    const stack = newStack(KNOWN);
    use(StringParameter.valueFromLookup(stack, parameter), stack);
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });
});

describe('a value that is missing is said, where an app is compiled without strict types', () => {
  const missing = process.env.NO_SUCH_VARIABLE as string;

  test.each<[property: string, use: Use]>([
    ['a data set id', dataSet((value) => SpiceDataSet.fromDataSetId(value))],
    ['the ARN of a QuickSight data set', dataSet((value) => SpiceDataSet.fromDataSetArn(value))],
    ['the name of a data set', dataSet((name, stack) => SpiceDataSet.fromLookup(stack, { name }))],
    ['the ARN of a role', (value, stack) => importedRole(stack, value)],
    [
      'an external id',
      (externalId, stack) =>
        DataSetAccessRole.fromDataSetAccessRoleAttributes(stack, 'Role', {
          roleArn: `arn:aws:iam::${OWNER}:role/a`,
          externalId,
        }),
    ],
    ['a tag key', access((value) => DataSetAccess.arnAndTag(value, 'allowed'))],
    ['a tag value', access((value) => DataSetAccess.tagOnly('spice-refresh', value))],
    [
      'the name of a Glue database or table',
      event((databaseName) => LandingEvent.glueTableChanged({ databaseName, tableName: 'a' })),
    ],
    ['a filter of DataBrewJobSucceeded on jobName', event((value) => LandingEvent.dataBrewJobSucceeded(value))],
    ['a filter of DmsTaskFinished on resources', event((value) => LandingEvent.dmsTaskFinished(value))],
    [
      'a filter of RedshiftStatementFinished on statementName',
      event((value) => LandingEvent.redshiftStatementFinished(value)),
    ],
    [
      'a filter of Event on table',
      event((table) => LandingEvent.fromPattern({ source: ['a'], detail: { table: [table] } })),
    ],
  ])('a missing value for %s is an error, where an app is compiled without strict types', (what, use) => {
    expect(() => use(missing, newStack(KNOWN))).toThrow(
      `not ${what}: got undefined, pass a string; is an environment variable missing?`,
    );
  });
});
