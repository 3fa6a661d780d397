import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import { SAVED_QUERIES } from '../../lib/private/monitoring/saved-queries';
import { Policies } from '../../sim/aws/iam';
import { alarmsOf, monitored } from '../support/monitored';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  deployed,
  loaded,
  newRefresh,
  newStack,
  REGION,
  resourcesOf,
  sweepRuleOf,
} from '../support/stack';

const IN_TOTAL = [
  'DeadLetterQueueNotEmpty',
  'FunctionErrors',
  'ProcessingErrors',
  'QuotaNearlyUsed',
  'RefreshFailed',
  'RowsDropped',
  'RulesCannotDeliver',
  'UndeliveredQueueNotEmpty',
  'ZeroRows',
];

const {
  sales,
  monitoring,
  template: synthesized,
} = monitored({
  freshnessObjective: Duration.hours(2),
  spiceCapacity: { alarmAbovePercent: 85 },
});
monitoring.watch(sales, { freshnessObjective: Duration.minutes(30), landsAtLeastEvery: Duration.days(1) });
const template = synthesized();
const alarms = alarmsOf(template);

describe('alarms', () => {
  test('alarms are on all data sets together, unless an objective is given', () => {
    expect(Object.keys(alarmsOf(monitored().template())).sort()).toEqual(IN_TOTAL);
  });

  test('alarms of what is expected of all data sets or of one are added to them', () => {
    const expected = [
      'DataSetsSalesFreshnessObjectiveMissed',
      'DataSetsSalesNothingLanded',
      'FreshnessObjectiveMissed',
      'SpiceCapacity',
    ];
    expect(Object.keys(alarms).sort()).toEqual([...IN_TOTAL, ...expected].sort());
    expect(alarms.FreshnessObjectiveMissed).toMatchObject({
      Threshold: 7_200,
      Dimensions: [{ Name: 'FunctionName' }],
    });
    expect(alarms.DataSetsSalesFreshnessObjectiveMissed).toMatchObject({
      Threshold: 1_800,
      Dimensions: [{ Name: 'DataSet', Value: 'sales' }],
      AlarmDescription: expect.stringContaining('Data for sales'),
    });
    expect(alarms.DataSetsSalesNothingLanded).toMatchObject({
      Period: 3_600,
      EvaluationPeriods: 24,
      DatapointsToAlarm: 24,
      TreatMissingData: 'breaching',
    });
  });

  const REPOSITORY = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')).homepage.split(
    '#',
  )[0];
  const RUNBOOK = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const headings = [...RUNBOOK.matchAll(/^## (.+)$/gm)].map(([, title]) =>
    (title as string).toLowerCase().replace(/ /g, '-'),
  );

  test.each(Object.entries(alarms))('%s says what it means, and links the section that says what to do', (_, alarm) => {
    const [, meaning, page, section] = /^(.{30,}\.) What to do: (\S+)#(\S+)$/.exec(alarm.AlarmDescription) ?? [];
    expect(meaning).toBeDefined();
    expect(page).toBe(`${REPOSITORY}/blob/main/docs/runbook.md`);
    expect(headings).toContain(section);
  });

  test.each(Object.entries(alarms))('%s names a command that shows what it is about, and only reads', (_, alarm) => {
    expect(alarm.AlarmDescription).toMatch(
      /\. Look: npx --no cdk-spice-refresh (status|redrive|doctor) --stack Dashboards \(only reads\)\. What to do: /,
    );
  });

  test('the alarms of a SpiceRefresh of another app name no command: its stack is not known', () => {
    const stack = new Stack();
    const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
    const refresh = SpiceRefresh.fromSpiceRefreshAttributes(stack, 'Imported', {
      functionArn: arn('lambda', 'function:f'),
      roleArn: 'arn:aws:iam::111122223333:role/r',
      queueArn: arn('sqs', 'q'),
      deadLetterQueueArn: arn('sqs', 'd'),
      undeliveredQueueArn: arn('sqs', 'u'),
      ledgerTableArn: arn('dynamodb', 'table/t'),
      logGroupArn: arn('logs', 'log-group:l'),
    });
    new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
    const described = Object.values(alarmsOf(Template.fromStack(stack)));
    // what EventBridge counts of rules is known of this app's alone
    expect(described).toHaveLength(IN_TOTAL.filter((id) => id !== 'RulesCannotDeliver').length);
    expect(described.filter(({ AlarmDescription }) => AlarmDescription.includes('Look:'))).toEqual([]);
  });

  test('every section of the runbook is linked by an alarm', () => {
    const linked = Object.values(alarms).map(({ AlarmDescription }) => AlarmDescription.split('#')[1]);
    const sections = headings.filter((heading) => !heading.startsWith('how-to-'));
    expect([...new Set(linked)].sort()).toEqual(sections.sort());
  });

  test.each(Object.entries(alarms))('%s notifies the topic when it starts and when it is over', (_, alarm) => {
    const topic = [{ Ref: expect.stringMatching(/^MonitoringTopic/) }];
    expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic });
  });

  test.each([
    ['RefreshFailed', 'notBreaching'],
    ['DeadLetterQueueNotEmpty', 'ignore'],
    ['UndeliveredQueueNotEmpty', 'ignore'],
    ['FreshnessObjectiveMissed', 'notBreaching'],
    ['QuotaNearlyUsed', 'notBreaching'],
  ])('%s treats missing data as %s', (name, missing) => {
    expect(alarms[name].TreatMissingData).toBe(missing);
  });
});

