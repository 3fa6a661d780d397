import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RetryMessage, WakeMessage } from '../../lib/private/contract';
import type { MessageAgain, Queue } from '../ports';

/**
 * The account of a queue, which its URL has.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
 */
export function accountOfQueue(queueUrl: string): string {
  return new URL(queueUrl).pathname.split('/')[1] ?? '';
}

/** The construct's two SQS queues. */
export class SqsQueue implements Queue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
    private readonly deadLetterQueueUrl: string,
    private readonly abortSignal?: AbortSignal,
  ) {}

  async wake(message: WakeMessage, delaySeconds: number): Promise<void> {
    await this.client.send(
      new SendMessageCommand({
        QueueUrl: this.queueUrl,
        MessageBody: JSON.stringify(message),
        DelaySeconds: delaySeconds,
      }),
      { abortSignal: this.abortSignal },
    );
  }

  async deadLetter(message: RetryMessage): Promise<void> {
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.deadLetterQueueUrl, MessageBody: JSON.stringify(message) }),
      { abortSignal: this.abortSignal },
    );
  }

  async sendAgain(messages: readonly MessageAgain[]): Promise<readonly string[]> {
    const { Successful = [] } = await this.client.send(
      new SendMessageBatchCommand({
        QueueUrl: this.queueUrl,
        Entries: messages.map(({ body, delaySeconds }, index) => ({
          Id: `${index}`,
          MessageBody: body,
          DelaySeconds: delaySeconds,
        })),
      }),
      { abortSignal: this.abortSignal },
    );
    return Successful.flatMap(({ Id }) => messages[Number(Id)]?.id ?? []);
  }
}
