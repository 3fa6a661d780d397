import { CfnResource, Resource, Token } from 'aws-cdk-lib';
import type { Bucket, CfnBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';

/** Makes a bucket send its events to EventBridge. */
export function turnOnEventBridge(bucket: IBucketRef): void {
  if (Resource.isResource(bucket) && Resource.isOwnedResource(bucket)) {
    (bucket as Bucket).enableEventBridgeNotification();
  } else if (CfnResource.isCfnResource(bucket)) {
    turnOnEventBridgeOfCfnBucket(bucket as unknown as CfnBucket);
  } else {
    throw new Error(
      `the notifications of bucket ${nameOf(bucket)} cannot be changed from this app, because it is defined elsewhere: ` +
        'turn on "Send notifications to Amazon EventBridge" in the bucket\'s properties, or where the bucket is defined, ' +
        'and pass eventBridgeEnabled: true',
    );
  }
}

function turnOnEventBridgeOfCfnBucket(bucket: CfnBucket): void {
  const configuration = bucket.notificationConfiguration;
  if (configuration === undefined) {
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  } else if (!sendsEvents(configuration)) {
    throw new Error(
      `bucket ${bucket.node.path} has a notificationConfiguration without EventBridge: ` +
        'add eventBridgeConfiguration: { eventBridgeEnabled: true } to it',
    );
  }
}

/** Whether it says so, or says it at deployment. */
function sendsEvents(configuration: NonNullable<CfnBucket['notificationConfiguration']>): boolean {
  if (Token.isUnresolved(configuration)) {
    return true;
  }
  const { eventBridgeConfiguration } = configuration as CfnBucket.NotificationConfigurationProperty;
  if (eventBridgeConfiguration === undefined || Token.isUnresolved(eventBridgeConfiguration)) {
    return eventBridgeConfiguration !== undefined;
  }
  const { eventBridgeEnabled } = eventBridgeConfiguration as CfnBucket.EventBridgeConfigurationProperty;
  return eventBridgeEnabled === true || Token.isUnresolved(eventBridgeEnabled);
}

function nameOf(bucket: IBucketRef): string {
  const { bucketName } = bucket.bucketRef;
  return Token.isUnresolved(bucketName) ? bucket.node.path : `'${bucketName}'`;
}
