import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type Outcome, toEvent } from '../../lambda/outcome/outcome';
import { SpiceRefreshMonitoring } from '../../lib';
import { OutcomeDetailType } from '../../lib/private/contract';
import { transform } from '../../sim/aws/input-transformer';
import { ARN, NOON, OTHER_ARN, PUBLISHER } from '../support/rows';
import { add, KNOWN, newRefresh, newStack, rulesOf, type Target } from '../support/stack';

function inChat(stack: Stack = newStack(KNOWN), topic = new Topic(stack, 'Chat')) {
  const refresh = newRefresh({}, stack);
  add(refresh);
  new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, chatTopic: topic, dashboardName: 'spice' });
  const template = Template.fromStack(stack);
  const [deferred, failed, ...more] = rulesOf(template)
    .filter(({ id }) => id.includes('ChatOf'))
    .sort((a, b) => a.id.localeCompare(b.id));
  expect(more).toEqual([]);
  return { template, failed, deferred };
}

const FAILED: Outcome = {
  detailType: OutcomeDetailType.FAILED,
  at: NOON,
  dataSetArn: ARN,
  reason: 'AccessDeniedException: set the tag with aws quicksight tag-resource, then redrive',
  error: 'AccessDeniedException',
  errorMessage: 'not authorized',
  landings: { count: 3, first: NOON, last: NOON } as never,
  next: 'tries again with the next landing',
};

/** What arrives in the chat, of an outcome as the function puts it on the bus. */
function message(target: Target | undefined, outcome: Outcome) {
  const { DetailType, Detail, Source, Resources } = toEvent(outcome, PUBLISHER);
  const event = {
    id: 'e-1',
    source: Source,
    'detail-type': DetailType,
    resources: Resources,
    detail: JSON.parse(Detail),
  };
  return JSON.parse(transform({ inputTransformer: target?.InputTransformer }, event));
}

const HOSTILE = [
  'say "no"',
  'C:\\data\\',
  'one\ntwo',
  '<what> <dataSet>',
  '{"a":"<reason>"}',
  "it's 5 > 3",
  '\u{1F6A8}',
  '',
];

const { failed, deferred, template } = inChat();

test('failed and deferred refreshes of this construct go to the topic, nothing else', () => {
  for (const [rule, detailType] of [
    [failed, OutcomeDetailType.FAILED],
    [deferred, OutcomeDetailType.DEFERRED],
  ] as const) {
    expect(rule?.EventPattern).toMatchObject({
      'detail-type': [detailType],
      detail: { functionName: [{ Ref: expect.stringMatching(/^SpiceRefreshFunction/) }] },
    });
    expect(rule?.targets.map(({ Arn }) => Arn)).toEqual([{ Ref: expect.stringMatching(/^Chat/) }]);
  }
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [{ Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } }],
    },
  });
});

// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
test('a message has title, cause, next step and links, in the schema of custom notifications', () => {
  expect(message(failed?.targets[0], FAILED)).toEqual({
    version: '1.0',
    source: 'custom',
    id: 'e-1',
    content: {
      textType: 'client-markdown',
      title: ':rotating_light: SPICE Refresh Failed: sales',
      description: FAILED.reason,
      nextSteps: [
        FAILED.next,
        expect.stringMatching(
          /^Dashboard: https:\/\/eu-west-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-west-1#dashboards\/dashboard\/\S+$/,
        ),
        expect.stringMatching(/^Runbook: https:\/\/\S+\/docs\/runbook\.md#refresh-failed$/),
      ],
      keywords: ['SPICE', 'sales'],
    },
    metadata: {
      summary: 'SPICE Refresh Failed: sales',
      eventType: 'SPICE Refresh Failed',
      relatedResources: [ARN],
      additionalContext: {
        error: 'AccessDeniedException',
        errorMessage: 'not authorized',
        landings: '3',
        firstLanding: '2026-11-23T12:00:00.000Z',
      },
    },
  });
});

test.each(HOSTILE)('a text such as %j does no harm to the message', (text) => {
  const { content, metadata } = message(failed?.targets[0], {
    ...FAILED,
    reason: text,
    errorMessage: text,
    error: text,
    next: text,
  });
  expect([content.description, content.nextSteps[0], metadata.additionalContext.errorMessage]).toEqual([
    text,
    text,
    text,
  ]);
});

test('a message about a data set of another region names it as metrics and status do', () => {
  const { error, errorMessage, landings, ...rest } = FAILED;
  const outcome = { ...rest, detailType: OutcomeDetailType.DEFERRED, dataSetArn: OTHER_ARN };
  expect(message(deferred?.targets[0], outcome)).toMatchObject({
    content: { title: ':hourglass: SPICE Refresh Deferred: us-east-1/orders' },
    metadata: { additionalContext: { error: '', errorMessage: '', firstLanding: '' } },
  });
  expect([error, errorMessage, landings]).toBeDefined();
});

test('the message in docs/monitoring.md is one', () => {
  const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring.md'), 'utf8');
  const sample = JSON.parse(/```json\n([\s\S]*?)```/.exec(docs)?.[1] ?? '');
  const rendered = message(failed?.targets[0], FAILED);
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]))
      : Array.isArray(value)
        ? value.length
        : typeof value;
  expect(shape(sample)).toEqual(shape(rendered));
});