describe('the topic', () => {
  const statement = (type: string): Record<string, unknown>[] =>
    Object.values(resourcesOf(template)).flatMap(({ Type, Properties = {} }) =>
      Type === type
        ? (deployed<{ Statement: [] }>(template, Properties.PolicyDocument ?? Properties.KeyPolicy).Statement ?? [])
        : [],
    );
  const alarmArn = (account: string) => `arn:aws:cloudwatch:${REGION}:${account}:alarm:any`;
  const asks = (action: string, resource: string, account: string) => ({
    principal: 'cloudwatch.amazonaws.com',
    action,
    resource,
    accountId: ACCOUNT,
    context: {
      'aws:SourceArn': alarmArn(account),
      'aws:SourceAccount': account,
      'aws:SecureTransport': 'true',
    },
  });

  test.each([
    [ACCOUNT, true],
    ['999999999999', false],
  ])('the topic may be published to by the alarms of %s: %p', async (account, allowed) => {
    const [topicArn] = Object.keys(template.findResources('AWS::SNS::Topic'));
    const policy = { Version: '2012-10-17', Statement: statement('AWS::SNS::TopicPolicy') };
    const resource = `arn:aws:sns:${REGION}:${ACCOUNT}:${topicArn}`;
    const document = JSON.parse(JSON.stringify(policy).replaceAll(`"${topicArn}"`, `"${resource}"`));
    expect(await new Policies().allows(asks('sns:Publish', resource, account), document)).toBe(allowed);
  });

  test.each(['kms:Decrypt', 'kms:GenerateDataKey'])(
    'the topic is encrypted with a key for which they have %s',
    async (action) => {
      const policy = { Version: '2012-10-17', Statement: statement('AWS::KMS::Key') };
      const resource = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
      expect(await new Policies().allows(asks(action, resource, ACCOUNT), policy)).toBe(true);
      expect(await new Policies().allows(asks(action, resource, '999999999999'), policy)).toBe(false);
      template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    },
  );

  test('the topic may be given: then there is no other, and no key', () => {
    const { stack, refresh } = monitored();
    const topic = new Topic(stack, 'Mine');
    const own = new SpiceRefreshMonitoring(stack, 'Other', { refresh, topic });
    expect(own.topic).toBe(topic);
    expect(own.node.tryFindChild('TopicKey')).toBeUndefined();
  });

  test('the topic may have a key that is given', () => {
    const { stack, refresh } = monitored();
    const encryptionKey = new Key(stack, 'Mine');
    const { node } = new SpiceRefreshMonitoring(stack, 'Other', { refresh, encryptionKey });
    expect(node.tryFindChild('TopicKey')).toBeUndefined();
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'Alarms' })]) },
    });
  });
});

