import type { NewEvent } from './world';

/** Events as AWS documents them. */

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html "Example: Object Created"
 */
export function s3ObjectCreated(bucket: string, key: string): NewEvent {
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key,
        size: 5_242_880,
        etag: 'b1946ac92492d2347c6235b4d2611184',
        'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
        sequencer: '617f08299329d189',
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
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
