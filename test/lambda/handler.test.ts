import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { createHandler } from '../../lambda/handler';
import { FakePorts } from '../support/fake-ports';
import { hostileBody } from '../support/hostile-text';
import { ARN, aLandingMessage, aRetry, aWake, NOON, OTHER_ARN } from '../support/rows';

const MINUTE_LEFT = { getRemainingTimeInMillis: () => 60_000 };

/** A batch of these bodies or messages, with the ids m1, m2, … */
function batchOf(...messages: readonly (string | object)[]): SQSEvent {
  const Records = messages.map((message, index) => ({
    messageId: `m${index + 1}`,
    body: typeof message === 'string' ? message : JSON.stringify(message),
  }));
  return { Records } as SQSEvent;
}

const handle = (world: FakePorts, event: SQSEvent, context = MINUTE_LEFT): Promise<SQSBatchResponse> =>
  createHandler(world.ports)(event, context);

const named = (response: SQSBatchResponse): string[] =>
  response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

/** A world in which the reconciles of these data sets fail. */
function failingFor(...dataSetArns: readonly string[]): FakePorts {
  const world = new FakePorts();
  const { read } = world.ports.ledger;
  world.ports.ledger.read = async (dataSetArn) => {
    if (dataSetArns.includes(dataSetArn)) {
      throw new Error('no ledger');
    }
    return read(dataSetArn);
  };
  return world;
}

test('an empty batch is done', async () => {
  const world = new FakePorts();
  expect(await handle(world, batchOf())).toEqual({ batchItemFailures: [] });
  expect(world.effects).toEqual([]);
  expect(world.flushes).toEqual(['everything']);
});

test('a batch of which all is well is let go', async () => {
  const world = new FakePorts();
  const response = await handle(world, batchOf(aLandingMessage(NOON), aWake(), aRetry()));
  expect(response).toEqual({ batchItemFailures: [] });
  expect(world.row.pending?.count).toBe(1);
  expect(world.flushes).toEqual([ARN, 'everything']);
});

test('the messages of a batch for one data set are one reconcile', async () => {
  const world = new FakePorts();
  const messages = Array.from({ length: 500 }, (_, index) => aLandingMessage(NOON - index * 1_000));
  expect(named(await handle(world, batchOf(...messages)))).toEqual([]);
  expect(world.effects).toEqual(['read', 'wake', 'write']);
  expect(world.row.pending?.count).toBe(500);
  expect(world.landedCounts).toEqual([[ARN, 500]]);
});

test('a message that cannot be read is named alone, and the log says which it is', async () => {
  const world = new FakePorts();
  const response = await handle(world, batchOf(aLandingMessage(NOON), 'not json', aLandingMessage(NOON, [OTHER_ARN])));
  expect(named(response)).toEqual(['m2']);
  expect([...world.rows.keys()].sort()).toEqual([ARN, OTHER_ARN].sort());
  expect(world.processingErrors).toHaveLength(1);
});

test('a batch of nothing but unreadable messages is named whole', async () => {
  expect(named(await handle(new FakePorts(), batchOf('', '[]', 'null')))).toEqual(['m1', 'm2', 'm3']);
});

test('a reconcile that fails has each of its messages named, and no other', async () => {
  const world = failingFor(ARN);
  const response = await handle(
    world,
    batchOf(
      aLandingMessage(NOON),
      aLandingMessage(NOON, [OTHER_ARN]),
      aWake(),
      aRetry({ dataSetArn: OTHER_ARN }),
      aRetry(),
    ),
  );
  expect(named(response)).toEqual(['m1', 'm3', 'm5']);
  expect(world.rows.get(OTHER_ARN)?.pending).toBeDefined();
  expect(world.processingErrors).toHaveLength(1);
});

