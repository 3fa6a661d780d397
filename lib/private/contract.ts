/**
 * The seam between deploy time and run time: what `lib/` writes into the template and what `lambda/` reads
 * from it. Both sides import this file; it imports nothing, so that neither drags the other along.
 *
 * Everything here outlives a deployment: messages wait in queues and rows in the ledger while code changes
 * around them. Add fields, never change the meaning of one; raise `SCHEMA` only together with a reader for
 * the schema before.
 */

/** Version of the messages and ledger rows written today. */
export const SCHEMA = 1;

/** Names of the function's environment variables. */
export const Environment = {
  /** Name of the ledger table. */
  LEDGER_TABLE: 'LEDGER_TABLE',
  /** URL of the queue that carries landing messages and wakes. */
  QUEUE_URL: 'QUEUE_URL',
  /** URL of the queue that keeps what failed until it is redriven. */
  DEAD_LETTER_QUEUE_URL: 'DEAD_LETTER_QUEUE_URL',
  /** Name or ARN of the event bus that outcome events are put on. */
  EVENT_BUS: 'EVENT_BUS',
  /** Which data sets the construct names: changes when one is added or removed. */
  DEPLOYMENT: 'DEPLOYMENT',
  /** Names of the data sets that are paused, with commas between them, or `*` for all; absent: none is. */
  PAUSED: 'PAUSED',
  /** CloudWatch namespace of the metrics (Powertools' own variable). */
  METRICS_NAMESPACE: 'POWERTOOLS_METRICS_NAMESPACE',
  /** Service name in logs and metrics (Powertools' own variable). */
  SERVICE_NAME: 'POWERTOOLS_SERVICE_NAME',
} as const;

/** Name of the ledger's only key. */
export const LEDGER_KEY = 'dataSetArn';

/**
 * The function's timeout, in seconds. An intent to start an ingestion that is older than this belongs to an
 * invocation that is over, whatever became of it.
 */
export const FUNCTION_TIMEOUT_SECONDS = 60;

const DATA_SET_ARN_HEAD = 'arn:aws[a-z-]*:quicksight:[a-z0-9-]{1,32}:\\d{12}:dataset/';

/** What the ARN of a data set begins with: a partition and a region of AWS, never a wildcard. */
export const DATA_SET_ARN_PREFIX = new RegExp(`^${DATA_SET_ARN_HEAD}$`);

/** The ARN of a data set, as far as its id, which is the group. */
export const DATA_SET_ARN = new RegExp(`^${DATA_SET_ARN_HEAD}(.+)$`, 's');

/**
 * No slash and no wildcard, so that the ARN in a policy names one data set; no quote, so that it fits into JSON.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSet.html: limited to 96 characters
 */
export const DATA_SET_ID = /^[A-Za-z0-9][\w.:+=@~-]{0,95}$/;

/** An account and a region: of a data set, or of the function. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * What a data set is known by in one construct, in metrics, log, alarms, dashboard and `status`: its id where account and
 * region are the function's own, `REGION/ID` or `ACCOUNT/REGION/ID` elsewhere. Ids have no slash, so no two have one name.
 */
export function dataSetName(dataSetArn: string, own: Place): string {
  const [, , , region, account] = dataSetArn.split(':');
  const id = dataSetArn.slice(dataSetArn.indexOf('/') + 1);
  if (account !== own.account) {
    return `${account}/${region}/${id}`;
  }
  return region === own.region ? id : `${region}/${id}`;
}

/** The longest name of a data set that QuickSight takes. */
export const DATA_SET_NAME_CHARACTERS = 128;

/** The CDK's context provider that looks data sets up by name: what an app reports missing, and the command finds. */
export const LOOKUP_PROVIDER = 'cc-api-provider';

/** The ARN of a role as IAM has them, with a path of up to 512 characters: one role of one account, never a wildcard. */
export const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

/** What IAM takes for an external id. */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** The characters that tags may hold in every AWS service; of its separators, the spaces alone. */
export const TAG_KEY = /^[\p{L}\p{Zs}\p{N}_.:/=+@-]{1,128}$/u;
export const TAG_VALUE = /^[\p{L}\p{Zs}\p{N}_.:/=+@-]{1,256}$/u;

