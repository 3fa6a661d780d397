import { GetBucketNotificationConfigurationCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { permitted } from './permitted';

/** S3 of the caller's region, with the caller's credentials. */
export class Buckets {
  private readonly client = new S3Client({ followRegionRedirects: true, forcePathStyle: true });
  private readonly asked = new Map<string, Promise<boolean>>();

  /** Whether a bucket sends its events to EventBridge. */
  sendsEvents(bucket: string): Promise<boolean> {
    const known = this.asked.get(bucket) ?? this.ask(bucket);
    this.asked.set(bucket, known);
    return known;
  }

  private ask(bucket: string): Promise<boolean> {
    return permitted('s3:GetBucketNotification', async () => {
      const command = new GetBucketNotificationConfigurationCommand({ Bucket: bucket });
      return (await this.client.send(command)).EventBridgeConfiguration !== undefined;
    });
  }

  /** A small object, such as a manifest. */
  read(bucket: string, key: string): Promise<string> {
    return permitted('s3:GetObject', async () => {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString()) ?? '';
    });
  }

  close(): void {
    this.client.destroy();
  }
}
