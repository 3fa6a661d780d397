import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import { type IPrincipal, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ISpiceRefresh, SpiceRefreshAttributes } from '../spice-refresh-reference';
import { MetricName, type OutcomeDetailType, REASON_DIMENSION, TOTAL_DIMENSION } from './contract';
import { newMetric, totalMetric } from './monitoring/metric';
import { Observed } from './observed';
import { outcomeRule } from './outcome-rule';

/** A `SpiceRefresh` of another app. Hidden behind its interface, so that nothing else makes one. */
export class ImportedSpiceRefresh extends Observed implements ISpiceRefresh {
  public readonly refreshFunction: lambda.IFunction;
  public readonly queue: IQueue;
  public readonly deadLetterQueue: IQueue;
  public readonly undeliveredQueue: IQueue;
  public readonly ledgerTable: ITable;
  public readonly logGroup: ILogGroup;
  public readonly role: IRole;
  public readonly grantPrincipal: IPrincipal;

  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: SpiceRefreshAttributes,
  ) {
    super(scope, id);
    this.refreshFunction = lambda.Function.fromFunctionArn(this, 'Function', attributes.functionArn);
    this.queue = Queue.fromQueueArn(this, 'Queue', attributes.queueArn);
    this.deadLetterQueue = Queue.fromQueueArn(this, 'DeadLetterQueue', attributes.deadLetterQueueArn);
    this.undeliveredQueue = Queue.fromQueueArn(this, 'UndeliveredQueue', attributes.undeliveredQueueArn);
    this.ledgerTable = Table.fromTableArn(this, 'Ledger', attributes.ledgerTableArn);
    this.logGroup = LogGroup.fromLogGroupArn(this, 'Log', attributes.logGroupArn);
    // another app's to change
    this.role = Role.fromRoleArn(this, 'Role', attributes.roleArn, { mutable: false });
    this.grantPrincipal = this.role;
  }

  public metricProcessingErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(MetricName.PROCESSING_ERRORS, options);
  }

  public metricDecisions(reason: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return newMetric(MetricName.DECISIONS, { ...this.total, [REASON_DIMENSION]: reason }, options);
  }

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return newMetric(totalMetric(metricName), this.total, options);
  }

  private get total(): Record<string, string> {
    return { [TOTAL_DIMENSION]: this.refreshFunction.functionName };
  }

  protected onOutcome(id: string, options: events.OnEventOptions, ...detailType: OutcomeDetailType[]): events.Rule {
    const { functionName } = this.refreshFunction;
    return outcomeRule(this, id, options, this.attributes.eventBus, { functionName }, ...detailType);
  }
}
