/** What a template has that matters for the way of a landing event, each with its names and ARNs filled in. */

export interface RuleResource {
  readonly arn: string;
  readonly name: string;
  readonly eventBusName: string;
  readonly eventPattern?: unknown;
  readonly scheduleExpression?: string;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly arn: string;
  readonly deadLetterArn?: string;
  /** A constant, in place of what an input transformer would make. */
  readonly input?: string;
  readonly inputTransformer?: { readonly InputPathsMap?: Record<string, string>; readonly InputTemplate: string };
}

export interface QueueResource {
  readonly arn: string;
  readonly url: string;
  /** Seconds, as everything below. */
  readonly visibilityTimeout: number;
  readonly retentionPeriod: number;
  readonly maxReceiveCount?: number;
  readonly deadLetterArn?: string;
  readonly policy?: unknown;
}

export interface FunctionResource {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  readonly policies: readonly unknown[];
}

export interface RoleResource {
  readonly arn: string;
  readonly trustPolicy: unknown;
  readonly policies: readonly unknown[];
}

export interface EventSourceMapping {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindow: number;
  readonly maxConcurrency: number;
  readonly partialBatchResponses: boolean;
}

export interface DataSetResource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What tells one CloudWatch metric from another. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** An alarm on a metric, or on an expression of several, as the template has it. */
export interface AlarmResource {
  readonly name: string;
  readonly description: string;
  /** By the ids that the expression has for them. */
  readonly metrics: Readonly<Record<string, MetricIdentity>>;
  readonly expression?: string;
  readonly statistic: string;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly treatMissingData: string;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
}
