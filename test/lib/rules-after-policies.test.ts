import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DataAsOf,
  DataSetAccess,
  LandingEvent,
  LandingEventForwarding,
  SpiceRefreshMonitoring,
  type SpiceRefreshProps,
} from '../../lib';
import { add, loaded, newRefresh, newStack } from '../support/stack';

/*
 * CloudFormation creates a policy before the rules that depend on it, and deletes it after them. Without that order events
 * vanish between a new rule and the update of the policies: EventBridge does not try again what it has no permission for.
 */

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | string[];
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their resource type
  readonly Properties?: any;
}
type Resources = Readonly<Record<string, Resource>>;

/** What a resource refers to, by whatever intrinsic function. */
function referred(value: unknown, resources: Resources): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) => {
    const ids =
      name === 'Ref'
        ? [String(inner)]
        : name === 'Fn::GetAtt'
          ? [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] as string]
          : name === 'Fn::Sub'
            ? [...JSON.stringify(inner).matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id]) => id as string)
            : referred(inner, resources);
    return ids.filter((id) => id in resources);
  });
}

const dependsOn = ({ DependsOn = [] }: Resource): string[] => [DependsOn].flat();

/** What CloudFormation deploys before a resource. */
function before(id: string, resources: Resources, seen = new Set<string>()): Set<string> {
  const resource = resources[id] as Resource;
  for (const each of [...dependsOn(resource), ...referred(resource.Properties, resources)]) {
    if (!seen.has(each)) {
      seen.add(each);
      before(each, resources, seen);
    }
  }
  return seen;
}

/** Of each rule with a queue for undelivered events: the policies of its queues in the template that may come after it. */
function late(resources: Resources): { rules: number; late: string[] } {
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  const rules = ofType('AWS::Events::Rule').filter(([, { Properties }]) =>
    JSON.stringify(Properties.Targets ?? []).includes('DeadLetterConfig'),
  );
  const policies = ofType('AWS::SQS::QueuePolicy');
  return {
    rules: rules.length,
    late: rules.flatMap(([id, { Properties }]) => {
      const first = before(id, resources);
      const queues = referred(Properties.Targets, resources);
      return policies
        .filter(([, policy]) => referred(policy.Properties.Queues, resources).some((queue) => queues.includes(queue)))
        .filter(([policy]) => !first.has(policy) || before(policy, resources).has(id))
        .map(([policy]) => `${policy} after ${id}`);
    }),
  };
}

const requests = { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') };

function refreshStack(props: (stack: Stack) => SpiceRefreshProps = () => ({}), dataSets = 2): Stack {
  const stack = newStack();
  const refresh = newRefresh(props(stack), stack);
  for (let at = 0; at < dataSets; at++) {
    add(refresh, `DataSet${at}`, {
      refreshOn: [loaded(`table-${at}`), LandingEvent.schedule(Schedule.rate(Duration.hours(at + 1)))],
      refreshAtLeastEvery: Duration.hours(12),
    });
  }
  new DataAsOf(stack, 'DataAsOf', { refresh });
  new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, chatTopic: new Topic(stack, 'Chat') });
  return stack;
}

function forwardingStack(deadLetterQueue: (stack: Stack) => Queue | undefined = () => undefined): Stack {
  const stack = new Stack(new App(), 'Lake');
  new LandingEventForwarding(stack, 'Forwarding', {
    landingEvents: [loaded('sales'), loaded('stock')],
    eventBus: new EventBus(stack, 'DataBus'),
    deadLetterQueue: deadLetterQueue(stack),
  });
  return stack;
}

test.each<[what: string, stack: () => Stack]>([
  ['a refresh', () => refreshStack()],
  ['a refresh with more rules than a policy can name', () => refreshStack(undefined, 30)],
  ['a refresh with a bus', (): Stack => refreshStack((stack) => ({ eventBus: new EventBus(stack, 'Bus') }))],
  ['a refresh with a key', (): Stack => refreshStack((stack) => ({ encryptionKey: new Key(stack, 'Key') }))],
  ['a refresh with requests', (): Stack => refreshStack(() => ({ acceptRequests: requests }))],
  ['a refresh with requests alone', (): Stack => refreshStack(() => ({ acceptRequests: requests }), 0)],
  ['a forwarding', () => forwardingStack()],
  ['a forwarding with a queue of the app', () => forwardingStack((stack) => new Queue(stack, 'Queue'))],
])('every rule of %s comes after the policies of its queues', (_, stack) => {
  const { Resources } = Template.fromStack(stack()).toJSON();
  const found = late(Resources);
  expect(found.late).toEqual([]);
  expect(found.rules).toBe(Object.values(Resources as Resources).filter(isOurs).length);
  expect(found.rules).toBeGreaterThan(0);
});

/** Every rule but that of `DataAsOf`: Firehose, which it sends to, needs a role and no policy. */
const isOurs = ({ Type, Properties }: Resource): boolean =>
  Type === 'AWS::Events::Rule' && !JSON.stringify(Properties.Targets ?? []).includes('DataAsOf');

const GOLDEN = join(__dirname, '..', 'golden');

test.each(readdirSync(GOLDEN).filter((file) => file.endsWith('.json')))(
  'every rule of the golden template %s comes after the policies of its queues',
  (file) => {
    const { Resources } = JSON.parse(readFileSync(join(GOLDEN, file), 'utf8'));
    expect(late(Resources).late).toEqual([]);
  },
);

test('a policy that refers to a rule, and a rule that does not wait for it, are found', () => {
  const queue = { Type: 'AWS::SQS::Queue' };
  const arn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const rule = { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: arn, DeadLetterConfig: { Arn: arn } }] } };
  const policy = { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }] } };
  const unordered = { Queue: queue, Rule: rule, Policy: policy };
  expect(late(unordered)).toEqual({ rules: 1, late: ['Policy after Rule'] });
  const naming = { ...policy, Properties: { ...policy.Properties, Rule: { 'Fn::GetAtt': ['Rule', 'Arn'] } } };
  expect(late({ ...unordered, Policy: naming }).late).toEqual(['Policy after Rule']);
  expect(late({ ...unordered, Rule: { ...rule, DependsOn: 'Policy' } }).late).toEqual([]);
});
