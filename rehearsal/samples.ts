import type { NewEvent } from './world';

/**
 * Events as AWS documents them: each with the page that shows it. What a test wants to vary is a parameter, the
 * rest is as on the page, shortened where it is long.
 */

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html "Example: Object Created"
 */
export function s3ObjectCreated(bucket: string, key: string, size = 5_242_880): NewEvent {
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key,
        size,
        etag: 'b1946ac92492d2347c6235b4d2611184',
        'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
        sequencer: '617f08299329d189',
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: ACCOUNT,
      'source-ip-address': '192.0.2.10',
      reason: 'PutObject',
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
 */
export function glueJobStateChange(jobName: string, state: 'SUCCEEDED' | 'FAILED' | 'TIMEOUT' | 'STOPPED'): NewEvent {
  return {
    source: 'aws.glue',
    'detail-type': 'Glue Job State Change',
    detail: {
      jobName,
      severity: state === 'SUCCEEDED' ? 'INFO' : 'ERROR',
      state,
      jobRunId: 'jr_abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789',
      message: `Job run ${state.toLowerCase()}`,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html and the EventBridge User Guide of
 *   2020, "AWS Glue Events", which shows "Crawler Succeeded" and "Crawler Failed"
 */
export function glueCrawlerStateChange(crawlerName: string, state: 'Started' | 'Succeeded' | 'Failed'): NewEvent {
  return {
    source: 'aws.glue',
    'detail-type': 'Glue Crawler State Change',
    resources: [],
    detail: {
      tablesCreated: '0',
      warningMessage: 'N/A',
      partitionsUpdated: '0',
      tablesUpdated: '0',
      message: `Crawler ${state}`,
      partitionsDeleted: '0',
      accountId: ACCOUNT,
      'runningTime (sec)': '7',
      tablesDeleted: '0',
      crawlerName,
      completionDate: '2026-11-11T01:25:00Z',
      state,
      partitionsCreated: '0',
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html "Glue Data Catalog
 *   Table State Change"; the types of change are the actions of Glue's API
 */
export function glueTableStateChange(databaseName: string, tableName: string, typeOfChange: string): NewEvent {
  return {
    source: 'aws.glue',
    'detail-type': 'Glue Data Catalog Table State Change',
    resources: [`arn:aws:glue:${REGION}:${ACCOUNT}:table/${databaseName}/${tableName}`],
    detail: {
      databaseName,
      changedPartitions: typeOfChange.endsWith('Partition') ? ['[2026-11-23]'] : [],
      typeOfChange,
      tableName,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html; `state` says whether every rule passed
 */
export function glueDataQualityResult(
  rulesetName: string,
  score: number,
  table: { databaseName: string; tableName: string } = { databaseName: 'lake', tableName: 'sales' },
): NewEvent {
  return {
    source: 'aws.glue-dataquality',
    'detail-type': 'Data Quality Evaluation Results Available',
    resources: [],
    detail: {
      resultID: 'dqresult-12334567890abcdefghijklmnopqrstuvwxyz000',
      context: { contextType: 'GLUE_DATA_CATALOG', runId: 'dqrun-12334567890', catalogId: ACCOUNT, ...table },
      rulesetNames: [rulesetName],
      state: score === 1 ? 'SUCCEEDED' : 'FAILED',
      score,
      rulesSucceeded: Math.round(score * 100),
      rulesFailed: 100 - Math.round(score * 100),
      rulesSkipped: 0,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/athena/latest/ug/athena-events.html
 */
export function athenaQueryStateChange(
  workgroupName: string,
  currentState: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED',
  statementType = 'DML',
): NewEvent {
  return {
    source: 'aws.athena',
    'detail-type': 'Athena Query State Change',
    resources: [],
    detail: {
      currentState,
      previousState: 'RUNNING',
      queryExecutionId: '01234567-0123-0123-0123-012345678901',
      sequenceNumber: '3',
      statementType,
      versionId: '0',
      workgroupName,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html "Data API finished event"
 */
export function redshiftStatementStatusChange(
  statementName: string,
  state: 'FINISHED' | 'FAILED' | 'ABORTED',
): NewEvent {
  return {
    source: 'aws.redshift-data',
    'detail-type': 'Redshift Data Statement Status Change',
    resources: [`arn:aws:redshift:${REGION}:${ACCOUNT}:cluster:redshift-cluster-1`],
    detail: {
      principal: `arn:aws:iam::${ACCOUNT}:user/myuser`,
      statementName,
      statementId: 'dd2e1ec9-2ee3-49a0-819f-905fa7d75a4a',
      redshiftQueryId: -1,
      state,
      rows: 1,
      expireAt: 1_601_673_265,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html "Execution succeeded"
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
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-manage-cloudwatch-events.html and
 *   https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-emr.html
 */
export function emrStepStatusChange(
  clusterId: string,
  name: string,
  state: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED',
): NewEvent {
  return {
    source: 'aws.emr',
    'detail-type': 'EMR Step Status Change',
    resources: [],
    detail: {
      severity: state === 'FAILED' ? 'ERROR' : 'INFO',
      actionOnFailure: 'CONTINUE',
      stepId: 's-ZYXWVUTSRQPON',
      name,
      clusterId,
      state,
      message: `Step s-ZYXWVUTSRQPON (${name}) in Amazon EMR cluster ${clusterId} (Development Cluster) changed`,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-eventbridge.html "Job run state change
 *   event"; the states are on .../job-states.html
 */
export function emrServerlessJobRunStateChange(
  applicationId: string,
  jobRunName: string,
  state: 'RUNNING' | 'SUCCESS' | 'FAILED' | 'CANCELLED',
): NewEvent {
  return {
    source: 'aws.emr-serverless',
    'detail-type': 'EMR Serverless Job Run State Change',
    resources: [],
    detail: {
      jobRunId: '00f1cbn5g4bb0c01',
      jobRunName,
      applicationId,
      arn: `arn:aws:emr-serverless:${REGION}:${ACCOUNT}:/applications/${applicationId}/jobruns/00f1cbn5g4bb0c01`,
      releaseLabel: 'emr-6.6.0',
      state,
      previousState: 'RUNNING',
      createdBy: `arn:aws:sts::${ACCOUNT}:assumed-role/Role/402d6ba8`,
      updatedAt: '2022-05-31T21:07:42.299487Z',
      createdAt: '2022-05-31T21:07:25.325900Z',
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-databrew.html; the sample is in the DataBrew
 *   Developer Guide, "Automating DataBrew with CloudWatch Events"
 */
export function dataBrewJobStateChange(
  jobName: string,
  state: 'SUCCEEDED' | 'FAILED' | 'TIMEOUT' | 'STOPPED',
): NewEvent {
  return {
    source: 'aws.databrew',
    'detail-type': 'DataBrew Job State Change',
    resources: [],
    detail: {
      jobName,
      severity: state === 'SUCCEEDED' ? 'INFO' : 'ERROR',
      state,
      jobRunId: 'db_abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789',
      message: `Job run ${state.toLowerCase()}`,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html; the values are those of the
 *   events in AWS's own samples (aws-samples and aws-solutions-library-samples on GitHub)
 */
export function appFlowEndFlowRunReport(flowName: string, status: string): NewEvent {
  return {
    source: 'aws.appflow',
    'detail-type': 'AppFlow End Flow Run Report',
    resources: ['12816f196abcfb429e2ab7d71a8b3493'],
    detail: {
      'flow-name': flowName,
      'created-by': `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/Admin-Role`,
      'flow-arn': `arn:aws:appflow:${REGION}:${ACCOUNT}:flow/${flowName}`,
      source: 'SALESFORCE',
      destination: 'S3',
      'source-object': 'Account',
      'destination-object': 's3://landing',
      'trigger-type': 'SCHEDULED',
      'num-of-records-processed': '17',
      'execution-id': '9aa00099-9943-449a-9c7a-488dbc801242',
      'num-of-records-filtered': '0',
      status,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/datasync/latest/userguide/events.html "Task execution state changes"
 */
export function dataSyncTaskExecutionStateChange(
  taskArn: string,
  state: 'QUEUEING' | 'TRANSFERRING' | 'SUCCESS' | 'ERROR',
): NewEvent {
  return {
    source: 'aws.datasync',
    'detail-type': 'DataSync Task Execution State Change',
    resources: [`${taskArn}/execution/exec-0710e3b76849604f1`],
    detail: { State: state },
  };
}

/**
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html "Job State Change Event"
 */
export function batchJobStateChange(
  jobQueueArn: string,
  jobName: string,
  status: 'RUNNABLE' | 'RUNNING' | 'SUCCEEDED' | 'FAILED',
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
      stopCode: 'EssentialContainerExited',
      taskArn,
      taskDefinitionArn,
      version: 4,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html "Pipeline
 *   SUCCEEDED"
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
