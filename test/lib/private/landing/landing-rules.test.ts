import { Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { DataSetAccess, LandingEvent, RefreshWhen, SpiceDataSet } from '../../../../lib';
import { some } from '../../../support/some';
import {
  add,
  arnOf,
  dataSetArn,
  dataSetIdsOf,
  deployed,
  type LandingRule,
  loaded,
  logicalId,
  messageOf,
  newRefresh,
  rulesOf,
  statementsOn,
  sweepRuleOf,
  templateOf,
} from '../../../support/stack';

/** EventBridge's limits. */
const TEMPLATE_CHARACTERS = 8_192;
const TARGETS_PER_RULE = 5;

/** What a rule waits for, whatever the number of its siblings. */
function awaited(rule: LandingRule): string {
  return JSON.stringify(rule.EventPattern ?? rule.ScheduleExpression);
}

function charactersOf(rules: readonly LandingRule[]): number[] {
  return rules.flatMap(({ targets }) => targets.map((target) => target.InputTransformer.InputTemplate.length));
}

/** `data-set-0`, `data-set-1`, … */
function ids(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `data-set-${at}`);
}

describe('one rule for each distinct landing event', () => {
  test('a landing event of two data sets is one rule with both of them', () => {
    const refresh = newRefresh();
    add(refresh, 'Sales');
    add(refresh, 'Stock');
    const [rule, ...others] = some(rulesOf(templateOf(refresh)));
    expect(others).toEqual([]);
    expect(rule.targets).toHaveLength(1);
    expect(dataSetIdsOf(rule)).toEqual(['sales', 'stock']);
  });

  test('a landing event that is given twice refreshes the data set once', () => {
    const refresh = newRefresh();
    add(refresh, 'Sales', { refreshOn: [loaded(), loaded()] });
    expect(rulesOf(templateOf(refresh)).map(dataSetIdsOf)).toEqual([['sales']]);
  });

  test('distinct landing events are distinct rules', () => {
    const refresh = newRefresh();
    add(refresh, 'Sales', { refreshOn: [loaded('sales'), loaded('returns')] });
    add(refresh, 'Stock', { refreshOn: [loaded('stock'), loaded('returns')] });
    const rules = rulesOf(templateOf(refresh));
    expect(rules.map((rule) => [rule.EventPattern?.detail, dataSetIdsOf(rule)])).toEqual([
      [{ table: ['sales'] }, ['sales']],
      [{ table: ['returns'] }, ['sales', 'stock']],
      [{ table: ['stock'] }, ['stock']],
    ]);
  });

  test('a safety net is not the schedule that happens to tick as often', () => {
    const refresh = newRefresh();
    add(refresh, 'Sales', {
      refreshOn: [LandingEvent.schedule(Schedule.rate(Duration.minutes(3)))],
      refreshAtLeastEvery: Duration.hours(1),
    });
    const rules = rulesOf(templateOf(refresh));
    expect(rules.map((rule) => [rule.ScheduleExpression, messageOf(rule.targets[0]).ifStaleFor])).toEqual([
      ['rate(3 minutes)', undefined],
      ['rate(3 minutes)', 3_360],
    ]);
  });

  test('a message names the landing event as its rule does', () => {
    const refresh = newRefresh();
    add(refresh);
    const [rule] = some(rulesOf(templateOf(refresh)));
    const { landingEvent } = messageOf(rule.targets[0]);
    expect(landingEvent).toMatch(/^Event-[0-9a-f]{8}$/);
    expect(rule.id.startsWith(`SpiceRefreshLanding${landingEvent.replace('-', '')}`)).toBe(true);
  });

  test('a rule says whose it is', () => {
    const refresh = newRefresh();
    add(refresh);
    templateOf(refresh).hasResourceProperties('AWS::Events::Rule', {
      Description: 'Data landing for SPICE data sets (Dashboards)',
      State: 'ENABLED',
    });
  });
});

