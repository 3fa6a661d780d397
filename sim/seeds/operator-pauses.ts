import { type PauseMessage, type RefreshSettings, SCHEMA } from '../../lib/private/contract';
import { CLOCKS_DIFFER } from '../checks/audit';
import type { Pause } from '../checks/paused';
import type { World } from '../world/world';

/** What the commands `pause` and `resume` send, and from when to when the function has known that a data set is paused by them. */
export class OperatorPauses {
  private readonly sent: { readonly at: number; readonly until: number }[] = [];
  /** When the row first said that it is paused by what was sent then. */
  private readonly seen: { readonly from: number; readonly sentAt: number }[] = [];

  constructor(
    private readonly world: World,
    private readonly dataSetArn: string,
    private readonly settings: RefreshSettings,
  ) {
    world.onReleased(() => this.look());
  }

  pause(until: number | undefined): void {
    this.send(true, until);
  }

  resume(): void {
    this.send(false, undefined);
  }

  private send(paused: boolean, until: number | undefined): void {
    const { dataSetArn, settings } = this;
    const at = this.world.clock.now();
    this.sent.push({ at, until: paused ? (until ?? Number.POSITIVE_INFINITY) : at });
    const message: PauseMessage = {
      schema: SCHEMA,
      kind: 'pause',
      dataSetArn,
      paused,
      at,
      ...(until !== undefined && { until }),
      settings,
    };
    this.world.queue.send(JSON.stringify(message));
  }

  /**
   * From when to when nothing may start. What was sent later may have been read before a start, and the row not be written
   * yet: each may have ended the pause. A ledger that was restored may not know of it.
   */
  known(): readonly Pause[] {
    const restores = this.world.occurrences.flatMap(({ what, at }) => (what === 'restored' ? [at] : []));
    return this.seen.map(({ from, sentAt }) => {
      const ends = this.sent.flatMap(({ at, until }) => (at >= sentAt ? [until - CLOCKS_DIFFER] : []));
      return { from, to: Math.min(...ends, ...restores.filter((at) => at >= from)) };
    });
  }

  private look(): void {
    const operator = this.world.ledger.get(this.dataSetArn)?.operator;
    if (operator?.paused && this.seen.at(-1)?.sentAt !== operator.at) {
      this.seen.push({ from: this.world.clock.now(), sentAt: operator.at });
    }
  }
}
