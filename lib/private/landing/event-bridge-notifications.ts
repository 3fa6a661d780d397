import { CfnResource, Resource, Token } from 'aws-cdk-lib';
import type { Bucket, CfnBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';
import { checkNotifications, customResourceOf, keepOthers, sendsToEventBridge } from './bucket-notifications';

/**
 * Makes a bucket send its events to EventBridge, beside whatever notifications it has: in its `notificationConfiguration`
 * if it has one there, else as the CDK does it. What is set later is checked at synthesis.
 */
export function turnOnEventBridge(bucket: IBucketRef): void {
  const resource = cfnBucketOf(bucket);
  if (!resource) {
    throw new Error(
      `the notifications of bucket ${nameOf(bucket)} cannot be changed from this app, because it is defined elsewhere: ` +
        'turn on "Send notifications to Amazon EventBridge" in the bucket\'s properties, or where the bucket is defined, ' +
        'and pass eventBridgeEnabled: true',
    );
  }
  const inTemplate = resource === (bucket as unknown) || resource.notificationConfiguration !== undefined;
  const changed = inTemplate ? turnOnInTemplate(resource) : turnOnByCustomResource(bucket as Bucket);
  checkNotifications(bucket, resource, changed);
}

/** The bucket as the template has it, if it is this app's. */
function cfnBucketOf(bucket: IBucketRef): CfnBucket | undefined {
  if (CfnResource.isCfnResource(bucket)) {
    return bucket as unknown as CfnBucket;
  }
  return Resource.isResource(bucket) && Resource.isOwnedResource(bucket)
    ? (bucket.node.defaultChild as CfnBucket)
    : undefined;
}

/** Whether that changed anything: what is known at synthesis only is left as it is. */
function turnOnInTemplate(resource: CfnBucket): boolean {
  const configuration = resource.notificationConfiguration ?? {};
  if (Token.isUnresolved(configuration) || 'eventBridgeConfiguration' in configuration) {
    return false;
  }
  resource.notificationConfiguration = { ...configuration, eventBridgeConfiguration: { eventBridgeEnabled: true } };
  return true;
}

/** By the custom resource that the CDK makes for the notifications of a `Bucket`. Whether that changed anything. */
function turnOnByCustomResource(bucket: Bucket): boolean {
  const before = customResourceOf(bucket);
  if (before && sendsToEventBridge(before)) {
    return false;
  }
  bucket.enableEventBridgeNotification();
  if (!before) {
    keepOthers(bucket);
  }
  return true;
}

function nameOf(bucket: IBucketRef): string {
  const { bucketName } = bucket.bucketRef;
  return Token.isUnresolved(bucketName) ? bucket.node.path : `'${bucketName}'`;
}
