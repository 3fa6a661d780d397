/** The time of a local stack: real, or so many times as fast, so that a minute of settling need not take one. */
export class LocalClock {
  private readonly start = Date.now();
  private skipped = 0;
  private readonly listeners = new Set<(skipped: number) => void>();

  /** @param speed how many seconds of its time pass in a real one */
  constructor(readonly speed = 1) {
    if (!(speed >= 1 && speed <= 100)) {
      throw new Error(`the speed of a local clock must be from 1 to 100: got ${speed}; beyond it calls take too long`);
    }
  }

  /** Epoch milliseconds. */
  now(): number {
    return Math.floor(this.start + (Date.now() - this.start) * this.speed + this.skipped);
  }

  /** So many milliseconds of its time. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Runs something after so many milliseconds of its time, unless what it answers is called before. */
  after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds / this.speed);
    return () => clearTimeout(timer);
  }

  /** It is later, all at once. What sleeps sleeps on; what compares times finds that it is due. */
  skip(milliseconds: number): void {
    if (!(milliseconds >= 0)) {
      throw new Error(`time only goes on: got ${milliseconds} ms to skip`);
    }
    this.skipped += milliseconds;
    for (const listener of this.listeners) {
      listener(this.skipped);
    }
  }

  /** Tells of time that is skipped, until what it answers is called. */
  onSkip(listener: (skipped: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** For a process that keeps the same time: `process/clock.mjs` reads it. */
  toEnvironment(): Record<string, string> {
    return { LOCAL_CLOCK: JSON.stringify({ start: this.start, speed: this.speed, skipped: this.skipped }) };
  }
}