describe('the key of a topic that is given', () => {
  test('the key of a topic that is given lets alarms in', () => {
    const { stack, refresh } = monitored();
    const topic = new Topic(stack, 'Mine', { masterKey: new Key(stack, 'MyKey') });
    new SpiceRefreshMonitoring(stack, 'Other', { refresh, topic });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      Description: Match.absent(),
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'Alarms' })]) },
    });
  });

  test('the key of a topic that is given causes a warning with the statement that it needs, if its policy cannot be changed from here', () => {
    const { stack, refresh } = monitored();
    const masterKey = Key.fromKeyArn(stack, 'MyKey', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd`);
    new SpiceRefreshMonitoring(stack, 'Other', { refresh, topic: new Topic(stack, 'Mine', { masterKey }) });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('"Sid":"Alarms".*cdk-spice-refresh:topic'));
  });

  test('the key of a topic that is given may not be an AWS managed key', () => {
    const { stack, refresh } = monitored();
    const topic = new Topic(stack, 'Mine', { masterKey: Alias.fromAliasName(stack, 'MyKey', 'alias/aws/sns') });
    expect(() => new SpiceRefreshMonitoring(stack, 'Other', { refresh, topic })).toThrow(
      'the key of topic must be customer managed: got alias/aws/sns',
    );
  });
});

describe('the dashboard', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a dashboard's body
  const widgets = (of: Template): any[] => {
    const [{ Properties }] = some(Object.values(of.findResources('AWS::CloudWatch::Dashboard')));
    return JSON.parse(deployed<string>(of, Properties.DashboardBody)).widgets;
  };

  test('the dashboard has an overview, and a row for each data set that is watched, with its objective', () => {
    const titles = widgets(template).map(({ properties }) => properties.title ?? properties.markdown);
    expect(titles).toEqual([
      'Alarms',
      'How stale is the stalest data set',
      'Oldest landing that waits, by watched data set',
      'Refreshes',
      'Landings',
      'Quota left, of the data set with the least',
      'Rows',
      'Decisions by reason',
      'Why is it waiting',
      'Queues',
      'Function',
      'Ingestion time',
      'SPICE capacity, eu-west-1',
      '### sales',
      'How stale',
      'Refreshes',
      'Landings',
      'Rows',
    ]);
    expect(JSON.stringify(widgets(template))).toContain('"label":"objective: 30 minutes"');
  });

  test('the rows of a graph are the sum of a period, those ingested as those dropped', () => {
    const graphs = widgets(template).filter(({ properties }) => properties.title === 'Rows');
    // biome-ignore lint/suspicious/noExplicitAny: a dashboard's body
    const statistics = graphs.flatMap(({ properties }) => properties.metrics.map((query: any) => query.at(-1).stat));
    expect(statistics).toEqual(['Sum', 'Sum', 'Sum']);
  });

  test('the dashboard shows every alarm, also of a data set that is watched later', () => {
    expect(widgets(template)[0].properties.alarms).toHaveLength(Object.keys(alarms).length);
  });

  test('the dashboard stays within 500 widgets, however many data sets are watched, and says so', () => {
    const { refresh, stack, monitoring: many, template: all } = monitored();
    for (let at = 0; at < 91; at++) {
      many.watch(add(refresh, `Set${at}`), { freshnessObjective: Duration.hours(1) });
    }
    const whole = all();
    expect(widgets(whole).length).toBeLessThanOrEqual(500);
    expect(Object.keys(alarmsOf(whole))).toHaveLength(IN_TOTAL.length + 91);
    expect(
      Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('room for rows of 90 data sets')),
    ).toHaveLength(1);
  });

  test('the dashboard has the given name', () => {
    monitored({ dashboardName: 'spice' }).template().hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'spice',
    });
  });
});

test('queries are saved for the function’s log', () => {
  const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(
    ({ Properties }) => Properties,
  );
  expect(queries).toHaveLength(Object.keys(SAVED_QUERIES).length);
  for (const { LogGroupNames, Name } of queries) {
    expect(LogGroupNames).toEqual([{ Ref: expect.stringMatching(/^SpiceRefreshLog/) }]);
    expect(Name).toMatch(/^Dashboards\/\w+\/.+$/);
  }
});

test('the command that says why is an output', () => {
  expect(JSON.stringify(template.findOutputs('*'))).toContain('npx --no cdk-spice-refresh status --table ');
});

describe('a wrong option', () => {
  test.each([
    [
      { freshnessObjective: Duration.seconds(59) },
      /freshnessObjective must be a whole number of seconds, at least 60: got 59 s/,
    ],
  ])('SpiceRefreshMonitoring fails given %j', (props, message) => {
    expect(() => monitored(props)).toThrow(message);
  });

  test.each([
    [{ freshnessObjective: Duration.seconds(1) }, /at least 60/],
    [{ landsAtLeastEvery: Duration.minutes(90) }, /must be whole hours, at most 7 days/],
    [{ landsAtLeastEvery: Duration.days(8) }, /must be whole hours, at most 7 days.*got 8 days/],
  ])('watch fails with %j', (options, message) => {
    const { monitoring: each, sales: dataSet } = monitored();
    expect(() => each.watch(dataSet, options)).toThrow(message);
  });

  test('watch fails for a data set that is watched already', () => {
    const { monitoring: each, sales: dataSet } = monitored();
    each.watch(dataSet);
    expect(() => each.watch(dataSet)).toThrow('data set Sales is watched already');
  });
});

describe('rulesCannotDeliver', () => {
  const metricsOf = (template: Template): { [key: string]: unknown }[] => alarmsOf(template).RulesCannotDeliver.Metrics;
  const namesOf = (template: Template): unknown[] =>
    Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties.Name);
  const rulesIn = (template: Template): Record<string, unknown>[][] =>
    metricsOf(template)
      .slice(1)
      .map((query) => JSON.parse(JSON.stringify(query)).MetricStat.Metric.Dimensions);

  // FailedInvocations: "the number of invocations that failed permanently", sent only if it is not zero, by RuleName:
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
  test('an alarm is on the failed invocations of all rules together, those that are added after it included', () => {
    const { refresh, template } = monitored();
    add(refresh, 'Stock', { refreshOn: [loaded('stock')], refreshAtLeastEvery: Duration.hours(1) });
    const synthesized = template();
    const names = namesOf(synthesized);
    expect(names).toHaveLength(4);
    expect(rulesIn(synthesized)).toEqual(expect.arrayContaining(names.map((Value) => [{ Name: 'RuleName', Value }])));
    expect(metricsOf(synthesized)[0]).toMatchObject({ Expression: 'SUM(FILL(METRICS(), 0))', ReturnData: true });
    expect(alarmsOf(synthesized).RulesCannotDeliver).toMatchObject({ Threshold: 1, TreatMissingData: 'notBreaching' });
  });

  test('an alarm on many rules reads the ten that CloudWatch allows, that of the sweep first', () => {
    const { refresh, template } = monitored();
    for (let at = 0; at < 12; at++) {
      add(refresh, `More${at}`, { refreshOn: [loaded(`more-${at}`)] });
    }
    const synthesized = template();
    const rules = rulesIn(synthesized);
    expect(rules).toHaveLength(10);
    expect(rules[0]).toEqual([{ Name: 'RuleName', Value: sweepRuleOf(synthesized).Properties.Name }]);
  });

  test('an alarm on a rule of another bus names the bus, as EventBridge does', () => {
    const stack = newStack();
    const refresh = newRefresh({ eventBus: EventBus.fromEventBusName(stack, 'Bus', 'pipelines') }, stack);
    add(refresh);
    new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
    const [, landing] = rulesIn(Template.fromStack(stack));
    expect(landing).toEqual([
      { Name: 'EventBusName', Value: 'pipelines' },
      { Name: 'RuleName', Value: expect.anything() },
    ]);
  });

  test('rules of a refresh of another app have none: they are not known here', () => {
    const { stack } = monitored();
    const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
    const refresh = SpiceRefresh.fromSpiceRefreshAttributes(stack, 'Theirs', {
      functionArn: arn('lambda', 'function:f'),
      queueArn: arn('sqs', 'queue'),
      deadLetterQueueArn: arn('sqs', 'dead'),
      undeliveredQueueArn: arn('sqs', 'undelivered'),
      ledgerTableArn: arn('dynamodb', 'table/ledger'),
      logGroupArn: arn('logs', 'log-group:/refresh:*'),
      roleArn: `arn:aws:iam::${ACCOUNT}:role/refresh`,
    });
    const { alarms: theirs } = new SpiceRefreshMonitoring(stack, 'MonitoringOfTheirs', { refresh });
    expect(theirs.map(({ node }) => node.id)).not.toContain('RulesCannotDeliver');
    expect(theirs.map(({ node }) => node.id)).toContain('UndeliveredQueueNotEmpty');
  });
});