/** What a landing event is called in messages and rows. */
export const LANDING_EVENT_ID = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** What an ingestion does: QuickSight's own names. */
export type IngestionType = 'FULL_REFRESH' | 'INCREMENTAL_REFRESH';

/** How one data set wants to be refreshed. Travels with every landing message. All times in seconds. */
export interface RefreshSettings {
  /** Start when nothing has landed for this long … */
  readonly settle: number;
  /** … but no later than this after the first landing that is not covered yet. */
  readonly maxWait: number;
  /** An ingestion that has not ended after this long is reported as failed. */
  readonly ingestionTimeout: number;
  /** The ingestions QuickSight allows in any 24 hours, and how many of them are left for people. */
  readonly quota: { readonly perDay: number; readonly reserved: number };
  /** What kind of ingestion to ask for. */
  readonly ingestion: {
    readonly type: IngestionType;
    /** Incremental only: a full refresh at least this often. */
    readonly fullEvery?: number;
    /** Incremental only: after one that failed, the retry is a full refresh. */
    readonly fallBackToFull?: boolean;
  };
  /** Wait for every one of these landing events until `within` after the first, and refresh then, or keep waiting. */
  readonly all?: {
    readonly landingEvents: readonly string[];
    readonly within: number;
    /** Absent: refresh with what there is. */
    readonly whenIncomplete?: 'wait';
  };
  /** The tag without which the policy denies access; absent where the ARN alone decides. */
  readonly tag?: DataSetTag;
  /** The role that the function assumes to refresh it; absent where its own role does. */
  readonly role?: AssumedRole;
  /** Which metrics of the data set alone are written; absent: none, it counts in the totals only. */
  readonly metrics?: MetricsWritten;
}

/** `watched`: those that alarms and dashboard of a watched data set read. */
export type MetricsWritten = 'watched' | 'all';

/** By which the owner of a data set allows that it is refreshed. */
export interface DataSetTag {
  readonly key: string;
  readonly value: string;
}

/**
 * What a message without one of these settings means: on the way, they are absent. A construct may get other defaults;
 * these stay, or what waits in a queue would change its meaning.
 */
export const ABSENT_SETTINGS = {
  settle: 60,
  maxWait: 900,
  ingestionTimeout: 21_600,
  quota: { perDay: 32, reserved: 0 },
  ingestion: { type: 'FULL_REFRESH' },
} as const satisfies RefreshSettings;

/** A role that holds the permission to refresh a data set: in the account that owns it, or where one role has no more room. */
export interface AssumedRole {
  readonly arn: string;
  /** What its trust policy asks for, where the role is another account's. */
  readonly externalId?: string;
}

/** The command that sets a data set's tag, for people to paste into a shell. */
export function tagCommand(dataSetArn: string, { key, value }: DataSetTag): string {
  // a tag may hold spaces and =; the single quotes are for the shell, the double ones for the AWS CLI
  const plain = /^[\w.:/+@-]+$/.test(key + value);
  const tags = plain ? `Key=${key},Value=${value}` : inShell(`Key=${inCli(key)},Value=${inCli(value)}`);
  return `aws quicksight tag-resource --resource-arn ${dataSetArn} --tags ${tags}`;
}

