import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { App } from 'aws-cdk-lib';
import type { SQSBatchResponse } from 'aws-lambda';
import { accountsApp } from '../../examples/typescript/accounts';
import { DashboardsStack } from '../../examples/typescript/app';
import { fromItem, type LedgerItem } from '../../lambda/aws/ledger-item';
import type { LedgerRow } from '../../lambda/row';
import { OUTCOME_SOURCE } from '../../lib/private/contract';
import { LocalClock } from '../../local/accelerated-clock';
import { ExecutionEnvironment } from '../../local/lambda/execution-environment';
import { FaultyProxy, forwardTo, type HttpRequest } from '../../local/servers/faulty-proxy';
import { glueJobStateChange } from '../../sim/samples';
import { deploy } from '../../sim/template/deployment';
import type { EmulatorServer } from '../emulator/emulator-server';
import { type ClientConfiguration, type DeployedStack, deployStack } from '../emulator/stack';
import type { Judge, Verdict } from '../judge';
import { run } from '../tools/run';
import { startMoto } from './moto-server';

/** Resource types that moto's CloudFormation does not know. What they would do is left out of the judgement. */
const LACKING = [
  'AWS::CDK::Metadata',
  'AWS::Glue::Job',
  'AWS::QuickSight::DataSet',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::S3BucketNotifications',
];

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const ROOT = join(__dirname, '..', '..');

/** Seconds until a landing must be covered: it settles for a minute, and is asked about after that. */
const COVERED_WITHIN = 240;

/** An independent model of AWS's services: the examples are deployed into it, and a landing goes all the way. */
export const moto: Judge = {
  name: 'moto',
  needs: ['python'],
  async judge() {
    const server = await startMoto();
    try {
      const configuration = {
        endpoint: server.endpoint,
        region: REGION,
        credentials: { accessKeyId: 'AKIAMOTO', secretAccessKey: 'moto' },
      };
      const outdir = mkdtempSync(join(tmpdir(), 'outside-moto-'));
      const app = new App({ outdir });
      new DashboardsStack(app, 'Dashboards');
      const assembly = app.synth();
      const { template } = assembly.getStackByName('Dashboards');
      const dashboards = await deployStack('Dashboards', template, configuration, ACCOUNT, LACKING);
      const accounts = await deployAccounts(configuration, join(outdir, 'accounts'));
      const landed = await land(server, configuration, dashboards, template);
      const stacks = [dashboards, ...accounts];
      const created = stacks.reduce((sum, { resources }) => sum + resources.length, 0);
      const left = [...new Set(stacks.flatMap((stack) => stack.left))].sort();
      return {
        figures: `${stacks.length} stacks, ${created} resources (not in moto: ${left.join(', ')}); ${landed.figures}`,
        findings: landed.findings,
      };
    } finally {
      await server.stop();
    }
  },
};

/** The app with two accounts: moto keeps apart what the credentials of another account's role make. */
async function deployAccounts(configuration: ClientConfiguration, outdir: string): Promise<DeployedStack[]> {
  const { app, platform, finance } = accountsApp(new App({ outdir }));
  const assembly = app.synth();
  const sts = new STSClient(configuration);
  const RoleArn = `arn:aws:iam::${finance.account}:role/deploy`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'outside' }));
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const templateOf = ({ artifactId }: { artifactId: string }) => assembly.getStackArtifact(artifactId).template;
  return [
    await deployStack('Platform', templateOf(platform), configuration, platform.account, LACKING),
    await deployStack(
      'Finance',
      templateOf(finance),
      { ...configuration, region: finance.region, credentials },
      finance.account,
      LACKING,
    ),
  ];
}

