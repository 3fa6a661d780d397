import { canCover, isRequestedOnly, requestedType } from '../../lambda/request';
import { HOUR, MINUTE, SECOND } from '../../lambda/time';
import type { IngestionType } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { ARN, aLandingMessage, anIngestion, aRow, landed, landedAt, NOON, settings } from '../support/rows';

/** A data set that is refreshed incrementally, and is fresh. */
const INCREMENTAL = settings({ ingestion: { type: 'INCREMENTAL_REFRESH', fallBackToFull: true } });
const fresh = { through: NOON - HOUR, at: NOON - HOUR };

const incrementally = (changes = {}): FakePorts => new FakePorts(aRow({ settings: INCREMENTAL, fresh, ...changes }));

/** What `refresh --full` and `--incremental` send. */
const ask = (world: FakePorts, landingEvent: string, at = world.now, given = INCREMENTAL): void =>
  world.send(aLandingMessage(at, [{ arn: ARN, settings: given }], { landingEvent }));
const land = (world: FakePorts, given = INCREMENTAL): void => ask(world, 'Files', world.now, given);

const types = ({ created }: FakePorts): IngestionType[] => created.map(({ type }) => type);

test('a full refresh that is requested is full once, and the next landing is incremental again', async () => {
  const world = incrementally();
  ask(world, 'RequestedFull');
  await world.run(10 * MINUTE);
  land(world);
  await world.run(10 * MINUTE);
  expect(types(world)).toEqual(['FULL_REFRESH', 'INCREMENTAL_REFRESH']);
  expect(world.row.fullAt).toBeGreaterThan(NOON);
});

test('a full ingestion covers any landing, an incremental one all but a request for a full one', () => {
  const covers = (type: IngestionType, landingEvent: string) => canCover(type, { landingEvent });
  expect([covers('FULL_REFRESH', 'RequestedFull'), covers('FULL_REFRESH', 'Files')]).toEqual([true, true]);
  expect([covers('INCREMENTAL_REFRESH', 'RequestedFull'), covers('INCREMENTAL_REFRESH', 'Files')]).toEqual([
    false,
    true,
  ]);
});

test('its reason says that it was requested', async () => {
  const world = incrementally();
  ask(world, 'RequestedFull');
  await world.run(10 * MINUTE);
  expect(world.told.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/quiet for 1 min, a full refresh was requested$/),
  );
});

test('a request that is delivered again, however late, starts nothing', async () => {
  const world = incrementally();
  ask(world, 'RequestedFull');
  ask(world, 'RequestedFull');
  await world.run(10 * MINUTE);
  ask(world, 'RequestedFull', NOON);
  await world.run(10 * MINUTE);
  expect(types(world)).toEqual(['FULL_REFRESH']);
});

test('one that is received after an incremental refresh of its time is full all the same', async () => {
  const world = incrementally();
  land(world);
  await world.run(10 * MINUTE);
  ask(world, 'RequestedFull', NOON);
  await world.run(10 * MINUTE);
  expect(types(world)).toEqual(['INCREMENTAL_REFRESH', 'FULL_REFRESH']);
});

test('one that is received while an incremental refresh runs is the next, one at a time', async () => {
  const world = incrementally();
  world.ingestionTakes = 30 * MINUTE;
  land(world);
  await world.run(10 * MINUTE);
  ask(world, 'RequestedFull', NOON + SECOND);
  await world.run(MINUTE);
  expect(types(world)).toEqual(['INCREMENTAL_REFRESH']);
  await world.run(30 * MINUTE);
  expect(types(world)).toEqual(['INCREMENTAL_REFRESH', 'FULL_REFRESH']);
});

test('an incremental refresh that turns out to have started later does not take the request along', async () => {
  const covers = landedAt(NOON - 2 * MINUTE);
  const ingestion = anIngestion({ id: 'unheard', type: 'INCREMENTAL_REFRESH', phase: 'starting', covers });
  const pending = landed({ RequestedFull: [NOON + MINUTE] });
  const calls = [NOON, NOON + 10 * MINUTE];
  const world = incrementally({ ingestion: { ...ingestion, pollAt: NOON + 11 * MINUTE }, pending, calls });
  world.now = NOON + 11 * MINUTE;
  world.ingestions.set('unheard', NOON + 10 * MINUTE);
  land(world);
  await world.run(30 * MINUTE);
  expect(types(world)).toEqual(['FULL_REFRESH']);
});

test('a full refresh that failed is full when it is tried again', async () => {
  const world = incrementally();
  ask(world, 'RequestedFull');
  const { answerDescribe } = world;
  world.answerDescribe = () => ({
    ingestion: { status: 'FAILED', createdAt: NOON, error: { type: 'DATA_SOURCE_CONNECTION_FAILED', message: 'no' } },
  });
  await world.run(3 * MINUTE);
  world.answerDescribe = answerDescribe;
  await world.run(20 * MINUTE);
  expect(world.created.length).toBeGreaterThan(1);
  expect(new Set(types(world))).toEqual(new Set(['FULL_REFRESH']));
});

test('an incremental refresh that is requested is incremental where settings say full', async () => {
  const world = new FakePorts(aRow({ fresh }));
  ask(world, 'RequestedIncremental', NOON, settings());
  await world.run(10 * MINUTE);
  land(world, settings());
  await world.run(10 * MINUTE);
  expect(types(world)).toEqual(['INCREMENTAL_REFRESH', 'FULL_REFRESH']);
});

test('where data has landed as well, settings decide', async () => {
  const world = new FakePorts(aRow({ fresh }));
  ask(world, 'RequestedIncremental', NOON, settings());
  land(world, settings());
  await world.run(10 * MINUTE);
  expect(types(world)).toEqual(['FULL_REFRESH']);
});

test.each([
  ['never refreshed', { fresh: undefined }],
  ['left with a gap by an incremental one that failed', { incrementalFailed: true }],
])('a data set that was %s is refreshed in full instead', async (_, changes) => {
  const world = new FakePorts(aRow({ fresh, ...changes }));
  ask(world, 'RequestedIncremental', NOON, settings());
  await world.run(10 * MINUTE);
  expect(types(world)).toEqual(['FULL_REFRESH']);
});

test('the limit of requests holds for it, whatever it asks for', async () => {
  const world = new FakePorts(aRow({ fresh }));
  for (let at = 0; at < 24; at++) {
    ask(world, ['RequestedFull', 'Requested', 'RequestedIncremental'][at % 3] as string, world.now, settings());
    await world.run(30 * MINUTE);
  }
  expect(world.created).toHaveLength(8);
  expect(world.row.reason).toContain('requests have started all 8 refreshes');
});

test.each<[Record<string, number[]>, IngestionType | undefined, boolean]>([
  [{ RequestedFull: [NOON] }, 'FULL_REFRESH', true],
  [{ RequestedFull: [NOON], Files: [NOON] }, 'FULL_REFRESH', false],
  [{ RequestedFull: [NOON], RequestedIncremental: [NOON] }, 'FULL_REFRESH', true],
  [{ RequestedIncremental: [NOON] }, 'INCREMENTAL_REFRESH', true],
  [{ RequestedIncremental: [NOON], Requested: [NOON] }, undefined, true],
  [{ Requested: [NOON] }, undefined, true],
])('a request of %j asks for the type %s', (times, type, requestedOnly) => {
  expect(requestedType(landed(times))).toBe(type);
  expect(isRequestedOnly(landed(times))).toBe(requestedOnly);
});
