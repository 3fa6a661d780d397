import { JobQueue } from 'aws-cdk-lib/aws-batch';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnPipeline as CfnSageMakerPipeline } from 'aws-cdk-lib/aws-sagemaker';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LandingEvent } from '../../../lib';
import * as samples from '../../../sim/samples';
import { ARN, but, type Entries } from './entry';

const STATE_MACHINE = `arn:aws:states:${ARN}:stateMachine:load`;
const QUEUE = `arn:aws:batch:${ARN}:job-queue/loads`;
const TASK_DEFINITION = `arn:aws:ecs:${ARN}:task-definition/load:7`;

export const WORKFLOWS: Entries = {
  stateMachineSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.stateMachineSucceeded(StateMachine.fromStateMachineArn(scope, 'StateMachine', STATE_MACHINE)),
    delivery: 'best effort',
    sample: samples.stepFunctionsExecutionStatusChange(STATE_MACHINE, 'SUCCEEDED'),
    failed: samples.stepFunctionsExecutionStatusChange(STATE_MACHINE, 'FAILED'),
    otherResource: samples.stepFunctionsExecutionStatusChange(`${STATE_MACHINE}-stock`, 'SUCCEEDED'),
    lookAlikes: [samples.stepFunctionsExecutionStatusChange(STATE_MACHINE, 'RUNNING')],
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
  sageMakerPipelineSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.sageMakerPipelineSucceeded(
        CfnSageMakerPipeline.fromPipelineName(scope, 'SageMakerPipeline', 'ScoreSales'),
      ),
    delivery: 'best effort',
    sample: samples.sageMakerPipelineExecutionStatusChange('ScoreSales', 'Succeeded'),
    failed: samples.sageMakerPipelineExecutionStatusChange('ScoreSales', 'Failed'),
    otherResource: samples.sageMakerPipelineExecutionStatusChange('ScoreStock', 'Succeeded'),
    lookAlikes: [
      samples.sageMakerPipelineExecutionStatusChange('ScoreSales', 'Executing'),
      samples.sageMakerPipelineExecutionStatusChange('ScoreSales', 'Stopped'),
      but(samples.sageMakerPipelineExecutionStatusChange('ScoreSales', 'Succeeded'), {
        'detail-type': 'SageMaker Model Building Pipeline Execution Step Status Change',
      }),
    ],
  },
};
