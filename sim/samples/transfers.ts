import type { NewEvent } from '../aws/event-bridge';
import { ENVIRONMENT } from '../template/environment';

const { account: ACCOUNT, region: REGION } = ENVIRONMENT;

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
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-datasync.html and the schema registry, by which
 *   `State` is a list; AWS's samples filter by SUCCESS and ERROR, which the API has for the status of an execution:
 *   https://docs.aws.amazon.com/datasync/latest/userguide/API_TaskExecutionListEntry.html; as a word, Success, it is in
 *   https://docs.aws.amazon.com/datasync/latest/userguide/events.html
 */
export function dataSyncTaskExecutionStateChange(
  taskArn: string,
  state: 'QUEUEING' | 'TRANSFERRING' | 'SUCCESS' | 'ERROR',
): NewEvent {
  return {
    source: 'aws.datasync',
    'detail-type': 'DataSync Task Execution State Change',
    resources: [`${taskArn}/execution/exec-0710e3b76849604f1`],
    detail: { State: [state] },
  };
}

/**
 * @see https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html for the fields; the status is that
 *   of AWS's own samples (aws-samples and aws-solutions-library-samples on GitHub), or that of the API, for no page is
 *   known to list it: https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ExecutionDetails.html
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
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_EventBridge.html for the fields and the type; the message
 *   of a task that stops is its `StopReason`, whose values are on
 *   https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html, as seen in public event patterns that
 *   wait for the end of a full load; type and id are as in events that were received
 */
export function dmsReplicationTaskStateChange(
  taskArn: string,
  eventType: 'REPLICATION_TASK_STARTED' | 'REPLICATION_TASK_STOPPED' | 'REPLICATION_TASK_FAILED',
  detailMessage: string,
): NewEvent {
  return {
    source: 'aws.dms',
    'detail-type': 'DMS Replication Task State Change',
    resources: [taskArn],
    detail: {
      type: 'REPLICATION_TASK',
      category: eventType === 'REPLICATION_TASK_FAILED' ? 'Failure' : 'StateChange',
      eventType,
      eventId: 'DMS-EVENT-0079',
      resourceLink: `https://console.aws.amazon.com/dms/v2/home?region=${REGION}#taskDetails/load-sales`,
      detailMessage,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/transfer/latest/userguide/events-detail-reference.html "FTP Server File Upload
 *   Completed example event"; SFTP and FTPS have the same fields, but for the etag
 */
export function transferServerFile(
  serverId: string,
  filePath: string,
  what: 'Upload Completed' | 'Upload Failed' | 'Download Completed' | 'Delete Completed',
  { protocol = 'SFTP', username = 'supplier' }: { protocol?: 'SFTP' | 'FTPS' | 'FTP'; username?: string } = {},
): NewEvent {
  const failed = what.endsWith('Failed');
  return {
    source: 'aws.transfer',
    'detail-type': `${protocol} Server File ${what}`,
    resources: [`arn:aws:transfer:${REGION}:${ACCOUNT}:server/${serverId}`],
    detail: {
      'status-code': failed ? 'FAILED' : 'COMPLETED',
      ...(failed && { 'failure-code': 'PARTIAL_UPLOAD', 'failure-message': 'File was partially uploaded.' }),
      protocol,
      bytes: 1_048_576,
      'client-ip': '10.0.0.141',
      'end-timestamp': '2024-01-29T16:31:43.311866408Z',
      'file-path': filePath,
      'server-id': serverId,
      username,
      'session-id': 'd9a1b2c3d4e5f6a7b8c9',
      'start-timestamp': '2024-01-29T16:31:42.462088327Z',
    },
  };
}
