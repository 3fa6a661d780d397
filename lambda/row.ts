import { type DecisionReason, type IngestionType, type RefreshSettings, SCHEMA } from '../lib/private/contract';
import type { Landings } from './landings';
import type { Outcome } from './outcome/outcome';
import type { Demand } from './pace/demand';

/**
 * What the ledger remembers of one data set between reconciles. All times are epoch milliseconds.
 *
 * A row is never changed in place: what happens to it makes a new one (`applyInbox.ts`, `ingestion.ts`).
 */
export interface LedgerRow {
  readonly dataSetArn: string;
  readonly schema: number;
  /** Optimistic lock: 0 before the row is first written, then one more with every write. */
  readonly version: number;
  /** From the newest landing message … */
  readonly settings: RefreshSettings;
  /** … which landed then. */
  readonly settingsAt: number;
  /** The deployment whose landing message named it last: `Ports.deployment` of then. */
  readonly deployment?: string;
  /**
   * When a landing message first named it under that deployment, until another one or a refresh confirms it: the first may
   * have been sent by a rule of the deployment before.
   */
  readonly namedSince?: number;
  /** Since when every call for it has been denied, while no landing message of this deployment names it. */
  readonly deniedSince?: number;
  /** It is not looked after any more, until data lands for it, a refresh is requested or its failure is redriven. */
  readonly ended?: { readonly at: number; readonly reason: string };
  /** It was restored to an older state, after this version had been written: until then nothing is started. */
  readonly restored?: { readonly version: number; readonly until: number };
  /** What has landed and no ingestion covers. */
  readonly pending?: Landings;
  /** The ingestion in flight. */
  readonly ingestion?: IngestionInFlight;
  /** Our `CreateIngestion` calls of the last 24 hours, oldest first. */
  readonly calls: readonly number[];
  /** Of requests by name: how many refreshes they alone may start in 24 hours, and which of `calls` they started. */
  readonly requests?: { readonly maxPerDay?: number; readonly calls: readonly number[] };
  /** What landed lately: from this the pace tells what is still to come. */
  readonly demand?: Demand;
  /** How fresh the data set is. */
  readonly fresh?: Freshness;
  /** What went wrong last, until something goes right. */
  readonly failure?: Failure;
  /** When a full refresh last completed. */
  readonly fullAt?: number;
  /** An incremental refresh has not come to its end, and no full one has completed since. */
  readonly incrementalFailed?: boolean;
  /** How long this data set's ingestions take, in seconds. */
  readonly expectedSeconds?: number;
  /** When the wake that is on its way is due. */
  readonly wakeAt?: number;
  /** What was pending when its start was last put off, and until when. */
  readonly deferred?: { readonly first: number; readonly last: number; readonly count: number; readonly until: number };
  /** What was pending began then, when it was reported that landing events are missing. */
  readonly incompleteSince?: number;
  /** Outcomes that the event bus has not taken yet. */
  readonly outbox?: readonly Outcome[];
  /** When it was first seen to be paused, while it is: by the app, or by `operator`. */
  readonly paused?: number;
  /** What an operator asked for last, and when: a pause, until a time or until it is taken back, or its end. */
  readonly operator?: { readonly paused: boolean; readonly at: number; readonly until?: number };
  /** When it was seen to be paused no more, until an ingestion of after that has completed. */
  readonly resumedAt?: number;
  /** What it is waiting for, in words, … */
  readonly reason: string;
  /** … and as one of a few; absent before the first decision. */
  readonly code?: DecisionReason;
}

/** The one ingestion of a data set that has not ended, as far as is known. */
export type IngestionInFlight = Intent | RunningIngestion;

interface AnyIngestion {
  readonly id: string;
  readonly type: IngestionType;
  /** Just before the first call with this id: what landed well before this is covered. */
  readonly startedAt: number;
  /** Just before the latest call with this id. */
  readonly calledAt: number;
  /** When to look next: at an intent whether a call took effect, at a running one how far it is. */
  readonly pollAt: number;
  /** How many calls about it QuickSight has not answered (throttled, unreachable, refused) since it last did. */
  readonly unanswered: number;
  /** The last of those: the error's name, and its HTTP status where there was one. */
  readonly lastError?: string;
  /** The landings it covers. */
  readonly covers: Landings;
}

/** The call is about to be made, or was made and QuickSight has not answered that it took it. */
export interface Intent extends AnyIngestion {
  readonly phase: 'starting';
  /** QuickSight was asked since the latest call, and does not know the id. */
  readonly notFound?: boolean;
  /**
   * The latest call was refused with `ResourceExistsException`. Either an earlier call with this id took effect, or another
   * ingestion of the data set is running: `DescribeIngestion` of this id decides.
   */
  readonly alreadyExists?: boolean;
  /** QuickSight has answered a call about it, be it with an error: its region exists. */
  readonly reached?: boolean;
}

/** QuickSight has taken it. */
export interface RunningIngestion extends AnyIngestion {
  readonly phase: 'running';
}

/** A row with an ingestion in flight. */
export type RowInFlight = LedgerRow & { readonly ingestion: IngestionInFlight };

export function isInFlight(row: LedgerRow): row is RowInFlight {
  return row.ingestion !== undefined;
}

export interface Freshness {
  /** Everything that landed up to here is in the data set. */
  readonly through: number;
  /** When the ingestion that made it so had completed. */
  readonly at: number;
  readonly rows?: number;
  readonly rowsDropped?: number;
}

/** What went wrong last: tried again by itself, or final. */
export type Failure = RetryableFailure | FinalFailure;

interface AnyFailure {
  readonly at: number;
  /** QuickSight's name of the error. */
  readonly error: string;
  readonly message: string;
  /** Ingestions in a row that failed. */
  readonly attempts: number;
  /** Calls in a row that QuickSight did not take. */
  readonly failedCalls: number;
}

export interface RetryableFailure extends AnyFailure {
  /** When it is tried again. */
  readonly retryAt: number;
}

/** Not tried again before a redrive or the next landing. */
export interface FinalFailure extends AnyFailure {
  readonly retryAt?: undefined;
}

export function isFinal(failure: Failure): failure is FinalFailure {
  return failure.retryAt === undefined;
}

/** A failure that is tried again then; final if there is no such time. */
export function newFailure(failure: FinalFailure, retryAt: number | undefined): Failure {
  return retryAt === undefined ? failure : { ...failure, retryAt };
}

/** The row of a data set that nothing is known of yet. */
export function newRow(dataSetArn: string, settings: RefreshSettings, settingsAt: number): LedgerRow {
  return { dataSetArn, schema: SCHEMA, version: 0, settings, settingsAt, calls: [], reason: 'nothing has landed yet' };
}

/** When the oldest landing occurred that no completed ingestion covers: epoch milliseconds; none waits if absent. */
export function oldestLanding({ pending, ingestion }: LedgerRow): number | undefined {
  const firsts = [pending?.first, ingestion?.covers.first].filter((first) => first !== undefined);
  return firsts.length === 0 ? undefined : Math.min(...firsts);
}
