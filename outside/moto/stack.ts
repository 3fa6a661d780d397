import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** Resource types that moto's CloudFormation does not know. What they would do is left out of the judgement. */
const LACKING = new Set([
  'AWS::CDK::Metadata',
  'AWS::Glue::Job',
  'AWS::QuickSight::DataSet',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::S3BucketNotifications',
]);

type Resources = Record<string, { Type: string; Properties?: { Code?: { S3Key?: string } }; DependsOn?: unknown }>;

/** How a client finds moto. */
export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** A stack as moto has deployed it. */
export interface DeployedStack {
  readonly resources: readonly StackResource[];
  /** Resource types that were left out. */
  readonly left: readonly string[];
}

/** Deploys a template as far as moto's CloudFormation goes. */
export async function deployStack(
  name: string,
  template: { Resources: Resources; Parameters?: unknown },
  configuration: ClientConfiguration,
  account: string,
): Promise<DeployedStack> {
  await putAssets(template.Resources, configuration, account);
  const gone = Object.keys(template.Resources).filter((id) => LACKING.has(template.Resources[id]?.Type ?? ''));
  const { Parameters: _, Rules: __, ...rest } = template as Record<string, unknown>;
  const known = Object.entries(template.Resources).filter(([id]) => !gone.includes(id));
  const client = new CloudFormationClient(configuration);
  try {
    const body = JSON.stringify({
      ...rest,
      Outputs: undefined,
      Resources: Object.fromEntries(known.map(([id, resource]) => [id, without(gone, resource)])),
    });
    await client.send(
      new CreateStackCommand({ StackName: name, TemplateBody: body, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    );
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
    return { resources: StackResources, left: gone.map((id) => template.Resources[id]?.Type ?? '') };
  } finally {
    client.destroy();
  }
}

/** A function's code must be in the bucket; moto does not look into it. */
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
