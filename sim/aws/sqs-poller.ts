import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { EventSourceMapping } from '../template/resources';
import type { QueuedMessage, QueueModel } from './sqs';
import type { VirtualClock } from './virtual-clock';

/** Runs the function on a batch; rejects if the function fails, times out or is cut off. */
export type Invoke = (event: SQSEvent) => Promise<SQSBatchResponse>;

/**
 * Lambda's poller of a queue: gathers a batch until the batching window is over or the batch is full, invokes
 * the function up to its maximum concurrency, and deletes what the function does not give back.
 */
export class SqsPoller {
  private readonly listeners: (() => void)[] = [];
  private readonly failureListeners: (() => void)[] = [];
  private windowOpen = false;
  private running = 0;
  private isEnabled = true;
  /** Since when it has been enabled. */
  enabledAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly mapping: EventSourceMapping,
    private readonly queue: QueueModel,
    private readonly clock: VirtualClock,
    private readonly invoke: Invoke,
    /** How a batch is shared out over the invocations that poll side by side. */
    private readonly share: (batch: readonly QueuedMessage[]) => readonly (readonly QueuedMessage[])[] = (batch) => [
      batch,
    ],
  ) {
    queue.onVisible(() => this.openWindow());
  }

  /** Tells when an invocation is over and what it did not give back has been deleted. */
  onReleased(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Tells when an invocation has failed as a whole: it crashed, or ran into its timeout. */
  onFailed(listener: () => void): void {
    this.failureListeners.push(listener);
  }

  /** The event source mapping is disabled, or enabled again. */
  set enabled(enabled: boolean) {
    if (enabled && !this.isEnabled) {
      this.enabledAt = this.clock.now();
    }
    this.isEnabled = enabled;
    if (enabled) {
      this.openWindow();
    }
  }

  private openWindow(): void {
    if (this.windowOpen) {
      return;
    }
    this.windowOpen = true;
    this.clock.at(this.clock.now() + this.mapping.batchingWindow * 1_000, () => {
      this.windowOpen = false;
      this.poll();
    });
  }

  private poll(): void {
    if (!this.isEnabled || this.running >= this.mapping.maxConcurrency) {
      return;
    }
    const batch = this.queue.receive(this.mapping.batchSize);
    if (batch.length === 0) {
      return;
    }
    for (const part of this.share(batch)) {
      void this.run(part);
    }
    if (this.queue.visible().length > 0) {
      this.openWindow();
    }
  }

  private async run(batch: readonly QueuedMessage[]): Promise<void> {
    this.running++;
    try {
      const { batchItemFailures } = await this.invoke({
        Records: batch.map((message) => toRecord(message, this.queue)),
      });
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      if (failed.size > 0 && !this.mapping.partialBatchResponses) {
        return;
      }
      for (const { id } of batch) {
        if (!failed.has(id)) {
          this.queue.delete(id);
        }
      }
      for (const listener of this.listeners) {
        listener();
      }
    } catch {
      // Lambda deletes nothing of a batch whose invocation failed: it comes back after the visibility timeout
      for (const listener of this.failureListeners) {
        listener();
      }
    } finally {
      this.running--;
      if (this.queue.visible().length > 0) {
        this.openWindow();
      }
    }
  }
}

function toRecord(message: QueuedMessage, queue: QueueModel): SQSEvent['Records'][number] {
  const [, , , awsRegion = ''] = queue.resource.arn.split(':');
  return {
    messageId: message.id,
    receiptHandle: `${message.id}-${message.receiveCount}`,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: 'AIDAIT2UOQQY3AUEKVGXU',
      ApproximateFirstReceiveTimestamp: String(message.sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queue.resource.arn,
    awsRegion,
  };
}
