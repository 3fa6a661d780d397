import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { SQSBatchResponse } from 'aws-lambda';
import { fromItem, type LedgerItem } from '../../lambda/aws/ledger-item';
import type { LedgerRow } from '../../lambda/row';
import { OUTCOME_SOURCE } from '../../lib/private/contract';
import { LocalClock } from '../../local/accelerated-clock';
import { ExecutionEnvironment } from '../../local/lambda/execution-environment';
import { FaultyProxy, forwardTo, type HttpRequest } from '../../local/servers/faulty-proxy';
import type { NewEvent } from '../../sim/aws/event-bridge';
import { transform } from '../../sim/aws/input-transformer';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { onBus, rulesFor } from '../../test/support/landing-event-catalogue';
import type { EmulatorServer } from '../emulator/emulator-server';
import type { ClientConfiguration, DeployedStack } from '../emulator/stack';
import type { Verdict } from '../judge';
import { run } from '../tools/run';

const ROOT = join(__dirname, '..', '..');

/** Seconds until a landing must be covered: it settles for a minute, and is asked about after that. */
const COVERED_WITHIN = 240;

/** A landing, and what must become of it. */
export interface Landing {
  readonly stack: DeployedStack;
  readonly template: Parameters<typeof deploy>[0];
  /** Account of the stack. */
  readonly account: string;
  readonly event: NewEvent;
  readonly dataSetId: string;
  /** Account of the data set. */
  readonly dataSetAccount: string;
  /** moto's transformer puts no quotes around the key of an object, and fails: the message is made here, and sent. */
  readonly transformedHere?: boolean;
}

/** An event goes through moto's rule, transformer and queue, the bundle, and moto's ledger. */
export async function land(
  server: EmulatorServer,
  configuration: ClientConfiguration,
  { stack, template, account, event, dataSetId, dataSetAccount, transformedHere }: Landing,
): Promise<Verdict> {
  const { region } = configuration;
  const physical = (prefix: string): string => physicalId(stack, prefix);
  const here = (queueUrl: string): string => queueUrl.replace(/^https:\/\/[^/]+/, server.endpoint);
  const ledger = physical('SpiceRefreshLedger');
  const clock = new LocalClock(1);
  const calls: string[] = [];
  const quickSight = await new FaultyProxy(clock, quickSightOf(server, calls)).plugIn();
  const deployment = deploy(template, { account, region, partition: 'aws' });
  const [refreshFunction] = deployment.functions.filter(({ environment }) => 'LEDGER_TABLE' in environment);
  const log: string[] = [];
  const environment = new ExecutionEnvironment(
    {
      arn: `arn:aws:lambda:${region}:${account}:function:${physical('SpiceRefreshFunction1')}`,
      timeout: refreshFunction?.timeout ?? 60,
      taskRoot: join(ROOT, 'bundle'),
      environment: {
        ...refreshFunction?.environment,
        LEDGER_TABLE: ledger,
        QUEUE_URL: here(physical('SpiceRefreshQueue')),
        DEAD_LETTER_QUEUE_URL: here(physical('SpiceRefreshDeadLetterQueue')),
        EVENT_BUS: 'default',
        ...environmentOf(configuration),
        AWS_LAMBDA_FUNCTION_NAME: physical('SpiceRefreshFunction1'),
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_ENDPOINT_URL_QUICKSIGHT: quickSight.endpoint,
      },
    },
    clock,
    (line) => log.push(line),
  );
  const sqs = new SQSClient(configuration);
  const events = new EventBridgeClient(configuration);
  const dynamodb = new DynamoDBClient(configuration);
  try {
    await environment.runtimeApi.proxy.plugIn();
    const outcomes = await outcomeQueue(sqs, events, dataSetId);
    const QueueUrl = physical('SpiceRefreshQueue');
    if (transformedHere) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: messageOf(deployment, event, dataSetId) }));
    } else {
      const { source, 'detail-type': DetailType, detail } = event;
      const Entries = [{ Source: source, DetailType, Detail: JSON.stringify(detail) }];
      await events.send(new PutEventsCommand({ Entries }));
    }
    const end = Date.now() + COVERED_WITHIN * 1_000;
    let invocations = 0;
    let row: LedgerRow | undefined;
    while (!row?.fresh && Date.now() < end) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
      );
      if (Messages.length > 0) {
        invocations += 1;
        const Records = Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body, attributes: {} }));
        const { batchItemFailures } = (await environment.invoke({ Records })) as SQSBatchResponse;
        for (const { MessageId, ReceiptHandle } of Messages) {
          if (!batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === MessageId)) {
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
          }
        }
        const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: ledger }));
        row = Items.map((item) => fromItem(unmarshall(item) as LedgerItem))[0];
      }
    }
    const { Messages: published = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: outcomes, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    );
    const types = published.map(({ Body = '{}' }) => JSON.parse(Body)['detail-type'] as string).sort();
    const status = await statusOf(configuration, ledger);
    const findings = [
      ...(row?.fresh ? [] : [`the landing is not covered: ${JSON.stringify(row)}\n${log.slice(-5).join('\n')}`]),
      ...(types.join() === 'SPICE Refresh Started,SPICE Refresh Succeeded'
        ? []
        : [`outcome events: ${types.join() || 'none'}`]),
      // QuickSight answers 201; moto 200
      ...(calls.join() === ['PUT 200', 'GET 200'].map((call) => `${call} ${dataSetAccount}`).join()
        ? []
        : [`calls of QuickSight: ${calls.join()}`]),
      ...(status.dataSetId === dataSetId && status.waiting === 0 ? [] : [`status says ${JSON.stringify(status)}`]),
    ];
    return {
      figures: `${dataSetId}: ${invocations} invocations, outcomes ${types.length}, status asked`,
      findings: findings.map((finding) => `${dataSetId}: ${finding}`),
    };
  } finally {
    await environment.stop();
    await quickSight.pullOut();
    for (const client of [sqs, events, dynamodb]) {
      client.destroy();
    }
  }
}

