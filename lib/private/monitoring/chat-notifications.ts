import { Duration, Stack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ISpiceRefresh } from '../../spice-refresh-reference';
import { allowServices } from '../access/key-policy';
import { acknowledgeLastQueue } from '../access/nag-acknowledgements';
import { Senders } from '../landing/queue-policy';
import { TemplateInput } from '../template-input';
import { runbookUrl } from './runbook';

/** Where the console is in other partitions, by how their regions begin. */
const CONSOLES: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
];

/** What the template takes from the outcome event. */
const PATHS = {
  id: '$.id',
  what: '$.detail-type',
  dataSet: '$.detail.dataSet',
  dataSetArn: '$.detail.dataSetArn',
  reason: '$.detail.reason',
  next: '$.detail.next',
  error: '$.detail.error',
  errorMessage: '$.detail.errorMessage',
  landings: '$.detail.landings',
  firstLanding: '$.detail.firstLanding',
};

/**
 * Failed and Deferred as custom notifications of Amazon Q Developer in chat applications.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function notifyChat(scope: Construct, refresh: ISpiceRefresh, topic: ITopic, dashboard: Dashboard): void {
  const id = `ChatOf${scope.node.id}`;
  const undelivered = new Queue(refresh, `${id}Undelivered`, {
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // what the key of the topic refuses is kept here
    encryption: QueueEncryption.SQS_MANAGED,
  });
  acknowledgeLastQueue(undelivered);
  const senders = new Senders(refresh);
  senders.sendUndeliveredTo(undelivered);
  const send = (what: 'Failed' | 'Deferred', emoji: string, section: string): void => {
    const message = new TemplateInput({
      inputTemplate: notification(emoji, [`Dashboard: ${urlOf(dashboard)}`, `Runbook: ${runbookUrl(section)}`]),
      inputPathsMap: PATHS,
    });
    const toTopic = new SnsTopic(topic, { message });
    const rule = refresh[`on${what}`](`${id}${what}`, {
      description: `Messages in chat (${scope.node.path})`,
      // the target's own deadLetterQueue would name the rule in the policy, and so come after it
      target: {
        bind: (...args) => ({ ...toTopic.bind(...args), deadLetterConfig: { arn: undelivered.queueArn } }),
      },
    });
    senders.add(rule);
  };
  send('Failed', ':rotating_light:', 'refresh-failed');
  send('Deferred', ':hourglass:', 'how-to-look');
  if (topic.masterKey) {
    allowServices(scope, topic.masterKey, 'chatTopic', 'EventBridge', [keyStatement(scope)]);
  }
}

/**
 * For an encrypted topic. EventBridge does not say for whom it publishes to a topic: a policy of the topic or its key that
 * asks for `aws:SourceAccount` or `aws:SourceArn` would refuse every message. The key is let to topics of this account.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
function keyStatement(scope: Construct): PolicyStatement {
  return new PolicyStatement({
    sid: 'ChatNotifications',
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    // by its own ARN key and topic would wait for each other
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:sns:topicArn': Stack.of(scope).formatArn({ service: 'sns', resource: '*' }),
      },
    },
  });
}

/**
 * Texts of errors hold quotes and backslashes: they stand outside quotes, as whole fields, so that EventBridge writes them
 * as JSON. The name of a data set has none, so it may stand in a text.
 */
function notification(emoji: string, links: string[]): string {
  const steps = links.map((link) => JSON.stringify(link)).join();
  const content = [
    '"textType":"client-markdown"',
    `"title":"${emoji} <what>: <dataSet>"`,
    '"description":<reason>',
    `"nextSteps":[<next>,${steps}]`,
    '"keywords":["SPICE",<dataSet>]',
  ];
  const context = '"error":<error>,"errorMessage":<errorMessage>,"landings":"<landings>","firstLanding":<firstLanding>';
  const metadata = [
    '"summary":"<what>: <dataSet>"',
    '"eventType":<what>',
    '"relatedResources":[<dataSetArn>]',
    `"additionalContext":{${context}}`,
  ];
  return `{"version":"1.0","source":"custom","id":<id>,"content":{${content}},"metadata":{${metadata}}}`;
}

function urlOf(dashboard: Dashboard): string {
  const { region } = Stack.of(dashboard);
  const [, domain] = CONSOLES.find(([regions]) => regions.test(region)) ?? [undefined, 'console.aws.amazon.com'];
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
}
