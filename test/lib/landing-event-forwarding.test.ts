import { App, Duration, type Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus, type IEventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LandingEvent, LandingEventForwarding, SpiceDataSet, SpiceRefresh } from '../../lib';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { s3ObjectCreated } from '../../sim/samples';
import { some } from '../support/some';
import { ACCOUNT, deployed, KNOWN, REGION, rulesOf } from '../support/stack';

const LAKE_ACCOUNT = '999999999999';
const OTHER_REGION: Environment = { account: ACCOUNT, region: 'us-east-1' };
const OTHER_ACCOUNT: Environment = { account: LAKE_ACCOUNT, region: REGION };

/** An app that lands data in one account and region, and shows it in another, as docs/landing-events.md has it. */
function forwarding(lakeEnv: Environment) {
  const app = new App();
  const lake = new Stack(app, 'Lake', { env: lakeEnv });
  const dashboards = new Stack(app, 'Dashboards', { env: KNOWN });
  const bucket = new Bucket(lake, 'Bucket', { bucketName: 'the-lake' });
  const dataBus = new EventBus(dashboards, 'DataBus', { eventBusName: 'data' });
  const landing = LandingEvent.objectCreated(bucket, {
    keyPrefixes: ['sales/', 'returns/'],
    keySuffixes: ['.parquet', '.csv', '.csv.gz', '.avro', '/_SUCCESS', '/manifest.json'],
  });
  new LandingEventForwarding(lake, 'Forwarding', { landingEvents: [landing], eventBus: dataBus });
  const refresh = new SpiceRefresh(dashboards, 'SpiceRefresh', { eventBus: dataBus });
  refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn: [landing] });
  return { lake: Template.fromStack(lake), dashboards: Template.fromStack(dashboards), stack: lake };
}

const busArn = {
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:events:${REGION}:${ACCOUNT}:event-bus/data`]],
};

describe.each([
  ['region', OTHER_REGION],
  ['account', OTHER_ACCOUNT],
])('of a stack in another %s', (_, lakeEnv) => {
  test('a forwarding sends what the refresh waits for, and nothing else', () => {
    const { lake, dashboards } = forwarding(lakeEnv);
    const sends = Object.values(lake.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
    const waits = rulesOf(dashboards);
    // so many wildcards are shared out over rules here and there alike
    expect(sends.length).toBeGreaterThan(1);
    for (const [key, isOne] of [
      ['sales/2026/part-0.parquet', true],
      ['returns/_SUCCESS', true],
      ['stock/part-0.parquet', false],
    ] as const) {
      const event = s3ObjectCreated('the-lake', key);
      expect(sends.some(({ EventPattern }) => matches(named(EventPattern), event))).toBe(isOne);
      expect(waits.some(({ EventPattern }) => matches(deployed(dashboards, EventPattern), event))).toBe(isOne);
    }
  });

  /** With the name that the bucket has. */
  function named(pattern: { detail: object }): object {
    return { ...pattern, detail: { ...pattern.detail, bucket: { name: ['the-lake'] } } };
  }

  test('a forwarding sends from the default bus to the bus of the refresh, by a role that may do that alone', () => {
    const { lake } = forwarding(lakeEnv);
    const [role, ...more] = Object.keys(
      lake.findResources('AWS::IAM::Role', {
        Properties: { Description: Match.stringLikeRegexp('Forwards landing events') },
      }),
    );
    expect(more).toEqual([]);
    for (const { Properties } of Object.values(lake.findResources('AWS::Events::Rule'))) {
      expect(Properties.EventBusName).toBeUndefined();
      expect(Properties.Targets).toEqual([
        expect.objectContaining({
          Arn: busArn,
          RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetterQueue'), 'Arn'] } },
        }),
      ]);
    }
    const policies = Object.values(lake.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role),
    );
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn },
    ]);
  });

  test('a forwarding keeps what could not be sent for 14 days', () => {
    const { lake } = forwarding(lakeEnv);
    lake.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
    const statements = Object.values(lake.findResources('AWS::SQS::QueuePolicy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const mayKeep = statements.filter(({ Principal }) => Principal.Service === 'events.amazonaws.com');
    expect(mayKeep.map(({ Condition }) => deployed(lake, Condition))).toEqual([
      {
        ArnLike: { 'aws:SourceArn': [expect.stringMatching(/:rule\/\*-[-0-9a-f]{36}$/)] },
        StringEquals: { 'aws:SourceAccount': expect.any(String) },
      },
    ]);
    const [pattern] = mayKeep.flatMap(({ Condition }) => deployed<string[]>(lake, Condition.ArnLike['aws:SourceArn']));
    for (const { Properties } of Object.values(lake.findResources('AWS::Events::Rule'))) {
      expect(deployed<string>(lake, Properties.Name).slice(-37)).toBe(pattern?.slice(-37));
    }
  });
});

test('the bus accepts events of the other account, and of no other', () => {
  const { dashboards } = forwarding(OTHER_ACCOUNT);
  dashboards.resourceCountIs('AWS::Events::EventBusPolicy', 1);
  dashboards.hasResourceProperties('AWS::Events::EventBusPolicy', {
    Statement: Match.objectLike({
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${LAKE_ACCOUNT}:root`]] } },
      Action: 'events:PutEvents',
    }),
  });
});

