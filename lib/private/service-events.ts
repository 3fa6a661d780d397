import type { IFlowRef } from 'aws-cdk-lib/aws-appflow';
import type { IWorkGroupRef } from 'aws-cdk-lib/aws-athena';
import type { IJobQueueRef } from 'aws-cdk-lib/aws-batch';
import type { IPipelineRef } from 'aws-cdk-lib/aws-codepipeline';
import type { ITaskDefinitionRef } from 'aws-cdk-lib/aws-ecs';
import type { IApplicationRef } from 'aws-cdk-lib/aws-emrserverless';
import { Match } from 'aws-cdk-lib/aws-events';
import type { ICrawlerRef, IJobRef } from 'aws-cdk-lib/aws-glue';
import type { IStateMachineRef } from 'aws-cdk-lib/aws-stepfunctions';
import type { LandingEventConfig } from '../landing-event';
import type {
  AthenaQuerySucceededOptions,
  BatchJobSucceededOptions,
  EcsTaskSucceededOptions,
  EmrServerlessJobRunSucceededOptions,
  EmrStepCompletedOptions,
  GlueDataQualityPassedOptions,
  GlueTableOptions,
} from '../landing-event-options';
import { OUTCOME_SOURCE, OutcomeDetailType } from './contract';

/**
 * What the services put on the bus when something of theirs succeeded. The pages these come from are named in
 * `landing-event.ts` and beside the samples in `rehearsal/samples.ts`. A name is part of construct ids: it never
 * changes.
 */

type Config = LandingEventConfig;

function event(name: string, source: string, detailType: string, detail: Record<string, unknown>): Config {
  return { name, eventPattern: { source: [source], detailType: [detailType], detail } };
}

/** A filter where there is something to filter by. */
function only(field: string, ...values: (string | undefined)[]): Record<string, unknown> {
  const given = values.filter((value) => value !== undefined);
  return given.length > 0 ? { [field]: given } : {};
}

export function glueJob({ jobRef }: IJobRef): Config {
  const detail = { jobName: [jobRef.jobName], state: ['SUCCEEDED'] };
  return event('GlueJobSucceeded', 'aws.glue', 'Glue Job State Change', detail);
}

export function glueCrawler({ crawlerRef }: ICrawlerRef): Config {
  const detail = { crawlerName: [crawlerRef.crawlerName], state: ['Succeeded'] };
  return event('GlueCrawlerSucceeded', 'aws.glue', 'Glue Crawler State Change', detail);
}

const TABLE_CHANGE = 'Glue Data Catalog Table State Change';

/** Actions of Glue's API by which data goes rather than lands. */
const DELETIONS = ['DeleteTable', 'BatchDeleteTable', 'DeletePartition', 'BatchDeletePartition'];

export function glueTable({ databaseName, tableName }: GlueTableOptions): Config {
  const detail = {
    databaseName: [databaseName],
    tableName: [tableName],
    typeOfChange: [{ 'anything-but': DELETIONS }],
  };
  return event('GlueTableChanged', 'aws.glue', TABLE_CHANGE, detail);
}

export function gluePartitions({ databaseName, tableName }: GlueTableOptions): Config {
  const detail = {
    databaseName: [databaseName],
    tableName: [tableName],
    typeOfChange: ['CreatePartition', 'BatchCreatePartition'],
  };
  return event('GluePartitionsCreated', 'aws.glue', TABLE_CHANGE, detail);
}

export function glueDataQuality(rulesetName: string, options: GlueDataQualityPassedOptions): Config {
  const { minimumScore, databaseName, tableName } = options;
  if (minimumScore !== undefined && !isScore(minimumScore)) {
    throw new Error(`minimumScore must be a number from 0 to 1 with at most six decimals: got ${minimumScore}`);
  }
  const context = { ...only('databaseName', databaseName), ...only('tableName', tableName) };
  const detail = {
    rulesetNames: [rulesetName],
    // a result with a rule that failed has the state FAILED, however good its score
    ...(minimumScore === undefined ? { state: ['SUCCEEDED'] } : { score: [{ numeric: ['>=', minimumScore] }] }),
    ...(Object.keys(context).length > 0 && { context }),
  };
  return event('GlueDataQualityPassed', 'aws.glue-dataquality', 'Data Quality Evaluation Results Available', detail);
}

