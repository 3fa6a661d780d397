import { App, Duration, Stack } from 'aws-cdk-lib';
import { CfnFlow } from 'aws-cdk-lib/aws-appflow';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { JobQueue } from 'aws-cdk-lib/aws-batch';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnCrawler, CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { toEvent } from '../../lambda/outcome/outcome';
import { type IDataSetRefresh, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { OutcomeDetailType } from '../../lib/private/contract';
import type { BusEvent, NewEvent } from '../../sim/aws/event-bridge';
import * as samples from '../../sim/samples';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';

/** One factory: what it is called with, the event it waits for as AWS documents it, and events that are none. */
export interface Entry {
  readonly landingEvent: (scope: Stack, parent: IDataSetRefresh) => LandingEvent;
  readonly delivery: 'at least once' | 'best effort' | 'as its source delivers';
  /** None for a schedule, whose rule sends an event of its own. */
  readonly sample?: NewEvent;
  readonly failed?: NewEvent;
  readonly otherResource?: NewEvent;
  readonly lookAlikes?: readonly NewEvent[];
}

const ARN = `${ENVIRONMENT.region}:${ENVIRONMENT.account}`;
const STATE_MACHINE = `arn:aws:states:${ARN}:stateMachine:load`;
const DMS_TASK = `arn:aws:dms:${ARN}:task:AAAABBBB0CCCCDDDDEEEEE1FFFF2GGG3FFFFFF3`;
const TASK = `arn:aws:datasync:${ARN}:task/task-070ae55e8e777c356`;
const QUEUE = `arn:aws:batch:${ARN}:job-queue/loads`;
const TASK_DEFINITION = `arn:aws:ecs:${ARN}:task-definition/load:7`;
export const quickSightArn = (id: string): string => `arn:aws:quicksight:${ARN}:dataset/${id}`;

/** An outcome event as the function puts it on the bus. */
function outcome(detailType: OutcomeDetailType, dataSetId: string): NewEvent {
  const event = toEvent({ detailType, at: 0, dataSetArn: quickSightArn(dataSetId), reason: 'covered', next: 'rests' });
  return {
    source: event.Source,
    'detail-type': event.DetailType,
    resources: event.Resources,
    detail: JSON.parse(event.Detail),
  };
}

const custom = (detailType: string, table: string): NewEvent => ({
  source: 'com.example.pipeline',
  'detail-type': detailType,
  detail: { table },
});

/** Like an event, but with this instead. */
const but = (event: NewEvent, instead: Partial<NewEvent>): NewEvent => ({ ...event, ...instead });

export const CATALOGUE: Readonly<Record<string, Entry>> = {
  objectCreated: {
    landingEvent: (scope) =>
      LandingEvent.objectCreated(Bucket.fromBucketName(scope, 'Bucket', 'landing'), {
        keyPrefixes: ['sales/', 'returns/'],
        keySuffixes: ['.parquet', '/manifest.json'],
        ignoreEmptyObjects: true,
        eventBridgeEnabled: true,
      }),
    delivery: 'at least once',
    sample: samples.s3ObjectCreated('landing', 'sales/2026/part-0.parquet'),
    otherResource: samples.s3ObjectCreated('attic', 'sales/2026/part-0.parquet'),
    lookAlikes: [
      samples.s3ObjectCreated('landing', 'sales/2026/part-0.parquet', 0),
      samples.s3ObjectCreated('landing', 'stock/2026/part-0.parquet'),
      samples.s3ObjectCreated('landing', 'sales/2026/part-0.csv'),
      samples.s3ObjectCreated('landing', 'sales/_temporary/0/_temporary/attempt_0/part-0.parquet'),
      samples.s3ObjectCreated('landing', 'sales/.spark-staging-1/part-0.parquet'),
      but(samples.s3ObjectCreated('landing', 'sales/2026/part-0.parquet'), { 'detail-type': 'Object Deleted' }),
    ],
  },
  glueJobSucceeded: {
    landingEvent: (scope) => LandingEvent.glueJobSucceeded(CfnJob.fromJobName(scope, 'Job', 'load-sales')),
    delivery: 'best effort',
    sample: samples.glueJobStateChange('load-sales', 'SUCCEEDED'),
    failed: samples.glueJobStateChange('load-sales', 'FAILED'),
    otherResource: samples.glueJobStateChange('load-stock', 'SUCCEEDED'),
    lookAlikes: [samples.dataBrewJobStateChange('load-sales', 'SUCCEEDED')],
  },
  glueCrawlerSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.glueCrawlerSucceeded(CfnCrawler.fromCrawlerName(scope, 'Crawler', 'crawl-sales')),
    delivery: 'best effort',
    sample: samples.glueCrawlerStateChange('crawl-sales', 'Succeeded'),
    failed: samples.glueCrawlerStateChange('crawl-sales', 'Failed'),
    otherResource: samples.glueCrawlerStateChange('crawl-stock', 'Succeeded'),
    lookAlikes: [samples.glueCrawlerStateChange('crawl-sales', 'Started')],
  },
  glueTableChanged: {
    landingEvent: () => LandingEvent.glueTableChanged({ databaseName: 'Lake', tableName: 'SALES' }),
    delivery: 'best effort',
    sample: samples.glueTableStateChange('lake', 'sales', 'UpdateTable'),
    otherResource: samples.glueTableStateChange('lake', 'stock', 'UpdateTable'),
    lookAlikes: [
      samples.glueTableStateChange('attic', 'sales', 'UpdateTable'),
      samples.glueTableStateChange('lake', 'sales', 'DeletePartition'),
      samples.glueTableStateChange('lake', 'sales', 'BatchDeletePartition'),
      samples.glueTableStateChange('lake', 'sales', 'DeleteTable'),
    ],
  },
  gluePartitionsCreated: {
    landingEvent: () => LandingEvent.gluePartitionsCreated({ databaseName: 'Lake', tableName: 'Orders' }),
    delivery: 'best effort',
    sample: samples.glueTableStateChange('lake', 'orders', 'BatchCreatePartition'),
    otherResource: samples.glueTableStateChange('lake', 'stock', 'BatchCreatePartition'),
    lookAlikes: [
      samples.glueTableStateChange('attic', 'orders', 'CreatePartition'),
      samples.glueTableStateChange('lake', 'orders', 'UpdateTable'),
    ],
  },
  glueDataQualityPassed: {
    landingEvent: () =>
      LandingEvent.glueDataQualityPassed('sales-rules', {
        minimumScore: 0.95,
        databaseName: 'Lake',
        tableName: 'Sales',
      }),
    delivery: 'best effort',
    sample: samples.glueDataQualityResult('sales-rules', 0.95),
    failed: samples.glueDataQualityResult('sales-rules', 0.94),
    otherResource: samples.glueDataQualityResult('stock-rules', 1),
    lookAlikes: [samples.glueDataQualityResult('sales-rules', 1, { databaseName: 'lake', tableName: 'stock' })],
  },
  athenaQuerySucceeded: {
    landingEvent: (scope) =>
      LandingEvent.athenaQuerySucceeded(CfnWorkGroup.fromWorkGroupName(scope, 'WorkGroup', 'loads'), {
        statementTypes: ['DML'],
      }),
    delivery: 'best effort',
    sample: samples.athenaQueryStateChange('loads', 'SUCCEEDED'),
    failed: samples.athenaQueryStateChange('loads', 'FAILED'),
    otherResource: samples.athenaQueryStateChange('primary', 'SUCCEEDED'),
    lookAlikes: [
      samples.athenaQueryStateChange('loads', 'RUNNING'),
      samples.athenaQueryStateChange('loads', 'SUCCEEDED', 'DDL'),
    ],
  },
  redshiftStatementFinished: {
    landingEvent: () => LandingEvent.redshiftStatementFinished('load-sales'),
    delivery: 'best effort',
    sample: samples.redshiftStatementStatusChange('load-sales', 'FINISHED'),
    failed: samples.redshiftStatementStatusChange('load-sales', 'FAILED'),
    otherResource: samples.redshiftStatementStatusChange('load-stock', 'FINISHED'),
    lookAlikes: [samples.redshiftStatementStatusChange('load-sales', 'ABORTED')],
  },
  stateMachineSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.stateMachineSucceeded(StateMachine.fromStateMachineArn(scope, 'StateMachine', STATE_MACHINE)),
    delivery: 'best effort',
    sample: samples.stepFunctionsExecutionStatusChange(STATE_MACHINE, 'SUCCEEDED'),
    failed: samples.stepFunctionsExecutionStatusChange(STATE_MACHINE, 'FAILED'),
    otherResource: samples.stepFunctionsExecutionStatusChange(`${STATE_MACHINE}-stock`, 'SUCCEEDED'),
    lookAlikes: [samples.stepFunctionsExecutionStatusChange(STATE_MACHINE, 'RUNNING')],
  },
  emrStepCompleted: {
    landingEvent: (scope) =>
      LandingEvent.emrStepCompleted({
        cluster: CfnCluster.fromClusterId(scope, 'Cluster', 'j-1YONHTCP3YZKC'),
        stepName: 'load-sales',
      }),
    delivery: 'best effort',
    sample: samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-sales', 'COMPLETED'),
    failed: samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-sales', 'FAILED'),
    otherResource: samples.emrStepStatusChange('j-OTHER', 'load-sales', 'COMPLETED'),
    lookAlikes: [
      samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-stock', 'COMPLETED'),
      samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-sales', 'RUNNING'),
    ],
  },
  emrServerlessJobRunSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.emrServerlessJobRunSucceeded(
        CfnApplication.fromApplicationId(scope, 'Application', '00f1982r1uukb925'),
        { jobRunName: 'load-sales' },
      ),
    delivery: 'best effort',
    sample: samples.emrServerlessJobRunStateChange('00f1982r1uukb925', 'load-sales', 'SUCCESS'),
    failed: samples.emrServerlessJobRunStateChange('00f1982r1uukb925', 'load-sales', 'FAILED'),
    otherResource: samples.emrServerlessJobRunStateChange('00other', 'load-sales', 'SUCCESS'),
    lookAlikes: [samples.emrServerlessJobRunStateChange('00f1982r1uukb925', 'load-stock', 'SUCCESS')],
  },
  dataBrewJobSucceeded: {
    landingEvent: () => LandingEvent.dataBrewJobSucceeded('clean-sales'),
    delivery: 'best effort',
    sample: samples.dataBrewJobStateChange('clean-sales', 'SUCCEEDED'),
    failed: samples.dataBrewJobStateChange('clean-sales', 'FAILED'),
    otherResource: samples.dataBrewJobStateChange('clean-stock', 'SUCCEEDED'),
    lookAlikes: [samples.glueJobStateChange('clean-sales', 'SUCCEEDED')],
  },
  appFlowRunSucceeded: {
    landingEvent: (scope) => LandingEvent.appFlowRunSucceeded(CfnFlow.fromFlowName(scope, 'Flow', 'accounts')),
    delivery: 'best effort',
    sample: samples.appFlowEndFlowRunReport('accounts', 'Execution Successful'),
    failed: samples.appFlowEndFlowRunReport('accounts', 'Execution Failed'),
    otherResource: samples.appFlowEndFlowRunReport('contacts', 'Execution Successful'),
    lookAlikes: [
      but(samples.appFlowEndFlowRunReport('accounts', 'Execution Successful'), {
        'detail-type': 'AppFlow Start Flow Run Report',
      }),
    ],
  },
  dmsTaskFinished: {
    landingEvent: () => LandingEvent.dmsTaskFinished(DMS_TASK),
    delivery: 'best effort',
    sample: samples.dmsReplicationTaskStateChange(
      DMS_TASK,
      'REPLICATION_TASK_STOPPED',
      'Stop Reason FULL_LOAD_ONLY_FINISHED',
    ),
    failed: samples.dmsReplicationTaskStateChange(
      DMS_TASK,
      'REPLICATION_TASK_FAILED',
      'Last Error  ODBC general error. Stop Reason RECOVERABLE_ERROR Error Level RECOVERABLE',
    ),
    otherResource: samples.dmsReplicationTaskStateChange(
      `${DMS_TASK}4`,
      'REPLICATION_TASK_STOPPED',
      'Stop Reason FULL_LOAD_ONLY_FINISHED',
    ),
    lookAlikes: [
      samples.dmsReplicationTaskStateChange(
        DMS_TASK,
        'REPLICATION_TASK_STARTED',
        'Replication task started, with flag = fresh start',
      ),
      samples.dmsReplicationTaskStateChange(DMS_TASK, 'REPLICATION_TASK_STOPPED', 'Stop Reason NORMAL'),
      samples.dmsReplicationTaskStateChange(DMS_TASK, 'REPLICATION_TASK_STOPPED', 'Replication task stopped'),
      samples.dmsReplicationTaskStateChange(
        DMS_TASK,
        'REPLICATION_TASK_STOPPED',
        'Stop Reason STOPPED_DUE_TO_LOW_DISK',
      ),
    ],
  },
  dataSyncTaskSucceeded: {
    landingEvent: () => LandingEvent.dataSyncTaskSucceeded(TASK),
    delivery: 'best effort',
    sample: samples.dataSyncTaskExecutionStateChange(TASK, 'SUCCESS'),
    failed: samples.dataSyncTaskExecutionStateChange(TASK, 'ERROR'),
    otherResource: samples.dataSyncTaskExecutionStateChange(`${TASK}7`, 'SUCCESS'),
    lookAlikes: [
      samples.dataSyncTaskExecutionStateChange(TASK, 'TRANSFERRING'),
      but(samples.dataSyncTaskExecutionStateChange(TASK, 'SUCCESS'), { 'detail-type': 'DataSync Task State Change' }),
    ],
  },
  mwaaServerlessWorkflowRunSucceeded: {
    landingEvent: () => LandingEvent.mwaaServerlessWorkflowRunSucceeded({ detail: { workflow: ['load-sales'] } }),
    delivery: 'at least once',
    sample: samples.mwaaServerlessWorkflowRun('load-sales', 'Succeeded'),
    failed: samples.mwaaServerlessWorkflowRun('load-sales', 'Failed'),
    otherResource: samples.mwaaServerlessWorkflowRun('load-stock', 'Succeeded'),
    lookAlikes: [
      samples.mwaaServerlessWorkflowRun('load-sales', 'Stopped'),
      but(samples.mwaaServerlessWorkflowRun('load-sales', 'Succeeded'), {
        'detail-type': 'MWAA Serverless Task Succeeded',
      }),
    ],
  },
  batchJobSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.batchJobSucceeded(JobQueue.fromJobQueueArn(scope, 'JobQueue', QUEUE), { jobName: 'load-sales' }),
    delivery: 'at least once',
    sample: samples.batchJobStateChange(QUEUE, 'load-sales', 'SUCCEEDED'),
    failed: samples.batchJobStateChange(QUEUE, 'load-sales', 'FAILED'),
    otherResource: samples.batchJobStateChange(`${QUEUE}-slow`, 'load-sales', 'SUCCEEDED'),
    lookAlikes: [
      samples.batchJobStateChange(QUEUE, 'load-stock', 'SUCCEEDED'),
      samples.batchJobStateChange(QUEUE, 'load-sales', 'SUCCEEDED', { index: 0 }),
    ],
  },
  ecsTaskSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.ecsTaskSucceeded(TaskDefinition.fromTaskDefinitionArn(scope, 'TaskDefinition', TASK_DEFINITION), {
        containerName: 'load',
      }),
    delivery: 'at least once',
    sample: samples.ecsTaskStateChange(TASK_DEFINITION, 'STOPPED', { load: 0, sidecar: 143 }),
    failed: samples.ecsTaskStateChange(TASK_DEFINITION, 'STOPPED', { load: 1, sidecar: 0 }),
    otherResource: samples.ecsTaskStateChange(TASK_DEFINITION.replace(':7', ':8'), 'STOPPED', { load: 0 }),
    lookAlikes: [
      samples.ecsTaskStateChange(TASK_DEFINITION, 'RUNNING', { load: 0 }),
      ...[
        'UserInitiated',
        'ServiceSchedulerInitiated',
        'SpotInterruption',
        'TerminationNotice',
        'TaskFailedToStart',
      ].map((stopCode) => samples.ecsTaskStateChange(TASK_DEFINITION, 'STOPPED', { load: 0 }, stopCode)),
    ],
  },
  codePipelineSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.codePipelineSucceeded(
        Pipeline.fromPipelineArn(scope, 'Pipeline', `arn:aws:codepipeline:${ARN}:load-sales`),
      ),
    delivery: 'best effort',
    sample: samples.codePipelineExecutionStateChange('load-sales', 'SUCCEEDED'),
    failed: samples.codePipelineExecutionStateChange('load-sales', 'FAILED'),
    otherResource: samples.codePipelineExecutionStateChange('load-stock', 'SUCCEEDED'),
    lookAlikes: [
      but(samples.codePipelineExecutionStateChange('load-sales', 'SUCCEEDED'), {
        'detail-type': 'CodePipeline Stage Execution State Change',
      }),
    ],
  },
  refreshSucceeded: {
    landingEvent: (_, parent) => LandingEvent.refreshSucceeded(parent),
    delivery: 'at least once',
    sample: outcome(OutcomeDetailType.SUCCEEDED, 'parent'),
    failed: outcome(OutcomeDetailType.FAILED, 'parent'),
    otherResource: outcome(OutcomeDetailType.SUCCEEDED, 'parent-2'),
    lookAlikes: [outcome(OutcomeDetailType.STARTED, 'parent'), outcome(OutcomeDetailType.DEFERRED, 'parent')],
  },
  schedule: {
    landingEvent: () => LandingEvent.schedule(Schedule.rate(Duration.hours(1))),
    delivery: 'at least once',
  },
  fromPattern: {
    landingEvent: () =>
      LandingEvent.fromPattern({
        source: ['com.example.pipeline'],
        detailType: ['Load Finished'],
        detail: { table: ['sales'] },
      }),
    delivery: 'as its source delivers',
    sample: custom('Load Finished', 'sales'),
    failed: custom('Load Failed', 'sales'),
    otherResource: custom('Load Finished', 'stock'),
  },
};

export const ENTRIES = Object.entries(CATALOGUE);
export const WITH_SAMPLE = ENTRIES.filter(([, { sample }]) => sample) as [string, Entry & { sample: NewEvent }][];

/** One stack with a data set for every factory, called like it, and one that is the parent of another. */
export function deployCatalogue(): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Catalogue');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  const parent = refresh.addDataSet('parent', {
    dataSet: SpiceDataSet.fromDataSetId('parent'),
    refreshOn: [LandingEvent.fromPattern({ source: ['com.example.parent'] })],
  });
  for (const [factory, { landingEvent }] of ENTRIES) {
    refresh.addDataSet(factory, {
      dataSet: SpiceDataSet.fromDataSetId(factory),
      refreshOn: [landingEvent(stack, parent)],
    });
  }
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

/** An event of the catalogue as it is on the bus. */
export const onBus = (event: NewEvent): BusEvent => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  account: ENVIRONMENT.account,
  region: ENVIRONMENT.region,
  time: '2026-11-23T06:00:00Z',
  resources: [],
  ...event,
});
