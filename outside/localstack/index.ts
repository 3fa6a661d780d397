import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { DataSetAccess, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { type ClientConfiguration, type DeployedStack, deployStack } from '../emulator/stack';
import type { Judge } from '../judge';
import { startLocalStack } from './localstack-server';

const ACCOUNT = '000000000000';
const REGION = 'eu-west-1';
const STACK = 'Updates';

/** What LocalStack's community edition has no service for. */
const LACKING = [
  'AWS::CDK::Metadata',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
];

/** One state of an app: the prefixes at which its data sets land, by data set, and what else is switched on. */
interface Variant {
  readonly name: string;
  readonly dataSets: Readonly<Record<string, string>>;
  readonly safetyNet?: boolean;
  readonly requests?: boolean;
}

/** An app's life, one deployment after another. */
const VARIANTS: readonly Variant[] = [
  { name: 'first', dataSets: { sales: 'sales/' } },
  { name: 'second data set', dataSets: { sales: 'sales/', stock: 'stock/' } },
  { name: 'another prefix', dataSets: { sales: 'sales/', stock: 'warehouse/' } },
  { name: 'safety net', dataSets: { sales: 'sales/', stock: 'warehouse/' }, safetyNet: true },
  { name: 'requests', dataSets: { sales: 'sales/', stock: 'warehouse/' }, safetyNet: true, requests: true },
  { name: 'removed data set', dataSets: { sales: 'sales/' } },
  { name: 'back', dataSets: { sales: 'sales/', stock: 'stock/' } },
];

/** An emulator with queue policies and keys: S3, EventBridge, the input transformer and SQS, through updates to the end. */
export const localStack: Judge = {
  name: 'localstack',
  needs: ['python3.13'],
  async judge() {
    const server = await startLocalStack();
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'localstack' };
    const clients = new Clients({ endpoint: server.endpoint, region: REGION, credentials });
    try {
      const findings: string[] = [];
      let first: DeployedStack | undefined;
      let delivered = 0;
      for (const variant of VARIANTS) {
        const stack = await deployStack(STACK, synthesize(variant), clients.configuration, ACCOUNT, LACKING);
        first ??= stack;
        findings.push(...replaced(first, stack).map((id) => `${variant.name}: ${id} was replaced`));
        for (const [id, prefix] of Object.entries(variant.dataSets)) {
          const found = await clients.land(stack, `${prefix}part-0.parquet`);
          delivered += found.length;
          if (found.join() !== id) {
            findings.push(`${variant.name}: an object at ${prefix} refreshes ${found.join() || 'nothing'}, not ${id}`);
          }
        }
        findings.push(...(await clients.orphans(stack)).map((rule) => `${variant.name}: ${rule}`));
        const astray = await clients.land(stack, 'elsewhere/part-0.parquet', 2);
        findings.push(...astray.map((id) => `${variant.name}: an object elsewhere refreshes ${id}`));
      }
      findings.push(...(await clients.remove()));
      return { figures: `${VARIANTS.length} deployments, ${delivered} landings delivered, no queue left`, findings };
    } finally {
      clients.destroy();
      await server.stop();
    }
  },
};

function synthesize({ dataSets, safetyNet, requests }: Variant) {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'outside-localstack-')) });
  const stack = new Stack(app, STACK);
  const bucket = new CfnBucket(stack, 'Bucket', {
    bucketName: 'outside-landing',
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
  });
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', {
    encryptionKey: new Key(stack, 'Key'),
    ...(requests && { acceptRequests: { access: DataSetAccess.tagOnly('refresh-on-request', 'allowed') } }),
  });
  for (const [id, keyPrefix] of Object.entries(dataSets)) {
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id),
      refreshOn: [LandingEvent.objectCreated(bucket, { keyPrefix })],
      ...(safetyNet && { refreshAtLeastEvery: Duration.hours(6) }),
    });
  }
  return app.synth().getStackByName(STACK).template;
}

/** What has another physical id than at first, of the queues, the key, the role and the log. */
function replaced(first: DeployedStack, now: DeployedStack): string[] {
  const ids = new Map(
    now.resources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]),
  );
  return first.resources
    .filter(({ ResourceType = '' }) => /Queue$|LogGroup|Role$|Key$/.test(ResourceType))
    .filter(({ LogicalResourceId, PhysicalResourceId }) => ids.get(LogicalResourceId) !== PhysicalResourceId)
    .map(({ LogicalResourceId }) => String(LogicalResourceId));
}

/** What the judge does to LocalStack. */
class Clients {
  private readonly s3: S3Client;
  private readonly sqs: SQSClient;
  private readonly events: EventBridgeClient;
  private readonly cloudFormation: CloudFormationClient;

  constructor(readonly configuration: ClientConfiguration) {
    this.s3 = new S3Client({ ...configuration, forcePathStyle: true });
    this.sqs = new SQSClient(configuration);
    this.events = new EventBridgeClient(configuration);
    this.cloudFormation = new CloudFormationClient(configuration);
  }

  /** Creates an object; the data sets that its message names, as it is in the queue. */
  async land({ resources }: DeployedStack, Key: string, seconds = 10): Promise<string[]> {
    const queue = resources.find(({ LogicalResourceId = '' }) => LogicalResourceId.startsWith('SpiceRefreshQueue'));
    const QueueUrl = queue?.PhysicalResourceId;
    await this.s3.send(new PutObjectCommand({ Bucket: 'outside-landing', Key, Body: 'x' }));
    const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: seconds }));
    await this.s3.send(new DeleteObjectCommand({ Bucket: 'outside-landing', Key }));
    const ids: string[] = [];
    for (const { Body = '', ReceiptHandle } of Messages) {
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      ids.push(
        ...['sales', 'stock'].filter(
          (id) => new RegExp(`[/"]${id}"`).test(Body) && JSON.parse(Body).kind === 'landing',
        ),
      );
    }
    return ids;
  }

  /** Rules that are no longer in the stack, and still there. */
  async orphans({ resources }: DeployedStack): Promise<string[]> {
    const { Rules = [] } = await this.events.send(new ListRulesCommand({}));
    const known = resources.map(({ PhysicalResourceId = '' }) => PhysicalResourceId.split('/').at(-1));
    return Rules.map(({ Name = '' }) => Name).filter((name) => !known.includes(name));
  }

  /**
   * Deletes the stack; what is still there. LocalStack says that every rule is deleted and keeps one of them: that is its
   * own fault, so only the queues are judged.
   */
  async remove(): Promise<string[]> {
    await this.cloudFormation.send(new DeleteStackCommand({ StackName: STACK }));
    await waitUntilStackDeleteComplete({ client: this.cloudFormation, maxWaitTime: 60 }, { StackName: STACK });
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({}));
    return QueueUrls.map((left) => `after the stack was deleted there is ${left}`);
  }

  destroy(): void {
    for (const client of [this.s3, this.sqs, this.events, this.cloudFormation]) {
      client.destroy();
    }
  }
}
