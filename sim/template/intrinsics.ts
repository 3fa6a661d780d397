export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** What a parameter, or another stack's export, stands for; by default there is none. */
  given?(name: string): string;
  /** What CloudFormation calls the resources of a stack that is deployed, by logical id. */
  readonly physicalIds?: ReadonlyMap<string, string>;
  /** Of a stack that is deployed. */
  readonly stackId?: string;
  /** The template's own. */
  readonly conditions?: Template['Conditions'];
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their resource type
  readonly Properties?: Record<string, any>;
}

/** What `Ref` and `Fn::GetAtt … Arn` give, and the plain name. */
export interface Identity {
  readonly name: string;
  readonly ref: string;
  readonly arn: string;
}

const SERVICES: Readonly<Record<string, (name: string, env: Environment) => string>> = {
  'AWS::S3::Bucket': (name, { partition }) => `arn:${partition}:s3:::${name}`,
  'AWS::SQS::Queue': (name, env) => regional('sqs', name, env),
  'AWS::KMS::Key': (name, env) => regional('kms', `key/${name}`, env),
  'AWS::DynamoDB::Table': (name, env) => regional('dynamodb', `table/${name}`, env),
  'AWS::Lambda::Function': (name, env) => regional('lambda', `function:${name}`, env),
  'AWS::Logs::LogGroup': (name, env) => regional('logs', `log-group:${name}:*`, env),
  'AWS::CloudWatch::Alarm': (name, env) => regional('cloudwatch', `alarm:${name}`, env),
  'AWS::Events::Rule': (name, env) => regional('events', `rule/${name}`, env),
  'AWS::Events::EventBus': (name, env) => regional('events', `event-bus/${name}`, env),
  'AWS::IAM::Role': (name, { partition, account }) => `arn:${partition}:iam::${account}:role/${name}`,
  'AWS::QuickSight::DataSet': (name, env) => regional('quicksight', `dataset/${name}`, env),
};

const regional = (service: string, resource: string, { partition, region, account }: Environment): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

function identify(
  logicalId: string,
  { Type, Properties = {} }: Resource,
  environment: Environment,
  resources: Template['Resources'],
): Identity {
  const physicalId = environment.physicalIds?.get(logicalId);
  const given =
    // of a queue it is the URL, of a rule on a custom bus BUS|RULE
    physicalId?.slice(Math.max(physicalId.lastIndexOf('/'), physicalId.lastIndexOf('|')) + 1) ??
    Properties.DataSetId ??
    (Type === 'AWS::Events::Rule' ? resolve(Properties.Name, new Map(), environment) : Properties.Name) ??
    Properties.BucketName ??
    Properties.QueueName ??
    Properties.RoleName;
  const name = typeof given === 'string' ? given : Type === 'AWS::S3::Bucket' ? logicalId.toLowerCase() : logicalId;
  const inArn =
    Type === 'AWS::Events::Rule'
      ? (physicalId?.replace('|', '/') ?? onBus(name, Properties.EventBusName, resources))
      : name;
  const arn = SERVICES[Type]?.(inArn, environment) ?? `arn:${environment.partition}:unknown:::${logicalId}`;
  const ref =
    Type === 'AWS::SQS::Queue'
      ? (physicalId ?? `https://sqs.${environment.region}.amazonaws.com/${environment.account}/${name}`)
      : Type === 'AWS::QuickSight::DataSet'
        ? `${environment.account}|${name}`
        : Type === 'AWS::Logs::LogGroup'
          ? // its name may have slashes
            (physicalId ?? (typeof Properties.LogGroupName === 'string' ? Properties.LogGroupName : name))
          : name;
  return { name, ref, arn };
}

/** A rule as its ARN has it: on its bus. */
function onBus(name: string, bus: unknown, resources: Template['Resources']): string {
  const busId = (bus as { readonly Ref?: string } | undefined)?.Ref;
  const busName = busId === undefined ? bus : (resources[busId]?.Properties?.Name ?? busId);
  return busName === undefined || busName === 'default' ? name : `${busName}/${name}`;
}

/** By logical id. */
export function identitiesOf({ Resources }: Template, environment: Environment): Map<string, Identity> {
  return new Map(
    Object.entries(Resources).map(([logicalId, resource]) => [
      logicalId,
      identify(logicalId, resource, environment, Resources),
    ]),
  );
}

/** Intrinsic functions, as far as the construct's templates use them; an unknown one is an error, never a guess. */
export function resolve(value: unknown, identities: ReadonlyMap<string, Identity>, environment: Environment): unknown {
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
  { account, region, partition, given, conditions, stackId }: Environment,
  again: (value: unknown) => unknown,
): unknown {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'simulator',
    'AWS::StackId':
      stackId ??
      `arn:${partition}:cloudformation:${region}:${account}:stack/simulator/5f0c1e2a-7d3b-4c69-8e4f-1a2b3c4d5e6f`,
  };
  switch (name) {
    case 'Ref':
      return (
        pseudo[argument as string] ??
        identities.get(argument as string)?.ref ??
        given?.(argument as string) ??
        unknown(name, argument)
      );
    case 'Fn::ImportValue':
      return given?.(again(argument) as string) ?? unknown(name, argument);
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = argument as [string, string];
      const identity = identities.get(logicalId);
      if (identity && attribute === 'QueueName') {
        return identity.name;
      }
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
    case 'Fn::If': {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      const holds = again(conditions?.[condition] ?? unknown(name, condition));
      return again(holds ? yes : no);
    }
    case 'Fn::Equals': {
      const [a, b] = again(argument) as [unknown, unknown];
      return a === b;
    }
    default:
      return unknown(name, argument);
  }
}

function unknown(name: string, argument: unknown): never {
  throw new Error(`the simulator cannot fill in ${name} ${JSON.stringify(argument)}: add it to intrinsics.ts`);
}
