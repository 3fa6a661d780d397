import { CfnFlow } from 'aws-cdk-lib/aws-appflow';
import { LandingEvent } from '../../../lib';
import * as samples from '../../../sim/samples';
import { ARN, but, type Entries } from './entry';

const DMS_TASK = `arn:aws:dms:${ARN}:task:AAAABBBB0CCCCDDDDEEEEE1FFFF2GGG3FFFFFF3`;
const TASK = `arn:aws:datasync:${ARN}:task/task-070ae55e8e777c356`;

export const TRANSFERS: Entries = {
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
  transferUploadCompleted: {
    landingEvent: () =>
      LandingEvent.transferUploadCompleted('s-1111aaaa2222bbbb3', {
        username: 'supplier',
        filePathPrefix: '/landing/supplier/',
      }),
    delivery: 'best effort',
    sample: samples.transferServerFile('s-1111aaaa2222bbbb3', '/landing/supplier/sales.csv', 'Upload Completed'),
    failed: samples.transferServerFile('s-1111aaaa2222bbbb3', '/landing/supplier/sales.csv', 'Upload Failed'),
    otherResource: samples.transferServerFile('s-other', '/landing/supplier/sales.csv', 'Upload Completed'),
    lookAlikes: [
      samples.transferServerFile('s-1111aaaa2222bbbb3', '/landing/supplier/sales.csv', 'Download Completed'),
      samples.transferServerFile('s-1111aaaa2222bbbb3', '/landing/supplier/sales.csv', 'Delete Completed'),
      samples.transferServerFile('s-1111aaaa2222bbbb3', '/landing/outbox/sales.csv', 'Upload Completed'),
      samples.transferServerFile('s-1111aaaa2222bbbb3', '/landing/supplier/sales.csv', 'Upload Completed', {
        username: 'auditor',
      }),
    ],
  },
};
