import * as path from 'node:path';
import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DataSetAccess } from './access';
import { DataSetRefresh, type DataSetRefreshOptions } from './data-set-refresh';
import { Ingestion } from './ingestion';
import { IngestionQuota } from './ingestion-quota';
import { LandingEvent } from './landing-event';
import { wholeSeconds } from './private/check';
import {
  Environment,
  FUNCTION_TIMEOUT_SECONDS,
  LEDGER_KEY,
  METRICS_NAMESPACE,
  OUTCOME_SOURCE,
  type RefreshSettings,
} from './private/contract';
import { type BoundLandingEvent, LandingRules } from './private/landing-rules';
import { RefreshWhen } from './refresh-when';

/** Where the bundled function lies: beside `lib/` in the source and beside `build/` in the package. */
const BUNDLE = path.join(__dirname, '..', 'bundle');

/** Lambda's largest batch of SQS messages. */
const BATCH_SIZE = 10_000;

/** Invocations at a time: more would only meet at the same rows and at QuickSight's rate limits. */
const MAX_CONCURRENCY = 5;

/** Lambda's advice: a message that was received this often lies in the dead-letter queue. */
const MAX_RECEIVE_COUNT = 5;

/** SQS' maximum: what failed on the first day of somebody's holiday is still there after it. */
const DEAD_LETTER_RETENTION = Duration.days(14);

/** Properties of a `SpiceRefresh`. */
export interface SpiceRefreshProps {
  /**
   * The bus on which landing events are looked for and outcome events are put. AWS services send their events
   * to the account's default bus; landing events on a schedule are always there.
   *
   * @default - the account's default bus
   */
  readonly eventBus?: events.IEventBusRef;

  /**
   * What decides whether a data set may be refreshed, unless the data set says otherwise.
   *
   * @default DataSetAccess.tagged('spice-refresh', 'allowed')
   */
  readonly access?: DataSetAccess;

  /**
   * How long messages are gathered before the function looks at them: longer is fewer invocations, shorter is
   * sooner. 1 second to 5 minutes.
   *
   * @default Duration.seconds(10)
   */
  readonly batchingWindow?: Duration;

  /**
   * The function's memory, in MiB.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * How long the function's log is kept.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * A key of one's own for the queues, the ledger and the log. EventBridge, the log service and the function
   * are allowed to use it, where its policy can be changed from this app.
   *
   * @default - keys that AWS owns or manages
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of the queues, the ledger and the log when they leave the stack. They hold nothing that is
   * of use without the construct.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Refreshes QuickSight SPICE data sets soon after their data lands: once per burst, never twice at a time,
 * never past QuickSight's quota, with permission to touch those data sets and nothing else.
 *
 * @example
 * declare const landingBucket: s3.Bucket;
 *
 * const refresh = new SpiceRefresh(this, 'SpiceRefresh');
 *
 * refresh.addDataSet('Sales', {
 *   dataSet: SpiceDataSet.fromDataSetId('sales'),
 *   refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'sales/' })],
 * });
 */
export class SpiceRefresh extends Construct implements iam.IGrantable {
  /** The function that refreshes. */
  public readonly refreshFunction: lambda.IFunction;

  /** The queue of landing messages and wakes. */
  public readonly queue: sqs.IQueue;

  /** What failed lies here. Moving its messages to `queue` tries them again. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** Landing events that EventBridge could not deliver to `queue` within a day. */
  public readonly undeliveredQueue: sqs.IQueue;

  /** One row per data set: what is pending, in flight, fresh or failed, and why. */
  public readonly ledgerTable: dynamodb.ITable;

