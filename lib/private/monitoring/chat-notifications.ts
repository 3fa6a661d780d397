import { Stack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ISpiceRefresh } from '../../spice-refresh-reference';
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
  const target = (emoji: string, section: string) =>
    new SnsTopic(topic, {
      message: new TemplateInput({
        inputTemplate: notification(emoji, [`Dashboard: ${urlOf(dashboard)}`, `Runbook: ${runbookUrl(section)}`]),
        inputPathsMap: PATHS,
      }),
    });
  const id = `ChatOf${scope.node.id}`;
  const description = `Messages in chat (${scope.node.path})`;
  refresh.onFailed(`${id}Failed`, { description, target: target(':rotating_light:', 'refresh-failed') });
  refresh.onDeferred(`${id}Deferred`, { description, target: target(':hourglass:', 'how-to-look') });
  // an encrypted topic of this app: EventBridge publishes to it, so it must be able to use its key
  topic.masterKey?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ChatNotifications',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
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
