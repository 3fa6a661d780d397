import type { RetryMessage, WakeMessage } from '../lib/private/contract';
import type { Step } from './decide';
import type { Outcome } from './outcome';
import type { QuickSight } from './quick-sight';
import type { LedgerRow } from './row';

/** Everything the function reaches outside itself. AWS stands behind these ports, or the simulator does. */
export interface Ports {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly quickSight: QuickSight;
  readonly queue: Queue;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export interface Ledger {
  read(dataSetArn: string): Promise<LedgerRow | undefined>;
  /**
   * Writes a row if its version is still the one in the ledger, and answers it with its new version.
   *
   * @throws LedgerConflict if somebody else has written the row since it was read
   */
  write(row: LedgerRow): Promise<LedgerRow>;
}

/** Somebody else has written the row since it was read. */
export class LedgerConflict extends Error {
  override readonly name = 'LedgerConflict';
}

export interface Queue {
  /** Sends a wake that arrives no sooner than after `delaySeconds` (0 to 900). */
  wake(message: WakeMessage, delaySeconds: number): Promise<void>;
  /** Puts a failed refresh into the dead-letter queue. */
  deadLetter(message: RetryMessage): Promise<void>;
}

export interface Bus {
  publish(outcomes: readonly Outcome[]): Promise<void>;
}

/** Logs and metrics. Never fails. */
export interface Telemetry {
  /** One line for each decision. */
  decided(row: LedgerRow, step: Step): void;
  /** Landing messages; a safety net's tick is none. */
  landed(dataSetArn: string, landings: number): void;
  outcome(outcome: Outcome): void;
  /** How the data set stands at the end of a reconcile. */
  reconciled(row: LedgerRow, now: number): void;
  /** A message that cannot be read, or a reconcile that failed; it comes back. */
  processingError(what: string, error: unknown, subject: { messageId?: string; dataSetArn?: string }): void;
  /** Writes out what has been gathered of a data set, whose reconcile is over, or of everything. */
  flush(dataSetArn?: string): void;
}