  /** The function's role. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly landingRules: LandingRules;
  private readonly access: DataSetAccess;
  private readonly statements = new Map<DataSetAccess, iam.PolicyStatement>();
  private readonly dataSetArns = new Map<string, string>();

  constructor(scope: Construct, id: string, props: SpiceRefreshProps = {}) {
    super(scope, id);
    const { eventBus, encryptionKey } = props;
    const batchingWindow = props.batchingWindow ?? Duration.seconds(10);
    const windowSeconds = wholeSeconds(batchingWindow, 'batchingWindow', 1);
    if (windowSeconds > 300) {
      throw new Error(`batchingWindow must be at most 5 minutes, which is Lambda's limit: got ${windowSeconds} s`);
    }
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;
    const timeout = Duration.seconds(FUNCTION_TIMEOUT_SECONDS);
    this.access = props.access ?? DataSetAccess.tagged('spice-refresh', 'allowed');

    const queueDefaults: sqs.QueueProps = {
      enforceSSL: true,
      removalPolicy,
      ...(encryptionKey
        ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetterQueue', {
      ...queueDefaults,
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.undeliveredQueue = new sqs.Queue(this, 'UndeliveredQueue', {
      ...queueDefaults,
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.queue = new sqs.Queue(this, 'Queue', {
      ...queueDefaults,
      retentionPeriod: DEAD_LETTER_RETENTION,
      // Lambda's advice: six times the function's timeout, and the time spent gathering a batch
      visibilityTimeout: Duration.seconds(6 * FUNCTION_TIMEOUT_SECONDS + windowSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });

    this.ledgerTable = new dynamodb.Table(this, 'Ledger', {
      partitionKey: { name: LEDGER_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(encryptionKey
        ? { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: dynamodb.TableEncryption.AWS_MANAGED }),
      removalPolicy,
    });

    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy,
      encryptionKey,
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Refreshes the SPICE data sets that it is given, and nothing else',
    });
    this.grantPrincipal = role;
    const eventBusArn =
      eventBus?.eventBusRef.eventBusArn ??
      Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    const refreshFunction = new lambda.Function(this, 'Function', {
      description: 'Refreshes SPICE data sets soon after their data lands (cdk-spice-refresh)',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(BUNDLE),
      role,
      timeout,
      memorySize: props.memorySize ?? 256,
      // X-Ray has no resources to name: the tracing actions that this adds to the role are on "*"
      tracing: lambda.Tracing.ACTIVE,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      // it sends itself wakes; Lambda would stop that after about 16 rounds. The ledger bounds every loop.
      recursiveLoop: lambda.RecursiveLoop.ALLOW,
      environment: {
        [Environment.LEDGER_TABLE]: this.ledgerTable.tableName,
        [Environment.QUEUE_URL]: this.queue.queueUrl,
        [Environment.DEAD_LETTER_QUEUE_URL]: this.deadLetterQueue.queueUrl,
        [Environment.EVENT_BUS]: eventBusArn,
        [Environment.METRICS_NAMESPACE]: METRICS_NAMESPACE,
        [Environment.SERVICE_NAME]: OUTCOME_SOURCE,
      },
    });
    this.refreshFunction = refreshFunction;
    refreshFunction.addEventSourceMapping('Batches', {
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: batchingWindow,
      maxConcurrency: MAX_CONCURRENCY,
      reportBatchItemFailures: true,
    });

    this.allow(role, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.queue.queueArn);
    this.allow(role, ['sqs:SendMessage'], this.queue.queueArn, this.deadLetterQueue.queueArn);
    this.allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem'], this.ledgerTable.tableArn);
    this.allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [eventBusArn],
        // the key has a value for each entry of a call: every one must be ours, and there must be one
        conditions: {
          'ForAllValues:StringEquals': { 'events:source': OUTCOME_SOURCE },
          Null: { 'events:source': 'false' },
        },
      }),
    );
    if (encryptionKey) {
      this.allowKey(encryptionKey, role);
    }

    this.landingRules = new LandingRules(this, 'Landing', {
      queue: this.queue,
      undeliveredQueue: this.undeliveredQueue,
      eventBus,
    });
    this.node.addValidation({
      validate: () => (this.dataSetArns.size === 0 ? ['no data set to refresh: call addDataSet at least once'] : []),
    });
  }

  /**
   * Refreshes a data set soon after its data lands.
   *
   * @param id names the data set in this construct
   * @throws if no landing event is given, the data set is here already, `settle` is longer than `maxWait`, or
   *   a landing event's source cannot be made to send its events
   */
  public addDataSet(id: string, options: DataSetRefreshOptions): DataSetRefresh {
    const { dataSet, refreshOn } = options;
    if (refreshOn.length === 0) {
      throw new Error(`data set ${id} would never be refreshed: refreshOn is empty, give it at least one LandingEvent`);
    }
    const dataSetArn = dataSet._arn(this);
    const key = JSON.stringify(Stack.of(this).resolve(dataSetArn));
    const before = this.dataSetArns.get(key);
    if (before !== undefined) {
      throw new Error(`data set ${id} is the same as ${before}: give all its landing events to one addDataSet`);
    }
    const landingEvents = refreshOn.map((landingEvent) => this.landingRules.bound(landingEvent.bind(this)));
    const settings = settingsOf(id, options, options.access ?? this.access, landingEvents);
    this.dataSetArns.set(key, id);

    const refresh = new DataSetRefresh(this, id, dataSetArn);
    for (const landingEvent of uniqueById(landingEvents)) {
      this.landingRules.add(landingEvent, { arn: dataSetArn, settings });
    }
    if (options.refreshAtLeastEvery) {
      this.addSafetyNet(wholeSeconds(options.refreshAtLeastEvery, 'refreshAtLeastEvery', 15 * 60), {
        arn: dataSetArn,
        settings,
      });
    }
    this.grant(refresh, dataSet, dataSetArn, options.access ?? this.access);
    return refresh;
  }

