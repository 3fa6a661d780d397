import type { LocalClock } from '../accelerated-clock';

const BATCH = 10;

/** Calls side by side. */
const SENDERS = 4;

/** How long a queue that took nothing is left alone, in milliseconds of the stack's time. */
const PAUSE = 5_000;

/** What is on its way from a rule to a queue: ten at a time, and again until the queue has taken it. */
export class Outbox {
  private waiting: string[] = [];
  private senders = 0;
  private stopped = false;

  constructor(
    private readonly clock: LocalClock,
    private readonly send: (bodies: readonly string[]) => Promise<void>,
  ) {}

  add(body: string): void {
    this.waiting.push(body);
    if (this.senders < SENDERS) {
      this.senders += 1;
      void this.run();
    }
  }

  private async run(): Promise<void> {
    // what comes at the same time goes together
    await Promise.resolve();
    while (this.waiting.length > 0 && !this.stopped) {
      const bodies = this.waiting.splice(0, BATCH);
      try {
        await this.send(bodies);
      } catch {
        this.waiting = [...bodies, ...this.waiting];
        await this.clock.sleep(PAUSE);
      }
    }
    this.senders -= 1;
  }

  stop(): void {
    this.stopped = true;
  }
}
