import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { OUTCOME_SOURCE } from '../contract';
import type { Queues } from '../function/queues';
import { allowServices } from './key-policy';
import { acknowledgeKeyActions } from './nag-acknowledgements';

export interface FunctionResources {
  readonly queues: Queues;
  readonly ledgerTable: ITable;
  readonly logGroup: ILogGroup;
  readonly eventBusArn: string;
}

/** What the function's role may do, but for refreshing data sets. */
export function allowFunction(role: Role, { queues, ledgerTable, logGroup, eventBusArn }: FunctionResources): void {
  const { queue, deadLetterQueue } = queues;
  allow(role, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn);
  allow(role, ['sqs:SendMessage'], queue.queueArn, deadLetterQueue.queueArn);
  allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'], ledgerTable.tableArn);
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
  role.addToPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [eventBusArn],
      // the key has a value for each entry of a call: every one must be ours, and there must be one
      conditions: {
        'ForAllValues:StringEquals': { 'events:source': OUTCOME_SOURCE },
        Null: { 'events:source': 'false' },
      },
    }),
  );
}

/** Who may use a customer managed key: the function, EventBridge for the queues, the log service for the log. */
export function allowKey(scope: Construct, key: IKey, role: Role): void {
  key.grantEncryptDecrypt(role);
  acknowledgeKeyActions(role);
  const { account, region, partition } = Stack.of(scope);
  allowServices(scope, key, 'encryptionKey', 'EventBridge and CloudWatch Logs', [
    new PolicyStatement({
      sid: 'LandingEvents',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      // in a key policy "*" is the key itself
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    new PolicyStatement({
      sid: 'RefreshLog',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
      },
    }),
  ]);
}

function allow(role: Role, actions: string[], ...resources: string[]): void {
  role.addToPolicy(new PolicyStatement({ actions, resources }));
}
