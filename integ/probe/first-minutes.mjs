import { PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const s3 = new S3Client();
const sqs = new SQSClient();

/** Seconds for which objects are put, the pause between two, and the wait for the last event. */
const LONG = 600;
const PAUSE = 15;
const LAST = 60;

/** Seconds after which events are documented to flow. */
const DOCUMENTED = 300;

/** Keys of the objects whose events have come in. */
async function received(QueueUrl, WaitTimeSeconds) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
  );
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return Messages.map(({ Body }) => JSON.parse(Body).detail.object.key);
}

/** Switches EventBridge on for a bucket, and puts an object every 15 seconds: which of their events come? */
export const handler = async ({ Bucket, QueueUrl }) => {
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1_000);
  const put = [];
  const arrived = new Set();
  while (seconds() < LONG + LAST) {
    if (seconds() < LONG) {
      const Key = String(seconds());
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      put.push(Key);
    }
    for (const key of await received(QueueUrl, PAUSE)) {
      arrived.add(key);
    }
  }
  const lost = put.filter((key) => !arrived.has(key)).map(Number);
  return {
    lostLater: lost.filter((second) => second >= DOCUMENTED).length,
    lostBefore: lost.filter((second) => second < DOCUMENTED).length,
    firstArrived: Math.min(...[...arrived].map(Number)),
    put: put.length,
  };
};
