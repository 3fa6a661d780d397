import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** Whose credentials these are, and where. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly arn: string;
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
