import { type Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DataSetAccess } from './access';
import type { IDataSetAccessRole } from './data-set-access-role';
import type { LandingEvent } from './landing-event';
import { DATA_SET_DIMENSION, OUTCOME_SOURCE, OutcomeDetailType } from './private/contract';
import { RefreshMetrics } from './refresh-metrics';
import type { RefreshOptions } from './refresh-options';
import type { RefreshWhen } from './refresh-when';
import type { SpiceDataSet } from './spice-data-set';

/** How a data set is refreshed. */
export interface DataSetRefreshOptions extends RefreshOptions {
  /** The data set. */
  readonly dataSet: SpiceDataSet;

  /** What counts as new data for it: at least one landing event. */
  readonly refreshOn: LandingEvent[];

  /**
   * Which of the landing events must have occurred.
   *
   * @default RefreshWhen.any()
   */
  readonly refreshWhen?: RefreshWhen;

  /**
   * A safety net for landing events that never come: refresh a data set that nothing has refreshed for this
   * long. At least 15 minutes; it is looked at four times in this time.
   *
   * @default - no safety net
   */
  readonly refreshAtLeastEvery?: Duration;

  /**
   * What decides whether the data set may be refreshed.
   *
   * @default - the access of the `SpiceRefresh`
   */
  readonly access?: DataSetAccess;

  /**
   * For a data set of another account: the role there that holds the permission to refresh it.
   *
   * @default - the data set is in the account of the `SpiceRefresh`
   */
  readonly accessRole?: IDataSetAccessRole;
}

/**
 * One data set, and how it is refreshed: what becomes of its refreshes, as events and as metrics. Made by
 * `SpiceRefresh.addDataSet`.
 *
 * @example
 * declare const sales: DataSetRefresh;
 * declare const topic: sns.Topic;
 *
 * sales.onFailed('TellUs', { target: new targets.SnsTopic(topic) });
 */
export class DataSetRefresh extends RefreshMetrics {
  /** The data set's ARN. */
  public readonly dataSetArn: string;

  /** The data set's id. */
  public readonly dataSetId: string;

  private readonly access: DataSetAccess;
  private readonly accessRole?: IDataSetAccessRole;
  private readonly eventBus?: events.IEventBusRef;

  /** @internal */
  constructor(
    scope: Construct,
    id: string,
    dataSetArn: string,
    access: DataSetAccess,
    eventBus?: events.IEventBusRef,
    accessRole?: IDataSetAccessRole,
  ) {
    super(scope, id);
    this.dataSetArn = dataSetArn;
    this.dataSetId = idOf(dataSetArn);
    this.access = access;
    this.accessRole = accessRole;
    this.eventBus = eventBus;
  }

  /**
   * A rule for `SPICE Refresh Started`: QuickSight has accepted an ingestion. Delivery: at least once.
   *
   * @param id of the rule
   */
  public onStarted(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, OutcomeDetailType.STARTED, options);
  }

  /**
   * A rule for `SPICE Refresh Succeeded`: an ingestion has completed, and what landed before it started is in the
   * data set. Delivery: at least once; the same `ingestionId` is the same news.
   *
   * @param id of the rule
   */
  public onSucceeded(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, OutcomeDetailType.SUCCEEDED, options);
  }

  /**
   * A rule for `SPICE Refresh Failed`: it will not pass by itself, a person must act. The detail says what to do.
   * Delivery: at least once.
   *
   * @param id of the rule
   */
  public onFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, OutcomeDetailType.FAILED, options);
  }

  /**
   * A rule for `SPICE Refresh Deferred`: the quota is used up, or an ingestion failed in a way that may pass; it is
   * tried again by itself, and the detail says when. Delivery: at least once.
   *
   * @param id of the rule
   */
  public onDeferred(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onOutcome(id, OutcomeDetailType.DEFERRED, options);
  }

  /**
   * Ingestions of the data set that QuickSight counts, whoever started them.
   *
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  public metricQuickSightIngestions(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionInvocationCount', 'Sum', options);
  }

  /**
   * Failed ingestions of the data set that QuickSight counts, whoever started them.
   *
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  public metricQuickSightIngestionErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionErrorCount', 'Sum', options);
  }

  /**
   * How long ingestions of the data set took by QuickSight's count, in seconds.
   *
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  public metricQuickSightIngestionLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionLatency', 'Average', options);
  }

  /**
   * Rows that QuickSight counts as ingested, whoever started the ingestion.
   *
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/quicksight/latest/user/monitoring-quicksight.html
   */
  public metricQuickSightIngestionRows(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.quickSightMetric('IngestionRowCount', 'Sum', options);
  }

  /** @internal */
  protected override _dimensions(): Record<string, string> {
    return { [DATA_SET_DIMENSION]: this.dataSetId };
  }

  private onOutcome(id: string, detailType: OutcomeDetailType, options: events.OnEventOptions): events.Rule {
    const { target, ...rest } = options;
    const rule = new events.Rule(this, id, { ...rest, eventBus: this.eventBus });
    rule.addEventPattern({
      source: [OUTCOME_SOURCE],
      detailType: [detailType],
      detail: { dataSetArn: [this.dataSetArn] },
    });
    rule.addTarget(target);
    return rule;
  }

  /** Where the data set is: QuickSight counts there. */
  private quickSightMetric(
    metricName: string,
    statistic: string,
    options: cloudwatch.MetricOptions = {},
  ): cloudwatch.Metric {
    const region = this.dataSetArn.split(':')[3];
    const elsewhere = region !== undefined && !Token.isUnresolved(region) && region !== Stack.of(this).region;
    return new cloudwatch.Metric({
      statistic,
      ...(elsewhere && { region }),
      ...options,
      namespace: 'AWS/QuickSight',
      metricName,
      dimensionsMap: { DatasetId: this.dataSetId },
    });
  }

  /**
   * Allows somebody else to refresh this data set, such as a pipeline that does it by itself: `CreateIngestion` and
   * `DescribeIngestion`, on the same condition as the function. Their ingestions count against the same quota.
   *
   * @throws if the data set is another account's, whose permissions are not this app's to give
   */
  public grantRefresh(grantee: iam.IGrantable): iam.Grant {
    if (this.accessRole) {
      throw new Error(
        `cannot grant the refresh of a data set of another account: ${this.node.path} is refreshed through ` +
          `${this.accessRole.roleArn}; deploy a DataSetAccessRole there with the grantee's role as refreshRole`,
      );
    }
    const { actions = [], conditions } = this.access._statement();
    const resourceArns = [this.access._resource(this.dataSetArn)];
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions });
  }
}

/** What stands behind the slash of the ARN, now or at deployment. */
function idOf(dataSetArn: string): string {
  const slash = dataSetArn.indexOf('/');
  return slash < 0 ? Fn.select(1, Fn.split('/', dataSetArn)) : dataSetArn.slice(slash + 1);
}
