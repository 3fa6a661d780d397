import { allowedRequests } from '../../lambda/pace/quota';
import { isRequestedOnly } from '../../lambda/request';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { OutcomeDetailType, type RequestMessage } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { aLandingMessage, aRequest, aRow, landed, NOON, settings } from '../support/rows';

/** A person asks for the data set every half hour of a day. */
async function requested(changes: Partial<RequestMessage> = {}, world = new FakePorts(aRow())): Promise<FakePorts> {
  const start = world.now;
  for (let at = start; at < start + DAY; at += HOUR / 2) {
    world.now = Math.max(world.now, at);
    world.send(aRequest({ time: new Date(world.now).toISOString(), ...changes }));
    await world.run(at + HOUR / 2 - world.now);
  }
  return world;
}

const refreshesBy = (world: FakePorts, code: OutcomeDetailType): number =>
  world.told.filter(({ detailType }) => detailType === code).length;

test.each([
  ['a quarter of the quota', {}, settings(), 8],
  ['a quarter of what is left of the quota', {}, settings({ quota: { perDay: 8, reserved: 4 } }), 1],
  ['what the construct allows', { maxPerDay: 3 }, settings(), 3],
])('requests alone start %s in a day, and the rest is deferred', async (_what, changes, given, starts) => {
  const world = await requested(changes, new FakePorts(aRow({ settings: given })));
  expect(world.created).toHaveLength(starts);
  expect(world.row.pending?.by).toEqual({ Requested: expect.any(Number) });
  expect(world.row.reason).toMatch(
    new RegExp(`^requests have started all ${starts} refreshes that they may start in 24 h; the next is possible at`),
  );
  expect(refreshesBy(world, OutcomeDetailType.DEFERRED)).toBeGreaterThan(0);
});

test.each([
  [1, 1],
  [7, 1],
  [8, 2],
  [32, 8],
])('of a quota of %d, requests alone may start %d', (perDay, starts) => {
  expect(allowedRequests(aRow({ settings: settings({ quota: { perDay, reserved: 0 } }) }))).toBe(starts);
});

test('a landing is not held back by it, and takes the requests that wait along', async () => {
  const world = await requested({ maxPerDay: 2 });
  world.send(aLandingMessage(world.now));
  await world.run(10 * MINUTE);
  expect(world.created).toHaveLength(3);
  expect(world.row.pending).toBeUndefined();
});

test('what is deferred starts when the oldest start of requests is a day old', async () => {
  const world = await requested({ maxPerDay: 2 });
  expect(world.created).toHaveLength(2);
  await world.run(2 * HOUR);
  expect(world.created.length).toBeGreaterThan(2);
});

test('the starts that landings have caused leave requests theirs', async () => {
  const calls = Array.from({ length: 20 }, (_, at) => NOON - HOUR - at * MINUTE).reverse();
  const world = new FakePorts(aRow({ calls }));
  world.send(aRequest({ maxPerDay: 1 }));
  await world.run(HOUR);
  expect(world.created).toHaveLength(1);
});

test('calls that were denied are no starts', async () => {
  const world = new FakePorts(aRow());
  const { answerCreate } = world;
  world.answerCreate = () => ({ apiError: { error: 'AccessDeniedException', message: 'no tag', status: 403 } });
  for (let at = 0; at < 20; at++) {
    world.now += HOUR / 4;
    world.send(aRequest({ time: new Date(world.now).toISOString() }));
    await world.run(HOUR / 8);
  }
  expect(world.created.length).toBeGreaterThan(8);
  world.answerCreate = answerCreate;
  world.send(aRequest({ time: new Date(world.now).toISOString() }));
  await world.run(10 * MINUTE);
  expect(world.ingestions.size).toBe(1);
});

test('a limit that a deployment changed holds from the next request on', async () => {
  const world = await requested({ maxPerDay: 2 });
  world.send(aRequest({ time: new Date(world.now - SECOND).toISOString(), maxPerDay: 3 }));
  await world.run(10 * MINUTE);
  expect(world.created).toHaveLength(3);
  expect(world.row.requests?.calls).toHaveLength(3);
});

test('requests are alone where nothing else has landed', () => {
  expect(isRequestedOnly(landed({ Requested: [NOON] }))).toBe(true);
  expect(isRequestedOnly(landed({ Requested: [NOON], Files: [NOON] }))).toBe(false);
});