/** A Glue job has loaded the inventory: through moto's rule, transformer and queue, the bundle, and moto's ledger. */
async function land(
  server: EmulatorServer,
  configuration: ClientConfiguration,
  { resources }: DeployedStack,
  template: Parameters<typeof deploy>[0],
): Promise<Verdict> {
  const physical = (prefix: string): string =>
    resources.find(({ LogicalResourceId = '' }) => LogicalResourceId.startsWith(prefix))?.PhysicalResourceId ?? '';
  const here = (queueUrl: string): string => queueUrl.replace(/^https:\/\/[^/]+/, server.endpoint);
  const ledger = physical('SpiceRefreshLedger');
  const clock = new LocalClock(1);
  const calls: string[] = [];
  const quickSight = await new FaultyProxy(clock, quickSightOf(server, calls)).plugIn();
  const [refreshFunction] = deploy(template, { account: ACCOUNT, region: REGION, partition: 'aws' }).functions.filter(
    ({ environment }) => 'LEDGER_TABLE' in environment,
  );
  const log: string[] = [];
  const environment = new ExecutionEnvironment(
    {
      arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${physical('SpiceRefreshFunction1')}`,
      timeout: refreshFunction?.timeout ?? 60,
      taskRoot: join(ROOT, 'bundle'),
      environment: {
        ...refreshFunction?.environment,
        LEDGER_TABLE: ledger,
        QUEUE_URL: here(physical('SpiceRefreshQueue')),
        DEAD_LETTER_QUEUE_URL: here(physical('SpiceRefreshDeadLetterQueue')),
        EVENT_BUS: 'default',
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'AKIAMOTO',
        AWS_SECRET_ACCESS_KEY: 'moto',
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
    const outcomes = await outcomeQueue(sqs, events);
    const { source, 'detail-type': DetailType, detail } = glueJobStateChange('load-inventory', 'SUCCEEDED');
    const Entries = [{ Source: source, DetailType, Detail: JSON.stringify(detail) }];
    await events.send(new PutEventsCommand({ Entries }));
    const QueueUrl = physical('SpiceRefreshQueue');
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
    const { Messages: told = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: outcomes, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    );
    const types = told.map(({ Body = '{}' }) => JSON.parse(Body)['detail-type'] as string).sort();
    const status = await statusOf(server, ledger);
    const findings = [
      ...(row?.fresh ? [] : [`the landing is not covered: ${JSON.stringify(row)}\n${log.slice(-5).join('\n')}`]),
      ...(types.join() === 'SPICE Refresh Started,SPICE Refresh Succeeded'
        ? []
        : [`outcome events: ${types.join() || 'none'}`]),
      // QuickSight answers 201; moto 200
      ...(calls.join() === 'PUT 200,GET 200' ? [] : [`calls of QuickSight: ${calls.join()}`]),
      ...(status.dataSetId === 'inventory' && status.waiting === 0 ? [] : [`status says ${JSON.stringify(status)}`]),
    ];
    return { figures: `1 landing, ${invocations} invocations, outcomes ${types.length}, status asked`, findings };
  } finally {
    await environment.stop();
    await quickSight.pullOut();
    for (const client of [sqs, events, dynamodb]) {
      client.destroy();
    }
  }
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
    calls.push(`${request.method} ${answer.status}`);
    return answer;
  };
}

/** A queue that hears of the outcome events. */
async function outcomeQueue(sqs: SQSClient, events: EventBridgeClient): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'outcomes' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await events.send(
    new PutRuleCommand({ Name: 'outcomes', EventPattern: JSON.stringify({ source: [OUTCOME_SOURCE] }) }),
  );
  await events.send(new PutTargetsCommand({ Rule: 'outcomes', Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }] }));
  return QueueUrl;
}

async function statusOf(server: EmulatorServer, table: string): Promise<{ dataSetId?: string; waiting?: number }> {
  const env = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAMOTO',
    AWS_SECRET_ACCESS_KEY: 'moto',
  };
  const args = ['tsx', join(ROOT, 'cli', 'main.ts'), 'status', '--table', table, '--json'];
  const { stdout } = await run('npx', args, { cwd: ROOT, env });
  const answer = JSON.parse(stdout);
  return (Array.isArray(answer) ? answer : answer.dataSets)[0] ?? {};
}