  /** A rule that ticks four times in the time; a tick counts as a landing only for a data set that is stale by then. */
  private addSafetyNet(seconds: number, entry: { arn: string; settings: RefreshSettings }): void {
    const tick = LandingEvent.schedule(events.Schedule.rate(Duration.minutes(Math.max(Math.floor(seconds / 240), 1))));
    this.landingRules.add(this.landingRules.bound(tick.bind(this)), entry, seconds);
  }

  private grant(
    refresh: DataSetRefresh,
    dataSet: DataSetRefreshOptions['dataSet'],
    dataSetArn: string,
    access: DataSetAccess,
  ): void {
    const resource = `${dataSetArn}/ingestion/*`;
    const statement = this.statements.get(access);
    if (statement) {
      statement.addResources(resource);
    } else {
      const added = new iam.PolicyStatement({ ...access._statement(), resources: [resource] });
      this.statements.set(access, added);
      this.grantPrincipal.addToPrincipalPolicy(added);
    }
    const tag = access._tag();
    if (tag && !dataSet._tag(tag.key, tag.value)) {
      const named = readable(this, dataSetArn);
      Annotations.of(refresh).addInfoV2(
        'cdk-spice-refresh:tag',
        `the data set must carry the tag ${tag.key}=${tag.value} to be refreshed: aws quicksight tag-resource ` +
          `--resource-arn ${named} --tags Key=${tag.key},Value=${tag.value}`,
      );
    }
  }

  private allow(role: iam.Role, actions: string[], ...resources: string[]): void {
    role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
  }

  private allowKey(key: kms.IKey, role: iam.Role): void {
    key.grantEncryptDecrypt(role);
    const { account, region, partition } = Stack.of(this);
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LandingEvents',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // in a key policy "*" is the key itself
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'RefreshLog',
        principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
        },
      }),
    );
  }
}

function settingsOf(
  id: string,
  options: DataSetRefreshOptions,
  access: DataSetAccess,
  landingEvents: readonly BoundLandingEvent[],
): RefreshSettings {
  const settle = wholeSeconds(options.settle ?? Duration.minutes(1), 'settle');
  const maxWait = options.maxWait ? wholeSeconds(options.maxWait, 'maxWait') : Math.max(15 * 60, settle);
  if (settle > maxWait) {
    throw new Error(
      `data set ${id}: settle must not be longer than maxWait: got settle ${settle} s and maxWait ${maxWait} s`,
    );
  }
  const all = (options.refreshWhen ?? RefreshWhen.any())._settings([
    ...new Set(landingEvents.map((landingEvent) => landingEvent.id)),
  ]);
  const tag = access._tag();
  return {
    settle,
    maxWait,
    timeout: wholeSeconds(options.timeout ?? Duration.hours(6), 'timeout', 60),
    quota: (options.quota ?? IngestionQuota.enterprise())._settings(),
    ingestion: (options.ingestion ?? Ingestion.full())._settings(),
    ...(all && { all }),
    ...(tag && { tag }),
  };
}

function uniqueById(landingEvents: readonly BoundLandingEvent[]): BoundLandingEvent[] {
  return [...new Map(landingEvents.map((landingEvent) => [landingEvent.id, landingEvent])).values()];
}

/** An ARN for people: REGION and the like where the value is known at deployment only. */
function readable(scope: Construct, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  const parts = typeof resolved === 'string' ? [resolved] : ((resolved as Join)['Fn::Join']?.[1] ?? ['ARN']);
  return parts.map((part) => (typeof part === 'string' ? part : (PLACEHOLDERS[part.Ref ?? ''] ?? 'VALUE'))).join('');
}

interface Join {
  readonly 'Fn::Join'?: [string, (string | { readonly Ref?: string })[]];
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'REGION',
  'AWS::AccountId': 'ACCOUNT',
};
