import type { NewEvent } from '../aws/event-bridge';
import { ENVIRONMENT } from '../template/environment';

const { account: ACCOUNT, region: REGION } = ENVIRONMENT;

/**
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html "Execution succeeded" (before:
 *   cw-events.html, which lists the statuses) and the schema registry
 */
export function stepFunctionsExecutionStatusChange(
  stateMachineArn: string,
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED',
): NewEvent {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:execution-name`;
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name: 'execution-name',
      status,
      startDate: 1_547_148_840_101,
      stopDate: 1_547_148_840_122,
      input: '{}',
      output: '"Hello World!"',
      inputDetails: { included: true },
      outputDetails: { included: true },
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html "Job State Change Event"; of
 * https://docs.aws.amazon.com/batch/latest/APIReference/API_ArrayPropertiesDetail.html a child has the index, its parent
 * the size
 */
export function batchJobStateChange(
  jobQueueArn: string,
  jobName: string,
  status: 'RUNNABLE' | 'RUNNING' | 'SUCCEEDED' | 'FAILED',
  arrayProperties?: Readonly<Record<string, unknown>>,
): NewEvent {
  const jobArn = `arn:aws:batch:${REGION}:${ACCOUNT}:job/4c7599ae-0a82-49aa-ba5a-4727fcce14a8`;
  return {
    source: 'aws.batch',
    'detail-type': 'Batch Job State Change',
    resources: [jobArn],
    detail: {
      jobArn,
      jobName,
      jobId: '4c7599ae-0a82-49aa-ba5a-4727fcce14a8',
      jobQueue: jobQueueArn,
      status,
      attempts: [],
      ...(arrayProperties && { arrayProperties }),
      createdAt: 1_641_944_200_058,
      retryStrategy: { attempts: 2, evaluateOnExit: [] },
      dependsOn: [],
      jobDefinition: `arn:aws:batch:${REGION}:${ACCOUNT}:job-definition/first-run-job-definition:1`,
      parameters: {},
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html; containers have an
 *   `exitCode` once they have stopped, as in the Task object of the API
 */
export function ecsTaskStateChange(
  taskDefinitionArn: string,
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED',
  exitCodes: Readonly<Record<string, number>>,
  stopCode = 'EssentialContainerExited',
): NewEvent {
  const taskArn = `arn:aws:ecs:${REGION}:${ACCOUNT}:task/FargateCluster/c13b4cb40f1f4fe4a2971f76ae5a47ad`;
  return {
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    resources: [taskArn],
    detail: {
      attachments: [{ id: '1789bcae-ddfb-4d10-8ebe-8ac87ddba5b8', type: 'eni', status: 'DELETED', details: [] }],
      availabilityZone: `${REGION}a`,
      clusterArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/FargateCluster`,
      containers: Object.entries(exitCodes).map(([name, exitCode]) => ({
        containerArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:container/cf159fd6-3e3f-4a9e-84f9-66cbe726af01`,
        lastStatus,
        name,
        image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/hello-repository:latest`,
        taskArn,
        ...(lastStatus === 'STOPPED' && { exitCode }),
      })),
      desiredStatus: 'STOPPED',
      group: 'family:load',
      lastStatus,
      launchType: 'FARGATE',
      stopCode,
      taskArn,
      taskDefinitionArn,
      version: 4,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html "Pipeline
 *   SUCCEEDED" and its table of pipeline-level states, and the schema registry
 */
export function codePipelineExecutionStateChange(
  pipeline: string,
  state: 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'SUPERSEDED',
): NewEvent {
  return {
    source: 'aws.codepipeline',
    'detail-type': 'CodePipeline Pipeline Execution State Change',
    resources: [`arn:aws:codepipeline:${REGION}:${ACCOUNT}:${pipeline}`],
    detail: { pipeline, 'execution-id': '12345678-1234-5678-abcd-12345678abcd', state, version: 3 },
  };
}

/**
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-airflow-serverless.html for source, detail-types
 *   and delivery; AWS has not documented what the event holds, so `workflow` is made up
 */
export function mwaaServerlessWorkflowRun(
  workflow: string,
  state: 'Started' | 'Queued' | 'Running' | 'Succeeded' | 'Failed' | 'Stopped' | 'Timeout',
): NewEvent {
  return {
    source: 'aws.airflow-serverless',
    'detail-type': `MWAA Serverless Workflow Run ${state}`,
    resources: [],
    detail: { workflow },
  };
}

/**
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html "Pipeline execution state
 *   change"; the statuses are those of DescribePipelineExecution
 */
export function sageMakerPipelineExecutionStatusChange(
  pipelineName: string,
  status: 'Executing' | 'Stopping' | 'Stopped' | 'Failed' | 'Succeeded',
): NewEvent {
  // the name is in lower case in ARNs that were received
  const pipelineArn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:pipeline/${pipelineName.toLowerCase()}`;
  const pipelineExecutionArn = `${pipelineArn}/execution/p4jn9xou8a8s`;
  return {
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Model Building Pipeline Execution Status Change',
    resources: [pipelineArn, pipelineExecutionArn],
    detail: {
      pipelineExecutionDisplayName: 'SomeDisplayName',
      currentPipelineExecutionStatus: status,
      previousPipelineExecutionStatus: 'Executing',
      executionStartTime: '2021-03-15T16:03:13Z',
      executionEndTime: '2021-03-15T16:10:10Z',
      pipelineExecutionDescription: 'SomeDescription',
      pipelineArn,
      pipelineExecutionArn,
    },
  };
}