describe('many data sets', () => {
  const two = [loaded('sales'), loaded('stock')] as const;

  describe('two hundred on one landing event', () => {
    const refresh = newRefresh();
    // settings of its own make the message longer by most of what a data set can
    for (const [at, id] of ids(200).entries()) {
      add(refresh, id, { settle: Duration.seconds(at) });
    }
    const rules = rulesOf(templateOf(refresh));

    test('two hundred data sets on one landing event are all refreshed, none of them twice', () => {
      expect(rules.flatMap(dataSetIdsOf)).toEqual(ids(200));
    });

    test('two hundred data sets on one landing event take several rules for the same event, each with no more targets than EventBridge allows', () => {
      expect(rules.length).toBeGreaterThan(1);
      expect(new Set(rules.map(awaited)).size).toBe(1);
      for (const [at, rule] of rules.entries()) {
        expect(rule.targets).toHaveLength(at < rules.length - 1 ? TARGETS_PER_RULE : rule.targets.length);
        expect(rule.targets.length).toBeLessThanOrEqual(TARGETS_PER_RULE);
        expect(new Set(rule.targets.map(({ Id }) => Id)).size).toBe(rule.targets.length);
      }
    });

    test('two hundred data sets on one landing event have input templates within the limit once deployed', () => {
      expect(Math.max(...charactersOf(rules))).toBeLessThanOrEqual(TEMPLATE_CHARACTERS);
    });

    test('all come under one name of the landing event', () => {
      const messages = rules.flatMap(({ targets }) => targets.map((target) => messageOf(target)));
      expect(new Set(messages.map(({ landingEvent }) => landingEvent)).size).toBe(1);
    });
  });

  test.each([
    ['ids as long as QuickSight allows', (id: string) => ({ dataSet: SpiceDataSet.fromDataSetId(id.padEnd(96, 'x')) })],
    ['ARNs that are known at synthesis', (id: string) => ({ dataSet: SpiceDataSet.fromDataSetArn(dataSetArn(id)) })],
    ['tags as long as AWS allows', () => ({ access: DataSetAccess.arnAndTag('k'.repeat(128), 'é'.repeat(256)) })],
  ])('data sets with %s have input templates within the limit', (_, options) => {
    const refresh = newRefresh();
    for (const id of ids(40)) {
      add(refresh, id, options(id));
    }
    const rules = rulesOf(templateOf(refresh));
    expect(rules.flatMap(dataSetIdsOf)).toHaveLength(40);
    expect(Math.max(...charactersOf(rules))).toBeLessThanOrEqual(TEMPLATE_CHARACTERS);
  });

  test('defined in the app with ids as long as QuickSight allows have input templates within the limit', () => {
    const refresh = newRefresh();
    for (const id of ids(40)) {
      const dataSet = new CfnDataSet(Stack.of(refresh), id, { dataSetId: id.padEnd(96, 'x') });
      add(refresh, id, { dataSet: SpiceDataSet.fromDataSet(dataSet) });
    }
    const rules = rulesOf(templateOf(refresh));
    expect(rules.flatMap(dataSetIdsOf)).toHaveLength(40);
    expect(Math.max(...charactersOf(rules))).toBeLessThanOrEqual(TEMPLATE_CHARACTERS);
  });

  test('data sets added in turns to two landing events stay on their own rules', () => {
    const refresh = newRefresh();
    for (const [at, id] of ids(120).entries()) {
      add(refresh, id, { refreshOn: [at % 2 === 0 ? two[0] : two[1]], settle: Duration.seconds(at) });
    }
    const rules = rulesOf(templateOf(refresh));
    for (const [at, table] of ['sales', 'stock'].entries()) {
      const own = rules.filter((rule) => awaited(rule).includes(table));
      expect(own.flatMap(({ targets }) => targets).length).toBeGreaterThan(1);
      expect(own.flatMap(dataSetIdsOf)).toEqual(ids(120).filter((_, index) => index % 2 === at));
      expect(Math.max(...own.map(({ targets }) => targets.length))).toBeLessThanOrEqual(TARGETS_PER_RULE);
    }
    expect(Math.max(...charactersOf(rules))).toBeLessThanOrEqual(TEMPLATE_CHARACTERS);
  });

  test('addDataSet fails when the settings of a single one do not fit', () => {
    const refreshOn = Array.from({ length: 600 }, (_, at) => loaded(`table-${at}`));
    expect(() => add(newRefresh(), 'Sales', { refreshOn, refreshWhen: RefreshWhen.all() })).toThrow(
      /^the settings of one data set do not fit into an input template of 8192 characters: Event-[0-9a-f]{8}$/,
    );
  });
});

