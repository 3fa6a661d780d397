import { AccountServer } from '../../../local/account/account-server';
import type { AccountDescription } from '../../../local/account/description';

const before = { ...process.env };

/** An account behind `AWS_ENDPOINT_URL`, found as by every AWS tool. */
export async function startAccount(description: AccountDescription): Promise<AccountServer> {
  const server = new AccountServer(description);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await server.listen(),
    AWS_REGION: description.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return server;
}

export async function stopAccount(server: AccountServer): Promise<void> {
  process.env = { ...before };
  await server.close();
}
