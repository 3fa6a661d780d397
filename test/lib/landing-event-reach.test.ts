import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnFlow } from 'aws-cdk-lib/aws-appflow';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { JobQueue } from 'aws-cdk-lib/aws-batch';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CfnJob as CfnDataBrewJob } from 'aws-cdk-lib/aws-databrew';
import { CfnTask } from 'aws-cdk-lib/aws-datasync';
import { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { CfnEventBus, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { CfnCrawler, CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnPipeline as CfnSageMakerPipeline } from 'aws-cdk-lib/aws-sagemaker';
import { CfnStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnServer } from 'aws-cdk-lib/aws-transfer';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { ACCOUNT, add, KNOWN, loaded, newRefresh, REGION } from '../support/stack';

const OTHER_REGION: Environment = { account: ACCOUNT, region: 'us-east-1' };
const OTHER_ACCOUNT: Environment = { account: '999999999999', region: REGION };

/** The stacks of one app: where data lands, and where it is shown. */
function stacks(lakeEnv?: Environment, env: Environment | undefined = KNOWN): { lake: Stack; dashboards: Stack } {
  const app = new App();
  return { lake: new Stack(app, 'Lake', { env: lakeEnv }), dashboards: new Stack(app, 'Dashboards', { env }) };
}

const elsewhere = { eventBridgeEnabled: true };
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;

/** Sources of a stack in another region, and ARNs of that region. */
const SOURCES: [what: string, landingEvent: (lake: Stack, dashboards: Stack) => LandingEvent][] = [
  ['a Bucket', (lake) => LandingEvent.objectCreated(new Bucket(lake, 'B', { bucketName: 'the-lake' }))],
  ['a CfnBucket', (lake) => LandingEvent.objectCreated(new CfnBucket(lake, 'B', { bucketName: 'the-lake' }))],
  [
    'a reference to a bucket',
    (lake) => LandingEvent.objectCreated(Bucket.fromBucketName(lake, 'B', 'lake'), elsewhere),
  ],
  [
    'a bucket that is said to be there',
    (_, dashboards) => {
      const attributes = { bucketName: 'the-lake', region: 'us-east-1' };
      return LandingEvent.objectCreated(Bucket.fromBucketAttributes(dashboards, 'B', attributes), elsewhere);
    },
  ],
  ['a Glue job', (lake) => LandingEvent.glueJobSucceeded(new CfnJob(lake, 'J', { role: 'r', command: {} }))],
  ['the name of a Glue job', (lake) => LandingEvent.glueJobSucceeded(CfnJob.fromJobName(lake, 'J', 'load'))],
  ['a crawler', (lake) => LandingEvent.glueCrawlerSucceeded(CfnCrawler.fromCrawlerName(lake, 'C', 'crawl'))],
  ['a workgroup', (lake) => LandingEvent.athenaQuerySucceeded(CfnWorkGroup.fromWorkGroupName(lake, 'W', 'loads'))],
  ['a state machine', (lake) => LandingEvent.stateMachineSucceeded(new CfnStateMachine(lake, 'M', { roleArn: 'r' }))],
  [
    'the ARN of a state machine',
    (_, dashboards) =>
      LandingEvent.stateMachineSucceeded(
        StateMachine.fromStateMachineArn(dashboards, 'M', arn('states', 'stateMachine:load')),
      ),
  ],
  ['an EMR cluster', (lake) => LandingEvent.emrStepCompleted({ cluster: CfnCluster.fromClusterId(lake, 'C', 'j-1') })],
  [
    'an EMR Serverless application',
    (lake) => LandingEvent.emrServerlessJobRunSucceeded(CfnApplication.fromApplicationId(lake, 'A', '00f1')),
  ],
  [
    'the name of a DataBrew job of the app',
    (lake) =>
      LandingEvent.dataBrewJobSucceeded(new CfnDataBrewJob(lake, 'J', { name: 'n', roleArn: 'r', type: 't' }).ref),
  ],
  ['a flow', (lake) => LandingEvent.appFlowRunSucceeded(CfnFlow.fromFlowName(lake, 'F', 'accounts'))],
  ['the ARN of a DMS task', () => LandingEvent.dmsTaskFinished(arn('dms', 'task:A'))],
  [
    'a DataSync task',
    (lake) =>
      LandingEvent.dataSyncTaskSucceeded(
        new CfnTask(lake, 'T', { sourceLocationArn: 'a', destinationLocationArn: 'b' }).attrTaskArn,
      ),
  ],
  ['the ARN of a DataSync task', () => LandingEvent.dataSyncTaskSucceeded(arn('datasync', 'task/task-1'))],
  [
    'the ARN of a workflow',
    () => LandingEvent.mwaaServerlessWorkflowRunSucceeded({ resources: [arn('airflow-serverless', 'workflow/w')] }),
  ],
  [
    'the ARN of a job queue',
    (_, dashboards) =>
      LandingEvent.batchJobSucceeded(JobQueue.fromJobQueueArn(dashboards, 'Q', arn('batch', 'job-queue/q'))),
  ],
  [
    'a task definition',
    (lake) =>
      LandingEvent.ecsTaskSucceeded(TaskDefinition.fromTaskDefinitionArn(lake, 'T', arn('ecs', 'task-definition/t:1'))),
  ],
  [
    'the ARN of a pipeline',
    (_, dashboards) =>
      LandingEvent.codePipelineSucceeded(Pipeline.fromPipelineArn(dashboards, 'P', arn('codepipeline', 'load'))),
  ],
  [
    'a SageMaker pipeline',
    (lake) => LandingEvent.sageMakerPipelineSucceeded(CfnSageMakerPipeline.fromPipelineName(lake, 'S', 'Score')),
  ],
  [
    'a Transfer Family server',
    (lake) => LandingEvent.transferUploadCompleted(new CfnServer(lake, 'T', {}).attrServerId),
  ],
  [
    'a bucket that a DynamoDB table is exported to',
    (lake) => LandingEvent.dynamoDbExportCompleted(new Bucket(lake, 'D', { bucketName: 'the-exports' })),
  ],
  ['a data set that is refreshed there', (lake) => LandingEvent.refreshSucceeded(add(newRefresh({}, lake), 'Parent'))],
];

test.each(SOURCES)('%s of another region is refused, because its events never arrive', (_, landingEvent) => {
  const { lake, dashboards } = stacks(OTHER_REGION);
  const refreshOn = [landingEvent(lake, dashboards)];
  expect(() => add(newRefresh({}, dashboards), 'Sales', { refreshOn })).toThrow(
    /^[A-Za-z]+ waits for events of account 111122223333, region us-east-1, which never reach Dashboards\/SpiceRefresh in account 111122223333, region eu-west-1: create a SpiceRefresh there, which may refresh data sets of any region, or forward the events by a LandingEventForwarding to a bus here and pass that as eventBus \(docs\/landing-events.md, "Another region or account"\)$/,
  );
});

test.each(SOURCES)('%s is taken where a bus is given to which its events may be forwarded', (_, landingEvent) => {
  const { lake, dashboards } = stacks(OTHER_REGION);
  const eventBus = EventBus.fromEventBusName(dashboards, 'Bus', 'default');
  const refreshOn = [landingEvent(lake, dashboards)];
  expect(() => add(newRefresh({ eventBus }, dashboards), 'Sales', { refreshOn })).not.toThrow();
});

test.each<[what: string, lake: Environment | undefined, dashboards: Environment | undefined]>([
  ['the same', KNOWN, KNOWN],
  ['not known here', OTHER_REGION, {}],
  ['not known there', undefined, KNOWN],
  ['known by region alone, the same', { region: REGION }, KNOWN],
])('a source is taken whose environment is %s', (_, lakeEnv, env) => {
  const { lake, dashboards } = stacks(lakeEnv, env);
  const refreshOn = [LandingEvent.objectCreated(new Bucket(lake, 'Bucket', { bucketName: 'the-lake' }))];
  expect(() => add(newRefresh({}, dashboards), 'Sales', { refreshOn })).not.toThrow();
});

test('a source of another account is refused', () => {
  const { lake, dashboards } = stacks(OTHER_ACCOUNT);
  const refreshOn = [LandingEvent.glueJobSucceeded(CfnJob.fromJobName(lake, 'Job', 'load'))];
  expect(() => add(newRefresh({}, dashboards), 'Sales', { refreshOn })).toThrow(
    'GlueJobSucceeded waits for events of account 999999999999, region eu-west-1, which never reach',
  );
});

test('a source is refused by its region alone where the accounts are not known', () => {
  const { lake, dashboards } = stacks({ region: 'us-east-1' }, { region: REGION });
  const refreshOn = [LandingEvent.glueJobSucceeded(CfnJob.fromJobName(lake, 'Job', 'load'))];
  expect(() => add(newRefresh({}, dashboards), 'Sales', { refreshOn })).toThrow(
    'GlueJobSucceeded waits for events of region us-east-1, which never reach Dashboards/SpiceRefresh in region eu-west-1:',
  );
});

test('a data set of another region is no source: it may be refreshed from here', () => {
  const { dashboards } = stacks();
  const refresh = new SpiceRefresh(dashboards, 'SpiceRefresh');
  const dataSet = SpiceDataSet.fromDataSetArn(arn('quicksight', 'dataset/sales'));
  const sales = refresh.addDataSet('Sales', { dataSet, refreshOn: [loaded()] });
  expect(() => add(refresh, 'ByRegion', { refreshOn: [LandingEvent.refreshSucceeded(sales)] })).not.toThrow();
});

describe('eventBus', () => {
  test.each<[what: string, eventBus: (lake: Stack, dashboards: Stack) => EventBus | CfnEventBus]>([
    ['of a stack in another region', (lake) => new EventBus(lake, 'Bus', { eventBusName: 'data' })],
    ['a CfnEventBus of such a stack', (lake) => new CfnEventBus(lake, 'Bus', { name: 'data' })],
    [
      'given by its ARN',
      (_, dashboards) => EventBus.fromEventBusArn(dashboards, 'Bus', arn('events', 'event-bus/data')) as EventBus,
    ],
    [
      'given to a CfnEventBus by its ARN',
      (_, dashboards) =>
        CfnEventBus.fromEventBusArn(dashboards, 'Bus', arn('events', 'event-bus/data')) as unknown as CfnEventBus,
    ],
  ])('%s is refused', (_, eventBus) => {
    const { lake, dashboards } = stacks(OTHER_REGION);
    expect(() => newRefresh({ eventBus: eventBus(lake, dashboards) }, dashboards)).toThrow(
      'eventBus must be in the account and region of Dashboards/SpiceRefresh, account 111122223333, region eu-west-1: got ' +
        'one of account 111122223333, region us-east-1; forward its events to a bus here (docs/landing-events.md, ' +
        '"Another region or account")',
    );
  });

  test('an eventBus of another account is refused', () => {
    const { dashboards } = stacks();
    const eventBus = EventBus.fromEventBusArn(
      dashboards,
      'Bus',
      `arn:aws:events:${REGION}:999999999999:event-bus/data`,
    );
    expect(() => newRefresh({ eventBus }, dashboards)).toThrow('got one of account 999999999999, region eu-west-1');
  });

  test('an eventBus of this account and region is taken, also where that is not known', () => {
    const { dashboards } = stacks();
    const eventBus = EventBus.fromEventBusArn(dashboards, 'Bus', `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/data`);
    expect(() => newRefresh({ eventBus }, dashboards)).not.toThrow();
    const { dashboards: unknown } = stacks(undefined, {});
    expect(() => newRefresh({ eventBus: new EventBus(unknown, 'Bus') }, unknown)).not.toThrow();
  });
});

describe('refreshSucceeded', () => {
  /** What synthesis says of a data set that waits for one of another SpiceRefresh in the same stack. */
  function warnings(parentBus: (stack: Stack) => IEventBus | undefined, bus: (stack: Stack) => IEventBus | undefined) {
    const { dashboards } = stacks();
    const parent = new SpiceRefresh(dashboards, 'Parent', { eventBus: parentBus(dashboards) });
    const refresh = new SpiceRefresh(dashboards, 'SpiceRefresh', { eventBus: bus(dashboards) });
    add(refresh, 'Child', { refreshOn: [LandingEvent.refreshSucceeded(add(parent, 'Sales'))] });
    return Annotations.fromStack(dashboards)
      .findWarning('/Dashboards/SpiceRefresh', Match.stringLikeRegexp('sourceBus'))
      .map(({ entry }) => String(entry.data));
  }

  const none = () => undefined;
  const data = (stack: Stack) => (stack.node.tryFindChild('Data') as EventBus) ?? new EventBus(stack, 'Data');
  const byName = (stack: Stack) => EventBus.fromEventBusName(stack, 'Default', 'default');

  test.each([
    ['the default bus, theirs is another', data, none, 'the default bus'],
    ['a bus of its own, theirs is the default one', none, data, 'the bus given as eventBus'],
  ])('refreshSucceeded warns that outcomes never arrive where the bus is %s', (_, parentBus, bus, where) => {
    expect(warnings(parentBus, bus)).toEqual([
      expect.stringContaining(
        `RefreshSucceeded waits for events on ${where}, and they are put on another one: give both SpiceRefresh the same ` +
          'eventBus, or forward them by a LandingEventForwarding with sourceBus',
      ),
    ]);
  });

  test.each([
    ['none is given', none, none],
    ['the default one is given', none, byName],
    ['one is given to both', data, data],
  ])('refreshSucceeded does not warn where the bus is the same: %s', (_, parentBus, bus) => {
    expect(warnings(parentBus, bus)).toEqual([]);
  });
});
