import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnRule, EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { LandingEvent, SpiceRefresh } from '../../../../lib';
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

const QUEUES = ['SpiceRefreshQueue', 'SpiceRefreshUndeliveredQueue'] as const;
const RULES = `arn:aws:events:${REGION}:${ACCOUNT}:rule`;
/** Names end with the UUID of the stack. */
const STACK_RULES = new RegExp(`^${RULES}/\\*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);

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

/** Which rules may send to a queue, as they are deployed; checks that no other sender may, and that the policy fits. */
function sendersOf(refresh: SpiceRefresh, name: (typeof QUEUES)[number] = 'SpiceRefreshQueue'): string[] {
  const template = templateOf(refresh);
  const statements = statementsOn(template, logicalId(template, 'AWS::SQS::Queue', name));
  expect(JSON.stringify(deployed(template, statements)).length).toBeLessThanOrEqual(8_000);
  const [allowed, ...others] = some(statements.filter(({ Effect }) => Effect === 'Allow'));
  expect(others).toEqual([]);
  expect(Object.keys(allowed.Condition ?? {})).toEqual(['ArnLike', 'StringEquals']);
  expect(allowed.Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
  return list(deployed<string | string[]>(template, allowed.Condition?.ArnLike?.['aws:SourceArn']));
}

/** The ARNs of all rules, that of the sweep first, as they are deployed. */
function ruleArns(refresh: SpiceRefresh): string[] {
  const template = templateOf(refresh);
  return [sweepRuleOf(template), ...rulesOf(template)].map(({ id }) => deployed(template, arnOf(id)));
}

/** Checks that every rule of the template may send to both queues, as ArnLike has it. */
function expectAllMaySend(refresh: SpiceRefresh): void {
  for (const queue of QUEUES) {
    const patterns = sendersOf(refresh, queue);
    for (const arn of ruleArns(refresh)) {
      expect(patterns.some((pattern) => arnLike(pattern, arn))).toBe(true);
    }
  }
}

const arnLike = (pattern: string, arn: string): boolean => {
  const [before = '', after] = pattern.split('*');
  return after === undefined ? pattern === arn : arn.startsWith(before) && arn.endsWith(after);
};

function infos(refresh: SpiceRefresh): string[] {
  return infosOf(Stack.of(refresh), 'cdk-spice-refresh:queuePolicy');
}

const INFO =
  "the queue takes events from every rule whose name ends with this stack's UUID, not from the rules of this construct " +
  "alone: the ARNs of so many do not fit into a queue's policy of 8192 bytes; to have each rule named, move some of the " +
  'data sets to a second SpiceRefresh [ack: cdk-spice-refresh:queuePolicy]';

describe('the queue', () => {
  test.each([
    ['landing events', 40, 0],
    ['landing events and schedules', 20, 20],
  ])('the queue takes events of forty rules for %s, each named, and of no others', (_, events, schedules) => {
    const refresh = refreshWith(events, schedules);
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expectAllMaySend(refresh);
    expect(infos(refresh)).toEqual([]);
  });

  test.each([41, 100])(
    'the queue takes events of the rules of the stack where there are %d, and an info says so once',
    (count) => {
      const refresh = refreshWith(count - 1, 1);
      expect(sendersOf(refresh)).toEqual([expect.stringMatching(STACK_RULES)]);
      expectAllMaySend(refresh);
      expect(infos(refresh)).toEqual([INFO]);
    },
  );

  test('the queue names the rules of a bus with a short name, up to forty', () => {
    const refresh = refreshWith(39, 1, onBus('pipelines'));
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expect(sendersOf(refresh)[1]).toMatch(`${RULES}/pipelines/Event-`);
    expect(infos(refresh)).toEqual([]);
  });

  test.each([
    [39, 2],
    [1, 41],
  ])(
    'the queue takes events of the rules of the stack where %d are on the bus and %d on a schedule',
    (events, schedules) => {
      const refresh = refreshWith(events, schedules, onBus('pipelines'));
      expect(sendersOf(refresh)).toEqual([expect.stringMatching(STACK_RULES)]);
      expectAllMaySend(refresh);
      expect(infos(refresh)).toEqual([INFO]);
    },
  );

  test('the queue names up to eighteen rules of a bus whose name is not known, and may be long', () => {
    const few = refreshWith(18, 0, onBus());
    expect(sendersOf(few)).toEqual(ruleArns(few));
    const more = refreshWith(19, 0, onBus());
    expect(sendersOf(more)).toEqual([expect.stringMatching(STACK_RULES)]);
    expectAllMaySend(more);
  });

  test('the queue has room for the rules of a bus with the longest name there is', () => {
    const name = 'b'.repeat(256);
    const refresh = refreshWith(18, 0, onBus(name));
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    const arns = ruleArns(refresh).map(
      () => `arn:aws-us-gov:events:us-gov-west-1:${ACCOUNT}:rule/${name}/${'r'.repeat(64)}`,
    );
    expect(JSON.stringify(arns).length).toBeLessThanOrEqual(7_600);
  });

  test('the queue given a bus by the name default takes events of rules of the default bus', () => {
    const refresh = refreshWith(2, 0, onBus('default'));
    expect(sendersOf(refresh)).toEqual(ruleArns(refresh));
    expect(sendersOf(refresh)[1]).toMatch(`${RULES}/Event-`);
  });
});

describe('the queue for undelivered events', () => {
  test.each([0, 1, 41])(
    'the queue for undelivered events has the same policy with %d rules more, so that a new one finds it in effect',
    (more) => {
      const [before, after] = [refreshWith(1, 0), refreshWith(1 + more, 0)].map((refresh) => {
        const template = templateOf(refresh);
        return statementsOn(template, logicalId(template, 'AWS::SQS::Queue', 'SpiceRefreshUndeliveredQueue'));
      });
      expect(after).toEqual(before);
    },
  );

  test('the queue for undelivered events takes events of the rules of the stack, on whatever bus', () => {
    const refresh = refreshWith(2, 2, onBus('pipelines'));
    expect(sendersOf(refresh, 'SpiceRefreshUndeliveredQueue')).toEqual([expect.stringMatching(STACK_RULES)]);
    expectAllMaySend(refresh);
  });
});

describe('the name of a rule', () => {
  test('the name of a rule has at most 64 characters, is no other one of the app, and is the same in each synthesis', () => {
    const twoOf = () => {
      const stack = newStack();
      const first = refreshWith(3, 3, newRefresh({}, stack));
      const second = new SpiceRefresh(stack, 'Second');
      add(second, 'Sales', { refreshOn: [loaded('table-1')], refreshAtLeastEvery: Duration.hours(2) });
      const template = templateOf(first);
      const rules = Object.values(template.findResources('AWS::Events::Rule'));
      return rules.map(({ Properties }) => deployed<string>(template, Properties.Name));
    };
    const names = twoOf();
    expect(names).toHaveLength(10);
    expect(new Set(names).size).toBe(names.length);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(64);
    expect(names.every((name) => /^[.\-_A-Za-z0-9]+$/.test(name))).toBe(true);
    expect(twoOf()).toEqual(names);
  });

  test('the name of a rule is that of the stack in a nested one, too, which is known at deployment only', () => {
    const refresh = refreshWith(41, 0, newRefresh({}, new NestedStack(newStack(), 'Nested')));
    const [pattern] = sendersOf(refresh);
    expect(pattern).toMatch(STACK_RULES);
    expectAllMaySend(refresh);
  });

  test.each([3, 43])(
    'the name of a rule may be given by an aspect or an override: of %d rules it is in both policies',
    (count) => {
      const refresh = refreshWith(count, 0);
      const [, first, second] = some(
        refresh.node.findAll().filter((each): each is CfnRule => each instanceof CfnRule),
      ) as CfnRule[];
      (first as CfnRule).name = 'acme-orders';
      second?.addPropertyOverride('Name', 'acme-sales');
      for (const queue of QUEUES) {
        expect(sendersOf(refresh, queue)).toEqual(
          expect.arrayContaining([`${RULES}/acme-orders`, `${RULES}/acme-sales`]),
        );
      }
      expectAllMaySend(refresh);
    },
  );
});
