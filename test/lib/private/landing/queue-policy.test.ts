import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnRule, EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { LandingEvent, type SpiceRefresh } from '../../../../lib';
import { some } from '../../../support/some';
import {
  ACCOUNT,
  add,
  arnOf,
  deployed,
  infosOf,
  list,
  loaded,
  logicalId,
  newRefresh,
  newStack,
  REGION,
  rulesOf,
  statementsOn,
  sweepRuleOf,
  templateOf,
} from '../../../support/stack';

const QUEUES = ['SpiceRefreshQueue', 'SpiceRefreshUndeliveredQueue'];
const STACK_RULES = `arn:aws:events:${REGION}:${ACCOUNT}:rule/Dashboards*`;

/** A data set for each of so many landing events and schedules. */
function refreshWith(events: number, schedules: number, refresh = newRefresh()): SpiceRefresh {
  for (let at = 0; at < events; at += 1) {
    add(refresh, `Loaded${at}`, { refreshOn: [loaded(`table-${at}`)] });
  }
  for (let at = 1; at <= schedules; at += 1) {
    add(refresh, `Scheduled${at}`, { refreshOn: [LandingEvent.schedule(Schedule.rate(Duration.hours(at)))] });
  }
  return refresh;
}

/** On a custom bus, whose name is not known, or is this. */
function onBus(name?: string): SpiceRefresh {
  const stack = newStack();
  const eventBus = name ? EventBus.fromEventBusName(stack, 'Bus', name) : new EventBus(stack, 'Bus');
  return newRefresh({ eventBus }, stack);
}

