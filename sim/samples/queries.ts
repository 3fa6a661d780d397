import type { NewEvent } from '../aws/event-bridge';
import { ENVIRONMENT } from '../template/environment';

const { account: ACCOUNT, region: REGION } = ENVIRONMENT;

/**
 * @see https://docs.aws.amazon.com/athena/latest/ug/athena-events.html and the schema registry
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
