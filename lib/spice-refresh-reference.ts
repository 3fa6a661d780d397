import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { IRefreshEvents } from './refresh-events';
import type { IRefreshMetrics } from './refresh-metrics';

/** A `SpiceRefresh`, as far as others refer to it: its resources and its metrics. */
export interface ISpiceRefresh extends IConstruct, IRefreshMetrics, IRefreshEvents, iam.IGrantable {
  /** The function that refreshes. */
  readonly refreshFunction: lambda.IFunction;

  /** The queue of landing messages and wake-ups. */
  readonly queue: sqs.IQueue;

  /** Dead-letter queue for failed refreshes. Redrive its messages to `queue` to retry. */
  readonly deadLetterQueue: sqs.IQueue;

  /** Dead-letter queue of the rules: landing events that EventBridge could not deliver to `queue` within a day. */
  readonly undeliveredQueue: sqs.IQueue;

  /** One row per data set: what is pending, in flight, fresh or failed, and why. */
  readonly ledgerTable: dynamodb.ITable;

  /** The function's log group: one line per decision that differs from the one before. */
  readonly logGroup: logs.ILogGroup;

  /** The function's execution role. A `DataSetAccessRole` in another account trusts it. */
  readonly role: iam.IRole;

  /**
   * Decisions with this reason, for all data sets together: the field `code` of the log, such as `Settling`, `Paced`
   * or `QuotaUsedUp`. The log has them per data set; a metric per data set would cost more than everything else.
   *
   * @param reason one of those that docs/design.md lists
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricDecisions(reason: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Messages that could not be parsed, reconciles that failed and outcome events that could not be published. They are
   * retried; after 5 attempts SQS moves a message to the dead-letter queue.
   *
   * @param options period, statistic, label, colour and the like, where they are to differ from the default
   * @default - sum over 5 minutes
   */
  metricProcessingErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** A `SpiceRefresh` that another app deploys. Its ARNs are outputs of that app, or parameters that it stores. */
export interface SpiceRefreshAttributes {
  /** ARN of `refreshFunction`. */
  readonly functionArn: string;

  /** ARN of `queue`. */
  readonly queueArn: string;

  /** ARN of `deadLetterQueue`. */
  readonly deadLetterQueueArn: string;

  /** ARN of `undeliveredQueue`. */
  readonly undeliveredQueueArn: string;

  /** ARN of `ledgerTable`. */
  readonly ledgerTableArn: string;

  /** ARN of `logGroup`. */
  readonly logGroupArn: string;

  /** ARN of `role`. */
  readonly roleArn: string;

  /**
   * Bus that it puts outcome events on. Rules are created in the account and region of that bus.
   *
   * @default - the account's default bus
   */
  readonly eventBus?: events.IEventBusRef;
}
