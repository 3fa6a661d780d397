import { marshall } from '@aws-sdk/util-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { drawWeekly } from '../../../bench/freshness/weekly-habits';
import { WEEKLY_TUNED } from '../../../bench/freshness/weekly-tuned';
import { toItem } from '../../../lambda/aws/ledger-item';
import type { LedgerRow } from '../../../lambda/row';
import { DAY, HOUR } from '../../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import { sizeOf } from '../../../sim/aws/item-size';
import { seeded } from '../../../sim/seeds/random';
import { deploy } from '../../../sim/template/deployment';
import { ENVIRONMENT } from '../../../sim/template/environment';
import { type Faults, NO_FAULTS } from '../../../sim/world/faults';
import { World } from '../../../sim/world/world';

/** What a write unit of DynamoDB takes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const WRITE_UNIT = 1_024;

/** As long as names get: ids of data sets are often UUIDs. */
const DATA_SET_ID = '01234567-89ab-cdef-0123-456789abcdef';
const ELSEWHERE = { ...ENVIRONMENT, region: 'ap-southeast-2' };

/** Bytes of the largest item that the function writes in nine days, by what it has in it. */
async function largest(landings: readonly number[], begin: number): Promise<Readonly<Record<string, number>>> {
  const app = new App();
  const stack = new Stack(app, 'Busy');
  new SpiceRefresh(stack, 'SpiceRefresh').addDataSet('Sales', {
    dataSet: SpiceDataSet.fromDataSetId(DATA_SET_ID),
    refreshOn: ['orders', 'payments'].map((source) => LandingEvent.fromPattern({ source: [source] })),
  });
  const sizes: Record<string, number> = {};
  const take = (row: LedgerRow): void => {
    const state = ['pending', 'ingestion', 'outbox'].filter((part) => part in row).join(' and ') || 'at rest';
    const size = sizeOf(marshall(toItem(row), { removeUndefinedValues: true }));
    sizes[state] = Math.max(sizes[state] ?? 0, size);
  };
  const faults: Faults = {
    ...NO_FAULTS,
    effect: async (name, perform) => {
      const result = await perform();
      if (name === 'write') {
        world.ledger.forEach(take);
      }
      return result;
    },
  };
  const { template } = app.synth().getStackByName(stack.stackName);
  const world: World = new World(deploy(template, ELSEWHERE), { start: begin, random: seeded(1), faults });
  const { account, partition, region } = ELSEWHERE;
  world.quickSight.add({
    arn: `arn:${partition}:quicksight:${region}:${account}:dataset/${DATA_SET_ID}`,
    tags: { 'spice-refresh': 'allowed' },
    quota: 32,
    whileActive: 'queue',
    plan: () => ({ seconds: 287, status: 'COMPLETED', rowsIngested: 123_456_789, rowsDropped: 0 }),
  });
  landings.forEach((at, i) => {
    const event = { source: i % 3 === 0 ? 'payments' : 'orders', 'detail-type': 'Data Landed', detail: {} };
    world.clock.at(at, () => world.putEvent(event, at));
  });
  for (let until = begin; until <= begin + 9 * DAY; until += HOUR) {
    await world.clock.run(until);
    world.occurrences.length = 0;
  }
  return sizes;
}

/** The kind with the largest row: what lands at random is remembered in the most bytes. */
const BUSIEST = 'random, all week';

test('each write of the row of a busy data set takes one unit, at rest and in flight, with an outcome and without', async () => {
  const kind = WEEKLY_TUNED.find(({ name }) => name === BUSIEST);
  if (!kind) {
    throw new Error(`no kind is called ${BUSIEST}`);
  }
  const { begin, landings } = drawWeekly(kind, 11, 7);
  const sizes = await largest(
    landings.filter((at) => at < begin + 9 * DAY),
    begin,
  );
  expect(Object.keys(sizes)).toEqual(
    expect.arrayContaining(['at rest', 'pending', 'ingestion and outbox', 'pending and ingestion']),
  );
  expect(Math.max(...Object.values(sizes))).toBeLessThan(WRITE_UNIT);
}, 60_000);
