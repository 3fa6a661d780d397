import { SECOND } from '../../lambda/time';
import type { VirtualClock } from './virtual-clock';

/**
 * How often an API may be called: a token bucket, as AWS throttles its APIs.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html the same, where it is documented in full
 */
export class CallRate {
  private tokens: number;
  private at: number;

  /** @param burst how many calls at once, after a pause */
  constructor(
    private readonly clock: Pick<VirtualClock, 'now'>,
    private readonly perSecond: number,
    private readonly burst = perSecond,
  ) {
    this.tokens = burst;
    this.at = clock.now();
  }

  /** Whether one more call is taken now. */
  take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.at) / SECOND) * this.perSecond);
    this.at = now;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens--;
    return true;
  }
}
