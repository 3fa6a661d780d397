import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { pluralize } from '../../lambda/format';
import type { RuleResource } from '../../sim/template/resources';
import { eachOf } from '../aws/concurrency';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import { Keys } from '../aws/keys';
import { permitted } from '../aws/permitted';
import { sqsClient } from '../aws/queue';
import type { Finding } from './finding';
import { letsIn } from './service-access';
import type { Unless } from './unless';

const EVENT_BRIDGE = 'events.amazonaws.com';
/**
 * What EventBridge does to send to a queue under a key.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html: an encrypted queue needs both
 */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** The queues as they are now: who gets in, and what is in them. */
export async function queueFindings(refresh: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const client = sqsClient();
  const keys = new Keys();
  try {
    const findings = await eachOf(refresh.deployment.queues, async ({ url, arn }): Promise<Finding[]> => {
      const names: QueueAttributeName[] = ['Policy', 'ApproximateNumberOfMessages', 'KmsMasterKeyId'];
      const attributes = await unless(
        permitted('sqs:GetQueueAttributes', async () => {
          const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: names });
          return (await client.send(command)).Attributes ?? {};
        }),
        undefined,
      );
      if (!attributes) {
        return [];
      }
      const senders = refresh.deployment.rules.filter(({ targets }) =>
        targets.some((target) => [target.arn, target.deadLetterArn].includes(arn)),
      );
      const subject = `queue ${url.slice(url.lastIndexOf('/') + 1)}`;
      return [
        ...policyFindings(refresh, subject, arn, attributes.Policy, senders),
        ...(senders.length > 0 && attributes.KmsMasterKeyId
          ? await keyFindings(refresh, subject, attributes.KmsMasterKeyId, senders, keys, unless)
          : []),
        ...messageFindings(refresh, subject, url, Number(attributes.ApproximateNumberOfMessages ?? 0)),
      ];
    });
    return findings.flat();
  } finally {
    client.destroy();
    keys.close();
  }
}

function policyFindings(
  { deployment }: ConfiguredRefresh,
  subject: string,
  resource: string,
  policy: string | undefined,
  senders: readonly RuleResource[],
): Finding[] {
  const sourceAccount = deployment.environment.account;
  const refused = senders.filter(
    ({ arn: sourceArn }) =>
      !letsIn(policy, { service: EVENT_BRIDGE, action: 'sqs:SendMessage', resource, sourceArn, sourceAccount }),
  );
  return refused.length === 0
    ? []
    : [
        {
          level: 'error',
          check: 'queuePolicy',
          subject,
          what:
            refused.length === senders.length
              ? 'its policy does not let EventBridge in'
              : `its policy does not let ${pluralize(refused.length, 'rule')} in, such as ${refused[0]?.name}`,
          why: 'landing events are lost',
          fix: 'deploy the stack again, which restores what was changed by hand',
        },
      ];
}

async function keyFindings(
  { deployment }: ConfiguredRefresh,
  subject: string,
  keyId: string,
  senders: readonly RuleResource[],
  keys: Keys,
  unless: Unless,
): Promise<Finding[]> {
  const key = await unless(keys.describe(keyId), undefined);
  if (!key) {
    return [];
  }
  const about = { level: 'error', check: 'key', subject, why: 'landing events are lost' } as const;
  if (key.managedByAws) {
    const fix = 'encrypt it with SQS’s own keys or with a customer managed key: deploy the stack again';
    return [{ ...about, what: `it is under ${keyId}, a key of AWS's that EventBridge may not use`, fix }];
  }
  if (!key.enabled) {
    return [{ ...about, what: `its key ${key.arn} is not enabled`, fix: `aws kms enable-key --key-id ${key.arn}` }];
  }
  const policy = await unless(keys.policy(key.arn), undefined);
  const sourceAccount = deployment.environment.account;
  const refused = KEY_ACTIONS.filter((action) =>
    senders.some(
      ({ arn: sourceArn }) =>
        !letsIn(policy, { service: EVENT_BRIDGE, action, resource: key.arn, sourceArn, sourceAccount }),
    ),
  );
  return policy === undefined || refused.length === 0
    ? []
    : [
        {
          ...about,
          what: `the policy of its key ${key.arn} does not allow EventBridge ${refused.join(' and ')}`,
          fix: `allow ${EVENT_BRIDGE} ${KEY_ACTIONS.join(' and ')} there, with aws:SourceAccount ${sourceAccount}`,
        },
      ];
}

function messageFindings(
  { queueUrl, deadLetterQueueUrl, named }: ConfiguredRefresh,
  subject: string,
  url: string,
  messages: number,
): Finding[] {
  if (messages === 0 || url === queueUrl) {
    return [];
  }
  const what = `it holds ${pluralize(messages, 'message')}`;
  return [
    url === deadLetterQueueUrl
      ? {
          level: 'error',
          check: 'deadLetters',
          subject,
          what,
          why: 'refreshes failed, or messages could not be handled',
          fix: `npx --no cdk-spice-refresh redrive ${named}`,
        }
      : {
          level: 'warning',
          check: 'deadLetters',
          subject,
          what,
          why: 'EventBridge could not deliver landing events',
          fix: 'restore the permission, refresh the data sets in its messages, then purge it',
        },
  ];
}
