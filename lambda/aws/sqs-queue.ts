import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RetryMessage, WakeMessage } from '../../lib/private/contract';
import type { Queue } from '../ports';

/** The construct's two SQS queues. */
export class SqsQueue implements Queue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
    private readonly deadLetterQueueUrl: string,
  ) {}

  async wake(message: WakeMessage, delaySeconds: number): Promise<void> {
    await this.client.send(
      new SendMessageCommand({
        QueueUrl: this.queueUrl,
        MessageBody: JSON.stringify(message),
        DelaySeconds: delaySeconds,
      }),
    );
  }

  async deadLetter(message: RetryMessage): Promise<void> {
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.deadLetterQueueUrl, MessageBody: JSON.stringify(message) }),
    );
  }
}
