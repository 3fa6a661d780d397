import type { IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { LandingEventConfig } from '../../landing-event-config';
import type { ObjectCreatedOptions } from '../../landing-event-options';
import { keyFilters } from './key-filters';

/** What S3 puts on the bus when an object of interest was created. */
export function objectCreated(bucket: IBucketRef, options: ObjectCreatedOptions): LandingEventConfig {
  const { filters: keys, ignoreKeys } = keyFilters(options);
  const object = {
    ...(keys.length > 0 && { key: keys }),
    // not a numeric comparison: it has an upper limit, 5.0e9 by EventBridge's guide, and objects are larger
    ...(options.ignoreEmptyObjects && { size: [{ 'anything-but': 0 }] }),
  };
  return {
    name: 'ObjectCreated',
    sourceEnv: bucket.env,
    ...(ignoreKeys.length > 0 && { ignoreKeys }),
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [bucket.bucketRef.bucketName] },
        ...(Object.keys(object).length > 0 && { object }),
      },
    },
  };
}
