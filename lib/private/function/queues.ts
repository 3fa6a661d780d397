import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeLastQueue } from '../access/nag-acknowledgements';
import { FUNCTION_TIMEOUT_SECONDS } from '../contract';

/** Lambda's advice: a message that was received this often is moved to the dead-letter queue. */
const MAX_RECEIVE_COUNT = 5;

/** SQS' maximum: what failed on the first day of a two-week holiday is still there after it. */
const RETENTION = Duration.days(14);

export interface QueuesProps {
  readonly batchingWindow: Duration;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** The queue of landing messages and wakes, and the two for what failed. */
export interface Queues {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly undeliveredQueue: Queue;
}

export function newQueues(scope: Construct, props: QueuesProps): Queues {
  const { batchingWindow, removalPolicy, encryptionKey } = props;
  const withoutKey: QueueProps = {
    enforceSSL: true,
    retentionPeriod: RETENTION,
    removalPolicy,
    encryption: QueueEncryption.SQS_MANAGED,
  };
  const common: QueueProps = {
    ...withoutKey,
    ...(encryptionKey && { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
  };
  const deadLetterQueue = new Queue(scope, 'DeadLetterQueue', common);
  // it keeps what the key refused EventBridge, so it cannot be under that key
  const undeliveredQueue = new Queue(scope, 'UndeliveredQueue', withoutKey);
  acknowledgeLastQueue(undeliveredQueue);
  const queue = new Queue(scope, 'Queue', {
    ...common,
    // Lambda's advice: six times the function's timeout, and the time spent gathering a batch
    visibilityTimeout: Duration.seconds(6 * FUNCTION_TIMEOUT_SECONDS + batchingWindow.toSeconds()),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
  });
  return { queue, deadLetterQueue, undeliveredQueue };
}
