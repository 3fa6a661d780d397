import { DAY, HOUR, MINUTE } from '../../lambda/time';
import { glueJobStateChange, s3ObjectCreated, transferServerFile } from '../samples';
import type { World } from '../world/world';

/** What happens to an example in its picture. */
export interface Scene {
  /** In examples/typescript, without its ending; the picture has the same name. */
  readonly example: string;
  readonly stack: string;
  /** ISO 8601. */
  readonly from: string;
  /** Milliseconds. */
  readonly lasts: number;
  /** Seconds that a refresh takes, by the data set's id; by its ARN where that is of another region or account. */
  readonly dataSets: Readonly<Record<string, number>>;
  /** Puts its events on the virtual clock. */
  readonly play: (world: World, at: (time: number, run: () => void) => void) => void;
}

const MORNING = '2026-11-23T06:00:00Z';

/** Files of a job that writes them within a few minutes, with a name for each. */
function burst(world: World, at: (time: number, run: () => void) => void, files: number, from: number, prefix: string) {
  const bucket = world.deployment.physicalName('LandingBucket');
  for (let file = 0; file < files; file++) {
    at(from + file * 600, () => world.putEvent(s3ObjectCreated(bucket, `${prefix}part-${file}.parquet`)));
  }
}

/** The marker that a job writes last. */
function marker(world: World, at: (time: number, run: () => void) => void, time: number, prefix: string) {
  const bucket = world.deployment.physicalName('LandingBucket');
  at(time, () => world.putEvent(s3ObjectCreated(bucket, `${prefix}_SUCCESS`, 0)));
}

/** What the rule waits for: a server's id is an attribute, which the template leaves to AWS. */
function serverIn({ deployment }: World): string {
  const id = /"server-id":\["([^"]+)"/.exec(JSON.stringify(deployment.rules));
  if (id === null) {
    throw new Error('no rule of the example waits for a server');
  }
  return id[1] as string;
}

export const SCENES: readonly Scene[] = [
  {
    example: 's3-burst',
    stack: 'S3Burst',
    from: MORNING,
    lasts: 2 * HOUR,
    dataSets: { sales: 240 },
    play: (world, at) => {
      burst(world, at, 400, 5 * MINUTE, 'sales/first/');
      // the second load ends while the refresh of the first one is running
      burst(world, at, 300, 30 * MINUTE, 'sales/second/');
      burst(world, at, 60, 36 * MINUTE, 'sales/late/');
    },
  },
  {
    example: 'glue-with-safety-net',
    stack: 'GlueWithSafetyNet',
    from: MORNING,
    lasts: 3 * DAY,
    dataSets: { stock: 1_800 },
    play: (world, at) => {
      for (const day of [0, 2]) {
        at(day * DAY + HOUR, () => world.putEvent(glueJobStateChange('load-stock', 'SUCCEEDED')));
      }
    },
  },
  {
    example: 'parent-and-child',
    stack: 'ParentAndChild',
    from: MORNING,
    lasts: HOUR,
    dataSets: { sales: 480, 'sales-by-region': 180 },
    play: (world, at) => {
      burst(world, at, 200, 5 * MINUTE, 'sales/first/');
      burst(world, at, 100, 30 * MINUTE, 'sales/second/');
    },
  },
  {
    example: 'incremental-with-weekly-full',
    stack: 'IncrementalWithWeeklyFull',
    from: MORNING,
    lasts: 2 * DAY,
    dataSets: { clicks: 300 },
    play: (world, at) => {
      for (let time = 5 * MINUTE; time < 2 * DAY; time += 30 * MINUTE) {
        marker(world, at, time, `clicks/${time}/`);
      }
    },
  },
  {
    example: 'requests-by-name',
    stack: 'RequestsByName',
    from: MORNING,
    lasts: HOUR,
    dataSets: { sales: 240, forecast: 120 },
    play: (world, at) => {
      const request = (dataSetId: string) => () =>
        world.putEvent({
          source: 'com.example.pipelines',
          'detail-type': 'SPICE Refresh Requested',
          resources: [],
          detail: { dataSetId },
        });
      at(5 * MINUTE, request('sales'));
      at(12 * MINUTE, request('forecast'));
      at(35 * MINUTE, request('sales'));
    },
  },
  {
    example: 'transfer-drop',
    stack: 'TransferDrop',
    from: MORNING,
    lasts: HOUR,
    dataSets: { prices: 180 },
    play: (world, at) => {
      const server = serverIn(world);
      const upload = (file: string, what: 'Upload Completed' | 'Upload Failed') => () =>
        world.putEvent(transferServerFile(server, `/landing/${file}`, what));
      at(5 * MINUTE, upload('prices-1.csv', 'Upload Completed'));
      at(6 * MINUTE, upload('prices-2.csv', 'Upload Completed'));
      at(20 * MINUTE, upload('prices-3.csv', 'Upload Failed'));
      at(35 * MINUTE, upload('prices-3.csv', 'Upload Completed'));
    },
  },
  {
    example: 'orders',
    stack: 'Orders',
    from: '2026-11-22T06:00:00Z',
    lasts: 27 * HOUR,
    dataSets: { orders: 900 },
    play: (world, at) => {
      // before six o'clock, when the schedule is the last of the landing events
      marker(world, at, 23 * HOUR + 10 * MINUTE, 'orders/');
    },
  },
  {
    example: 'accounts',
    stack: 'Platform',
    from: MORNING,
    lasts: HOUR,
    dataSets: {
      sales: 240,
      'arn:aws:quicksight:us-west-2:123456789012:dataset/sales-us': 180,
      'arn:aws:quicksight:us-east-1:210987654321:dataset/bookings': 120,
    },
    play: (world, at) => {
      burst(world, at, 200, 5 * MINUTE, 'sales/');
      burst(world, at, 100, 10 * MINUTE, 'sales-us/');
      burst(world, at, 50, 15 * MINUTE, 'bookings/');
    },
  },
];
