import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dataSetsOf } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import type { ClientConfiguration, DeployedStack } from '../emulator/stack';

/** What a landing message says, as the function reads it. */
export interface Landing {
  readonly key: string;
  readonly dataSetIds: readonly string[];
  /** Milliseconds since its event. */
  readonly ago: number;
}

/** What the user of one account does to LocalStack. */
export class User {
  private readonly s3: S3Client;
  private readonly sqs: SQSClient;
  private readonly events: EventBridgeClient;
  private readonly cloudFormation: CloudFormationClient;

  constructor(
    readonly configuration: ClientConfiguration,
    private readonly bucket: string,
  ) {
    this.s3 = new S3Client({ ...configuration, forcePathStyle: true });
    this.sqs = new SQSClient(configuration);
    this.events = new EventBridgeClient(configuration);
    this.cloudFormation = new CloudFormationClient(configuration);
  }

  async put(Key: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body: 'x' }));
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }));
  }

  /** The landing messages in the queue; if it is empty it is waited for the next one, for so many seconds. */
  async received(stack: DeployedStack, seconds: number): Promise<Landing[]> {
    const QueueUrl = queueOf(stack);
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: seconds, MaxNumberOfMessages: 10 }),
    );
    for (const { ReceiptHandle } of Messages) {
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.map(({ Body = '' }) => parse(Body))
      .filter((message) => message.kind === 'landing')
      .map((message) => ({
        key: message.key ?? '',
        dataSetIds: dataSetsOf(message).map((arn) => arn.split('/').at(-1) ?? ''),
        ago: Date.now() - Date.parse(message.time),
      }));
  }

  /** Rules of the default bus that are no longer in the stack, and still there. LocalStack deletes none of another bus. */
  async orphans({ resources }: DeployedStack): Promise<string[]> {
    const { Rules = [] } = await this.events.send(new ListRulesCommand({}));
    const known = resources.map(({ PhysicalResourceId = '' }) => PhysicalResourceId.split('/').at(-1));
    return Rules.map(({ Name = '' }) => Name).filter((name) => !known.includes(name));
  }

  async deleteRule(Rule: string): Promise<void> {
    const { Targets = [] } = await this.events.send(new ListTargetsByRuleCommand({ Rule }));
    await this.events.send(new RemoveTargetsCommand({ Rule, Ids: Targets.map(({ Id = '' }) => Id) }));
    await this.events.send(new DeleteRuleCommand({ Name: Rule }));
  }

  /** Resources of these types in the order in which the last deployment was done with them. */
  async order(StackName: string, types: readonly string[]): Promise<{ type: string; id: string }[]> {
    const { StackEvents = [] } = await this.cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
    const events = [...StackEvents].sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp));
    const begin = events.findLastIndex(
      ({ ResourceType, ResourceStatus = '' }) =>
        ResourceType === 'AWS::CloudFormation::Stack' && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(ResourceStatus),
    );
    return events
      .slice(begin)
      .filter(
        ({ ResourceType = '', ResourceStatus = '' }) =>
          types.includes(ResourceType) && /_COMPLETE$/.test(ResourceStatus),
      )
      .map(({ ResourceType = '', LogicalResourceId = '' }) => ({ type: ResourceType, id: LogicalResourceId }));
  }

  /** Deletes a stack; the queues that are still there. */
  async remove(StackName: string): Promise<string[]> {
    await this.cloudFormation.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete({ client: this.cloudFormation, maxWaitTime: 60 }, { StackName });
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({}));
    return QueueUrls;
  }

  leave(): void {
    for (const client of [this.s3, this.sqs, this.events, this.cloudFormation]) {
      client.destroy();
    }
  }
}

function queueOf({ resources }: DeployedStack): string | undefined {
  return resources.find(({ LogicalResourceId = '' }) => LogicalResourceId.startsWith('SpiceRefreshQueue'))
    ?.PhysicalResourceId;
}
