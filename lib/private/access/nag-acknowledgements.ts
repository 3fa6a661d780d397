import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { templateText } from '../tokens';

/**
 * Findings of cdk-nag's packs that are so on purpose, each with its reason. What is for the user to decide is not here
 * but in docs/security.md.
 */

const EVERYWHERE = 'AwsSolutions-IAM5[Resource::*]';

const NETWORK_INTERFACES =
  'Lambda attaches the function to its VPC by interfaces that have no name before; the code of the function is denied the same actions';

export function acknowledgeTracing(role: IConstruct): void {
  acknowledge(role, EVERYWHERE, 'X-Ray has no resources to name: this is tracing alone');
}

export function acknowledgeNetworkInterfaces(role: IConstruct): void {
  acknowledge(role, EVERYWHERE, NETWORK_INTERFACES);
}

export function acknowledgeKeyActions(role: IConstruct): void {
  for (const action of ['kms:ReEncrypt*', 'kms:GenerateDataKey*']) {
    acknowledge(
      role,
      `AwsSolutions-IAM5[Action::${action}]`,
      'both variants of the action, on the one key that was given',
    );
  }
}

export function acknowledgeIngestions(role: IConstruct, resource: string): void {
  acknowledge(
    role,
    `AwsSolutions-IAM5[Resource::${templateText(role, resource)}]`,
    'ingestion ids are made at run time; the policy names the data set, or where that is named at run time asks for a tag',
  );
}

export function acknowledgeDelivery(stream: IConstruct, bucketArn: string): void {
  const actions = ['GetObject', 'GetBucket', 'List', 'DeleteObject', 'Abort'].map((action) => `Action::s3:${action}*`);
  for (const what of [...actions, `Resource::${templateText(stream, bucketArn)}/*`]) {
    acknowledge(stream, `AwsSolutions-IAM5[${what}]`, "the CDK's grant for Firehose, on the bucket of the table alone");
  }
}

export function acknowledgeInlinePolicy(role: IConstruct): void {
  acknowledge(
    role,
    'NIST.800.53.R5-IAMNoInlinePolicy',
    'the policy is of use to this role alone, and must come and go with it',
  );
}

export function acknowledgeLastQueue(queue: IConstruct): void {
  acknowledge(
    queue,
    'AwsSolutions-SQS3',
    'it is the dead-letter queue of the EventBridge rules, which the rule cannot see',
  );
}

export function acknowledgeFunction(refreshFunction: IConstruct): void {
  acknowledge(
    refreshFunction,
    'NIST.800.53.R5-LambdaConcurrency',
    'the event source mapping bounds it; reserved concurrency would throttle batches into the dead-letter queue',
  );
  acknowledge(
    refreshFunction,
    'NIST.800.53.R5-LambdaDLQ',
    'it is invoked by its queue alone, which has a dead-letter queue; one of its own is for asynchronous invocations',
  );
}

export function acknowledgeReads(policy: IConstruct, resources: readonly string[]): void {
  for (const resource of resources) {
    acknowledge(
      policy,
      `AwsSolutions-IAM5[Resource::${templateText(policy, resource)}]`,
      'it only reads, and what it checks is named when the command runs',
    );
  }
}

/**
 * As `Validations.acknowledge` records it, for those who check. That takes no id with more than one `::`, and the ids of
 * findings on an ARN of any partition have more; it would also write the list again for each of a thousand data sets.
 */
function acknowledge(construct: IConstruct, id: string, reason: string): void {
  const type = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
  const known = construct.node.metadata.find((entry) => entry.type === type);
  if (known) {
    const before = known.data[id] as string | undefined;
    known.data[id] = before === undefined || before === reason ? reason : `${before}; ${reason}`;
  } else {
    construct.node.addMetadata(type, { [id]: reason });
  }
}
