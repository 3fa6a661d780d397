import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** Whose credentials these are, and where. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly arn: string;
}

/** For errors: where something was looked for. */
export async function whereCalled(): Promise<string> {
  const { account, region } = await whoCalls();
  return `in account ${account}, region ${region}: check the name, --profile and --region`;
}

export async function whoCalls(): Promise<Caller> {
  const client = new STSClient({});
  try {
    const region = await client.config.region();
    // needs no permission
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account, region, partition: Arn.split(':')[1] ?? 'aws', arn: Arn };
  } finally {
    client.destroy();
  }
}