test('the bus needs no policy for its own account', () => {
  const { dashboards } = forwarding(OTHER_REGION);
  dashboards.resourceCountIs('AWS::Events::EventBusPolicy', 0);
});

/** A stack where data lands, and what is forwarded there. */
function forward(
  landingEvents: (stack: Stack) => LandingEvent[],
  eventBus: (stack: Stack) => IEventBus = (stack) =>
    EventBus.fromEventBusArn(stack, 'DataBus', `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/data`),
  env = OTHER_ACCOUNT,
): Stack {
  const stack = new Stack(new App(), 'Lake', { env });
  new LandingEventForwarding(stack, 'Forwarding', { landingEvents: landingEvents(stack), eventBus: eventBus(stack) });
  return stack;
}

const job = (stack: Stack) => LandingEvent.glueJobSucceeded(CfnJob.fromJobName(stack, 'Job', 'load'));

test('a bus of another account that is imported gets a warning with the statement that its policy needs', () => {
  const warnings = Annotations.fromStack(forward((stack) => [job(stack)])).findWarning('*', Match.anyValue());
  const [{ entry }] = some(warnings);
  expect(entry.data).toMatch(
    /^the policy of Lake\/DataBus cannot be changed from this app, and must let account 999999999999 put events: add \{.*"Action":"events:PutEvents".*"Effect":"Allow".*"Resource":"arn:aws:events:eu-west-1:111122223333:event-bus\/data".*\}/,
  );
});

test('LandingEventForwarding forwards within an account and region, from the default bus to another one', () => {
  const template = Template.fromStack(
    forward(
      (stack) => [job(stack)],
      (stack) => new EventBus(stack, 'DataBus'),
      KNOWN,
    ),
  );
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.glue'], detail: { jobName: ['load'] } },
    Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DataBus'), 'Arn'] } })],
  });
  template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
});

test('LandingEventForwarding takes a queue of your own for what could not be sent', () => {
  const stack = new Stack(new App(), 'Lake');
  const deadLetterQueue = new Queue(stack, 'Queue');
  const eventBus = new EventBus(stack, 'DataBus');
  const landingEvents = [job(stack)];
  const { deadLetterQueue: taken } = new LandingEventForwarding(stack, 'F', {
    landingEvents,
    eventBus,
    deadLetterQueue,
  });
  expect(taken).toBe(deadLetterQueue);
  Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 1);
});

test('LandingEventForwarding fails for a queue of another region, to which a rule cannot send', () => {
  const stack = new Stack(new App(), 'Lake', { env: KNOWN });
  const deadLetterQueue = Queue.fromQueueArn(stack, 'Queue', `arn:aws:sqs:us-east-1:${ACCOUNT}:elsewhere`);
  const props = { landingEvents: [job(stack)], eventBus: new EventBus(stack, 'DataBus'), deadLetterQueue };
  expect(() => new LandingEventForwarding(stack, 'F', props)).toThrow(
    `deadLetterQueue must be in the account and region of Lake/F, account ${ACCOUNT}, region ${REGION}: got one of ` +
      `account ${ACCOUNT}, region us-east-1`,
  );
});

test('LandingEventForwarding fails without a landing event', () => {
  expect(() => forward(() => [])).toThrow(
    'Lake/Forwarding would forward nothing: landingEvents is empty, give it at least one LandingEvent',
  );
});

test('LandingEventForwarding fails for a schedule, whose rule is beside the refresh', () => {
  expect(() => forward(() => [LandingEvent.schedule(Schedule.rate(Duration.hours(1)))])).toThrow(
    'a landing event on a schedule is not forwarded: got Schedule for Lake/Forwarding; give it to addDataSet alone',
  );
});

test('LandingEventForwarding fails where the source is in another account or region than the forwarding', () => {
  const arn = 'arn:aws:dms:us-east-1:999999999999:task:A';
  expect(() => forward(() => [LandingEvent.dmsTaskFinished(arn)])).toThrow(
    'a LandingEventForwarding must be in the account and region of what sends the events, for DmsTaskFinished account ' +
      '999999999999, region us-east-1: got Lake/Forwarding in account 999999999999, region eu-west-1',
  );
});

test('LandingEventForwarding forwards from a bus of your own, which is in the account and region of the forwarding', () => {
  const stack = new Stack(new App(), 'Lake', { env: KNOWN });
  const landingEvents = [job(stack)];
  const eventBus = EventBus.fromEventBusName(stack, 'Default', 'default');
  const sourceBus = new EventBus(stack, 'PartnerBus', { eventSourceName: 'aws.partner/example.com/acme/loads' });
  new LandingEventForwarding(stack, 'Forwarding', { landingEvents, sourceBus, eventBus });
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    EventBusName: { Ref: Match.stringLikeRegexp('^PartnerBus') },
  });
  const elsewhere = EventBus.fromEventBusArn(stack, 'Bus', `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/data`);
  expect(() => new LandingEventForwarding(stack, 'F', { landingEvents, sourceBus: elsewhere, eventBus })).toThrow(
    'sourceBus must be in the account and region of Lake/F',
  );
});