test('a message for two data sets is named when one of them fails, and the other has been reconciled', async () => {
  for (const failing of [ARN, OTHER_ARN]) {
    const world = failingFor(failing);
    const both = aLandingMessage(NOON, [ARN, OTHER_ARN]);
    expect(named(await handle(world, batchOf(both, aWake({ dataSetArn: failing }))))).toEqual(['m1', 'm2']);
    expect(world.rows.size).toBe(1);
  }
});

test('an unreadable message and a failed reconcile are both named', async () => {
  expect(named(await handle(failingFor(ARN), batchOf('?', aWake()))).sort()).toEqual(['m1', 'm2']);
});

test('with too little time left no reconcile is begun, and the messages are named', async () => {
  const world = new FakePorts();
  const response = await handle(world, batchOf(aLandingMessage(NOON)), { getRemainingTimeInMillis: () => 14_999 });
  expect(named(response)).toEqual(['m1']);
  expect(world.effects).toEqual([]);
  expect(world.flushes).toEqual(['everything']);
});

test('with just enough time left a reconcile is begun', async () => {
  const world = new FakePorts();
  const response = await handle(world, batchOf(aLandingMessage(NOON)), { getRemainingTimeInMillis: () => 15_000 });
  expect(named(response)).toEqual([]);
  expect(world.effects).not.toEqual([]);
});

test('when the time runs out in the middle, the reconciles that are done are done', async () => {
  const world = new FakePorts();
  let left = 60_000;
  world.after = (effect) => {
    left -= effect === 'write' ? 10_000 : 0;
  };
  const messages = Array.from({ length: 30 }, (_, index) => aLandingMessage(NOON, [`${ARN}-${index}`]));
  const response = await handle(world, batchOf(...messages), { getRemainingTimeInMillis: () => left });
  expect(world.rows.size).toBeGreaterThanOrEqual(5);
  expect(named(response)).toHaveLength(30 - world.rows.size);
  for (const id of named(response)) {
    expect(world.rows.has(`${ARN}-${Number(id.slice(1)) - 1}`)).toBe(false);
  }
});

test('a thousand data sets have their reconciles, ten at a time', async () => {
  const world = new FakePorts();
  let running = 0;
  let most = 0;
  const { read, write } = world.ports.ledger;
  world.ports.ledger.read = async (dataSetArn) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    return read(dataSetArn);
  };
  world.ports.ledger.write = async (row) => {
    const written = await write(row);
    running -= 1;
    return written;
  };
  const dataSets = Array.from({ length: 1_000 }, (_, index) => `${ARN}-${index}`);
  expect(named(await handle(world, batchOf(aLandingMessage(NOON, dataSets))))).toEqual([]);
  expect(world.rows.size).toBe(1_000);
  expect(most).toBe(10);
});

test('metrics are written out with each reconcile and at the end, also when reconciles have failed', async () => {
  const world = failingFor(ARN);
  await handle(world, batchOf(aWake(), aLandingMessage(NOON, [OTHER_ARN])));
  expect(world.flushes.toSorted()).toEqual([OTHER_ARN, ARN, 'everything'].toSorted());
});

test('no message, whatever is in it, fails a batch or keeps another one from being reconciled', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(hostileBody([ARN, OTHER_ARN], ['arn:aws:iam::444455556666:role/access']), { maxLength: 12 }),
      async (bodies) => {
        const world = new FakePorts();
        const other = ARN.replace('sales', 'untouched');
        const response = await handle(world, batchOf(...bodies, aLandingMessage(NOON, [other])));
        expect(named(response)).not.toContain(`m${bodies.length + 1}`);
        expect(world.rows.get(other)?.pending?.count).toBe(1);
        expect(Object.prototype).not.toHaveProperty('schema');
        // every row is of a data set that a message could be read to name, and holds settings that were read
        for (const arn of world.rows.keys()) {
          expect(arn).toMatch(/^arn:aws:quicksight:[a-z0-9-]+:\d{12}:dataset\/[A-Za-z0-9][\w.:+=@~-]{0,511}$/);
        }
      },
    ),
    { numRuns: 300 },
  );
});
