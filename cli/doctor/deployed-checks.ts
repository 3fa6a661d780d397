import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import { formatDuration, pluralize } from '../../lambda/format';
import type { LedgerRow } from '../../lambda/row';
import { HOUR } from '../../lambda/time';
import { dataSetName, type Place } from '../../lib/private/contract';
import { eachOf } from '../aws/concurrency';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import { permitted } from '../aws/permitted';
import { statusOf } from '../status/status';
import type { Finding } from './finding';
import type { Unless } from './unless';

/** A wake-up that is so late was lost. Milliseconds. */
const OVERDUE = HOUR;

/** Rules and queues as they are now: people change them by hand. */
export async function deployedFindings(refresh: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  return [...(await ruleFindings(refresh, unless)), ...(await queueFindings(refresh, unless))];
}

async function ruleFindings({ deployment }: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const client = new EventBridgeClient({});
  try {
    const findings = await eachOf(deployment.rules, async ({ name, eventBusName }): Promise<Finding[]> => {
      const command = new DescribeRuleCommand({ Name: name, EventBusName: eventBusName });
      const state = await unless(
        permitted('events:DescribeRule', async () => stateOf(client.send(command))),
        undefined,
      );
      return state === undefined || state.startsWith('ENABLED')
        ? []
        : [
            {
              level: 'error',
              check: 'rule',
              subject: `rule ${name}`,
              what: state === 'GONE' ? 'it is not there any more' : 'it is disabled',
              why: 'its landing events refresh nothing',
              fix:
                state === 'GONE'
                  ? 'deploy the stack again'
                  : `aws events enable-rule --name ${name} --event-bus-name ${eventBusName}`,
            },
          ];
    });
    return findings.flat();
  } finally {
    client.destroy();
  }
}

async function stateOf(answer: Promise<{ State?: string }>): Promise<string> {
  try {
    return (await answer).State ?? 'ENABLED';
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') {
      return 'GONE';
    }
    throw error;
  }
}

async function queueFindings(refresh: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const { deployment, queueUrl, deadLetterQueueUrl } = refresh;
  const targets = new Set(
    deployment.rules.flatMap(({ targets: each }) => each.flatMap(({ arn, deadLetterArn }) => [arn, deadLetterArn])),
  );
  const client = new SQSClient({});
  try {
    const findings = await eachOf(deployment.queues, async ({ url, arn }): Promise<Finding[]> => {
      const names: QueueAttributeName[] = ['Policy', 'ApproximateNumberOfMessages'];
      const attributes = await unless(
        permitted('sqs:GetQueueAttributes', async () => {
          const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: names });
          return (await client.send(command)).Attributes ?? {};
        }),
        undefined,
      );
      const name = url.slice(url.lastIndexOf('/') + 1);
      const messages = Number(attributes?.ApproximateNumberOfMessages ?? 0);
      return [
        ...(attributes && targets.has(arn) && !attributes.Policy?.includes('events.amazonaws.com')
          ? [
              {
                level: 'error',
                check: 'queuePolicy',
                subject: `queue ${name}`,
                what: 'its policy does not let EventBridge in',
                why: 'landing events are lost',
                fix: 'deploy the stack again, which restores what was changed by hand',
              } as const,
            ]
          : []),
        ...(messages > 0 && url !== queueUrl
          ? [
              {
                level: url === deadLetterQueueUrl ? 'error' : 'warning',
                check: 'deadLetters',
                subject: `queue ${name}`,
                what: `it holds ${pluralize(messages, 'message')}`,
                why:
                  url === deadLetterQueueUrl
                    ? 'refreshes failed, or messages could not be handled'
                    : 'EventBridge could not deliver landing events',
                fix:
                  url === deadLetterQueueUrl
                    ? `aws sqs start-message-move-task --source-arn ${arn} --destination-arn ${deployment.queues.find((each) => each.url === queueUrl)?.arn}`
                    : 'restore the permission, refresh the data sets that are concerned, then purge it',
              } as const,
            ]
          : []),
      ];
    });
    return findings.flat();
  } finally {
    client.destroy();
  }
}

/** Rows that need a person, and rows that nothing looks at. */
export function ledgerFindings(rows: readonly LedgerRow[], own: Place, now: number): Finding[] {
  return rows.flatMap((row): Finding[] => {
    const subject = dataSetName(row.dataSetArn, own);
    const { group, failure, waitingSince } = statusOf(row, now);
    if (group === 'actionRequired') {
      return [
        {
          level: 'error',
          check: 'failed',
          subject,
          what: `its last refresh failed with ${failure?.error}: ${failure?.message}`,
          why: 'it is not tried again before the next landing or a redrive',
          fix: 'see docs/runbook.md, "Refresh failed"',
        },
      ];
    }
    const late = row.wakeAt === undefined ? 0 : now - row.wakeAt;
    return waitingSince !== undefined && late > OVERDUE
      ? [
          {
            level: 'error',
            check: 'overdue',
            subject,
            what: `it should have been looked at ${formatDuration(late)} ago`,
            why: 'a message was lost, or the function does not run',
            fix: `npx --no cdk-spice-refresh refresh ${subject} --stack STACK`,
          },
        ]
      : [];
  });
}