/** One word for a shell, whatever is in it: between single quotes nothing but a single quote is special. */
function inShell(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/**
 * One value for the AWS CLI's shorthand syntax.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
function inCli(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** What a rule's input transformer makes of a landing event. */
export interface LandingMessage {
  readonly schema: number;
  readonly kind: 'landing';
  /** Which of the construct's landing events this is. */
  readonly landingEvent: string;
  /** When it landed, by EventBridge's clock: ISO 8601, whole seconds. */
  readonly time: string;
  /** A safety net's tick: it counts as a landing only for a data set that is staler than this many seconds. */
  readonly ifStaleFor?: number;
  /** Of an object that was created, where `ignoreKeys` is asked of it: its key. */
  readonly key?: string;
  /** The data sets that are refreshed by it. */
  readonly dataSets: readonly DataSetEntry[];
  /** It does not count if its key is like one of these, in which a star is any run of characters. */
  readonly ignoreKeys?: readonly string[];
}

/**
 * What a rule's input transformer makes of a request by name. The id is what the sender wrote: it is a field of its
 * own, so that EventBridge quotes it, and becomes part of an ARN only after it was checked.
 */
export interface RequestMessage {
  readonly schema: number;
  readonly kind: 'request';
  /** As in a landing message. */
  readonly time: string;
  readonly dataSetId: string;
  /** What the ARN of a data set begins with: `arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/`. */
  readonly arnPrefix: string;
  /** Of a data set that no landing message has brought settings for. */
  readonly settings: RefreshSettings;
  /** How many refreshes of one data set requests alone may start in 24 hours; a quarter of its quota if absent. */
  readonly maxPerDay?: number;
}

/** One data set of a landing message. */
export interface DataSetEntry {
  readonly arn: string;
  readonly settings: RefreshSettings;
}

/**
 * Data sets as a landing message has them on the way: templates have a limit, so what they have in common is there once.
 * `ids` are behind the `arnPrefix`; `arns` are whole, where only the deployment knows how they begin.
 */
export type DataSetGroup = { readonly settings?: Partial<RefreshSettings> } & (
  | { readonly arnPrefix: string; readonly ids: readonly string[] }
  | { readonly arns: readonly string[] }
);

/** A delayed message the function sends itself: look at this data set again. */
export interface WakeMessage {
  readonly schema: number;
  readonly kind: 'wake';
  readonly dataSetArn: string;
  /** When it is due: epoch milliseconds. Tells this wake from every other. */
  readonly at: number;
  /** When it was sent: epoch milliseconds. */
  readonly sentAt: number;
  /** The version of the row that is written after it was sent. */
  readonly version: number;
}

/** The message in the dead-letter queue for a refresh that failed; redriving it to the queue tries again. */
export interface RetryMessage {
  readonly schema: number;
  readonly kind: 'retry';
  readonly dataSetArn: string;
  /** Which failure this is, as the ledger row has it: epoch milliseconds. */
  readonly failedAt: number;
  /** For the person who finds the message. */
  readonly error: string;
  readonly message: string;
}

/** What an operator sends with `pause` and `resume`: start nothing for this data set, or go on. */
export interface PauseMessage {
  readonly schema: number;
  readonly kind: 'pause';
  readonly dataSetArn: string;
  /** Whether it is paused from now on. */
  readonly paused: boolean;
  /** When it was sent: epoch milliseconds. The newest counts, in whatever order they come. */
  readonly at: number;
  /** When the pause is over by itself: epoch milliseconds; absent: with the next one that is sent. */
  readonly until?: number;
  /** Of a data set that no landing message has brought settings for. */
  readonly settings: RefreshSettings;
}

/** What a rule sends once an hour: look through the ledger for rows that nothing else brings up. */
export interface SweepMessage {
  readonly schema: number;
  readonly kind: 'sweep';
  /** Of a sweep that the function sends on: the last data set that it looked at. */
  readonly after?: string;
}

/** Everything that may arrive in the queue. */
export type Message = LandingMessage | RequestMessage | WakeMessage | RetryMessage | PauseMessage | SweepMessage;

/** `detail-type` of the events that ask for a refresh by name, and what such a landing is called in the ledger. */
export const REQUEST_DETAIL_TYPE = 'SPICE Refresh Requested';
export const REQUEST_LANDING_EVENT = 'Requested';

/** What has landed is called in a row that was restored to an older state, and does not know what it was. */
export const RESTORED_LANDING_EVENT = 'Restored';
/** The same for an operator who asks for one kind of ingestion, whatever the settings say: `refresh --full`. */
export const FULL_REQUEST_LANDING_EVENT = 'RequestedFull';
export const INCREMENTAL_REQUEST_LANDING_EVENT = 'RequestedIncremental';

/** `source` of the outcome events. */
export const OUTCOME_SOURCE = 'cdk-spice-refresh';

/** `detail-type` of the outcome events. */
export const OutcomeDetailType = {
  STARTED: 'SPICE Refresh Started',
  SUCCEEDED: 'SPICE Refresh Succeeded',
  FAILED: 'SPICE Refresh Failed',
  DEFERRED: 'SPICE Refresh Deferred',
} as const;

export type OutcomeDetailType = (typeof OutcomeDetailType)[keyof typeof OutcomeDetailType];

/** Why a decision was made: a closed set, so that decisions can be counted. The sentence beside it is for people. */
export const DecisionReason = {
  // nothing to do
  NOTHING_LANDED: 'NothingLanded',
  NOTHING_NEW: 'NothingNew',
  FAILED: 'Failed',
  ENDED: 'Ended',
  // waits
  BACKING_OFF: 'BackingOff',
  LANDING_EVENT_MISSING: 'LandingEventMissing',
  SETTLING: 'Settling',
  PACED: 'Paced',
  QUOTA_USED_UP: 'QuotaUsedUp',
  REQUEST_LIMIT: 'RequestLimit',
  SPACED: 'Spaced',
  IN_FLIGHT: 'InFlight',
  RESTORED: 'Restored',
  PAUSED: 'Paused',
  // asks QuickSight about an ingestion
  POLL_DUE: 'PollDue',
  IN_DOUBT: 'InDoubt',
  // starts one
  SETTLED: 'Settled',
  WAITED_LONG_ENOUGH: 'WaitedLongEnough',
  INCOMPLETE: 'Incomplete',
  RETRYING: 'Retrying',
  REPEATED: 'Repeated',
  // sends a wake-up in place of one that was lost
  SWEPT: 'Swept',
  // leaves out a landing that an ingestion covers by its time, and that became known only after it had begun
  LATE: 'Late',
  // deletes a row that ended long ago
  FORGOTTEN: 'Forgotten',
} as const;

export type DecisionReason = (typeof DecisionReason)[keyof typeof DecisionReason];

/** Namespace, dimensions and names of the CloudWatch metrics. */
export const METRICS_NAMESPACE = 'SpiceRefresh';
/** Of one data set, by its name. */
export const DATA_SET_DIMENSION = 'DataSet';
/** Of all data sets of one construct: its function tells it from others in the same account and region. */
export const TOTAL_DIMENSION = 'FunctionName';
/** Beside `TOTAL_DIMENSION`, for the decisions: a metric of each data set and reason would cost more than it tells. */
export const REASON_DIMENSION = 'Reason';
export const MetricName = {
  LANDINGS: 'Landings',
  REFRESHES_STARTED: 'RefreshesStarted',
  REFRESHES_SUCCEEDED: 'RefreshesSucceeded',
  REFRESHES_FAILED: 'RefreshesFailed',
  REFRESHES_DEFERRED: 'RefreshesDeferred',
  FRESHNESS_LAG: 'FreshnessLag',
  INGESTION_TIME: 'IngestionTime',
  ROWS_INGESTED: 'RowsIngested',
  ROWS_DROPPED: 'RowsDropped',
  /** Seconds since the oldest landing that no completed ingestion covers, while there is one. */
  OLDEST_LANDING_AGE: 'OldestLandingAge',
  /** `CreateIngestion` calls that are left to us now. */
  QUOTA_LEFT: 'QuotaLeft',
  /** In total only, by reason. */
  DECISIONS: 'Decisions',
  /** In total only: messages that could not be read, reconciles that failed, outcome events that were not taken. */
  PROCESSING_ERRORS: 'ProcessingErrors',
} as const;

export type MetricName = (typeof MetricName)[keyof typeof MetricName];

/** The metrics of a watched data set: what its alarms and its row of the dashboard read, and QuickSight does not count. */
export const WATCHED_METRICS: ReadonlySet<MetricName> = new Set([
  MetricName.LANDINGS,
  MetricName.OLDEST_LANDING_AGE,
  MetricName.REFRESHES_DEFERRED,
  MetricName.REFRESHES_FAILED,
]);

/** Whether the function writes a metric of a data set alone, beside the total. */
export function isWritten(name: MetricName, metrics: MetricsWritten | undefined): boolean {
  return metrics === 'all' || (metrics === 'watched' && WATCHED_METRICS.has(name));
}
