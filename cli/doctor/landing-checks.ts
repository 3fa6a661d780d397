import { Buckets } from '../aws/buckets';
import { eachOf } from '../aws/concurrency';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import type { Finding } from './finding';
import type { Unless } from './unless';

/** Buckets whose events the rules wait for, but those of the template itself, which it makes send them. */
export async function bucketFindings({ deployment }: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const names = [...new Set(deployment.rules.flatMap(({ eventPattern }) => bucketsIn(eventPattern)))];
  const foreign = names.filter((name) => !deployment.bucketNames.includes(name));
  const buckets = new Buckets();
  try {
    const findings = await eachOf(foreign, async (bucket): Promise<Finding[]> => {
      const sends = await unless(exists(buckets.sendsEvents(bucket)), true);
      return sends === true
        ? []
        : [
            {
              level: 'error',
              check: 'bucketEvents',
              subject: `bucket ${bucket}`,
              what: sends === undefined ? 'there is no such bucket' : 'it does not send its events to EventBridge',
              why: 'no object that is created in it refreshes anything',
              fix:
                sends === undefined
                  ? 'name the bucket that the data lands in'
                  : 'switch EventBridge on in the properties of the bucket; it takes about five minutes',
            },
          ];
    });
    return findings.flat();
  } finally {
    buckets.close();
  }
}

/** `undefined`: there is no such bucket. */
async function exists(sends: Promise<boolean>): Promise<boolean | undefined> {
  try {
    return await sends;
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucket') {
      return undefined;
    }
    throw error;
  }
}

function bucketsIn(pattern: unknown): string[] {
  const { source = [], detail } = (pattern ?? {}) as { source?: unknown[]; detail?: { bucket?: { name?: unknown[] } } };
  const names = source.includes('aws.s3') ? (detail?.bucket?.name ?? []) : [];
  return names.filter((name) => typeof name === 'string');
}
