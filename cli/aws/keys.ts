import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { permitted } from './permitted';

/** A KMS key, as far as it matters to those who send under it. */
export interface Key {
  readonly arn: string;
  /** An AWS managed key, whose policy cannot be changed. */
  readonly managedByAws: boolean;
  readonly enabled: boolean;
}

/** KMS, with the caller's credentials. */
export class Keys {
  private readonly client = new KMSClient({});

  close(): void {
    this.client.destroy();
  }

  /** @param keyId id, ARN or alias */
  describe(keyId: string): Promise<Key> {
    return permitted('kms:DescribeKey', async () => {
      const { KeyMetadata: { Arn = '', KeyManager, KeyState } = {} } = await this.client.send(
        new DescribeKeyCommand({ KeyId: keyId }),
      );
      return { arn: Arn, managedByAws: KeyManager === 'AWS', enabled: KeyState === 'Enabled' };
    });
  }

  policy(keyArn: string): Promise<string | undefined> {
    return permitted('kms:GetKeyPolicy', async () => {
      const command = new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' });
      return (await this.client.send(command)).Policy;
    });
  }
}
