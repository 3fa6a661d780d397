import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { allowServices } from '../access/key-policy';

/**
 * A topic that CloudWatch's alarms, and nothing else, may publish to. Encrypted with a key of the account: alarms cannot
 * publish to a topic that is encrypted with SNS' own key, whose policy cannot be changed.
 */
export function newAlarmTopic(scope: Construct, encryptionKey?: IKey): Topic {
  const key =
    encryptionKey ??
    new Key(scope, 'TopicKey', {
      enableKeyRotation: true,
      description: `Alarms of SPICE refreshes (${Stack.of(scope).stackName})`,
    });
  allowAlarms(scope, key, 'encryptionKey');
  const topic = new Topic(scope, 'Topic', { masterKey: key, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [alarms()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: alarmsOf(scope),
    }),
  );
  return topic;
}

/** Lets alarms use the key of their topic. */
export function allowAlarms(scope: Construct, key: IKey, property: string): void {
  allowServices(scope, key, property, 'CloudWatch', [
    new PolicyStatement({
      sid: 'Alarms',
      principals: [alarms()],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: alarmsOf(scope),
    }),
  ]);
}

function alarms(): ServicePrincipal {
  return new ServicePrincipal('cloudwatch.amazonaws.com');
}

/** Only alarms of this account and region. */
function alarmsOf(scope: Construct) {
  const stack = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: {
      'aws:SourceArn': stack.formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    },
  };
}
