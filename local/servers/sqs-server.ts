import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueResource } from '../../sim/template/resources';
import type { LocalClock } from '../accelerated-clock';
import { Child } from './child-process';
import { FaultyProxy, forwardTo } from './faulty-proxy';

/** SQS takes and gives at most this many messages a call. */
const BATCH = 10;

/** A message as it is in a queue, whatever its state. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
}

/** The stack's queues: fauxqs in a process of its own, behind a proxy. */
export class SqsServer {
  private readonly client: SQSClient;

  private constructor(
    private readonly child: Child,
    private readonly direct: string,
    readonly proxy: FaultyProxy,
    region: string,
  ) {
    this.client = new SQSClient({
      endpoint: proxy.endpoint,
      region,
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  }

  static async start(clock: LocalClock, region: string, queues: readonly QueueResource[]): Promise<SqsServer> {
    const child = new Child('sqs', clock, { AWS_REGION: region });
    const direct = await child.answer(({ endpoint }) => endpoint as string | undefined);
    const proxy = await new FaultyProxy(clock, forwardTo(direct)).plugIn();
    const server = new SqsServer(child, direct, proxy, region);
    // dead-letter queues first, so that the queues that use them find them
    for (const queue of queues.toSorted((a, b) => Number('deadLetterArn' in a) - Number('deadLetterArn' in b))) {
      await server.create(queue);
    }
    return server;
  }

  private async create(queue: QueueResource): Promise<void> {
    const { arn, visibilityTimeout, retentionPeriod, deadLetterArn, maxReceiveCount } = queue;
    await this.client.send(
      new CreateQueueCommand({
        QueueName: nameOf(arn),
        Attributes: {
          VisibilityTimeout: String(visibilityTimeout),
          MessageRetentionPeriod: String(retentionPeriod),
          ...(deadLetterArn && {
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: localArn(deadLetterArn), maxReceiveCount }),
          }),
        },
      }),
    );
  }

  /** Where a queue of the template is on this machine. */
  urlOf(arn: string): string {
    // of the path fauxqs takes the name, the function the account
    return `${this.proxy.endpoint}/${arn.split(':')[4]}/${nameOf(arn)}`;
  }

  /** At most ten at a time. */
  async send(arn: string, bodies: readonly string[]): Promise<void> {
    const { Failed = [] } = await this.client.send(
      new SendMessageBatchCommand({
        QueueUrl: this.urlOf(arn),
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
      }),
    );
    if (Failed.length > 0) {
      throw new Error(`${Failed.length} messages were not taken: ${Failed[0]?.Message}`);
    }
  }

  async receive(arn: string, waitSeconds: number): Promise<Message[]> {
    const { Messages = [] } = await this.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.urlOf(arn),
        MaxNumberOfMessages: BATCH,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  async delete(arn: string, receiptHandles: readonly string[]): Promise<void> {
    for (let from = 0; from < receiptHandles.length; from += BATCH) {
      await this.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.urlOf(arn),
          Entries: receiptHandles
            .slice(from, from + BATCH)
            .map((handle, index) => ({ Id: String(index), ReceiptHandle: handle })),
        }),
      );
    }
  }

  /** Everything in a queue, visible, delayed or received and not deleted: past the proxy, so that it can be read at any time. */
  async inspect(arn: string): Promise<StoredMessage[]> {
    const response = await fetch(`${this.direct}/_fauxqs/queues/${nameOf(arn)}`);
    const { messages } = (await response.json()) as {
      messages: { ready: Stored[]; delayed: Stored[]; inflight: { message: Stored }[] };
    };
    const stored = [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)];
    return stored.map(({ messageId, body }) => ({ id: messageId, body }));
  }

  /** Moves what is visible from one queue to another, as a redrive in the console does. */
  async redrive(fromArn: string, toArn: string): Promise<number> {
    let moved = 0;
    for (;;) {
      const messages = await this.receive(fromArn, 0);
      if (messages.length === 0) {
        return moved;
      }
      await this.send(
        toArn,
        messages.map(({ Body = '' }) => Body),
      );
      await this.delete(
        fromArn,
        messages.map(({ ReceiptHandle = '' }) => ReceiptHandle),
      );
      moved += messages.length;
    }
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.proxy.pullOut();
    await this.child.kill();
  }
}

interface Stored {
  readonly messageId: string;
  readonly body: string;
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** fauxqs has an account of its own. */
function localArn(arn: string): string {
  const [, , , region] = arn.split(':');
  return `arn:aws:sqs:${region}:000000000000:${nameOf(arn)}`;
}
