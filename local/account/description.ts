import type { LedgerRow } from '../../lambda/row';

/** An AWS account as its read-only calls tell of it, in the services' own JSON. */
export interface AccountDescription {
  readonly account: string;
  readonly region: string;
  /** `aws` if absent. */
  readonly partition?: string;
  readonly dataSets: DescribedDataSet[];
  /** As `ListDataSources` has them. */
  readonly dataSources: readonly Readonly<Record<string, unknown>>[];
  /** As `GetTable` has them, by `database.table`. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** By name: whether it sends its events to EventBridge, and its objects by key. */
  readonly buckets: Readonly<
    Record<string, { readonly eventBridge: boolean; readonly objects?: Readonly<Record<string, string>> }>
  >;
  /** By stack name. */
  readonly stacks?: Readonly<Record<string, DescribedStack>>;
  /** By name: those of a stack that people have disabled. */
  readonly disabledRules?: ReadonlySet<string>;
  /** By name: those that are not as a stack has them. */
  readonly functions?: Readonly<Record<string, DescribedFunction | 'gone'>>;
  /** By name, beside the default bus: their policy, and the rules of the default bus that forward to them. */
  readonly eventBuses?: Readonly<Record<string, { readonly policy?: string; readonly rulesTo?: readonly string[] }>>;
  /** By the last part of their URL. */
  readonly queues?: Readonly<Record<string, DescribedQueue>>;
  /** Of the ledger. */
  readonly rows?: readonly LedgerRow[];
  /** By log group: its lines, oldest first. */
  readonly logs?: Readonly<Record<string, readonly { readonly at: number; readonly message: string }[]>>;
  /** KMS keys by ARN. */
  readonly keys?: Readonly<Record<string, DescribedKey>>;
  /** The latest value of CloudWatch metrics, by `namespace name`. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** IAM actions that are denied. */
  readonly denied?: ReadonlySet<string>;
}

export interface DescribedFunction {
  readonly reservedConcurrency?: number;
  /** As `ListEventSourceMappings` has them, where they differ from one that is enabled. */
  readonly mappings?: readonly Readonly<Record<string, unknown>>[];
}

export interface DescribedKey {
  readonly alias?: string;
  readonly managedByAws?: boolean;
  readonly state?: string;
  readonly policy?: string;
}

export interface DescribedQueue {
  readonly keyId?: string;
  readonly policy?: string;
  readonly messages: number;
  /** Those that can be received, once each. */
  readonly bodies?: readonly string[];
}

export interface DescribedStack {
  readonly template: unknown;
  /** By logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

export interface DescribedDataSet {
  readonly id: string;
  readonly name: string;
  readonly spice: boolean;
  readonly useAs?: 'RLS_RULES';
  /** What `DescribeDataSet` says beside id, name and import mode; or how it refuses. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly refusal?: { readonly error: string; readonly message: string };
  readonly ingestions?: readonly Readonly<Record<string, unknown>>[];
  readonly schedules?: readonly Readonly<Record<string, unknown>>[];
  readonly lookBackWindow?: boolean;
  /** Set by `TagResource`, too. */
  readonly tags: Record<string, string>;
}

export function dataSourceArn({ account, region }: { account: string; region: string }, id: string): string {
  return `arn:aws:quicksight:${region}:${account}:datasource/${id}`;
}
