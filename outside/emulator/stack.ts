import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

type Resources = Record<string, { Type: string; Properties?: { Code?: { S3Key?: string } }; DependsOn?: unknown }>;

/** How a client finds an emulator. */
export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** A stack as an emulator has deployed it. */
export interface DeployedStack {
  readonly resources: readonly StackResource[];
  /** Resource types that were left out. */
  readonly left: readonly string[];
}

/**
 * Deploys a template as far as an emulator's CloudFormation goes: makes the stack, or updates it.
 *
 * @param lacking resource types that the emulator does not know: they are left out
 */
export async function deployStack(
  name: string,
  template: { Resources: Resources; Parameters?: unknown },
  configuration: ClientConfiguration,
  account: string,
  lacking: readonly string[],
): Promise<DeployedStack> {
  await putAssets(template.Resources, configuration, account);
  const gone = Object.keys(template.Resources).filter((id) => lacking.includes(template.Resources[id]?.Type ?? ''));
  const { Parameters: _, Rules: __, ...rest } = template as Record<string, unknown>;
  const known = Object.entries(template.Resources).filter(([id]) => !gone.includes(id));
  const client = new CloudFormationClient(configuration);
  try {
    const body = JSON.stringify({
      ...rest,
      Outputs: undefined,
      Resources: Object.fromEntries(known.map(([id, resource]) => [id, without(gone, resource)])),
    });
    await createOrUpdate(client, { StackName: name, TemplateBody: body, Capabilities: ['CAPABILITY_NAMED_IAM'] });
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
    return { resources: StackResources, left: gone.map((id) => template.Resources[id]?.Type ?? '') };
  } finally {
    client.destroy();
  }
}

/** @throws if CloudFormation rolls back, or is not done within two minutes */
async function createOrUpdate(client: CloudFormationClient, input: CreateStackCommandInput): Promise<void> {
  const waiting = [{ client, maxWaitTime: 120, minDelay: 1, maxDelay: 2 }, { StackName: input.StackName }] as const;
  const exists = await client.send(new DescribeStacksCommand({ StackName: input.StackName })).then(
    () => true,
    () => false,
  );
  if (exists) {
    await client.send(new UpdateStackCommand(input));
    await waitUntilStackUpdateComplete(...waiting);
  } else {
    await client.send(new CreateStackCommand(input));
    await waitUntilStackCreateComplete(...waiting);
  }
}

/** A function's code must be in the bucket; emulators do not look into it. */
async function putAssets(resources: Resources, configuration: ClientConfiguration, account: string): Promise<void> {
  const client = new S3Client({ ...configuration, forcePathStyle: true });
  const Bucket = `cdk-hnb659fds-assets-${account}-${configuration.region}`;
  const LocationConstraint = configuration.region === 'us-east-1' ? undefined : (configuration.region as 'eu-west-1');
  try {
    await client
      .send(
        new CreateBucketCommand({ Bucket, CreateBucketConfiguration: LocationConstraint && { LocationConstraint } }),
      )
      .catch(() => {});
    for (const { Properties } of Object.values(resources)) {
      if (Properties?.Code?.S3Key) {
        await client.send(new PutObjectCommand({ Bucket, Key: Properties.Code.S3Key, Body: EMPTY_ZIP }));
      }
    }
  } finally {
    client.destroy();
  }
}

/** The end-of-directory record of a zip file without entries. */
const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

/** A part of a template in which references to resources that are left out are texts. */
function without(gone: readonly string[], part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map((each) => without(gone, each));
  }
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  if (Ref && gone.includes(Ref)) {
    return 'load-inventory';
  }
  if (attribute && gone.includes(attribute[0] ?? '')) {
    return `arn:aws:quicksight:eu-west-1:123456789012:dataset/${attribute[0]?.toLowerCase()}`;
  }
  const entries = Object.entries(part).map(([key, value]) =>
    key === 'DependsOn'
      ? ([key, [value].flat().filter((id) => !gone.includes(id))] as const)
      : ([key, without(gone, value)] as const),
  );
  return Object.fromEntries(entries);
}
