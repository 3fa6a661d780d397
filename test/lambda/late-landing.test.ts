import type { SQSEvent } from 'aws-lambda';
import { createHandler } from '../../lambda/handler';
import type { Landing } from '../../lambda/landings';
import { lateLanding } from '../../lambda/late-landing';
import type { LedgerRow } from '../../lambda/row';
import { HOUR, MINUTE, SECOND } from '../../lambda/time';
import { COVER_MARGIN, LATE_AFTER } from '../../lambda/timing';
import { FakePorts } from '../support/fake-ports';
import { ARN, aLanding, aLandingMessage, anIngestion, aRequest, aRow, NOON, written } from '../support/rows';

/** An ingestion that started at this time has completed. */
const freshSince = (startedAt: number): LedgerRow =>
  aRow({ fresh: { through: startedAt - COVER_MARGIN, at: startedAt + MINUTE } });

/** Its event has this time, and its message reached the queue at noon. */
const late = (time: number, changes: Partial<Landing> = {}): Landing => aLanding(time, { lateAt: NOON, ...changes });

describe('a landing is late', () => {
  const row = freshSince(NOON - HOUR);

  test('a landing is late if the ingestion that covers its time started before its message reached the queue', () => {
    expect(lateLanding(row, [late(NOON - 2 * HOUR)])).toEqual({
      count: 1,
      landingEvent: 'Files',
      time: NOON - 2 * HOUR,
      queuedAt: NOON,
      startedAt: NOON - HOUR,
    });
  });

  test('a landing is late as long as it is covered: up to the margin before the start', () => {
    expect(lateLanding(row, [late(NOON - HOUR - COVER_MARGIN)])).toBeDefined();
    expect(lateLanding(row, [late(NOON - HOUR - COVER_MARGIN + 1)])).toBeUndefined();
  });

  test('a landing is not late if the ingestion started after its message reached the queue', () => {
    expect(lateLanding(freshSince(NOON), [late(NOON - 2 * HOUR)])).toBeUndefined();
    expect(lateLanding(freshSince(NOON - 1), [late(NOON - 2 * HOUR)])).toBeDefined();
  });

  test('a landing is late if an ingestion in flight covers it, and none that has completed does', () => {
    const inFlight = { ...freshSince(NOON - 3 * HOUR), ingestion: anIngestion({ startedAt: NOON - HOUR }) };
    expect(lateLanding(inFlight, [late(NOON - 2 * HOUR)])).toMatchObject({ startedAt: NOON - HOUR });
    expect(lateLanding(inFlight, [late(NOON - 4 * HOUR)])).toMatchObject({ startedAt: NOON - 3 * HOUR });
    expect(lateLanding(inFlight, [late(NOON - MINUTE)])).toBeUndefined();
  });

  test('a landing is not late if nothing has been refreshed, if it reached the queue in time, or if it is a tick of the safety net', () => {
    expect(lateLanding(undefined, [late(NOON - 2 * HOUR)])).toBeUndefined();
    expect(lateLanding(aRow(), [late(NOON - 2 * HOUR)])).toBeUndefined();
    expect(lateLanding(row, [aLanding(NOON - 2 * HOUR)])).toBeUndefined();
    expect(lateLanding(row, [late(NOON - 2 * HOUR, { ifStaleFor: 60 })])).toBeUndefined();
  });

  test('several late landings are all counted, and the latest is named', () => {
    const landings = [3, 2, 4, 0].map((hours) => late(NOON - hours * HOUR, { landingEvent: `L${hours}` }));
    expect(lateLanding(row, landings)).toMatchObject({ count: 3, landingEvent: 'L2', time: NOON - 2 * HOUR });
  });

  test('several late landings of the same time are named by the first', () => {
    const landings = ['First', 'Second'].map((landingEvent) => late(NOON - 2 * HOUR, { landingEvent }));
    expect(lateLanding(row, landings)).toMatchObject({ count: 2, landingEvent: 'First' });
  });
});

/** These messages reached the queue at noon, and are received a second later. */
async function receive(world: FakePorts, ...messages: readonly object[]): Promise<void> {
  const Records = messages.map((message, at) => ({
    messageId: `m${at}`,
    body: JSON.stringify(written(message)),
    attributes: { SentTimestamp: String(NOON) },
  }));
  world.now = NOON + SECOND;
  await createHandler(() => world.ports)({ Records } as unknown as SQSEvent, {
    getRemainingTimeInMillis: () => 60_000,
  });
}

describe('what is late is said', () => {
  test.each([
    [LATE_AFTER, 0],
    [LATE_AFTER + SECOND, 1],
  ])('a message that reached the queue %d ms after its time: %d times', async (after, times) => {
    const world = new FakePorts(freshSince(NOON - MINUTE));
    await receive(world, aLandingMessage(NOON - after));
    expect(world.late).toHaveLength(times);
    // covered all the same, as far as anything but its sender can tell
    expect(world.row.pending).toBeUndefined();
  });

  test('a late landing is reported once for all messages of a batch, also those that differ only in their time', async () => {
    const world = new FakePorts(freshSince(NOON - MINUTE));
    const messages = [3, 2, 1].map((hours) => aLandingMessage(NOON - hours * HOUR));
    await receive(world, ...messages);
    expect(world.late).toEqual([[ARN, expect.objectContaining({ count: 3, time: NOON - HOUR, queuedAt: NOON })]]);
  });

  test('a late landing is reported once, however often the reconcile starts over', async () => {
    const world = new FakePorts(freshSince(NOON - MINUTE));
    let writes = 0;
    world.before = (effect) => {
      if (effect === 'write' && ++writes < 4) {
        world.interfere();
      }
    };
    await receive(world, aLandingMessage(NOON - HOUR), aLandingMessage(NOON));
    expect(writes).toBe(4);
    expect(world.late).toHaveLength(1);
  });

  test('a late request is never reported: its time is the one at which it reached the queue', async () => {
    const world = new FakePorts(freshSince(NOON - MINUTE));
    await receive(world, aRequest({ time: new Date(NOON - HOUR).toISOString() }));
    expect(world.late).toEqual([]);
    expect(world.row.pending).toMatchObject({ first: NOON });
  });
});
