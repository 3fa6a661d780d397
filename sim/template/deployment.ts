import { type Environment, type Identity, identitiesOf, resolve, type Template } from './intrinsics';
import type {
  AlarmResource,
  DataSetResource,
  EventSourceMapping,
  FunctionResource,
  MetricIdentity,
  QueueResource,
  RoleResource,
  RuleResource,
} from './resources';

/**
 * A synthesized template as AWS would have deployed it: every name and ARN filled in, and of each resource
 * what matters for the way of a landing event. Nothing is typed again by hand: what the template does not
 * say, the simulator does not know.
 */

export interface Deployment {
  readonly environment: Environment;
  readonly rules: readonly RuleResource[];
  readonly queues: readonly QueueResource[];
  readonly functions: readonly FunctionResource[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly alarms: readonly AlarmResource[];
  readonly dataSets: readonly DataSetResource[];
  /** Of the template's own buckets. */
  readonly bucketNames: readonly string[];
  /** The roles that may be assumed. */
  readonly roles: readonly RoleResource[];
  /** Physical names by logical id prefix, for a world that lands data: `bucketName('LandingBucket')`. */
  physicalName(logicalIdPrefix: string): string;
}

/** SQS' own defaults. */
const QUEUE_DEFAULTS = { visibilityTimeout: 30, retentionPeriod: 345_600 };

/** Reads a template for an account and region. */
export function deploy(template: Template, environment: Environment): Deployment {
  const identities = identitiesOf(template, environment);
  const known = { ...environment, conditions: template.Conditions };
  const fill = (value: unknown): unknown => resolve(value, identities, known);
  const ofType = (type: string) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties = {} }]) => ({
        identity: identities.get(logicalId) as Identity,
        // biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their resource type
        properties: fill(Properties) as Record<string, any>,
      }));
  const policies = [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')];
  const policiesOf = (roleName: string): unknown[] =>
    policies
      .filter((policy) => policy.properties.Roles?.includes(roleName))
      .map((policy) => policy.properties.PolicyDocument);
  const queuePolicies = ofType('AWS::SQS::QueuePolicy');

  return {
    environment,
    rules: ofType('AWS::Events::Rule').map(({ identity, properties }) => ({
      arn: identity.arn,
      name: identity.name,
      eventBusName: busName(properties.EventBusName ?? 'default'),
      eventPattern: properties.EventPattern,
      scheduleExpression: properties.ScheduleExpression,
      targets: (properties.Targets ?? []).map((target: Record<string, never>) => ({
        arn: target.Arn,
        deadLetterArn: (target.DeadLetterConfig as { Arn?: string } | undefined)?.Arn,
        input: target.Input,
        inputTransformer: target.InputTransformer,
      })),
    })),
    queues: ofType('AWS::SQS::Queue').map(({ identity, properties }) => ({
      arn: identity.arn,
      url: identity.ref,
      visibilityTimeout: properties.VisibilityTimeout ?? QUEUE_DEFAULTS.visibilityTimeout,
      retentionPeriod: properties.MessageRetentionPeriod ?? QUEUE_DEFAULTS.retentionPeriod,
      maxReceiveCount: properties.RedrivePolicy?.maxReceiveCount,
      deadLetterArn: properties.RedrivePolicy?.deadLetterTargetArn,
      policy: queuePolicies.find((policy) => policy.properties.Queues.includes(identity.ref))?.properties
        .PolicyDocument,
    })),
    functions: ofType('AWS::Lambda::Function').map(({ identity, properties }) => ({
      name: identity.name,
      arn: identity.arn,
      roleArn: properties.Role,
      timeout: properties.Timeout ?? 3,
      environment: properties.Environment?.Variables ?? {},
      logGroupName: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${identity.name}`,
      policies: policiesOf(lastPart(properties.Role)),
    })),
    alarms: ofType('AWS::CloudWatch::Alarm').map(({ identity, properties }) => ({
      name: identity.name,
      description: properties.AlarmDescription,
      ...measured(properties),
      evaluationPeriods: properties.EvaluationPeriods,
      datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
      threshold: properties.Threshold,
      comparisonOperator: properties.ComparisonOperator,
      treatMissingData: properties.TreatMissingData ?? 'missing',
      alarmActions: properties.AlarmActions ?? [],
      okActions: properties.OKActions ?? [],
    })),
    eventSourceMappings: ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
      queueArn: properties.EventSourceArn,
      functionName: properties.FunctionName,
      batchSize: properties.BatchSize ?? 10,
      batchingWindow: properties.MaximumBatchingWindowInSeconds ?? 0,
      maxConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? 1000,
      partialBatchResponses: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    })),
    bucketNames: ofType('AWS::S3::Bucket').map(({ identity }) => identity.name),
    dataSets: ofType('AWS::QuickSight::DataSet').map(({ identity, properties }) => ({
      arn: identity.arn,
      tags: Object.fromEntries(
        (properties.Tags ?? []).map((tag: { Key: string; Value: string }) => [tag.Key, tag.Value]),
      ),
    })),
    roles: ofType('AWS::IAM::Role').map(({ identity, properties }) => ({
      arn: identity.arn,
      trustPolicy: properties.AssumeRolePolicyDocument,
      policies: policiesOf(identity.name),
    })),
    physicalName: (logicalIdPrefix) => {
      const found = [...identities].find(([logicalId]) => logicalId.startsWith(logicalIdPrefix));
      if (!found) {
        throw new Error(
          `no resource ${logicalIdPrefix}… in the template: there are ${[...identities.keys()].join(', ')}`,
        );
      }
      return found[1].name;
    },
  };
}

/** Of a bus, whose name may have slashes: that of a partner event bus has. */
export function busName(arnOrName: string): string {
  return arnOrName.replace(/^arn:.*:event-bus\//, '');
}

export function lastPart(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}

/** What an alarm compares: one metric, or an expression of several that have the same statistic and period. */
// biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their resource type
function measured(properties: any): Pick<AlarmResource, 'metrics' | 'expression' | 'statistic' | 'period'> {
  if (!properties.Metrics) {
    return { metrics: { metric: metricOf(properties) }, statistic: properties.Statistic, period: properties.Period };
  }
  const queries = properties.Metrics as QueryResource[];
  const metrics = queries.flatMap(({ Id, MetricStat: of }) => (of ? [{ Id, ...of }] : []));
  const [{ Stat: statistic = '', Period: period = 0 } = {}] = metrics;
  return {
    metrics: Object.fromEntries(metrics.map(({ Id, Metric }) => [Id, metricOf(Metric)])),
    expression: queries.find(({ Expression }) => Expression !== undefined)?.Expression,
    statistic,
    period,
  };
}

interface NamedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface QueryResource {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: NamedMetric; readonly Stat: string; readonly Period: number };
}

function metricOf({ Namespace, MetricName, Dimensions = [] }: NamedMetric): MetricIdentity {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}