describe('the targets', () => {
  const refresh = newRefresh();
  add(refresh);
  add(refresh, 'Stock', { refreshOn: [loaded('stock')], refreshAtLeastEvery: Duration.hours(1) });
  const template = templateOf(refresh);
  const queue = logicalId(template, 'AWS::SQS::Queue', 'SpiceRefreshQueue');
  const undelivered = logicalId(template, 'AWS::SQS::Queue', 'SpiceRefreshUndeliveredQueue');
  const rules = rulesOf(template);

  test('targets are the queue, tried for a day, then the queue of undelivered events', () => {
    expect(rules).toHaveLength(3);
    for (const target of rules.flatMap(({ targets }) => targets)) {
      expect(target.Arn).toEqual(arnOf(queue));
      expect(target.DeadLetterConfig).toEqual({ Arn: arnOf(undelivered) });
      expect(target.RetryPolicy).toEqual({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 });
      expect(target.InputTransformer.InputPathsMap).toEqual({ time: '$.time' });
    }
  });

  test.each([
    [queue, [sweepRuleOf(template), ...rules].map(({ id }) => deployed(template, arnOf(id)))],
    [undelivered, [expect.stringMatching(/:rule\/\*-[-0-9a-f]{36}$/)]],
  ])('%s is sent to by exactly these rules of this account, and by no other sender', (id, senders) => {
    const allowed = statementsOn(template, id).filter(({ Effect }) => Effect === 'Allow');
    expect(deployed(template, allowed[0]?.Condition?.ArnLike?.['aws:SourceArn'])).toEqual(senders);
    expect(allowed).toEqual([
      {
        Sid: 'LandingEvents',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(id),
        Condition: {
          ArnLike: { 'aws:SourceArn': expect.anything() },
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        },
      },
    ]);
  });

  test('targets are sent a sweep once an hour, tried for a day, on the default bus', () => {
    expect(sweepRuleOf(template).Properties).toEqual({
      Name: expect.anything(),
      Description: 'Looks for lost wake-ups of SPICE data sets (Dashboards)',
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Targets: [
        {
          Id: 'Target0',
          Arn: arnOf(queue),
          DeadLetterConfig: { Arn: arnOf(undelivered) },
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          Input: JSON.stringify({ schema: 1, kind: 'sweep' }),
        },
      ],
    });
  });

  test('targets are sent to once the function is deployed that reads the messages, and the policies that let them in', () => {
    const rules = Object.values(template.findResources('AWS::Events::Rule'));
    expect(rules.map(({ DependsOn }) => DependsOn)).toEqual(
      rules.map(() => [
        logicalId(template, 'AWS::Lambda::Function', 'SpiceRefreshFunction'),
        logicalId(template, 'AWS::SQS::QueuePolicy', 'SpiceRefreshQueuePolicy'),
        logicalId(template, 'AWS::SQS::QueuePolicy', 'SpiceRefreshUndeliveredQueuePolicy'),
      ]),
    );
  });

  test('the dead-letter queue is sent to by no rule', () => {
    const deadLetters = logicalId(template, 'AWS::SQS::Queue', 'SpiceRefreshDeadLetterQueue');
    expect(statementsOn(template, deadLetters).map(({ Effect }) => Effect)).toEqual(['Deny']);
  });
});

describe('the logical ids of the resources', () => {
  const dataSets: [string, LandingEvent[]][] = [
    ['Sales', [loaded('sales'), loaded('returns')]],
    ['Stock', [loaded('stock')]],
    ['Forecast', [LandingEvent.schedule(Schedule.cron({ hour: '6' })), loaded('sales')]],
    ...ids(250).map((id): [string, LandingEvent[]] => [id, [loaded('sales')]]),
  ];

  function resourceIds(order: readonly [string, LandingEvent[]][]): string[] {
    const refresh = newRefresh();
    for (const [id, refreshOn] of order) {
      const settle = Duration.seconds(Number(/\d+$/.exec(id)?.[0] ?? 0));
      add(refresh, id, { refreshOn, settle, refreshAtLeastEvery: Duration.hours(2) });
    }
    return Object.keys(templateOf(refresh).toJSON().Resources).sort();
  }

  test('logical ids do not depend on the order in which data sets are added', () => {
    const forwards = resourceIds(dataSets);
    expect(resourceIds([...dataSets].reverse())).toEqual(forwards);
    expect(forwards.filter((id) => id.startsWith('SpiceRefreshLanding')).length).toBeGreaterThan(5);
  });

  test('logical ids stay when a data set is added in front of the others', () => {
    const before = resourceIds(dataSets.slice(1, 3));
    expect(resourceIds(dataSets.slice(0, 3))).toEqual(expect.arrayContaining(before));
  });

  test('logical ids are the ones listed here', () => {
    expect(resourceIds(dataSets.slice(1, 2)).filter((id) => !id.includes('Landing'))).toEqual([
      'SpiceRefreshDeadLetterQueueB75C1875',
      'SpiceRefreshDeadLetterQueuePolicy2EB908C7',
      'SpiceRefreshFunction1C595FA8',
      'SpiceRefreshFunctionBatches321F0AC9',
      'SpiceRefreshLedger6E6CE88F',
      'SpiceRefreshLogEC871309',
      'SpiceRefreshQueue5F054891',
      'SpiceRefreshQueuePolicyF2ED3209',
      'SpiceRefreshRoleD00B6D01',
      'SpiceRefreshRoleDefaultPolicyC37E4CD3',
      'SpiceRefreshSweep15AD3DFA',
      'SpiceRefreshUndeliveredQueue414A27A7',
      'SpiceRefreshUndeliveredQueuePolicy57533C09',
    ]);
  });
});
