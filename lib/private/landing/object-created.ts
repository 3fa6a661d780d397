import type { IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { LandingEventConfig } from '../../landing-event-config';
import type { ObjectCreatedOptions } from '../../landing-event-options';

/** What S3 puts on the bus when an object of interest was created. */
export function objectCreated(bucket: IBucketRef, options: ObjectCreatedOptions): LandingEventConfig {
  const keys = keyFilters(options);
  const object = {
    ...(keys.length > 0 && { key: keys }),
    // not a numeric comparison: it has an upper limit, 5.0e9 by event-ruler's README, and objects are larger
    ...(options.ignoreEmptyObjects && { size: [{ 'anything-but': 0 }] }),
  };
  return {
    name: 'ObjectCreated',
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

function keyFilters({ keyPrefix, keyPrefixes, keySuffix, keySuffixes }: ObjectCreatedOptions): object[] {
  const prefixes = several('keyPrefixes', keyPrefix, keyPrefixes);
  const suffixes = several('keySuffixes', keySuffix, keySuffixes);
  if (prefixes.length > 0 && suffixes.length > 0) {
    return prefixes.flatMap((prefix) =>
      suffixes.map((suffix) => ({ wildcard: `${literal(prefix)}*${literal(suffix)}` })),
    );
  }
  return [...prefixes.map((prefix) => ({ prefix })), ...suffixes.map((suffix) => ({ suffix }))];
}

/** An empty one filters nothing, which in a list can only be a mistake: the others would be for nothing. */
function several(name: string, one: string | undefined, list: readonly string[] | undefined): string[] {
  if (list && (list.length === 0 || list.includes(''))) {
    throw new Error(`${name} must hold at least one string, and no empty one: got ${JSON.stringify(list)}`);
  }
  return [...new Set([...(one ? [one] : []), ...(list ?? [])])];
}

/** A key may hold what a wildcard filter takes for more than itself. */
function literal(part: string): string {
  return part.replace(/[\\*]/g, '\\$&');
}