/** What the rule of a data set makes of an event. */
function messageOf(deployment: Deployment, event: NewEvent, dataSetId: string): string {
  const [rule] = rulesFor(deployment, dataSetId);
  const [target] = rule?.targets ?? [];
  if (!rule || !target) {
    throw new Error(`no rule refreshes ${dataSetId}`);
  }
  return transform(target, onBus(event), rule);
}

/** moto knows CreateIngestion and not DescribeIngestion: that an ingestion is over is said here. */
function quickSightOf({ endpoint }: EmulatorServer, calls: string[]) {
  const forward = forwardTo(endpoint);
  return async (request: HttpRequest) => {
    const answer =
      request.method === 'GET'
        ? {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              Ingestion: {
                Arn: 'arn',
                IngestionStatus: 'COMPLETED',
                CreatedTime: Date.now() / 1_000,
                IngestionTimeInSeconds: 1,
              },
            }),
          }
        : await forward(request);
    calls.push(`${request.method} ${answer.status} ${/\/accounts\/(\d+)\//.exec(request.path)?.[1]}`);
    return answer;
  };
}

/** A queue that hears of a data set's outcome events. */
async function outcomeQueue(sqs: SQSClient, events: EventBridgeClient, dataSetId: string): Promise<string> {
  const name = `outcomes-${dataSetId}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await events.send(
    new PutRuleCommand({
      Name: name,
      EventPattern: JSON.stringify({ source: [OUTCOME_SOURCE], detail: { dataSetId: [dataSetId] } }),
    }),
  );
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }] }));
  return QueueUrl;
}

async function statusOf(
  configuration: ClientConfiguration,
  table: string,
): Promise<{ dataSetId?: string; waiting?: number }> {
  const env = { AWS_ENDPOINT_URL: configuration.endpoint, ...environmentOf(configuration) };
  const args = ['tsx', join(ROOT, 'cli', 'main.ts'), 'status', '--table', table, '--json'];
  const { stdout } = await run('npx', args, { cwd: ROOT, env });
  const answer = JSON.parse(stdout);
  return (Array.isArray(answer) ? answer : answer.dataSets)[0] ?? {};
}

function environmentOf({ region, credentials }: ClientConfiguration): Record<string, string> {
  const { accessKeyId, secretAccessKey } = credentials;
  return { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** The physical id of the resource whose logical id begins so. */
export function physicalId({ resources }: DeployedStack, prefix: string): string {
  return resources.find(({ LogicalResourceId = '' }) => LogicalResourceId.startsWith(prefix))?.PhysicalResourceId ?? '';
}