function isScore(score: number): boolean {
  return score >= 0 && score <= 1 && Number(score.toFixed(6)) === score;
}

export function athenaQuery({ workGroupRef }: IWorkGroupRef, options: AthenaQuerySucceededOptions): Config {
  const detail = {
    workgroupName: [workGroupRef.workGroupName],
    currentState: ['SUCCEEDED'],
    ...only('statementType', ...(options.statementTypes ?? [])),
  };
  return event('AthenaQuerySucceeded', 'aws.athena', 'Athena Query State Change', detail);
}

export function redshiftStatement(statementName: string): Config {
  const detail = { statementName: [statementName], state: ['FINISHED'] };
  return event('RedshiftStatementFinished', 'aws.redshift-data', 'Redshift Data Statement Status Change', detail);
}

export function stateMachine({ stateMachineRef }: IStateMachineRef): Config {
  const detail = { stateMachineArn: [stateMachineRef.stateMachineArn], status: ['SUCCEEDED'] };
  return event('StateMachineSucceeded', 'aws.states', 'Step Functions Execution Status Change', detail);
}

export function emrStep({ cluster, stepName }: EmrStepCompletedOptions): Config {
  if (!cluster && !stepName) {
    throw new Error('emrStepCompleted needs a cluster, a stepName or both, or any EMR step would count: got neither');
  }
  const detail = {
    ...only('clusterId', cluster?.clusterRef.clusterId),
    ...only('name', stepName),
    state: ['COMPLETED'],
  };
  return event('EmrStepCompleted', 'aws.emr', 'EMR Step Status Change', detail);
}

export function emrServerlessJobRun(
  { applicationRef }: IApplicationRef,
  { jobRunName }: EmrServerlessJobRunSucceededOptions,
): Config {
  const detail = {
    applicationId: [applicationRef.applicationId],
    ...only('jobRunName', jobRunName),
    state: ['SUCCESS'],
  };
  return event('EmrServerlessJobRunSucceeded', 'aws.emr-serverless', 'EMR Serverless Job Run State Change', detail);
}

export function dataBrewJob(jobName: string): Config {
  const detail = { jobName: [jobName], state: ['SUCCEEDED'] };
  return event('DataBrewJobSucceeded', 'aws.databrew', 'DataBrew Job State Change', detail);
}

export function appFlowRun({ flowRef }: IFlowRef): Config {
  const detail = { 'flow-name': [flowRef.flowName], status: ['Execution Successful'] };
  return event('AppFlowRunSucceeded', 'aws.appflow', 'AppFlow End Flow Run Report', detail);
}

/** The event names the task in the ARN of its execution only. */
export function dataSyncTask(taskArn: string): Config {
  const { name, eventPattern } = event(
    'DataSyncTaskSucceeded',
    'aws.datasync',
    'DataSync Task Execution State Change',
    { State: ['SUCCESS'] },
  );
  return { name, eventPattern: { ...eventPattern, resources: Match.prefix(`${taskArn}/execution/`) } };
}

export function batchJob({ jobQueueRef }: IJobQueueRef, { jobName }: BatchJobSucceededOptions): Config {
  const detail = { jobQueue: [jobQueueRef.jobQueueArn], ...only('jobName', jobName), status: ['SUCCEEDED'] };
  return event('BatchJobSucceeded', 'aws.batch', 'Batch Job State Change', detail);
}

export function ecsTask({ taskDefinitionRef }: ITaskDefinitionRef, options: EcsTaskSucceededOptions): Config {
  const detail = {
    taskDefinitionArn: [taskDefinitionRef.taskDefinitionArn],
    lastStatus: ['STOPPED'],
    containers: { ...only('name', options.containerName), exitCode: [0] },
  };
  return event('EcsTaskSucceeded', 'aws.ecs', 'ECS Task State Change', detail);
}

export function pipeline({ pipelineRef }: IPipelineRef): Config {
  const detail = { pipeline: [pipelineRef.pipelineName], state: ['SUCCEEDED'] };
  return event('PipelineSucceeded', 'aws.codepipeline', 'CodePipeline Pipeline Execution State Change', detail);
}

export function refresh(dataSetArn: string): Config {
  return event('RefreshSucceeded', OUTCOME_SOURCE, OutcomeDetailType.SUCCEEDED, { dataSetArn: [dataSetArn] });
}
