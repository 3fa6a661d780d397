import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { LandingEvent, type SpiceRefresh } from '../../../../lib';
import { some } from '../../../support/some';
import {
  ACCOUNT,
  add,
  arnOf,
  deployed,
  infosOf,
  loaded,
  logicalId,
  newRefresh,
  newStack,
  REGION,
  rulesOf,
  statementsOn,
  templateOf,
} from '../../../support/stack';

const QUEUES = ['SpiceRefreshQueue', 'SpiceRefreshUndeliveredQueue'];
const EVERY_RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/*`;

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

/** On a bus of one's own, whose name is not known, or is this. */
function onBus(name?: string): SpiceRefresh {
  const stack = newStack();
  const eventBus = name ? EventBus.fromEventBusName(stack, 'Bus', name) : new EventBus(stack, 'Bus');
  return newRefresh({ eventBus }, stack);
}

/** Which rules may send, the same to both queues; checks that nobody else may, and that the policy fits. */
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
    return allowed.Condition?.ArnLike?.['aws:SourceArn'];
  });
  expect(second).toEqual(first);
  return [first].flat();
}

function ruleArns(refresh: SpiceRefresh, which: (rule: ReturnType<typeof rulesOf>[number]) => boolean = () => true) {
  return rulesOf(templateOf(refresh))
    .filter(which)
    .map(({ id }) => arnOf(id));
}

function infos(refresh: SpiceRefresh): string[] {
  return infosOf(Stack.of(refresh), 'cdk-spice-refresh:queuePolicy');
}

function info(senders: string): string {
  return (
    `the queues take events from ${senders}, not from the rules of this construct alone: the ARNs of so many do not ` +
    "fit into a queue's policy of 8192 bytes; to have each rule named, move some of the data sets to a second " +
    'SpiceRefresh [ack: cdk-spice-refresh:queuePolicy]'
  );
}

describe('on the default bus', () => {
  test.each([
    ['landing events', 40, 0],
    ['landing events and schedules', 20, 20],
  ])('forty rules for %s may send, and nobody else', (_, events, schedules) => {
    const refresh = refreshWith(events, schedules);
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expect(infos(refresh)).toEqual([]);
  });

  test.each([41, 100])('of %d rules the policy names none, and an info says so once', (count) => {
    const refresh = refreshWith(count - 1, 1);
    expect(sendersOf(refresh).map((arn) => deployed(templateOf(refresh), arn))).toEqual([EVERY_RULE]);
    expect(infos(refresh)).toEqual([info('every EventBridge rule of this account and region')]);
  });

  test('given by its name, its rules are rules of the default bus', () => {
    const refresh = refreshWith(41, 0, onBus('default'));
    expect(sendersOf(refresh).map((arn) => deployed(templateOf(refresh), arn))).toEqual([EVERY_RULE]);
  });
});

describe('on a bus of its own', () => {
  test('with a short name, forty rules may send, and nobody else', () => {
    const refresh = refreshWith(39, 1, onBus('pipelines'));
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expect(infos(refresh)).toEqual([]);
  });

  test('of more rules, those of the bus may send, and those on a schedule one by one', () => {
    const refresh = refreshWith(39, 2, onBus('pipelines'));
    const [everyRule, ...scheduled] = sendersOf(refresh);
    expect(deployed(templateOf(refresh), everyRule)).toBe(`arn:aws:events:${REGION}:${ACCOUNT}:rule/pipelines/*`);
    expect(scheduled).toEqual(ruleArns(refresh, (rule) => rule.ScheduleExpression !== undefined));
    expect(scheduled).toHaveLength(2);
    expect(infos(refresh)).toEqual([info('every rule of the event bus')]);
  });

  test('of more than forty rules on a schedule, all rules may send, and an info says that too', () => {
    const refresh = refreshWith(1, 41, onBus('pipelines'));
    expect(sendersOf(refresh).map((arn) => deployed(templateOf(refresh), arn))).toEqual([
      `arn:aws:events:${REGION}:${ACCOUNT}:rule/pipelines/*`,
      EVERY_RULE,
    ]);
    expect(infos(refresh)).toEqual([
      info('every rule of the event bus'),
      info('every EventBridge rule of this account and region'),
    ]);
  });

  test('with a name that is not known, and may be long, eighteen rules may send', () => {
    const few = refreshWith(18, 0, onBus());
    expect(sendersOf(few)).toEqual(ruleArns(few));
    const more = refreshWith(19, 0, onBus());
    const bus = deployed(templateOf(more), { Ref: logicalId(templateOf(more), 'AWS::Events::EventBus', 'Bus') });
    expect(sendersOf(more).map((arn) => deployed(templateOf(more), arn))).toEqual([
      `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus}/*`,
    ]);
  });

  test('with the longest name there is, the policy fits', () => {
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