test.each([
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('the link to the dashboard is that of the partition of %s', (region, url) => {
  const { failed: rule } = inChat(new Stack(new App(), 'Dashboards', { env: { account: '111122223333', region } }));
  expect(message(rule?.targets[0], FAILED).content.nextSteps[1]).toContain(url);
});

/*
 * EventBridge sends no context for conditions when it publishes to a topic. "You can't use Condition blocks in Amazon SNS
 * topic policies for EventBridge": https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 * Nor are aws:SourceAccount and the like supported in the policy of the topic's key:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
test('EventBridge may publish to the topic without conditions, which it could not meet', () => {
  const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
  const statements = policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Principal }) => Principal.Service === 'events.amazonaws.com');
  expect(statements).toEqual([
    expect.objectContaining({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' }),
  ]);
  expect(statements[0]).not.toHaveProperty('Condition');
});

test('what cannot be published is kept for 14 days in a queue that the key of the topic does not encrypt', () => {
  const stack = newStack(KNOWN);
  const encrypted = inChat(stack, new Topic(stack, 'Chat', { masterKey: new Key(stack, 'Key') }));
  const queues = encrypted.template.findResources('AWS::SQS::Queue', {
    Properties: { MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true },
  });
  for (const rule of [encrypted.failed, encrypted.deferred]) {
    const [target] = rule?.targets ?? [];
    const arn = target?.DeadLetterConfig?.Arn as { 'Fn::GetAtt': string[] };
    expect(arn['Fn::GetAtt'][0]).toMatch(/^SpiceRefreshChatOfMonitoringUndelivered/);
    expect(queues).toHaveProperty(arn['Fn::GetAtt'][0] as string);
  }
});

test('EventBridge may use the key of an encrypted topic of the app, for topics of this account', () => {
  const stack = newStack(KNOWN);
  const masterKey = new Key(stack, 'Key');
  const { template: encrypted } = inChat(stack, new Topic(stack, 'Chat', { masterKey }));
  const keys = Object.values(encrypted.findResources('AWS::KMS::Key'));
  expect(keys.flatMap(({ Properties }) => Properties.KeyPolicy.Statement)).toContainEqual(
    expect.objectContaining({
      Sid: 'ChatNotifications',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:sns:topicArn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:eu-west-1:111122223333:*']],
          },
        },
      },
    }),
  );
});

test('a topic under a key that is not of this app is warned about, with the statement that the key needs', () => {
  const stack = newStack(KNOWN);
  const masterKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd');
  inChat(stack, new Topic(stack, 'Chat', { masterKey }));
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-spice-refresh:chatTopic'));
  expect(warnings.map(({ entry }) => entry.data)).toEqual([
    expect.stringContaining('"kms:EncryptionContext:aws:sns:topicArn":"arn:aws:sns:eu-west-1:111122223333:*"'),
  ]);
});

test("a topic under SNS' own key is refused: EventBridge cannot use it", () => {
  const stack = newStack(KNOWN);
  const masterKey = Alias.fromAliasName(stack, 'Key', 'alias/aws/sns');
  expect(() => inChat(stack, new Topic(stack, 'Chat', { masterKey }))).toThrow(
    'the key of chatTopic must be customer managed: got alias/aws/sns, an AWS managed key, which EventBridge cannot use; ' +
      'pass a kms.Key, or a key of yours with Key.fromKeyArn',
  );
});

test('an imported topic is taken as it is', () => {
  const stack = newStack(KNOWN);
  const topic = Topic.fromTopicArn(stack, 'Theirs', 'arn:aws:sns:eu-west-1:111122223333:chat');
  const { failed: rule, template: imported } = inChat(stack, topic as Topic);
  expect(rule?.targets.map(({ Arn }) => Arn)).toEqual(['arn:aws:sns:eu-west-1:111122223333:chat']);
  expect(JSON.stringify(imported.findResources('AWS::SNS::TopicPolicy'))).not.toContain('events.amazonaws.com');
});