/** Which rules may send, the same to both queues; checks that no other sender may, and that the policy fits. */
function sendersOf(refresh: SpiceRefresh): unknown[] {
  const template = templateOf(refresh);
  const [first, second] = QUEUES.map((name) => {
    const queue = logicalId(template, 'AWS::SQS::Queue', name);
    const statements = statementsOn(template, queue);
    expect(JSON.stringify(deployed(template, statements)).length).toBeLessThanOrEqual(8_000);
    const [allowed, ...others] = some(statements.filter(({ Effect }) => Effect === 'Allow'));
    expect(others).toEqual([]);
    expect(Object.keys(allowed.Condition ?? {})).toEqual(['ArnLike', 'StringEquals']);
    expect(allowed.Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    const [sweep, ...rules] = list(allowed.Condition?.ArnLike?.['aws:SourceArn']);
    expect(sweep).toEqual(arnOf(sweepRuleOf(template).id));
    return rules;
  });
  expect(second).toEqual(first);
  return some(first ?? []);
}

function ruleArns(refresh: SpiceRefresh, which: (rule: ReturnType<typeof rulesOf>[number]) => boolean = () => true) {
  return rulesOf(templateOf(refresh))
    .filter(which)
    .map(({ id }) => arnOf(id));
}

function infos(refresh: SpiceRefresh): string[] {
  return infosOf(Stack.of(refresh), 'cdk-spice-refresh:queuePolicy');
}

const INFO =
  "the queues take events from every rule whose name begins with this stack's name, not from the rules of this construct " +
  "alone: the ARNs of so many do not fit into a queue's policy of 8192 bytes; to have each rule named, move some of the " +
  'data sets to a second SpiceRefresh [ack: cdk-spice-refresh:queuePolicy]';

/** The senders as they are once CloudFormation has named the rules. */
function deployedSendersOf(refresh: SpiceRefresh): string[] {
  return sendersOf(refresh).map((arn) => deployed(templateOf(refresh), arn));
}

/** Checks that every rule of the template may send, as ArnLike has it. */
function expectAllMaySend(refresh: SpiceRefresh): void {
  const patterns = deployedSendersOf(refresh);
  for (const arn of ruleArns(refresh)) {
    const sent: string = deployed(templateOf(refresh), arn);
    expect(patterns.some((pattern) => arnLike(pattern, sent))).toBe(true);
  }
}

const arnLike = (pattern: string, arn: string): boolean =>
  pattern === arn || (pattern.endsWith('*') && arn.startsWith(pattern.slice(0, -1)));

describe('on the default bus', () => {
  test.each([
    ['landing events', 40, 0],
    ['landing events and schedules', 20, 20],
  ])('forty rules for %s on the default bus may send, and no other sender', (_, events, schedules) => {
    const refresh = refreshWith(events, schedules);
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expect(infos(refresh)).toEqual([]);
  });

  test.each([41, 100])(
    'those of %d rules that are named after the stack may send, and an info says so once',
    (count) => {
      const refresh = refreshWith(count - 1, 1);
      expect(deployedSendersOf(refresh)).toEqual([STACK_RULES]);
      expectAllMaySend(refresh);
      expect(infos(refresh)).toEqual([INFO]);
    },
  );

  test('a nested stack has a name that is known at deployment only, and the policy names it', () => {
    const nested = new NestedStack(newStack(), 'Nested');
    const refresh = refreshWith(41, 0, newRefresh({}, nested));
    expect(JSON.stringify(sendersOf(refresh))).not.toMatch(/StackName|StackId/);
    expect(deployedSendersOf(refresh)).toEqual([STACK_RULES]);
    expectAllMaySend(refresh);
  });

  test('a rule that is named otherwise is named in the policy', () => {
    const refresh = refreshWith(43, 0);
    const [first, second] = refresh.node.findAll().filter((each): each is CfnRule => each instanceof CfnRule);
    (first as CfnRule).name = 'acme-orders';
    (second as CfnRule).overrideLogicalId('Another');
    const [pattern, ...others] = sendersOf(refresh);
    expect(deployed(templateOf(refresh), pattern)).toBe(STACK_RULES);
    expect(others).toEqual([arnOf(Stack.of(refresh).resolve((first as CfnRule).logicalId)), arnOf('Another')]);
  });

  test('the rules of the default bus that is given by its name are those of the default bus', () => {
    const refresh = refreshWith(41, 0, onBus('default'));
    expect(deployedSendersOf(refresh)).toEqual([STACK_RULES]);
  });
});

describe('on a bus of its own', () => {
  test('forty rules on a bus with a short name may send, and no other sender', () => {
    const refresh = refreshWith(39, 1, onBus('pipelines'));
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expect(infos(refresh)).toEqual([]);
  });

  const onBusRules = (bus: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus}/Dashboards*`;

  test('more rules on a bus are those that are named after the stack, and those on a schedule one by one', () => {
    const refresh = refreshWith(39, 2, onBus('pipelines'));
    const [pattern, ...scheduled] = sendersOf(refresh);
    expect(deployed(templateOf(refresh), pattern)).toBe(onBusRules('pipelines'));
    expect(scheduled).toEqual(ruleArns(refresh, (rule) => rule.ScheduleExpression !== undefined));
    expect(scheduled).toHaveLength(2);
    expectAllMaySend(refresh);
    expect(infos(refresh)).toEqual([INFO]);
  });

  test('more than forty rules on a schedule are those of the default bus that are named after the stack', () => {
    const refresh = refreshWith(1, 41, onBus('pipelines'));
    expect(deployedSendersOf(refresh)).toEqual([onBusRules('pipelines'), STACK_RULES]);
    expectAllMaySend(refresh);
    expect(infos(refresh)).toEqual([INFO]);
  });

  test('eighteen rules may send on a bus whose name is not known, and may be long', () => {
    const few = refreshWith(18, 0, onBus());
    expect(sendersOf(few)).toEqual(ruleArns(few));
    const more = refreshWith(19, 0, onBus());
    const bus: string = deployed(templateOf(more), {
      Ref: logicalId(templateOf(more), 'AWS::Events::EventBus', 'Bus'),
    });
    expect(deployedSendersOf(more)).toEqual([onBusRules(bus)]);
    expectAllMaySend(more);
  });

  test('a bus whose name contains the names of the rules is distinguished', () => {
    const refresh = refreshWith(41, 0, onBus('x-SpiceRefresh-bus'));
    expect(deployedSendersOf(refresh)).toEqual([`arn:aws:events:${REGION}:${ACCOUNT}:rule/x*`]);
    expectAllMaySend(refresh);
  });

  test('the policy fits on a bus with the longest name there is', () => {
    const name = 'b'.repeat(256);
    const refresh = refreshWith(18, 0, onBus(name));
    const queue = logicalId(templateOf(refresh), 'AWS::SQS::Queue', 'SpiceRefreshQueue');
    const [allowed] = some(statementsOn(templateOf(refresh), queue).filter(({ Effect }) => Effect === 'Allow'));
    const arns = ruleArns(refresh).map(
      () => `arn:aws-us-gov:events:${REGION}:${ACCOUNT}:rule/${name}/${'r'.repeat(64)}`,
    );
    const policy = { ...allowed, Condition: { ...allowed.Condition, ArnLike: { 'aws:SourceArn': arns } } };
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(7_600);
  });
});
