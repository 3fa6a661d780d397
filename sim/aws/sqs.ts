import type { QueueResource } from '../template/resources';
import type { VirtualClock } from './virtual-clock';

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** When it was sent: epoch milliseconds. */
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  /** The queue it came from, for one that a redrive policy moved to a dead-letter queue. */
  readonly sourceArn?: string;
}

/** An SQS standard queue: delay, visibility timeout, redrive policy and retention. */
export class QueueModel {
  private readonly messages = new Map<string, QueuedMessage>();
  private readonly listeners: (() => void)[] = [];
  private readonly sendListeners: ((body: string) => void)[] = [];
  private sent = 0;

  constructor(
    readonly resource: QueueResource,
    private readonly clock: VirtualClock,
    private readonly deadLetterQueue?: QueueModel,
    /** How often, and how many milliseconds late, a message that was sent once arrives. */
    private readonly deliveries: () => readonly number[] = () => [0],
  ) {}

  send(body: string, delaySeconds = 0): void {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
      throw new Error(`DelaySeconds must be a whole number from 0 to 900: got ${delaySeconds}`);
    }
    for (const late of this.deliveries()) {
      this.enqueue(body, delaySeconds * 1_000 + late);
    }
    this.announceSent(body);
  }

  private announceSent(body: string): void {
    for (const listener of this.sendListeners) {
      listener(body);
    }
  }

  private enqueue(body: string, delay: number, sourceArn?: string): void {
    const now = this.clock.now();
    const message: QueuedMessage = {
      id: `${this.resource.arn.split(':').at(-1)}-${this.sent++}`,
      body,
      sentAt: now,
      visibleAt: now + delay,
      receiveCount: 0,
      ...(sourceArn && { sourceArn }),
    };
    this.messages.set(message.id, message);
    this.announce(message);
  }

  /** Tells when a message is sent: once each time, however often it arrives. */
  onSent(listener: (body: string) => void): void {
    this.sendListeners.push(listener);
  }

  /** Tells when a message may be there to receive. */
  onVisible(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Takes messages that are visible, in the order they were sent; each stays invisible for the visibility timeout. */
  receive(max: number): QueuedMessage[] {
    const now = this.clock.now();
    const received: QueuedMessage[] = [];
    for (const message of this.visible()) {
      if (received.length === max) {
        break;
      }
      const { maxReceiveCount, retentionPeriod, visibilityTimeout } = this.resource;
      if (now - message.sentAt >= retentionPeriod * 1_000) {
        this.messages.delete(message.id);
      } else if (maxReceiveCount !== undefined && message.receiveCount >= maxReceiveCount) {
        this.messages.delete(message.id);
        this.deadLetterQueue?.enqueue(message.body, 0, this.resource.arn);
      } else {
        message.receiveCount++;
        message.visibleAt = now + visibilityTimeout * 1_000;
        received.push(message);
        this.announce(message);
      }
    }
    return received;
  }

  delete(id: string): void {
    this.messages.delete(id);
  }

  /** Deletes messages as `PurgeQueue` does, whether or not they are visible, and answers how many. */
  purge(isPurged: (message: QueuedMessage) => boolean = () => true): number {
    const purged = [...this.messages.values()].filter(isPurged);
    for (const message of purged) {
      this.messages.delete(message.id);
    }
    return purged.length;
  }

  visible(): QueuedMessage[] {
    const now = this.clock.now();
    return [...this.messages.values()].filter((message) => message.visibleAt <= now);
  }

  /** Everything in it, visible, delayed or received and not deleted. */
  all(): readonly QueuedMessage[] {
    return [...this.messages.values()];
  }

  /**
   * Moves everything visible to another queue, as `StartMessageMoveTask` with a destination does. Each copy of what has arrived
   * twice is moved once: what is moved every hour would fill the queue.
   */
  redriveTo(queue: QueueModel): number {
    const moved = this.visible();
    for (const message of moved) {
      this.messages.delete(message.id);
      queue.enqueue(message.body, 0);
      queue.announceSent(message.body);
    }
    return moved.length;
  }

  private announce(message: QueuedMessage): void {
    this.clock.at(message.visibleAt, () => {
      if (this.messages.get(message.id) === message && message.visibleAt <= this.clock.now()) {
        for (const listener of this.listeners) {
          listener();
        }
      }
    });
  }
}
