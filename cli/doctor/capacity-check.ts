import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DAY } from '../../lambda/time';
import type { Caller } from '../aws/caller';
import { permitted } from '../aws/permitted';
import { formatBytes } from '../terminal/table';
import type { Finding } from './finding';
import type { Unless } from './unless';

/** QuickSight publishes a value when it has changed by 1 MB: it may be days old. */
const LOOK_BACK = 14 * DAY;
/** A refresh needs room for the new data beside the old. */
const NEARLY_FULL = 0.9;
const MB = 1_024 ** 2;

/**
 * SPICE capacity: one pool for the region.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/aggregate-spice-metrics
 */
export async function capacityFindings({ account, region }: Caller, now: number, unless: Unless): Promise<Finding[]> {
  const { consumed, limit } = await unless(spiceCapacity(now), {});
  if (consumed === undefined || limit === undefined || consumed < limit * NEARLY_FULL) {
    return [];
  }
  const isFull = consumed >= limit;
  return [
    {
      level: isFull ? 'error' : 'warning',
      check: 'capacity',
      subject: `SPICE in ${region}`,
      what: `${formatBytes(consumed * MB)} of ${formatBytes(limit * MB)} are used`,
      why: isFull ? 'QuickSight refuses refreshes' : 'a data set that grows may not be refreshed',
      fix: `buy capacity, or aws quicksight update-spice-capacity-configuration --aws-account-id ${account} --purchase-mode AUTO_PURCHASE`,
    },
  ];
}

/** In megabytes; absent where QuickSight has not published it. */
function spiceCapacity(now: number): Promise<{ consumed?: number; limit?: number }> {
  return permitted('cloudwatch:GetMetricData', async () => {
    const client = new CloudWatchClient({});
    const query = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'AWS/QuickSight', MetricName }, Period: DAY / 1_000, Stat: 'Maximum' },
    });
    try {
      const { MetricDataResults = [] } = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(now - LOOK_BACK),
          EndTime: new Date(now),
          ScanBy: 'TimestampDescending',
          MetricDataQueries: [query('consumed', 'SPICECapacityConsumedInMB'), query('limit', 'SPICECapacityLimitInMB')],
        }),
      );
      const latest = (id: string): number | undefined => MetricDataResults.find(({ Id }) => Id === id)?.Values?.[0];
      return { consumed: latest('consumed'), limit: latest('limit') };
    } finally {
      client.destroy();
    }
  });
}
