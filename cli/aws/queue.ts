import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { write } from '../../lambda/message/write';
import type { Message } from '../../lib/private/contract';
import { permitted } from './permitted';

/** SQS where the environment says that it is: a queue's URL names the public endpoint, which may be out of reach. */
export function sqsClient(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false });
}

/** Sends messages to the queue of a SpiceRefresh, each of its own, so that one that cannot be handled keeps no other. */
export async function sendMessages(queueUrl: string, messages: readonly Message[]): Promise<void> {
  const client = sqsClient();
  try {
    for (const message of messages) {
      await permitted('sqs:SendMessage', () =>
        client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: write(message) })),
      );
    }
  } finally {
    client.destroy();
  }
}
