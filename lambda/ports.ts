import type { AssumedRole, IngestionType, RetryMessage, WakeMessage } from '../lib/private/contract';
import type { Step } from './decide';
import type { LateLanding } from './late-landing';
import type { Outcome } from './outcome/outcome';
import type { LedgerRow } from './row';

/** Everything the function reaches outside itself. AWS stands behind these ports, or the simulator does. */
export interface Ports {
  /** Which data sets the construct names: a text that changes when one is added or removed. */
  readonly deployment: string;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly quickSight: QuickSight;
  readonly queue: Queue;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  /** Whether a data set is paused, as the function is deployed now. */
  isPaused(dataSetArn: string): boolean;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Runs something after so many milliseconds, unless what it answers is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

export interface Ledger {
  read(dataSetArn: string): Promise<LedgerRow | undefined>;
  /**
   * Writes a row if its version is still the one in the ledger, and answers it with its new version.
   *
   * @throws LedgerConflict if another invocation has written the row since it was read
   */
  write<Row extends LedgerRow>(row: Row): Promise<Row>;
  /**
   * Deletes a row if its version is still the one in the ledger.
   *
   * @throws LedgerConflict if another invocation has written the row since it was read
   */
  delete(row: LedgerRow): Promise<void>;
  /** A page of the rows that wait for something, as they were some seconds ago, after the one of this data set. */
  scan(after?: string): Promise<LedgerPage>;
}

export interface LedgerPage {
  readonly rows: readonly LedgerRow[];
  /** Where the next page begins; absent: there is none. */
  readonly next?: string;
}

/** Another invocation has written the row since it was read. */
export class LedgerConflict extends Error {
  override readonly name = 'LedgerConflict';
}

/**
 * The two calls of QuickSight that a refresh needs, made as the function or as a role that it assumes. Neither
 * throws: an error is an answer, too, also one of assuming the role.
 */
export interface QuickSight {
  createIngestion(
    dataSetArn: string,
    ingestionId: string,
    type: IngestionType,
    role?: AssumedRole,
  ): Promise<CreateAnswer>;
  describeIngestion(dataSetArn: string, ingestionId: string, role?: AssumedRole): Promise<DescribeAnswer>;
}

export type CreateAnswer = { readonly created: true } | { readonly apiError: ApiError };
export type DescribeAnswer = { readonly ingestion: IngestionDescription } | { readonly apiError: ApiError };

/** QuickSight's `Ingestion`, as far as it matters here. */
export interface IngestionDescription {
  readonly status: string;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly seconds?: number;
  readonly rowsIngested?: number;
  readonly rowsDropped?: number;
  readonly error?: { readonly type: string; readonly message: string };
}

/** Why QuickSight did not do what it was asked. */
export interface ApiError {
  /** The exception's name, or `NetworkError` where there was no answer at all. */
  readonly error: string;
  readonly message: string;
  /** The answer's HTTP status, where there was an answer. */
  readonly status?: number;
  /** `LimitExceededException` only: what is limited, such as `INGESTION` or `DATA_SET`. */
  readonly resourceType?: string;
}

export interface Queue {
  /** Sends a wake that arrives no sooner than after `delaySeconds` (0 to 900). */
  wake(message: WakeMessage, delaySeconds: number): Promise<void>;
  /** Puts a failed refresh into the dead-letter queue. */
  deadLetter(message: RetryMessage): Promise<void>;
  /** Sends up to ten messages once more, and answers the ids of those that the queue took. */
  sendAgain(messages: readonly MessageAgain[]): Promise<readonly string[]>;
}

/** A message that was received, to be sent as a new one. */
export interface MessageAgain {
  readonly id: string;
  readonly body: string;
  /** It arrives no sooner than after so long: 0 to 900. */
  readonly delaySeconds: number;
}

export interface Bus {
  publish(outcomes: readonly Outcome[]): Promise<void>;
}

/** What an invocation had no time for. */
export interface LeftUndone {
  /** Data sets whose reconcile was not begun, … */
  readonly notBegun: number;
  /** … and those whose reconcile was cut off. */
  readonly cutOff: number;
  /** Messages sent again; what was received of them is let go. */
  readonly sentAgain: number;
  /** Messages that the queue did not take again: they come back as they are. */
  readonly givenBack: number;
}

/** Logs and metrics. Never fails. */
export interface Telemetry {
  /** One line for each decision that differs from the one before; `again`: it is the same. */
  decided(row: LedgerRow, step: Step, again: boolean): void;
  /** Landing messages; a safety net's tick is none. */
  landed(row: LedgerRow, landings: number): void;
  outcome(outcome: Outcome, row: LedgerRow): void;
  /** How the data set stands at the end of a reconcile. */
  reconciled(row: LedgerRow, now: number): void;
  /** A sweep has sent a wake-up for a row whose own was lost. */
  swept(row: LedgerRow, now: number): void;
  /** Landings that an ingestion covers by their time, and that became known only after it had begun. */
  late(dataSetArn: string, landing: LateLanding): void;
  /** A sweep has deleted a row that ended long ago. */
  forgotten(row: LedgerRow): void;
  /** A message that cannot be read, or a reconcile that failed; it comes back. */
  processingError(what: string, error: unknown, subject: { messageId?: string; dataSetArn?: string }): void;
  /** The time of an invocation was up: how many data sets it left, and what became of their messages. */
  ranOutOfTime(left: LeftUndone): void;
  /** Writes out what has been gathered of a data set, whose reconcile is over, or of everything. */
  flush(dataSetArn?: string): void;
}
