import { Token } from 'aws-cdk-lib';
import type { IFlowRef } from 'aws-cdk-lib/aws-appflow';
import { Match } from 'aws-cdk-lib/aws-events';
import type { LandingEventConfig } from '../../../landing-event-config';
import type { DmsTaskFinishedOptions, TransferUploadCompletedOptions } from '../../../landing-event-options';
import { about, event, only } from './event';

/**
 * The reasons for which a task stops that has done what it was to do, named as in the API's `StopReason`. Not NORMAL,
 * which the API calls a success: a task that is stopped by hand has it too, even in the middle of a full load.
 */
const DMS_STOP_REASONS = [
  'FULL_LOAD_ONLY_FINISHED',
  'STOPPED_AFTER_FULL_LOAD',
  'STOPPED_AFTER_CACHED_EVENTS',
  'STOPPED_AT_SERVER_TIME',
  'STOPPED_AT_COMMIT_TIME',
];

export function dmsTask(
  taskArn: string,
  { stopReasons = DMS_STOP_REASONS }: DmsTaskFinishedOptions,
): LandingEventConfig {
  const unknown = stopReasons.find((reason) => !Token.isUnresolved(reason) && !/^[A-Z_]+$/.test(reason));
  if (stopReasons.length === 0 || unknown !== undefined) {
    throw new Error(
      "stopReasons must hold at least one, named as in the API's StopReason but without the words Stop Reason, such as " +
        `FULL_LOAD_ONLY_FINISHED: got ${JSON.stringify(stopReasons)}`,
    );
  }
  const detail = {
    eventType: ['REPLICATION_TASK_STOPPED'],
    // all of the message, by what is seen; a suffix still matches if a sentence comes before it
    detailMessage: stopReasons.map((reason) => ({ suffix: `Stop Reason ${reason}` })),
  };
  const config = event('DmsTaskFinished', 'aws.dms', 'DMS Replication Task State Change', detail, taskArn);
  return about(config, [taskArn]);
}

/** The event names the task in the ARN of its execution only. */
export function dataSyncTask(taskArn: string): LandingEventConfig {
  const config = event(
    'DataSyncTaskSucceeded',
    'aws.datasync',
    'DataSync Task Execution State Change',
    // the API says SUCCESS, the page on events Success
    { State: [{ 'equals-ignore-case': 'success' }] },
    taskArn,
  );
  return about(config, Match.prefix(`${taskArn}/execution/`));
}

export function appFlowRun(flow: IFlowRef): LandingEventConfig {
  // events that were received have the first; the second is what the API calls it
  const detail = { 'flow-name': [flow.flowRef.flowName], status: ['Execution Successful', 'Successful'] };
  return event('AppFlowRunSucceeded', 'aws.appflow', 'AppFlow End Flow Run Report', detail, flow);
}

/** A server has its protocols' events: the same but for the name. */
const UPLOAD_COMPLETED = ['SFTP', 'FTPS', 'FTP'].map((protocol) => `${protocol} Server File Upload Completed`);

export function transferUpload(serverId: string, options: TransferUploadCompletedOptions): LandingEventConfig {
  const { username, filePathPrefix } = options;
  if (filePathPrefix !== undefined && !Token.isUnresolved(filePathPrefix) && !/^\/./.test(filePathPrefix)) {
    throw new Error(
      'filePathPrefix must begin with a slash and the bucket or file system, as the path in the event does, such as ' +
        `'/landing/sales/': got '${filePathPrefix}'`,
    );
  }
  const detail = {
    'server-id': [serverId],
    'status-code': ['COMPLETED'],
    ...only('username', username),
    ...(filePathPrefix !== undefined && { 'file-path': [{ prefix: filePathPrefix }] }),
  };
  return event('TransferUploadCompleted', 'aws.transfer', UPLOAD_COMPLETED, detail, serverId);
}
