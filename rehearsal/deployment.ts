/**
 * A synthesized template as AWS would have deployed it: every name and ARN filled in, and of each resource
 * what matters for the way of a landing event. Nothing is typed again by hand: what the template does not
 * say, the rehearsal does not know.
 */

export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

export interface Deployment {
  readonly environment: Environment;
  readonly rules: readonly RuleResource[];
  readonly queues: readonly QueueResource[];
  readonly functions: readonly FunctionResource[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly dataSets: readonly DataSetResource[];
  /** Physical names by logical id prefix, for whoever lands data: `bucketName('LandingBucket')`. */
  physicalName(logicalIdPrefix: string): string;
}

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
  readonly arn: string;
  readonly roleArn: string;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
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

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their resource type
  readonly Properties?: Record<string, any>;
}

/** SQS' own defaults. */
const QUEUE_DEFAULTS = { visibilityTimeout: 30, retentionPeriod: 345_600 };

/** Reads a template for an account and region. */
export function deploy(template: Template, environment: Environment): Deployment {
  const resources = new Map(
    Object.entries(template.Resources).map(([logicalId, resource]) => [
      logicalId,
      { ...resource, identity: identify(logicalId, resource, environment) },
    ]),
  );
  const identities = new Map([...resources].map(([logicalId, { identity }]) => [logicalId, identity]));
  const fill = (value: unknown): unknown => resolve(value, identities, environment);
  const ofType = (type: string) =>
    [...resources.values()]
      .filter((resource) => resource.Type === type)
      .map(({ identity, Properties = {} }) => ({
        identity,
        // biome-ignore lint/suspicious/noExplicitAny: see above
        properties: fill(Properties) as Record<string, any>,
      }));
  const policies = [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')];
  const queuePolicies = ofType('AWS::SQS::QueuePolicy');

  return {
    environment,
    rules: ofType('AWS::Events::Rule').map(({ identity, properties }) => ({
      arn: identity.arn,
      name: identity.name,
      eventBusName: lastPart(properties.EventBusName ?? 'default'),
      eventPattern: properties.EventPattern,
      scheduleExpression: properties.ScheduleExpression,
      targets: (properties.Targets ?? []).map((target: Record<string, never>) => ({
        arn: target.Arn,
        deadLetterArn: (target.DeadLetterConfig as { Arn?: string } | undefined)?.Arn,
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
      arn: identity.arn,
      roleArn: properties.Role,
      timeout: properties.Timeout ?? 3,
      environment: properties.Environment?.Variables ?? {},
      policies: policies
        .filter((policy) => policy.properties.Roles?.includes(lastPart(properties.Role)))
        .map((policy) => policy.properties.PolicyDocument),
    })),
    eventSourceMappings: ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
      queueArn: properties.EventSourceArn,
      functionName: properties.FunctionName,
      batchSize: properties.BatchSize ?? 10,
      batchingWindow: properties.MaximumBatchingWindowInSeconds ?? 0,
      maxConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? 1000,
      partialBatchResponses: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    })),
    dataSets: ofType('AWS::QuickSight::DataSet').map(({ identity, properties }) => ({
      arn: identity.arn,
      tags: Object.fromEntries(
        (properties.Tags ?? []).map((tag: { Key: string; Value: string }) => [tag.Key, tag.Value]),
      ),
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

/** What `Ref` and `Fn::GetAtt … Arn` give, and the plain name. */
interface Identity {
  readonly name: string;
  readonly ref: string;
  readonly arn: string;
}

const SERVICES: Readonly<Record<string, (name: string, env: Environment) => string>> = {
  'AWS::S3::Bucket': (name, { partition }) => `arn:${partition}:s3:::${name}`,
  'AWS::SQS::Queue': (name, env) => regional('sqs', name, env),
  'AWS::DynamoDB::Table': (name, env) => regional('dynamodb', `table/${name}`, env),
  'AWS::Lambda::Function': (name, env) => regional('lambda', `function:${name}`, env),
  'AWS::Logs::LogGroup': (name, env) => regional('logs', `log-group:${name}:*`, env),
  'AWS::Events::Rule': (name, env) => regional('events', `rule/${name}`, env),
  'AWS::Events::EventBus': (name, env) => regional('events', `event-bus/${name}`, env),
  'AWS::IAM::Role': (name, { partition, account }) => `arn:${partition}:iam::${account}:role/${name}`,
  'AWS::QuickSight::DataSet': (name, env) => regional('quicksight', `dataset/${name}`, env),
};

const regional = (service: string, resource: string, { partition, region, account }: Environment): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

function identify(logicalId: string, { Type, Properties = {} }: Resource, environment: Environment): Identity {
  const given = Properties.DataSetId ?? Properties.Name ?? Properties.BucketName ?? Properties.QueueName;
  const name = typeof given === 'string' ? given : Type === 'AWS::S3::Bucket' ? logicalId.toLowerCase() : logicalId;
  const arn = SERVICES[Type]?.(name, environment) ?? `arn:${environment.partition}:unknown:::${logicalId}`;
  const ref =
    Type === 'AWS::SQS::Queue'
      ? `https://sqs.${environment.region}.amazonaws.com/${environment.account}/${name}`
      : Type === 'AWS::QuickSight::DataSet'
        ? `${environment.account}|${name}`
        : name;
  return { name, ref, arn };
}

/** Intrinsic functions, as far as the construct's templates use them; an unknown one is an error, never a guess. */
function resolve(value: unknown, identities: ReadonlyMap<string, Identity>, environment: Environment): unknown {
  const again = (inner: unknown): unknown => resolve(inner, identities, environment);
  if (Array.isArray(value)) {
    return value.map(again);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[key, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
    return intrinsic(key, argument, identities, environment, again);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, again(inner)]));
}

function intrinsic(
  name: string,
  argument: unknown,
  identities: ReadonlyMap<string, Identity>,
  { account, region, partition }: Environment,
  again: (value: unknown) => unknown,
): unknown {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'rehearsal',
  };
  switch (name) {
    case 'Ref':
      return pseudo[argument as string] ?? identities.get(argument as string)?.ref ?? unknown(name, argument);
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = argument as [string, string];
      const identity = identities.get(logicalId);
      return identity && attribute === 'Arn' ? identity.arn : `${logicalId}.${attribute}`;
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return (again(parts) as string[]).join(separator);
    }
    case 'Fn::Sub':
      return (typeof argument === 'string' ? argument : unknown(name, argument)).replace(
        /\$\{([^}]+)\}/g,
        (_, reference) => String(again({ Ref: reference })),
      );
    case 'Fn::Select': {
      const [index, list] = argument as [number | string, unknown];
      return (again(list) as unknown[])[Number(index)];
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return (again(text) as string).split(separator);
    }
    default:
      return unknown(name, argument);
  }
}

function unknown(name: string, argument: unknown): never {
  throw new Error(`the rehearsal cannot fill in ${name} ${JSON.stringify(argument)}: teach deployment.ts`);
}

function lastPart(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}
