import * as fc from 'fast-check';
import { HOUR } from '../../lambda/time';
import { audit } from '../../sim/checks/audit';
import { s3ObjectCreated } from '../../sim/samples';
import { seeded } from '../../sim/seeds/random';
import type { Deployment } from '../../sim/template/deployment';
import { deployAccounts } from '../../sim/template/example-apps';
import { World } from '../../sim/world/world';
import { changed } from '../support/broken-deployment';
import { hostileBody } from '../support/hostile-text';

const START = Date.parse('2026-11-23T06:00:00Z');

const ours = (id: string, region = 'eu-west-1'): string => `arn:aws:quicksight:${region}:123456789012:dataset/${id}`;
const theirs = (id: string): string => `arn:aws:quicksight:us-east-1:210987654321:dataset/${id}`;
const TAG = { 'spice-refresh': 'allowed' };
const ON_REQUEST = { 'refresh-on-request': 'allowed' };

/** Those that may be refreshed, and by the side of each one that may not. */
const IN_SCOPE = {
  [ours('sales')]: TAG,
  [ours('sales-us', 'us-west-2')]: TAG,
  [theirs('bookings')]: TAG,
  [ours('adhoc')]: ON_REQUEST,
};
const OUT_OF_SCOPE = {
  [ours('payroll')]: TAG,
  [ours('secret')]: {},
  [ours('adhoc', 'us-west-2')]: ON_REQUEST,
  [theirs('payroll')]: { ...TAG, ...ON_REQUEST },
  'arn:aws:quicksight:eu-west-1:999999999999:dataset/sales': { ...TAG, ...ON_REQUEST },
};

let deployment: Deployment;

beforeAll(() => {
  deployment = deployAccounts();
}, 60_000);

function newWorld(changed = deployment): World {
  const world = new World(changed, { start: START, random: seeded(1) });
  for (const [arn, tags] of Object.entries({ ...IN_SCOPE, ...OUT_OF_SCOPE })) {
    world.quickSight.add({
      arn,
      tags: { ...tags },
      quota: 32,
      whileActive: 'queue',
      plan: () => ({ seconds: 60, status: 'COMPLETED', rowsIngested: 10 }),
    });
  }
  return world;
}

const land = (world: World, key: string): void => {
  world.putEvent(s3ObjectCreated(deployment.physicalName('LandingBucket'), key));
};
const request = (world: World, detail: unknown, account?: string): void => {
  const event = { source: 'com.example.pipelines', 'detail-type': 'SPICE Refresh Requested', detail };
  world.putEvent(account ? ({ ...event, account } as typeof event) : event);
};
const refreshed = (world: World): string[] => world.quickSight.ingestions.map(({ dataSetArn }) => dataSetArn).sort();
const failures = (world: World): [string, string][] =>
  world.occurrences.flatMap((occurrence) =>
    occurrence.what === 'deadLetter' ? [[occurrence.message.dataSetArn, occurrence.message.error]] : [],
  );

test('a data set is refreshed in its own region and account, and one that is asked for by its name', async () => {
  const world = newWorld();
  for (const key of ['sales/1', 'sales-us/1', 'bookings/1']) {
    land(world, key);
  }
  request(world, { dataSetId: 'adhoc' });
  await world.clock.run(START + HOUR);
  expect(refreshed(world)).toEqual(Object.keys(IN_SCOPE).sort());
  expect(audit(world)).toMatchObject({ landings: 4, covered: 4, lost: 0 });
});

test('a data set that is requested without its tag is refused, and its owner learns which tag', async () => {
  const world = newWorld();
  for (const dataSetId of ['secret', 'payroll', 'nowhere']) {
    request(world, { dataSetId });
  }
  await world.clock.run(START + HOUR);
  expect(refreshed(world)).toEqual([]);
  expect(failures(world)).toEqual(
    expect.arrayContaining(['secret', 'payroll', 'nowhere'].map((id) => [ours(id), 'AccessDeniedException'])),
  );
});

