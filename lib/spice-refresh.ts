import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DataSetAccess } from './access';
import { DataSetAccessRole, type IDataSetAccessRole } from './data-set-access-role';
import type { IDataSetRefresh } from './data-set-refresh';
import type { DataSetRefreshOptions } from './data-set-refresh-options';
import { LandingEvent } from './landing-event';
import { checkOwner } from './private/access/check-owner';
import { DataSetPermissions } from './private/access/data-set-permissions';
import { tagOrExplain } from './private/access/data-set-tag';
import { allowFunction, allowKey } from './private/access/function-policy';
import { stableRoleName } from './private/access/role-name';
import { AddedDataSet } from './private/added-data-set';
import { eventBusArnIn } from './private/arn';
import {
  type AssumedRole,
  type DataSetEntry,
  LEDGER_KEY,
  MetricName,
  OutcomeDetailType,
  REASON_DIMENSION,
  TOTAL_DIMENSION,
} from './private/contract';
import { dataSetNameIn } from './private/data-set-name';
import { checkDefinedDataSet } from './private/defined-data-set';
import { logGroupOf } from './private/function/log-group';
import { newQueues } from './private/function/queues';
import { newRefreshFunction } from './private/function/refresh-function';
import { ImportedSpiceRefresh } from './private/imported-spice-refresh';
import { KnownDataSets } from './private/known-data-sets';
import { boundLandingEvents } from './private/landing/bound-landing-event';
import { LandingRules } from './private/landing/landing-rules';
import type { SendingRule } from './private/landing/queue-policy';
import { acceptRequests, grantRequestRefresh } from './private/landing/requests';
import { newMetric, totalMetric } from './private/monitoring/metric';
import { outcomeRule } from './private/outcome-rule';
import { safetyNet, settingsOf, staleAfter } from './private/settings';
import { charactersAtMost, fingerprint } from './private/tokens';
import { wholeSeconds } from './private/validate';
import type { RefreshRequestsOptions } from './refresh-requests';
import type { SpiceRefreshProps } from './spice-refresh-props';
import type { ISpiceRefresh, SpiceRefreshAttributes } from './spice-refresh-reference';

