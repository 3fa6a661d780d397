import type { DeployedStack } from '../emulator/stack';
import type { User } from './user';

type Prefixes = Readonly<Record<string, string>>;

/** Milliseconds between two objects of a stream. */
const PACE = 200;

/** Seconds without a message, after which no more is on its way. */
const QUIET = 5;

/** Objects that land one after another while a stack is updated. */
export class Stream {
  private readonly keys: string[] = [];
  private ended = false;
  private readonly done: Promise<void>;

  constructor(
    private readonly user: User,
    private readonly prefixes: Prefixes,
  ) {
    this.done = this.run();
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      for (const prefix of Object.values(this.prefixes)) {
        const key = `${prefix}stream-${this.keys.length}.parquet`;
        await this.user.put(key);
        this.keys.push(key);
      }
      await new Promise((resolve) => setTimeout(resolve, PACE));
    }
  }

  /**
   * Ends the stream. Of a data set that was there before every object must have refreshed it, of a new one every object
   * after the first that did.
   *
   * @param before the prefixes of the app before the update
   */
  async end(stack: DeployedStack, before: Prefixes): Promise<{ readonly put: number; readonly lost: string[] }> {
    this.ended = true;
    await this.done;
    const arrived = new Set<string>();
    for (let messages = await this.user.received(stack, QUIET); messages.length > 0; ) {
      for (const { key } of messages) {
        arrived.add(key);
      }
      messages = await this.user.received(stack, QUIET);
    }
    const lost = Object.entries(this.prefixes).flatMap(([id, prefix]) => {
      const ours = this.keys.filter((key) => key.startsWith(prefix));
      const from = before[id] === prefix ? 0 : ours.findIndex((key) => arrived.has(key));
      const missing = from < 0 ? [] : ours.slice(from).filter((key) => !arrived.has(key));
      return missing.length > 0
        ? [`${missing.length} of ${ours.length} objects at ${prefix} were lost: ${missing[0]} first`]
        : [];
    });
    return { put: this.keys.length, lost };
  }
}
