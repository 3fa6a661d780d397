import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type AlarmOptions, type BuiltInAlarmOptions, SpiceRefreshMonitoring } from '../../lib';
import { alarmsOf, monitored } from '../support/monitored';
import { add, newRefresh } from '../support/stack';

const action = (alarmActionArn: string): IAlarmAction => ({ bind: () => ({ alarmActionArn }) });
const PAGE = action('arn:aws:lambda:eu-west-1:111122223333:function:page');
const MAIL = action('arn:aws:lambda:eu-west-1:111122223333:function:mail');

const arns = (...actions: IAlarmAction[]) => actions.map((each) => each.bind({} as never, {} as never).alarmActionArn);
const ids = ({ node }: { node: { id: string } }) => node.id;

describe('alarms', () => {
  test('alarms has those that were created, of watched data sets too', () => {
    const { monitoring, sales, template } = monitored();
    monitoring.watch(sales, { freshnessObjective: Duration.hours(1) });
    expect(monitoring.alarms).toHaveLength(Object.keys(alarmsOf(template())).length);
    expect(monitoring.alarms.map(ids)).toContain('FreshnessObjectiveMissed');
  });

  test('alarms cannot be changed from outside', () => {
    const { monitoring } = monitored();
    monitoring.alarms.pop();
    expect(monitoring.alarms.map(ids)).toContain('ProcessingErrors');
  });
});

