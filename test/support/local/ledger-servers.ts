import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { AccountServer } from '../../../local/account/account-server';
import { close, listen, NOWHERE } from './loopback';

/** A DynamoDB, and an account without data sets. The command finds both as every AWS tool does: by its environment. */
export interface LedgerServers {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

export async function startLedgerServers(): Promise<LedgerServers> {
  const before = { ...process.env };
  const server = dynalite({ createTableMs: 0 });
  const endpoint = await listen(server);
  const account = new AccountServer({
    account: '111122223333',
    region: 'eu-west-1',
    dataSets: [],
    dataSources: [],
    tables: {},
    buckets: {},
  });
  const client = new DynamoDBClient({ ...NOWHERE, endpoint });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_STS: await account.listen(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return {
    client,
    close: async () => {
      process.env = before;
      client.destroy();
      await account.close();
      await close(server);
    },
  };
}
