import type { Clock } from '../ports';
import { MOST_WAITING, WAIT_FOR_TURN } from '../timing';
import { CallPace } from './call-pace';

/** Its turn is so far away that the reconcile does not wait for it, but for a wake-up. */
export interface PutOff {
  readonly until: number;
}

/** When a reconcile may call `CreateIngestion`. */
export interface StartTurns {
  /**
   * Resolves when it is the data set's turn to call, or with when that will be if that is too far away to wait for.
   *
   * @param onWait hears of it if it is not at once
   */
  take(dataSetArn: string, onWait?: () => void): Promise<PutOff | undefined>;
  /** How the call was answered that was made at a time. */
  answered(dataSetArn: string, calledAt: number, throttled: boolean): void;
}

/** Every start is made at once. */
export const AT_ONCE: StartTurns = { take: async () => undefined, answered: () => {} };

/** More accounts and regions than a construct has data sets in: only forged messages could name so many. */
const MOST_ACCOUNTS = 100;

/** The pace of each account and region, kept from one invocation to the next. */
export class CallPaces {
  private readonly paces = new Map<string, CallPace>();

  of(account: string, now: number): CallPace {
    let pace = this.paces.get(account);
    if (!pace || pace.isForgotten(now)) {
      if (this.paces.size >= MOST_ACCOUNTS) {
        this.paces.clear();
      }
      pace = new CallPace();
      this.paces.set(account, pace);
    }
    return pace;
  }
}

/**
 * The turns of one invocation. Accounts throttle calls, each in each region by itself: many data sets that call together
 * would be refused together. So calls are spaced, the more so after one was throttled. Who has to wait for some seconds
 * waits; who would have to for longer gets a time of its own, as far away as those before it will take.
 */
export class SpacedStarts implements StartTurns {
  private readonly byAccount = new Map<string, Turns>();

  /** @param mayWait whether an invocation still has time for a reconcile after so many milliseconds */
  constructor(
    private readonly clock: Pick<Clock, 'now' | 'after'>,
    private readonly mayWait: (milliseconds: number) => boolean,
    private readonly paces: CallPaces,
  ) {}

  take(dataSetArn: string, onWait?: () => void): Promise<PutOff | undefined> {
    return this.of(dataSetArn).take(onWait);
  }

  answered(dataSetArn: string, calledAt: number, throttled: boolean): void {
    this.of(dataSetArn).answered(calledAt, throttled);
  }

  private of(dataSetArn: string): Turns {
    const account = dataSetArn.slice(0, dataSetArn.indexOf('/'));
    let turns = this.byAccount.get(account);
    if (!turns) {
      turns = new Turns(this.clock, this.mayWait, this.paces.of(account, this.clock.now()));
      this.byAccount.set(account, turns);
    }
    return turns;
  }
}

interface Waiting {
  readonly since: number;
  readonly go: (putOff?: PutOff) => void;
}

/** Those of one account and region: first come, first served. */
class Turns {
  private readonly waiting: Waiting[] = [];
  private cancel = (): void => {};

  constructor(
    private readonly clock: Pick<Clock, 'now' | 'after'>,
    private readonly mayWait: (milliseconds: number) => boolean,
    private readonly pace: CallPace,
  ) {}

  take(onWait = (): void => {}): Promise<PutOff | undefined> {
    return new Promise((resolve) => {
      const waiting = { since: this.clock.now(), go: resolve };
      this.waiting.push(waiting);
      this.serve();
      if (this.waiting.includes(waiting)) {
        onWait();
      }
    });
  }

  answered(calledAt: number, throttled: boolean): void {
    if (throttled) {
      this.pace.throttled(calledAt, this.clock.now());
    } else {
      this.pace.taken();
    }
    this.serve();
  }

  private serve(): void {
    this.cancel();
    const now = this.clock.now();
    while (this.waiting.length > 0 && this.pace.nextAt(now) <= now) {
      this.pace.called(now);
      this.waiting.shift()?.go();
    }
    const nextAt = this.pace.nextAt(now);
    const stay = this.waiting.findIndex(({ since }, place) => !this.isNear(since, nextAt, place, now));
    for (const { go } of stay < 0 ? [] : this.waiting.splice(stay)) {
      go({ until: Math.ceil(this.pace.reserve(now, this.waiting.length)) });
    }
    if (this.waiting.length > 0) {
      this.cancel = this.clock.after(Math.ceil(nextAt - now), () => this.serve());
    }
  }

  private isNear(since: number, nextAt: number, place: number, now: number): boolean {
    const at = nextAt + place * this.pace.interval;
    return place < MOST_WAITING && at - since <= WAIT_FOR_TURN && this.mayWait(at - now);
  }
}