/**
 * Of the 4 KB that Lambda allows for the environment; the other variables have less than 1 KB.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const PAUSED_CHARACTERS = 3_000;

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
export class SpiceRefresh extends Construct implements ISpiceRefresh, ec2.IConnectable {
  /**
   * A `SpiceRefresh` that another app deploys, to watch it and to act on its outcome events.
   *
   * @param id of the reference, which adds nothing to the template
   * @param scope construct that the reference belongs to
   * @param attributes what the other app says of its resources
   */
  public static fromSpiceRefreshAttributes(
    scope: Construct,
    id: string,
    attributes: SpiceRefreshAttributes,
  ): ISpiceRefresh {
    return new ImportedSpiceRefresh(scope, id, attributes);
  }

  /** The function that refreshes. */
  public readonly refreshFunction: lambda.IFunction;

  /** The queue of landing messages and wake-ups. */
  public readonly queue: sqs.IQueue;

  /** Dead-letter queue for failed refreshes. Redrive its messages to `queue` to retry. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** Dead-letter queue of the rules: landing events that EventBridge could not deliver to `queue` within a day. */
  public readonly undeliveredQueue: sqs.IQueue;

  /** One row per data set: what is pending, in flight, fresh or failed, and why. */
  public readonly ledgerTable: dynamodb.ITable;

  /** The function's log group: one line per decision that differs from the one before. */
  public readonly logGroup: logs.ILogGroup;

  /** The function's execution role. A `DataSetAccessRole` in another account trusts it. */
  public readonly role: iam.IRole;

  /** The function's role. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly access: DataSetAccess;
  private readonly eventBus?: events.IEventBusRef;
  private readonly requests?: RefreshRequestsOptions;
  private readonly eventBusArn: string;
  private readonly permissions: DataSetPermissions;
  private readonly landingRules: LandingRules;
  /** The scope of the data sets, so that one may have any id, such as `Queue`. */
  private readonly dataSets: Construct;
  private readonly known = new KnownDataSets(this);
  /** Names of the data sets that are paused. */
  private readonly paused: string[] = [];

  constructor(scope: Construct, id: string, props: SpiceRefreshProps = {}) {
    super(scope, id);
    const { eventBus, encryptionKey } = props;
    const batchingWindow = props.batchingWindow ?? Duration.seconds(10);
    const windowSeconds = wholeSeconds(batchingWindow, 'batchingWindow', 1);
    if (windowSeconds > 300) {
      throw new Error(`batchingWindow must be at most 5 minutes, which is Lambda's limit: got ${windowSeconds} s`);
    }
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;
    this.eventBus = eventBus;
    this.requests = props.acceptRequests;
    this.access = props.access ?? DataSetAccess.arnAndTag('spice-refresh', 'allowed');

    const queues = newQueues(this, { batchingWindow, removalPolicy, encryptionKey });
    this.queue = queues.queue;
    this.deadLetterQueue = queues.deadLetterQueue;
    this.undeliveredQueue = queues.undeliveredQueue;
    this.ledgerTable = new dynamodb.Table(this, 'Ledger', {
      partitionKey: { name: LEDGER_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(encryptionKey
        ? { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: dynamodb.TableEncryption.AWS_MANAGED }),
      removalPolicy,
    });
    this.logGroup = logGroupOf(this, props, removalPolicy);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Refreshes the SPICE data sets that it is given, and nothing else',
      // from the start: a role that is named when another account refers to it for the first time would be replaced
      roleName: stableRoleName(this),
    });
    this.role = role;
    this.grantPrincipal = role;
    this.eventBusArn = eventBus?.eventBusRef.eventBusArn ?? eventBusArnIn(this, 'default');
    const resources = { queues, ledgerTable: this.ledgerTable, logGroup: this.logGroup, eventBusArn: this.eventBusArn };
    this.refreshFunction = newRefreshFunction(this, {
      ...resources,
      role,
      batchingWindow,
      deployment: Lazy.string({ produce: () => fingerprint(this.known.identities) }),
      paused: Lazy.string({ produce: () => (props.enabled === false ? '*' : this.paused.join() || undefined) }),
      options: props,
    });
    allowFunction(role, resources);
    if (encryptionKey) {
      allowKey(this, encryptionKey, role);
    }

    this.permissions = new DataSetPermissions(role);
    this.landingRules = new LandingRules(this, 'Landing', {
      queue: this.queue,
      undeliveredQueue: this.undeliveredQueue,
      eventBus,
    });
    // a function that can read today's messages comes before the rules that send them
    const functionResource = this.refreshFunction.node.defaultChild as lambda.CfnFunction;
    this.landingRules.node.addDependency(functionResource);
    this.landingRules.sweep().node.addDependency(functionResource);
    this.dataSets = new Construct(this, 'DataSets');
    if (this.requests) {
      acceptRequests(this, this.requests, this.permissions, this.landingRules);
    }
    this.node.addValidation({
      validate: () =>
        this.known.identities.length === 0 && !this.requests
          ? ['no data set to refresh: call addDataSet at least once, or set acceptRequests']
          : [],
    });
  }

  /**
   * Network connections of the function, to allow it to reach endpoints.
   *
   * @throws if it has no `vpc`
   */
  public get connections(): ec2.Connections {
    return this.refreshFunction.connections;
  }

  /**
   * Refreshes a data set soon after its data lands.
   *
   * @param id names the data set in this construct
   * @param options the data set, its landing events and how it is refreshed
   * @throws if no landing event is given, the data set is here already or another account's without its `accessRole`,
   *   `settle` is longer than `maxWait`, or a landing event's source cannot be made to send its events
   */
  public addDataSet(id: string, options: DataSetRefreshOptions): IDataSetRefresh {
    const { dataSet, refreshOn, accessRole } = options;
    if (refreshOn.length === 0) {
      throw new Error(`data set ${id} would never be refreshed: refreshOn is empty, give it at least one LandingEvent`);
    }
    const dataSetArn = dataSet._arn(this);
    checkOwner(this, dataSetArn, accessRole);
    this.known.check(id, dataSet);
    const access = options.access ?? (accessRole instanceof DataSetAccessRole ? accessRole.access : this.access);
    const atLeastEvery = staleAfter(options);
    const landingEvents = boundLandingEvents(this, refreshOn);
    const settings = settingsOf(`data set ${id}`, options, access, landingEvents, options.refreshWhen);
    const role = accessRole ? this.assumed(accessRole) : this.permissions.allow(dataSetArn, access);

    const refresh = new AddedDataSet(this.dataSets, id, { dataSetArn, access, eventBus: this.eventBus, accessRole });
    const entry: DataSetEntry = {
      arn: dataSetArn,
      // asked for when the template is written: which metrics are read is known by then
      get settings() {
        const { metricsRead } = refresh;
        return {
          ...settings,
          ...(role && { role }),
          ...(metricsRead && !settings.metrics && { metrics: metricsRead }),
        };
      },
    };
    this.known.add(id, dataSet);
    if (options.paused) {
      this.pause(dataSetNameIn(refresh, dataSetArn));
    }
    if (dataSet._defined) {
      checkDefinedDataSet(refresh, dataSet._defined, {
        // with an accessRole the tag is asked for where that is
        tag: accessRole ? undefined : access._tag,
        ingestion: settings.ingestion,
      });
    }
    for (const landingEvent of landingEvents) {
      this.landingRules.add(landingEvent, entry);
    }
    if (atLeastEvery !== undefined) {
      this.addSafetyNet(entry, atLeastEvery);
    }
    if (!accessRole) {
      tagOrExplain(refresh, dataSet, dataSetArn, access);
    }
    return refresh;
  }

  /**
   * Landing messages received, repeated deliveries included, the ticks of `refreshAtLeastEvery` not.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricLandings(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.LANDINGS, options);
  }

  /**
   * Ingestions that QuickSight has accepted.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricRefreshesStarted(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_STARTED, options);
  }

  /**
   * Ingestions started by the function that have completed.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricRefreshesSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_SUCCEEDED, options);
  }

  /**
   * Refreshes that failed and will not be retried: action required.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricRefreshesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_FAILED, options);
  }

  /**
   * Refreshes that were deferred: for the quota, or after a failure that may pass.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricRefreshesDeferred(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.REFRESHES_DEFERRED, options);
  }

  /**
   * Seconds from a landing to the completion of the ingestion that covers it, of the oldest landing it covers.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - maximum over 5 minutes
   */
  public metricFreshnessLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.FRESHNESS_LAG, options);
  }

  /**
   * Seconds since the oldest landing that is not in its data set yet. While one waits it is published at
   * least every 15 minutes, and once more when it is in; no data points mean that nothing waits.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - maximum over 5 minutes
   */
  public metricOldestLandingAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.OLDEST_LANDING_AGE, options);
  }

  /**
   * Duration of the ingestions that the function started, in seconds.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - average over 5 minutes
   */
  public metricIngestionTime(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.INGESTION_TIME, options);
  }

  /**
   * Rows of an ingestion that the function started.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - average over 5 minutes
   */
  public metricRowsIngested(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.ROWS_INGESTED, options);
  }

  /**
   * Rows that QuickSight dropped in ingestions that the function started and that completed.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricRowsDropped(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.ROWS_DROPPED, options);
  }

  /**
   * Ingestions that the function has left in the rolling 24 hours at each poll; 0 when others have used them up.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - minimum over 5 minutes
   */
  public metricQuotaLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.QUOTA_LEFT, options);
  }

  /**
   * Decisions with this reason, for all data sets together: the field `code` of the log, such as `Settling`, `Paced`
   * or `QuotaUsedUp`. The log has them per data set; a metric per data set would cost more than everything else.
   *
   * @param reason one of those that docs/design.md lists
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricDecisions(reason: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return newMetric(MetricName.DECISIONS, { ...this.total, [REASON_DIMENSION]: reason }, options);
  }

  /**
   * Messages that could not be parsed, reconciles that failed and outcome events that could not be published. They are
   * retried; after 5 attempts SQS moves a message to the dead-letter queue.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  public metricProcessingErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.PROCESSING_ERRORS, options);
  }

  /**
   * The metric of this name, such as `Landings`. Fails if there is none.
   *
   * @param metricName name of the metric, without namespace
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - the statistic of the method of that name, over 5 minutes
   */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return newMetric(totalMetric(metricName), this.total, options);
  }

  /**
   * A rule for `SPICE Refresh Started` of every data set: QuickSight has accepted an ingestion.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  public onStarted(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.STARTED);
  }

  /**
   * A rule for `SPICE Refresh Succeeded` of every data set: an ingestion has completed.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  public onSucceeded(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.SUCCEEDED);
  }

  /**
   * A rule for `SPICE Refresh Failed` of every data set: action required. The detail says what to do.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  public onFailed(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.FAILED);
  }

  /**
   * A rule for `SPICE Refresh Deferred` of every data set: it is tried again by itself, and the detail says when.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  public onDeferred(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onOutcome(id, options, OutcomeDetailType.DEFERRED);
  }

  /**
   * A rule for every outcome event of every data set.
   *
   * @param id of the rule
   * @param options target and description of the rule, and what it matches beyond the data set
   * @param options target and description of the rule, and what it matches beyond the data set
   */
  public onEvent(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onOutcome(id, options);
  }

  /**
   * Allows a grantee to request refreshes by name: to put events `SPICE Refresh Requested` on the bus, and no others.
   *
   * @param grantee principal that may request refreshes, such as the role of a pipeline
   * @throws if `acceptRequests` is not set
   */
  public grantRequestRefresh(grantee: iam.IGrantable): iam.Grant {
    if (!this.requests) {
      throw new Error(`grantRequestRefresh needs acceptRequests to be set on ${this.node.path}`);
    }
    return grantRequestRefresh(grantee, this.eventBusArn, this.requests);
  }

  /** @internal */
  public get _rules(): readonly SendingRule[] {
    return this.landingRules.rules;
  }

  private get total(): Record<string, string> {
    return { [TOTAL_DIMENSION]: this.refreshFunction.functionName };
  }

  private onOutcome(id: string, options: events.OnEventOptions = {}, ...detailType: OutcomeDetailType[]): events.Rule {
    const { functionName } = this.refreshFunction;
    return outcomeRule(this, id, options, this.eventBus, { functionName }, ...detailType);
  }

  /** @throws if there is no room for its name in the function's environment */
  private pause(name: string): void {
    this.paused.push(name);
    const characters = charactersAtMost(this, this.paused.join());
    if (characters > PAUSED_CHARACTERS) {
      throw new Error(
        `the names of paused data sets may have ${PAUSED_CHARACTERS} characters together, which is what Lambda's limit for the ` +
          `environment leaves: got ${characters} of ${this.paused.length}; pause all with enabled: false, or use another SpiceRefresh`,
      );
    }
  }

  /** The role of another account, which the function is allowed to assume. */
  private assumed({ roleArn, externalId }: IDataSetAccessRole): AssumedRole {
    this.permissions.allowAssume(roleArn);
    return { arn: roleArn, externalId };
  }

  /** A rule that ticks; a tick counts as a landing only for a data set that the next tick would find too stale. */
  private addSafetyNet(entry: DataSetEntry, atLeastEvery: number): void {
    const { every, ifStaleFor } = safetyNet(atLeastEvery);
    for (const tick of boundLandingEvents(this, [LandingEvent.schedule(events.Schedule.rate(every))])) {
      this.landingRules.add(tick, entry, ifStaleFor);
    }
  }
}
