import { CfnResource, Resource } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../rendered';
import { identity } from '../tokens';

/** The type of the CDK's custom resource: it puts a bucket's notifications when all of their targets are there. */
const CUSTOM_RESOURCE = 'Custom::S3BucketNotifications';

/** What is of EventBridge in a bucket's notifications. */
const EVENT_BRIDGE = 'EventBridgeConfiguration';

const checked = new WeakSet<IConstruct>();

/** The custom resource of a `Bucket`, once it has notifications. */
export function customResourceOf(bucket: IConstruct): CfnResource | undefined {
  const resource = bucket.node.tryFindChild('Notifications')?.node.tryFindChild('Resource');
  return resource && CfnResource.isCfnResource(resource) ? resource : undefined;
}

export function sendsToEventBridge(customResource: CfnResource): boolean {
  return EVENT_BRIDGE in configurationOf(renderedProperties(customResource));
}

/**
 * By default the custom resource of a `Bucket` takes all of its notifications for its own, and removes what other stacks,
 * other apps or people have added. As not "managed" it reads them first, and leaves them there.
 */
export function keepOthers(bucket: IBucketRef): void {
  customResourceOf(bucket)?.addPropertyOverride('Managed', false);
  const policy = bucket.node.tryFindChild('Notifications')?.node.tryFindChild('HandlerPolicy');
  if (policy instanceof Policy) {
    const { bucketArn } = bucket.bucketRef;
    policy.addStatements(new PolicyStatement({ actions: ['s3:GetBucketNotification'], resources: [bucketArn] }));
  }
}

/**
 * Checks at synthesis what becomes of a bucket's notifications: a template and each custom resource put all of them at
 * once.
 *
 * @param changed whether EventBridge was turned on here, so that they are put again at the next deployment
 */
export function checkNotifications(bucket: IBucketRef, resource: CfnBucket, changed: boolean): void {
  if (checked.has(bucket)) {
    return;
  }
  checked.add(bucket);
  bucket.node.addValidation({
    validate: () => [...contradictions(bucket, resource), ...(changed ? removals(bucket, resource) : [])],
  });
}

function contradictions(bucket: IBucketRef, resource: CfnBucket): string[] {
  const inTemplate = configurationOf(renderedProperties(resource));
  const customResource = customResourceOf(bucket);
  if (!customResource) {
    return isOn(inTemplate)
      ? []
      : [
          `bucket ${bucket.node.path} has a notificationConfiguration without EventBridge: ` +
            'add eventBridgeConfiguration: { eventBridgeEnabled: true } to it',
        ];
  }
  const byCustomResource = configurationOf(renderedProperties(customResource));
  const others = Object.keys(inTemplate).filter((name) => name !== EVENT_BRIDGE);
  if (others.length === 0 && EVENT_BRIDGE in byCustomResource) {
    return [];
  }
  return [
    `bucket ${bucket.node.path} has notifications in its notificationConfiguration (${Object.keys(inTemplate)}) and others ` +
      `that the CDK's custom resource puts in their place (${Object.keys(byCustomResource)}): set notificationConfiguration ` +
      'before addDataSet is called and use no addEventNotification, or use addEventNotification alone',
  ];
}

/** What other constructs of this app add is kept by a custom resource that is not "managed" alone. */
function removals(bucket: IBucketRef, resource: CfnBucket): string[] {
  const own = customResourceOf(bucket);
  if (own && String(renderedProperties(own).Managed) === 'false') {
    return [];
  }
  return bucket.node.root.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter((other) => other.cfnResourceType === CUSTOM_RESOURCE && other !== own)
    .map((other) => other.node.scopes.findLast((scope) => Resource.isResource(scope)))
    .filter((other) => other !== undefined && isSame(other as unknown as IBucketRef, bucket, resource))
    .map(
      (other) =>
        `bucket ${bucket.node.path} has notifications that ${other?.node.path} adds, which would be removed when EventBridge ` +
        'is turned on here: call enableEventBridgeNotification() of that one, and pass eventBridgeEnabled: true',
    );
}

function isSame(other: IBucketRef, bucket: IBucketRef, resource: CfnBucket): boolean {
  const name = identity(bucket, other.bucketRef.bucketName);
  return [bucket.bucketRef.bucketName, resource.bucketName].some((own) => own && identity(bucket, own) === name);
}

function configurationOf({
  NotificationConfiguration,
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (NotificationConfiguration as Record<string, unknown> | undefined) ?? {};
}

/** Whether it says so, or says it at deployment. */
function isOn(configuration: Readonly<Record<string, unknown>>): boolean {
  if (Object.keys(configuration).some((name) => name === 'Ref' || name.startsWith('Fn::'))) {
    return true;
  }
  const eventBridge = configuration[EVENT_BRIDGE] as { readonly EventBridgeEnabled?: unknown } | undefined;
  return eventBridge !== undefined && String(eventBridge.EventBridgeEnabled) !== 'false';
}
