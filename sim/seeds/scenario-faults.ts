import { HOUR, MINUTE, SECOND } from '../../lambda/time';
import { conditionalCheckFailed } from '../aws/table-model';
import { LATEST_DELIVERY } from '../checks/audit';
import { CutOff, type Faults, NO_FAULTS, Refused } from '../world/faults';
import { failing, NOWHERE, type Scenario, stream, TROUBLES, type Trouble } from './scenario';

/**
 * The moment at which a wake-up is most easily lost: it is sent, and its row is not written yet. Where anything stalls, this does
 * so as often as this, unless hardly anything gets through anyway.
 */
const STALLED_WRITES = 0.3;
const SELDOM_FAILS = 0.2;

/** The scenario's troubles as faults of the world, until they are over. */
export class DrawnFaults implements Faults {
  over = false;
  /** A wake-up has been lost: only a sweep brings up what it was about. */
  wakeLost = false;
  /** The event bus takes nothing. */
  busIsDown = false;
  sleep: (milliseconds: number) => Promise<void> = async () => {};
  private readonly streams = new Map<Trouble, () => number>();
  private readonly moreStalledWrites: number;

  constructor(private readonly scenario: Scenario) {
    const likely = scenario.troubles.get('stall') ?? 0;
    this.moreStalledWrites = failing(scenario) < SELDOM_FAILS ? Math.max(STALLED_WRITES / likely, 1) : 1;
    for (const trouble of TROUBLES) {
      this.streams.set(trouble, stream(scenario.seed, `fault ${trouble}`));
    }
  }

  async effect<T>(name: Parameters<Faults['effect']>[0], perform: () => Promise<T>, resource: string): Promise<T> {
    // where there is none, nothing answers
    const quickSight = (name === 'create' || name === 'describe') && !resource.startsWith(NOWHERE);
    if (this.strikes('crash')) {
      throw new CutOff('before the effect');
    }
    await this.stall(name === 'write');
    if (quickSight && this.strikes('throttle')) {
      throw new Refused({ error: 'ThrottlingException', status: 429, message: 'Rate exceeded' });
    }
    if (this.strikes('error') || (name === 'publish' && this.busIsDown && !this.over)) {
      throw this.error(quickSight);
    }
    if (name === 'wake' && this.strikes('lost', 0.1)) {
      // SQS has taken it, and nothing ever arrives
      this.wakeLost = true;
      return undefined as T;
    }
    const result = await perform();
    await this.stall(name === 'wake');
    if (name === 'write' && this.strikes('conflict')) {
      // the answer was lost, and the SDK sent it once more: now its own write is in the way
      throw conditionalCheckFailed();
    }
    if (this.strikes('error')) {
      throw this.error(quickSight);
    }
    if (this.strikes('crash')) {
      throw new CutOff('after the effect');
    }
    return result;
  }

  /** A request is under way, or its answer is: mostly for some seconds, now and then for longer than an invocation. */
  private async stall(often = false): Promise<void> {
    if (this.strikes('stall', often ? this.moreStalledWrites : 1)) {
      await this.sleep(this.draw('stall') ** 3 * 70 * SECOND);
    }
  }

  private error(quickSight: boolean): Error {
    return quickSight && this.draw('error') < 0.5
      ? new Refused({ error: 'InternalFailureException', status: 500, message: 'internal failure' })
      : new Error('ECONNRESET');
  }

  /** Together with the clock that stamps events, and whole seconds, less than the margin of five seconds. */
  skew(): number {
    return this.spread('skew', 2 * SECOND);
  }

  /** A time that its sender has set may be far in the future. */
  stampSkew(): number {
    return this.strikes('future') ? this.draw('future') * HOUR : this.spread('skew', 1.9 * SECOND);
  }

  /** QuickSight shows an ingestion, and its end, some time after it. */
  staleness(): number {
    return this.strikes('stale', 4) ? this.draw('stale') * 3 * MINUTE : 0;
  }

  share: Faults['share'] = (batch) => {
    if (batch.length < 2 || !this.strikes('concurrency', 3)) {
      return NO_FAULTS.share(batch);
    }
    const parts = [0, 1, 2].map((part) => batch.filter((_, index) => index % 3 === part));
    return parts.filter((part) => part.length > 0);
  };

  deliveries(): readonly number[] {
    const late = (): number => (this.strikes('delay') ? this.draw('delay') ** 3 * LATEST_DELIVERY : 0);
    return this.strikes('duplicate') ? [late(), late() + this.draw('duplicate') * MINUTE] : [late()];
  }

  private strikes(trouble: Trouble, times = 1): boolean {
    const likely = this.over ? undefined : this.scenario.troubles.get(trouble);
    return likely !== undefined && this.draw(trouble) < likely * times;
  }

  /** As often as not as much as it may be. */
  private spread(trouble: Trouble, max: number): number {
    if (this.over || !this.scenario.troubles.has(trouble)) {
      return 0;
    }
    const share = Math.min(Math.max(this.draw(trouble) * 4 - 2, -1), 1);
    return Math.round(share * max);
  }

  private draw(trouble: Trouble): number {
    return this.streams.get(trouble)?.() ?? 1;
  }
}
