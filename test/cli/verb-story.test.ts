import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { createLedgerTable } from '../../local/servers/create-ledger-table';
import { deploy } from '../../sim/template/deployment';
import { identitiesOf } from '../../sim/template/intrinsics';
import { startAccount, stopAccount } from '../support/local/local-account';
import { close, listen, NOWHERE } from '../support/local/loopback';
import { tenDataSets } from '../support/ten-data-sets';
import { STORY_STACK, storyTemplate, verbStory } from '../support/verb-story';

// the first call loads the AWS SDK
jest.setTimeout(180_000);

/** `outside/verbs` asks the same of moto. */
test('every verb that reads or changes a stack answers as it must, against the local account', async () => {
  const account = '111122223333';
  const server = await startAccount(tenDataSets());
  const dynamoDb = dynalite({ createTableMs: 0 });
  const endpoint = await listen(dynamoDb);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
  const client = new DynamoDBClient({ ...NOWHERE, endpoint });
  try {
    await createLedgerTable(client, 'ledger');
    const template = storyTemplate(account);
    const named = identitiesOf(template, { account, region: 'eu-west-1', partition: 'aws' });
    const physicalIds = Object.fromEntries(
      Object.entries(template.Resources).map(([id, { Type }]) => [
        id,
        Type === 'AWS::SQS::Queue'
          ? `${process.env.AWS_ENDPOINT_URL}/${account}/${id}`
          : Type === 'AWS::DynamoDB::Table'
            ? 'ledger'
            : Type === 'AWS::Events::Rule'
              ? (named.get(id)?.name ?? '')
              : id,
      ]),
    );
    const { queues } = deploy(template, {
      account,
      region: 'eu-west-1',
      partition: 'aws',
      physicalIds: new Map(Object.entries(physicalIds)),
    });
    const last = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
    const described = Object.fromEntries(
      queues.map(({ url, policy }) => [last(url), { messages: 0, policy: JSON.stringify(policy) }]),
    );
    const tags = { 'spice-refresh': 'allowed' };
    server.account = {
      ...tenDataSets(),
      dataSets: [
        { id: 'sales', name: 'Sales', spice: true, tags },
        { id: 'stock', name: 'Stock', spice: true, tags: {} },
      ],
      stacks: { [STORY_STACK]: { template, physicalIds } },
      queues: described,
      logs: Object.fromEntries(Object.keys(template.Resources).map((id) => [id, []])),
    };
    const findings = await verbStory({
      account,
      ledger: new DynamoDbLedger(client, 'ledger'),
      putDeadLetter: async (body) => {
        const [id = ''] = Object.keys(described).filter((each) => each.includes('DeadLetter'));
        server.account = {
          ...server.account,
          queues: { ...described, [id]: { messages: 1, policy: described[id]?.policy, bodies: [body] } },
        };
      },
      sent: async () => server.sent,
    });
    expect(findings).toEqual([]);
  } finally {
    client.destroy();
    await close(dynamoDb);
    await stopAccount(server);
  }
});