describe('alarmActions', () => {
  test('alarmActions take the place of the topic: there is none, and no key', () => {
    const { monitoring, template } = monitored({ alarmActions: [PAGE] });
    for (const alarm of Object.values(alarmsOf(template()))) {
      expect(alarm).toMatchObject({ AlarmActions: arns(PAGE), OKActions: arns(PAGE) });
    }
    template().resourceCountIs('AWS::SNS::Topic', 0);
    template().resourceCountIs('AWS::KMS::Key', 0);
    expect(() => monitoring.topic).toThrow(
      'has no topic, since its alarms have alarmActions: pass a topic beside them',
    );
  });

  test('alarmActions are added to a topic that is given', () => {
    const { stack, refresh } = monitored();
    const topic = new Topic(stack, 'Mine');
    new SpiceRefreshMonitoring(stack, 'Other', { refresh, topic, alarmActions: [PAGE] });
    const { AlarmActions } = alarmsOf(Template.fromStack(stack)).OtherRefreshFailed;
    expect(AlarmActions).toEqual([stack.resolve(topic.topicArn), ...arns(PAGE)]);
  });

  test('alarmActions of one data set take the place of the others', () => {
    const { monitoring, sales, template } = monitored({ alarmActions: [MAIL] });
    monitoring.watch(sales, { freshnessObjective: Duration.hours(1), alarmActions: [PAGE] });
    const alarms = alarmsOf(template());
    expect(alarms.DataSetsSalesFreshnessObjectiveMissed).toMatchObject({
      AlarmActions: arns(PAGE),
      OKActions: arns(PAGE),
    });
    expect(alarms.RefreshFailed.AlarmActions).toEqual(arns(MAIL));
  });

  test('alarmActions differ from okActions where these are given', () => {
    const { template } = monitored({ alarmActions: [PAGE], okActions: [] });
    expect(alarmsOf(template()).RefreshFailed.AlarmActions).toEqual(arns(PAGE));
    expect(alarmsOf(template()).RefreshFailed.OKActions).toBeUndefined();
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  test('alarmActions are 5 at most', () => {
    const six = Array.from({ length: 6 }, () => PAGE);
    expect(() => monitored({ alarmActions: six })).toThrow(
      "alarmActions must be at most 5, which is CloudWatch's limit: got 6",
    );
    expect(() => monitored({ builtInAlarms: { zeroRows: { actions: six } } })).toThrow(
      /actions of ZeroRows must be at/,
    );
    expect(() => monitored({ alarmActions: six.slice(1) })).not.toThrow();
  });
});

describe('each built-in alarm', () => {
  const each = alarmsOf(monitored().template());
  const OPTIONS: Readonly<Record<keyof BuiltInAlarmOptions, AlarmOptions>> = {
    deadLetterQueueNotEmpty: {},
    functionErrors: {},
    processingErrors: {},
    quotaNearlyUsed: {},
    refreshFailed: {},
    rowsDropped: {},
    rulesCannotDeliver: {},
    undeliveredQueueNotEmpty: {},
    zeroRows: {},
  };

  test('the built-in alarms are those that have options', () => {
    expect(Object.keys(each).map(optionOf).sort()).toEqual(Object.keys(OPTIONS));
    expect(alarmsOf(monitored({ builtInAlarms: OPTIONS }).template())).toEqual(each);
  });

  const optionOf = (id: string) => (id.charAt(0).toLowerCase() + id.slice(1)) as keyof BuiltInAlarmOptions;
  const changed = (id: string, options: AlarmOptions) =>
    alarmsOf(monitored({ builtInAlarms: { [optionOf(id)]: options } }).template());

  test.each(Object.keys(each))('%s can be left out, and no other with it', (id) => {
    const { [id]: gone, ...others } = each;
    expect(Object.keys(changed(id, { enabled: false }))).toEqual(Object.keys(others));
    expect(gone).toBeDefined();
  });

  test.each(Object.keys(each))('%s has the given threshold, periods and actions', (id) => {
    const options = { threshold: 7, evaluationPeriods: 12, datapointsToAlarm: 3, actions: [PAGE] };
    expect(changed(id, options)[id]).toMatchObject({
      Threshold: 7,
      EvaluationPeriods: 12,
      DatapointsToAlarm: 3,
      AlarmActions: arns(PAGE),
    });
  });

  test.each(Object.keys(each))('%s keeps what is left out', (id) => {
    expect(changed(id, {})[id]).toEqual(each[id]);
  });

  test('a built-in alarm needs no more breaching periods than it has periods', () => {
    expect(changed('FunctionErrors', { evaluationPeriods: 1 }).FunctionErrors).toMatchObject({
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
  });

  test('the alarm of the quota says its threshold', () => {
    expect(changed('QuotaNearlyUsed', { threshold: 0 }).QuotaNearlyUsed).toMatchObject({
      Threshold: 0,
      AlarmDescription: expect.stringContaining('A data set has 0 or fewer ingestions left'),
    });
  });

  test.each<[AlarmOptions, string]>([
    [{ threshold: -1 }, 'threshold of RefreshFailed must be 0 or more: got -1'],
    [{ threshold: Number.NaN }, 'threshold of RefreshFailed must be 0 or more: got NaN'],
    [{ evaluationPeriods: 0 }, 'evaluationPeriods of RefreshFailed must be a whole number from 1 to 288: got 0'],
    [{ evaluationPeriods: 289 }, 'evaluationPeriods of RefreshFailed must be a whole number from 1 to 288: got 289'],
    [
      { evaluationPeriods: 3, datapointsToAlarm: 4 },
      'datapointsToAlarm of RefreshFailed must be a whole number from 1 to 3: got 4',
    ],
  ])('a built-in alarm cannot have %j', (options, message) => {
    expect(() => monitored({ builtInAlarms: { refreshFailed: options } })).toThrow(message);
  });
});

describe('the names of alarms', () => {
  const names = (template: Template) => Object.values(alarmsOf(template)).map(({ AlarmName }) => AlarmName);

  test('alarm names are stack, construct path and alarm', () => {
    const { monitoring, sales, template } = monitored();
    monitoring.watch(sales, { landsAtLeastEvery: Duration.days(1) });
    expect(names(template())).toEqual(
      expect.arrayContaining([
        'Dashboards-Monitoring-RefreshFailed',
        'Dashboards-Monitoring-DataSets-Sales-NothingLanded',
      ]),
    );
  });

  test('alarm names begin with the given prefix', () => {
    const { monitoring, sales, template } = monitored({ alarmNamePrefix: 'prod-spice' });
    monitoring.watch(sales, { landsAtLeastEvery: Duration.days(1) });
    expect(names(template())).toEqual(
      expect.arrayContaining(['prod-spice-RefreshFailed', 'prod-spice-Sales-NothingLanded']),
    );
    expect(names(template()).filter((name) => !name.startsWith('prod-spice-'))).toEqual([]);
  });

  test('alarm names have 255 characters at most: longer paths are shortened, a longer prefix is refused', () => {
    const refresh = newRefresh();
    add(refresh);
    new SpiceRefreshMonitoring(Stack.of(refresh), 'M'.repeat(240), { refresh });
    for (const name of names(Template.fromStack(Stack.of(refresh)))) {
      expect(name.length).toBeLessThanOrEqual(255);
    }
    expect(() => monitored({ alarmNamePrefix: 'p'.repeat(250) })).toThrow(/at most 255 characters: got 264/);
  });

  test('alarm names of a nested stack are known at synthesis too', () => {
    const parent = new Stack(new App(), 'Parent');
    const refresh = newRefresh({}, new NestedStack(parent, 'Nested') as unknown as Stack);
    add(refresh);
    new SpiceRefreshMonitoring(Stack.of(refresh), 'Monitoring', { refresh });
    expect(names(Template.fromStack(Stack.of(refresh)))).toContain('Parent-Nested-Monitoring-RefreshFailed');
  });
});
