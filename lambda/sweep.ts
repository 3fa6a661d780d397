import { SCHEMA, type SweepMessage } from '../lib/private/contract';
import { InvocationOver } from './invocation/closing-ports';
import { sideBySide } from './invocation/side-by-side';
import { LedgerConflict, type Ports } from './ports';
import type { LedgerRow } from './row';
import { SECOND } from './time';
import { ENDED_KEPT_FOR, SEND_AGAIN_WITHIN } from './timing';
import { isAwaited, isOverdue } from './wake';

/**
 * Once an hour the whole ledger is read, and every row whose wake-up is overdue gets another one: whatever message was
 * lost, a row that waits for something is looked at again. Besides, the sweep says how old what waits is: the alarm on
 * that must not depend on the messages whose loss it should tell of. Rows that ended long ago are deleted.
 */
export class Sweep {
  /** The last row of the last page that is done. */
  private after?: string;

  constructor(
    private readonly ports: Ports,
    messages: readonly SweepMessage[],
  ) {
    // pages have no order: several sweeps are one from the beginning
    this.after = messages.length === 1 ? messages[0]?.after : undefined;
  }

  /** Where it goes on. */
  get left(): SweepMessage {
    return { schema: SCHEMA, kind: 'sweep', ...(this.after !== undefined && { after: this.after }) };
  }

  /** @throws InvocationOver if there is no time for the next page */
  async run(hasTime: () => boolean): Promise<void> {
    const { clock, ledger } = this.ports;
    do {
      if (!hasTime()) {
        throw new InvocationOver();
      }
      const { rows, next } = await ledger.scan(this.after);
      const failures: unknown[] = [];
      await sideBySide(clock, rows, (row) => this.look(row).catch((error) => void failures.push(error)));
      if (failures.length > 0) {
        throw failures[0];
      }
      this.after = next;
    } while (this.after !== undefined);
  }

  private async look(row: LedgerRow): Promise<void> {
    const { clock, queue, telemetry } = this.ports;
    const now = clock.now();
    if (row.ended && !row.outbox && now >= row.ended.at + ENDED_KEPT_FOR) {
      return this.forget(row);
    }
    if (!isAwaited(row, now)) {
      return;
    }
    if (!row.ended) {
      telemetry.reconciled(row, now);
    }
    if (isOverdue(row, now)) {
      const delaySeconds = 1 + Math.floor((clock.random() * SEND_AGAIN_WITHIN) / SECOND);
      const { dataSetArn, version } = row;
      const at = now + delaySeconds * SECOND;
      await queue.wake({ schema: SCHEMA, kind: 'wake', dataSetArn, at, sentAt: now, version }, delaySeconds);
      telemetry.swept(row, now);
    }
    telemetry.flush(row.dataSetArn);
  }

  /** Unless it has been written since: then it has been revived. */
  private async forget(row: LedgerRow): Promise<void> {
    const { ledger, telemetry } = this.ports;
    try {
      await ledger.delete(row);
      telemetry.forgotten(row);
    } catch (error) {
      if (!(error instanceof LedgerConflict)) {
        throw error;
      }
    }
  }
}
