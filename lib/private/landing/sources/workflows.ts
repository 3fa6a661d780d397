import { Stack } from 'aws-cdk-lib';
import type { IJobQueueRef } from 'aws-cdk-lib/aws-batch';
import type { IPipelineRef } from 'aws-cdk-lib/aws-codepipeline';
import type { ITaskDefinitionRef } from 'aws-cdk-lib/aws-ecs';
import { Match } from 'aws-cdk-lib/aws-events';
import type { IPipelineRef as ISageMakerPipelineRef } from 'aws-cdk-lib/aws-sagemaker';
import type { CfnStateMachine, IStateMachineRef } from 'aws-cdk-lib/aws-stepfunctions';
import type { IDataSetRefresh } from '../../../data-set-refresh';
import type { LandingEventConfig } from '../../../landing-event-config';
import type {
  BatchJobSucceededOptions,
  EcsTaskSucceededOptions,
  MwaaServerlessWorkflowRunSucceededOptions,
} from '../../../landing-event-options';
import { AddedDataSet } from '../../added-data-set';
import { OUTCOME_SOURCE, OutcomeDetailType } from '../../contract';
import { environmentOf } from '../source-environment';
import { event, only } from './event';

export function stateMachine(stateMachine: IStateMachineRef): LandingEventConfig {
  // of a StateMachine and a CfnStateMachine the type is known, of a reference it is not
  if ((stateMachine as Partial<CfnStateMachine>).stateMachineType === 'EXPRESS') {
    throw new Error(
      `express workflows send no events when they succeed: ${stateMachine.node.path} is one; make it a standard workflow, ` +
        'or let its last step put an event of your own on the bus and take LandingEvent.fromPattern',
    );
  }
  const { stateMachineRef } = stateMachine;
  const detail = { stateMachineArn: [stateMachineRef.stateMachineArn], status: ['SUCCEEDED'] };
  return event(
    'StateMachineSucceeded',
    'aws.states',
    'Step Functions Execution Status Change',
    detail,
    stateMachineRef.stateMachineArn,
    stateMachine,
  );
}

/** Success is in the detail-type. How the event names its workflow is the caller's to say: AWS has not documented it. */
export function mwaaServerlessWorkflowRun({
  resources,
  detail,
}: MwaaServerlessWorkflowRunSucceededOptions): LandingEventConfig {
  for (const [name, filter] of Object.entries({ resources, detail })) {
    if (filter && Object.keys(filter).length === 0) {
      throw new Error(`${name} must hold what to filter by, or be left out: got ${JSON.stringify(filter)}`);
    }
  }
  return {
    name: 'MwaaServerlessWorkflowRunSucceeded',
    eventPattern: {
      source: ['aws.airflow-serverless'],
      detailType: ['MWAA Serverless Workflow Run Succeeded'],
      ...(resources && { resources }),
      ...(detail && { detail }),
    },
    sourceEnv: environmentOf(...(resources ?? [])),
  };
}

export function batchJob(jobQueue: IJobQueueRef, { jobName }: BatchJobSucceededOptions): LandingEventConfig {
  const detail = {
    jobQueue: [jobQueue.jobQueueRef.jobQueueArn],
    ...only('jobName', jobName),
    status: ['SUCCEEDED'],
    // each child of an array job has its index; the parent, which succeeds when all have, has their number
    arrayProperties: { index: Match.doesNotExist() },
  };
  return event(
    'BatchJobSucceeded',
    'aws.batch',
    'Batch Job State Change',
    detail,
    jobQueue.jobQueueRef.jobQueueArn,
    jobQueue,
  );
}

export function ecsTask(taskDefinition: ITaskDefinitionRef, options: EcsTaskSucceededOptions): LandingEventConfig {
  const detail = {
    taskDefinitionArn: [taskDefinition.taskDefinitionRef.taskDefinitionArn],
    lastStatus: ['STOPPED'],
    // a task that was stopped, or lost its Spot capacity, may have exited with 0 too
    stopCode: ['EssentialContainerExited'],
    containers: { ...only('name', options.containerName), exitCode: [0] },
  };
  return event(
    'EcsTaskSucceeded',
    'aws.ecs',
    'ECS Task State Change',
    detail,
    taskDefinition.taskDefinitionRef.taskDefinitionArn,
    taskDefinition,
  );
}

export function pipeline(pipeline: IPipelineRef): LandingEventConfig {
  const detail = { pipeline: [pipeline.pipelineRef.pipelineName], state: ['SUCCEEDED'] };
  return event(
    'CodePipelineSucceeded',
    'aws.codepipeline',
    'CodePipeline Pipeline Execution State Change',
    detail,
    pipeline,
  );
}

/** SageMaker writes the name of a pipeline in lower case where it is part of an ARN. */
export function sageMakerPipeline(pipeline: ISageMakerPipelineRef): LandingEventConfig {
  const arn = Stack.of(pipeline).formatArn({
    ...pipeline.env,
    service: 'sagemaker',
    resource: 'pipeline',
    resourceName: pipeline.pipelineRef.pipelineName,
  });
  return event(
    'SageMakerPipelineSucceeded',
    'aws.sagemaker',
    'SageMaker Model Building Pipeline Execution Status Change',
    { pipelineArn: [{ 'equals-ignore-case': arn }], currentPipelineExecutionStatus: ['Succeeded'] },
    pipeline,
  );
}

/** A data set may be elsewhere: its outcome events are where it is refreshed. */
export function refresh(dataSet: IDataSetRefresh): LandingEventConfig {
  const detail = { dataSetArn: [dataSet.dataSetArn] };
  return {
    ...event('RefreshSucceeded', OUTCOME_SOURCE, OutcomeDetailType.SUCCEEDED, detail, Stack.of(dataSet)),
    ...(dataSet instanceof AddedDataSet && { sourceBusArn: dataSet.outcomeBusArn }),
  };
}
