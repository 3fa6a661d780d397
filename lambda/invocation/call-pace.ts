import { MINUTE, SECOND } from '../time';

/** Calls that may be made at once, as long as none was throttled: a small batch does not wait. */
export const BURST = 10;

/** Calls a second at first: AWS does not document how many QuickSight takes. */
export const FIRST_A_SECOND = 20;

/** Calls a second at most. */
export const MOST_A_SECOND = 100;

/** While none was throttled, each call that is taken lets so many more follow in a second. */
const MORE_WITH_EACH = 1;

/** However often it was throttled, something is tried. */
export const LEAST_A_SECOND = 0.5;

/** That a call was throttled says nothing any more after so long. */
export const FORGOTTEN_AFTER = 5 * MINUTE;

/** After one was, with so much more a second, each second. */
export const MORE_A_SECOND = 0.25;

/**
 * How fast calls of one API follow each other: half as fast when one was throttled, a little faster with each that was
 * not. Senders that know nothing of each other share a rate like this (additive increase, multiplicative decrease).
 * Until a call is throttled the pace grows quickly: most accounts are never throttled.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5681 section 3.1
 */
export class CallPace {
  private perSecond = FIRST_A_SECOND;
  private burst = BURST;
  /** The next call may be made then, if no call may be made ahead of its time. */
  private dueAt = Number.NEGATIVE_INFINITY;
  private slowedAt = Number.NEGATIVE_INFINITY;
  /** The latest time that was given away in advance. */
  private reservedAt = Number.NEGATIVE_INFINITY;

  /** As if no call had ever been throttled: the last time is too long ago. */
  isForgotten(now: number): boolean {
    return Number.isFinite(this.slowedAt) && now - this.slowedAt >= FORGOTTEN_AFTER;
  }

  /** From one call to the next, in milliseconds. */
  get interval(): number {
    return SECOND / this.perSecond;
  }

  /** The earliest time for the next call. */
  nextAt(now: number): number {
    return Math.max(now, this.dueAt - (this.burst - 1) * this.interval);
  }

  /** A call is made. */
  called(now: number): void {
    this.dueAt = Math.max(now, this.dueAt) + this.interval;
  }

  /** A time for a call much later, after so many that wait and those that were given a time before. */
  reserve(now: number, waiting: number): number {
    this.reservedAt = Math.max(this.reservedAt, this.nextAt(now) + waiting * this.interval) + this.interval;
    return this.reservedAt;
  }

  /** A call was answered, and not throttled. */
  taken(): void {
    const more = Number.isFinite(this.slowedAt) ? MORE_A_SECOND / this.perSecond : MORE_WITH_EACH;
    this.perSecond = Math.min(this.perSecond + more, MOST_A_SECOND);
  }

  /** A call was throttled. Calls that were under way when the pace was slowed say nothing about the slower one. */
  throttled(calledAt: number, now: number): void {
    if (calledAt < this.slowedAt) {
      return;
    }
    this.slowedAt = now;
    this.perSecond = Math.max(this.perSecond / 2, LEAST_A_SECOND);
    this.burst = 1;
    this.dueAt = now + this.interval;
  }
}