test('a request of another account is not heard', async () => {
  const world = newWorld();
  request(world, { dataSetId: 'adhoc' }, '999999999999');
  await world.clock.run(START + HOUR);
  expect(refreshed(world)).toEqual([]);
});

test('a request with an id that is none is in the dead-letter queue, and harms no data set', async () => {
  const world = newWorld();
  for (const dataSetId of ['../sales', '*', 'a/b', 'sales","arnPrefix":"', 'x'.repeat(10_000), 'é', '']) {
    request(world, { dataSetId });
  }
  land(world, 'sales/1');
  await world.clock.run(START + 3 * HOUR);
  expect(refreshed(world)).toEqual([ours('sales')]);
  expect(world.deadLetterQueue.all()).toHaveLength(7);
});

test('settings of a request do not replace those of a data set with landing events of its own', async () => {
  const world = newWorld();
  land(world, 'sales/1');
  await world.clock.run(START + HOUR);
  Object.assign(world.quickSight.dataSet(ours('sales'))?.tags ?? {}, ON_REQUEST);
  request(world, { dataSetId: 'sales' });
  await world.clock.run(START + 2 * HOUR);
  expect(refreshed(world)).toEqual([ours('sales'), ours('sales')]);
  expect(world.ledger.get(ours('sales'))?.settings.tag).toEqual({ key: 'spice-refresh', value: 'allowed' });
});

describe('a broken joint of the two accounts', () => {
  test.each<[string, string | RegExp, string]>([
    ['the external id', '"sts:ExternalId":"finance"', '"sts:ExternalId":"treasury"'],
    [
      'the role that is trusted',
      /"aws:PrincipalArn":"[^"]*"/,
      '"aws:PrincipalArn":"arn:aws:iam::123456789012:role/other"',
    ],
    [
      'the permission to assume it',
      '"Action":"sts:AssumeRole","Effect":"Allow","Resource"',
      '"Action":"sts:TagSession","Effect":"Allow","Resource"',
    ],
  ])('the refresh fails with a wrong joint, %s, and says so', async (_, from, to) => {
    const world = newWorld(changed(deployment, from, to));
    land(world, 'bookings/1');
    await world.clock.run(START + HOUR);
    expect(refreshed(world)).toEqual([]);
    expect(failures(world)).toEqual([[theirs('bookings'), 'AccessDenied']]);
  });

  test("the owner's tag taken off, the refresh fails and says so", async () => {
    const world = newWorld();
    const dataSet = world.quickSight.dataSet(theirs('bookings'));
    delete dataSet?.tags['spice-refresh'];
    land(world, 'bookings/1');
    await world.clock.run(START + HOUR);
    expect(failures(world)).toEqual([[theirs('bookings'), 'AccessDeniedException']]);
  });
});

test('no message to the queue refreshes anything out of scope, and what landed is refreshed', async () => {
  const targets = [...Object.keys(IN_SCOPE), ...Object.keys(OUT_OF_SCOPE)];
  const roles = deployment.roles.map(({ arn }) => arn);
  await fc.assert(
    fc.asyncProperty(fc.array(hostileBody(targets, roles), { minLength: 5, maxLength: 30 }), async (bodies) => {
      const world = newWorld();
      for (const body of bodies) {
        world.queue.send(body);
      }
      land(world, 'sales/1');
      await world.clock.run(START + 2 * HOUR);
      expect(refreshed(world).filter((arn) => !(arn in IN_SCOPE))).toEqual([]);
      // forged settings may put a start off, never lose what landed
      const { settings, pending, fresh } = world.ledger.get(ours('sales')) ?? {};
      expect(Boolean(pending ?? fresh)).toBe(true);
      expect(settings).toBeDefined();
    }),
    { numRuns: 25, seed: 4 },
  );
}, 120_000);
