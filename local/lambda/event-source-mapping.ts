import type { Message } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { EventSourceMapping } from '../../sim/template/resources';
import type { LocalClock } from '../accelerated-clock';
import type { SqsServer } from '../servers/sqs-server';
import type { DeployedFunction } from './deployed-function';

/** Lambda hands over at most this much at a time, in bytes; a little is for what is around the bodies. */
const PAYLOAD = 5_500_000;

/** Calls side by side. */
const CALLS = 5;

/** How long a queue that does not answer is left alone, in milliseconds of the stack's time. */
const PAUSE = 5_000;

/** Shares a batch out over invocations side by side: by default there is one. */
export type Share = (batch: readonly Message[]) => readonly (readonly Message[])[];

/**
 * Lambda's poller: gathers a batch until the batching window is over or the batch is full, invokes the function up to
 * its maximum concurrency, and deletes what the function does not give back. What it gives back, or had when it died,
 * comes back when the visibility timeout is over.
 */
export class EventSource {
  private running = true;
  share: Share = (batch) => [batch];
  /** Hears of an invocation that failed, and of a queue that did not answer. */
  failed: (error: unknown) => void = () => {};

  constructor(
    private readonly mapping: EventSourceMapping,
    private readonly sqs: SqsServer,
    private readonly refreshFunction: DeployedFunction,
    private readonly clock: LocalClock,
  ) {
    void this.poll();
  }

  private async poll(): Promise<void> {
    while (this.running) {
      const batch: Message[] = [];
      try {
        await this.gather(batch);
      } catch (error) {
        if (this.running) {
          this.failed(error);
          await this.clock.sleep(PAUSE);
        }
      }
      // what has been received is handed over, whatever came after it
      for (const part of batch.length === 0 ? [] : this.share(batch)) {
        const invoke = await this.refreshFunction.reserve();
        void this.run(part, invoke);
      }
    }
  }

  private async gather(batch: Message[]): Promise<void> {
    const { queueArn, batchSize, batchingWindow } = this.mapping;
    batch.push(...(await this.sqs.receive(queueArn, 20)));
    const windowEnds = this.clock.now() + batchingWindow * 1_000;
    let size = sizeOf(batch);
    let received = batch.length;
    for (;;) {
      const left = windowEnds - this.clock.now();
      if (batch.length === 0 || left <= 0 || batch.length + 10 * CALLS > batchSize || size > PAYLOAD || !this.running) {
        return;
      }
      // as many calls at a time as Lambda's poller makes, while there is much to receive
      const calls = received < 10 ? 1 : CALLS;
      const wait = Math.min(Math.max(Math.ceil(left / 1_000), 1), 20);
      const answers = await Promise.allSettled(Array.from({ length: calls }, () => this.sqs.receive(queueArn, wait)));
      const more = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      batch.push(...more);
      size += sizeOf(more);
      received = more.length;
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed) {
        throw failed.reason;
      }
    }
  }

  private async run(batch: readonly Message[], invoke: (event: SQSEvent) => Promise<SQSBatchResponse>): Promise<void> {
    const { queueArn, partialBatchResponses } = this.mapping;
    try {
      const answer = await invoke({ Records: batch.map((message) => toRecord(message, queueArn)) });
      const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      if (failed.size > 0 && !partialBatchResponses) {
        return;
      }
      const handled = batch.filter(({ MessageId = '' }) => !failed.has(MessageId));
      await this.sqs.delete(
        queueArn,
        handled.map(({ ReceiptHandle = '' }) => ReceiptHandle),
      );
    } catch (error) {
      this.failed(error);
    }
  }

  /** Receives no more. What it has received comes back to the next poller. */
  async stop(): Promise<void> {
    this.running = false;
  }
}

const sizeOf = (messages: readonly Message[]): number =>
  messages.reduce((size, { Body = '' }) => size + Buffer.byteLength(Body) + 600, 0);

function toRecord(message: Message, queueArn: string): SQSEvent['Records'][number] {
  const { MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes = {} } = message;
  const [, , , awsRegion = ''] = queueArn.split(':');
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSEvent['Records'][number]['attributes'],
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion,
  };
}
