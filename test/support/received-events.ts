import { App, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { JobQueue } from 'aws-cdk-lib/aws-batch';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { CfnCrawler, CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { BusEvent } from '../../sim/aws/event-bridge';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import file from '../fixtures/recorded/received-events.json';

/** An event as it was published, with a data set that waits for its resource. */
export interface ReceivedEvent {
  /** As the fixture calls it. */
  readonly name: string;
  readonly event: BusEvent;
  /** The data set that waits for the event's resource. */
  readonly dataSetId: string;
  readonly lands: boolean;
}

type Factory = (scope: Stack) => LandingEvent;

const ARN = `${ENVIRONMENT.region}:${ENVIRONMENT.account}`;

/** What people would write for the resources that the events name. */
const FACTORIES: Readonly<Record<string, Factory>> = {
  bucket: (scope) => LandingEvent.objectCreated(Bucket.fromBucketName(scope, 'Bucket', 'bucket-1'), ENABLED),
  images: (scope) =>
    LandingEvent.objectCreated(Bucket.fromBucketName(scope, 'Images', 'example-bucket'), {
      keyPrefix: 'IMG_',
      keySuffix: '.jpg',
      ...ENABLED,
    }),
  stateMachine: (scope) =>
    LandingEvent.stateMachineSucceeded(
      StateMachine.fromStateMachineArn(scope, 'Machine', `arn:aws:states:${ARN}:stateMachine:machine-2`),
    ),
  glueJob: (scope) => LandingEvent.glueJobSucceeded(CfnJob.fromJobName(scope, 'Job', 'MyJob')),
  crawlerA: (scope) => crawler(scope, 'AcceptanceTestCrawler'),
  crawlerB: (scope) => crawler(scope, 'SchedulerTestCrawler'),
  crawlerC: (scope) => crawler(scope, 'test-crawler-notification'),
  tableChanged: () => LandingEvent.glueTableChanged({ databaseName: 'd1', tableName: 't1' }),
  partitions: () => LandingEvent.gluePartitionsCreated({ databaseName: 'd1', tableName: 't1' }),
  packages: () => LandingEvent.gluePartitionsCreated({ databaseName: 'atrops_ddl', tableName: 'o_slam_packages' }),
  items: () => LandingEvent.glueTableChanged({ databaseName: 'booker', tableName: 'd_unified_cust_shipment_items' }),
  emrStep: (scope) =>
    LandingEvent.emrStepCompleted({
      cluster: CfnCluster.fromClusterId(scope, 'Cluster', 'j-123456789ABCD'),
      stepName: 'CustomJAR',
    }),
  emrServerless: (scope) =>
    LandingEvent.emrServerlessJobRunSucceeded(
      CfnApplication.fromApplicationId(scope, 'Application', '00faddrcc3p0sf09'),
    ),
  emrServerlessRunning: (scope) =>
    LandingEvent.emrServerlessJobRunSucceeded(CfnApplication.fromApplicationId(scope, 'Running', '00f1982r1uukb925')),
  statement: () => LandingEvent.redshiftStatementFinished('test.testtable'),
  query: () => LandingEvent.redshiftStatementFinished('awsome query'),
  athena: (scope) => LandingEvent.athenaQuerySucceeded(CfnWorkGroup.fromWorkGroupName(scope, 'WorkGroup', 'primary')),
  athenaDml: (scope) =>
    LandingEvent.athenaQuerySucceeded(CfnWorkGroup.fromWorkGroupName(scope, 'Loads', 'primary'), {
      statementTypes: ['DML'],
    }),
  dataExchange: () => LandingEvent.dataExchangeRevisionPublished('aae4c2cdEXAMPLE54f9369dEXAMPLE66'),
  dataBrew: () => LandingEvent.dataBrewJobSucceeded('MyJob'),
  batch: (scope) =>
    LandingEvent.batchJobSucceeded(
      JobQueue.fromJobQueueArn(scope, 'Queue', `arn:aws:batch:${ARN}:job-queue/PexjEHappyPathCanary2JobQueue`),
    ),
  ecs: (scope) =>
    LandingEvent.ecsTaskSucceeded(
      TaskDefinition.fromTaskDefinitionArn(scope, 'Task', `arn:aws:ecs:${ARN}:task-definition/sample-fargate:1`),
      { containerName: 'FargateApp' },
    ),
  codePipeline: (scope) =>
    LandingEvent.codePipelineSucceeded(
      Pipeline.fromPipelineArn(scope, 'Pipeline', `arn:aws:codepipeline:${ARN}:myPipeline`),
    ),
};

const ENABLED = { eventBridgeEnabled: true };

const crawler = (scope: Stack, name: string): LandingEvent =>
  LandingEvent.glueCrawlerSucceeded(CfnCrawler.fromCrawlerName(scope, name, name));

/** Which data sets wait for the resource of each event,and whether the event is a landing for them. */
const EXPECTED: Readonly<Record<keyof typeof file, Readonly<Record<string, boolean>>>> = {
  's3 object put': { images: true, bucket: false },
  's3 object put, recorded': { bucket: true, images: false },
  's3 object deleted, recorded': { bucket: false },
  'step functions succeeded, recorded': { stateMachine: true },
  'step functions running, recorded': { stateMachine: false },
  'glue job succeeded': { glueJob: true, dataBrew: false },
  'glue job failed': { glueJob: false },
  'glue job timed out': { glueJob: false },
  'glue job is running': { glueJob: false },
  'glue crawler started': { crawlerA: false },
  'glue crawler succeeded': { crawlerB: true, crawlerC: false },
  'glue crawler failed': { crawlerC: false },
  'glue partitions': { tableChanged: true, partitions: true, packages: false },
  'glue partitions, received in 2021': { packages: true, partitions: false },
  'glue partitions, received in 2020': { items: true, tableChanged: false },
  'glue database': { tableChanged: false, partitions: false },
  'emr step failed': { emrStep: false },
  'emr serverless succeeded, received': { emrServerless: true, emrServerlessRunning: false },
  'emr serverless running': { emrServerlessRunning: false },
  'redshift statement finished': { statement: true, query: false },
  'redshift statement finished, of another page': { query: true, statement: false },
  'athena query succeeded': { athena: true, athenaDml: false },
  'data exchange revision': { dataExchange: true },
  'databrew job succeeded': { dataBrew: true, glueJob: false },
  'databrew job failed': { dataBrew: false },
  'batch job runnable': { batch: false },
  'ecs task running': { ecs: false },
  'codepipeline started': { codePipeline: false },
};

/** The events as they would be in this account and region, where they have another's. */
export const RECEIVED: readonly ReceivedEvent[] = Object.entries(EXPECTED).flatMap(([name, byDataSet]) => {
  const { event } = file[name as keyof typeof file];
  const here = JSON.stringify(event)
    .replaceAll(event.account, ENVIRONMENT.account)
    .replaceAll(event.region, ENVIRONMENT.region);
  return Object.entries(byDataSet).map(([dataSetId, lands]) => ({ name, event: JSON.parse(here), dataSetId, lands }));
});

/** One stack with a data set for each resource that the events name. */
export function deployForReceived(): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Received');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  for (const [id, landingEvent] of Object.entries(FACTORIES)) {
    refresh.addDataSet(id, { dataSet: SpiceDataSet.fromDataSetId(id), refreshOn: [landingEvent(stack)] });
  }
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}
