import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { AccountServer } from '../../local/account/account-server';
import { deploy } from '../../sim/template/deployment';
import { STORY_STACK, storyTemplate, verbStory } from '../../test/support/verb-story';
import type { EmulatorServer } from '../emulator/emulator-server';
import { deployStack } from '../emulator/stack';
import type { Judge, Verdict } from '../judge';
import { startMoto } from '../moto/moto-server';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

/** What moto's CloudFormation does not know. */
const LACKING = ['AWS::CDK::Metadata', 'AWS::SQS::QueuePolicy'];

/** The verbs of the command against moto: the same story that `npm test` plays against the local account. */
export const verbs: Judge = {
  name: 'verbs',
  needs: ['python'],
  async judge() {
    const server = await startMoto();
    const before = { ...process.env };
    // moto has none of QuickSight's calls that list and describe data sets
    const tags = { 'spice-refresh': 'allowed' };
    const quickSight = new AccountServer({
      account: ACCOUNT,
      region: REGION,
      dataSets: [
        { id: 'sales', name: 'Sales', spice: true, tags },
        { id: 'stock', name: 'Stock', spice: true, tags: {} },
      ],
      dataSources: [],
      tables: {},
      buckets: {},
    });
    try {
      Object.assign(process.env, {
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_ENDPOINT_URL_QUICKSIGHT: await quickSight.listen(),
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'AKIAMOTO',
        AWS_SECRET_ACCESS_KEY: 'moto',
      });
      return await judgeVerbs(server);
    } finally {
      process.env = before;
      await quickSight.close();
      await server.stop();
    }
  },
};

async function judgeVerbs({ endpoint }: EmulatorServer): Promise<Verdict> {
  const configuration = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'AKIAMOTO', secretAccessKey: 'moto' },
  };
  const template = storyTemplate(ACCOUNT);
  const { resources } = await deployStack(STORY_STACK, template as never, configuration, ACCOUNT, LACKING);
  const physicalIds = new Map(
    resources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [LogicalResourceId, PhysicalResourceId]),
  );
  const stackId = resources[0]?.StackId ?? '';
  const deployment = deploy(template, { account: ACCOUNT, region: REGION, partition: 'aws', physicalIds, stackId });
  const urlOf = (name: RegExp): string => deployment.queues.find(({ url }) => name.test(url))?.url ?? '';
  const sqs = new SQSClient({ ...configuration, useQueueUrlAsEndpoint: false });
  const dynamodb = new DynamoDBClient(configuration);
  const [table = ''] = [...physicalIds].flatMap(([id, name]) => (id.includes('Ledger') ? [name] : []));
  try {
    for (const { url: QueueUrl, policy } of deployment.queues) {
      const Attributes = { Policy: JSON.stringify(policy) };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    }
    const findings = await verbStory({
      account: ACCOUNT,
      ledger: new DynamoDbLedger(dynamodb, table),
      putDeadLetter: async (MessageBody) => {
        await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(/DeadLetter/), MessageBody }));
      },
      sent: async () => {
        const QueueUrl = urlOf(/RefreshQueue/);
        const bodies: string[] = [];
        for (let empty = 0; empty < 2; ) {
          const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
          bodies.push(...Messages.map(({ Body = '' }) => Body));
          empty += Messages.length === 0 ? 1 : 0;
        }
        return bodies;
      },
    });
    return { figures: 'status, redrive, doctor, refresh, pause, forget and history of a deployed stack', findings };
  } finally {
    sqs.destroy();
    dynamodb.destroy();
  }
}
