import type { LocalClock } from './clock';

const BATCH = 10;

/** How long a queue that took nothing is left alone, in milliseconds of the stack's time. */
const PAUSE = 5_000;

/** What is on its way from a rule to a queue: in order, ten at a time, and again until the queue has taken it. */
export class Outbox {
  private waiting: string[] = [];
  private sending = false;
  private stopped = false;

  constructor(
    private readonly clock: LocalClock,
    private readonly send: (bodies: readonly string[]) => Promise<void>,
  ) {}

  add(body: string): void {
    this.waiting.push(body);
    if (!this.sending) {
      this.sending = true;
      void this.run();
    }
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopped) {
      const bodies = this.waiting.splice(0, BATCH);
      try {
        await this.send(bodies);
      } catch {
        this.waiting = [...bodies, ...this.waiting];
        await this.clock.sleep(PAUSE);
      }
    }
    this.sending = false;
  }

  stop(): void {
    this.stopped = true;
  }
}
