import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { createHandler } from '../../lambda/handler';
import { parse } from '../../lambda/message/parse';
import type { LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import {
  SEND_AGAIN_WITHIN,
  SLOW_AFTER,
  TIME_FOR_A_RECONCILE,
  TIME_TO_ANSWER,
  TIME_TO_SEND_AGAIN,
} from '../../lambda/timing';
import type { Message } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { hostileBody } from '../support/hostile-text';
import {
  ARN,
  aLandingMessage,
  aRequest,
  aRetry,
  aRow,
  aWake,
  landedAt,
  NOON,
  OTHER_ARN,
  sentAndParsed,
  written,
} from '../support/rows';

const MINUTE_LEFT = { getRemainingTimeInMillis: () => 60_000 };

/** A batch of these bodies or messages, with the ids m1, m2, … */
function batchOf(...messages: readonly (string | object)[]): SQSEvent {
  const Records = messages.map((message, index) => ({
    messageId: `m${index + 1}`,
    body: typeof message === 'string' ? message : JSON.stringify(written(message)),
  }));
  return { Records } as SQSEvent;
}

const handle = (world: FakePorts, event: SQSEvent, context = MINUTE_LEFT): Promise<SQSBatchResponse> =>
  createHandler(() => world.ports)(event, context);

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

test.each([-400, -1, 0, 1, 400])(
  'a request whose sender wrote a time %d days off counts as a landing of now',
  async (days) => {
    const world = new FakePorts();
    const event = batchOf(aRequest({ time: new Date(NOON + days * DAY).toISOString() }));
    const [record] = event.Records;
    Object.assign(record ?? {}, { attributes: { SentTimestamp: String(NOON - SECOND) } });
    await handle(world, event);
    expect(world.row.pending).toMatchObject({ first: NOON - SECOND, last: NOON - SECOND });
  },
);

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

describe('an invocation whose time is up', () => {
  /** A minute from now, by the world's clock. */
  const aMinuteOf = (world: FakePorts) => {
    const end = world.now + MINUTE;
    return { getRemainingTimeInMillis: () => end - world.now };
  };
  /** The data set's calls of QuickSight get no answer. */
  const silentFor = (world: FakePorts, ...dataSetArns: readonly string[]): FakePorts => {
    const { createIngestion } = world.ports.quickSight;
    world.ports.quickSight.createIngestion = async (...call) =>
      dataSetArns.includes(call[0]) ? new Promise(() => {}) : createIngestion(...call);
    return world;
  };
  const settled = (dataSetArn: string): LedgerRow => aRow({ dataSetArn, pending: landedAt(NOON - 10 * MINUTE) });
  const sentAgain = (world: FakePorts): Message[] => world.sentAgain.map(({ body }) => parse(body));

  test('an invocation whose time is up begins no reconcile: the messages are sent again and let go', async () => {
    const world = new FakePorts();
    const left = TIME_FOR_A_RECONCILE + TIME_TO_SEND_AGAIN - 1;
    const response = await handle(world, batchOf(aLandingMessage(NOON), 'not json', aWake()), {
      getRemainingTimeInMillis: () => left,
    });
    expect(named(response)).toEqual(['m2']);
    expect(world.effects).toEqual(['send-again']);
    expect(sentAgain(world)).toEqual([aLandingMessage(NOON), aWake()].map(sentAndParsed));
    expect(world.ranOutOfTime).toEqual([{ notBegun: 1, cutOff: 0, sentAgain: 2, givenBack: 0 }]);
    expect(world.flushes).toEqual(['everything']);
  });

  test('an invocation with just enough time left begins a reconcile', async () => {
    const world = new FakePorts();
    const left = TIME_FOR_A_RECONCILE + TIME_TO_SEND_AGAIN;
    const response = await handle(world, batchOf(aLandingMessage(NOON)), { getRemainingTimeInMillis: () => left });
    expect(named(response)).toEqual([]);
    expect(world.effects).toEqual(['read', 'wake', 'write']);
    expect(world.ranOutOfTime).toEqual([]);
  });

  test('an invocation whose time is up sends messages again spread over some time, so that they are not one batch again', async () => {
    const world = new FakePorts();
    const messages = Array.from({ length: 100 }, (_, at) => aWake({ dataSetArn: `${ARN}-${at}` }));
    await handle(world, batchOf(...messages), { getRemainingTimeInMillis: () => 1_000 });
    const delays = world.sentAgain.map(({ delaySeconds }) => delaySeconds);
    expect(new Set(delays).size).toBeGreaterThan(30);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...delays)).toBeLessThanOrEqual(SEND_AGAIN_WITHIN / SECOND);
    expect(delays.every(Number.isInteger)).toBe(true);
  });

  test('an invocation cuts off a reconcile that waits for an answer, and answers before Lambda ends it', async () => {
    const world = silentFor(new FakePorts(settled(ARN)), ARN);
    const answer = handle(world, batchOf(aWake()), aMinuteOf(world));
    await world.pass(MINUTE - TIME_TO_SEND_AGAIN - 1);
    expect(world.sentAgain).toEqual([]);
    await world.pass(1);
    expect(named(await answer)).toEqual([]);
    expect(sentAgain(world)).toEqual([aWake()]);
    expect(world.ranOutOfTime).toEqual([{ notBegun: 0, cutOff: 1, sentAgain: 1, givenBack: 0 }]);
    expect(world.processingErrors).toEqual([]);
  });

  test('a reconcile that is cut off leaves its intent, and does nothing after it', async () => {
    const world = silentFor(new FakePorts(settled(ARN)), ARN);
    const answer = handle(world, batchOf(aWake()), aMinuteOf(world));
    await world.pass(MINUTE);
    await answer;
    await world.pass(HOUR);
    expect(world.effects).toEqual(['read', 'write', 'send-again']);
    expect(world.row.ingestion?.phase).toBe('starting');
  });

  test('an invocation sends a message again only for those of its data sets that still need it', async () => {
    const world = silentFor(new FakePorts(settled(ARN)), ARN);
    const both = aLandingMessage(NOON - 5 * MINUTE, [ARN, OTHER_ARN]);
    const answer = handle(world, batchOf(both), aMinuteOf(world));
    await world.pass(MINUTE);
    expect(named(await answer)).toEqual([]);
    expect(sentAgain(world)).toEqual([sentAndParsed(aLandingMessage(NOON - 5 * MINUTE, [ARN]))]);
    expect(world.rows.get(OTHER_ARN)?.ingestion?.phase).toBe('running');
  });

  test('an invocation gives back the messages of a data set that failed, whatever became of their other data sets', async () => {
    const world = silentFor(failingFor(OTHER_ARN), ARN);
    world.rows.set(ARN, settled(ARN));
    const both = aLandingMessage(NOON - 5 * MINUTE, [ARN, OTHER_ARN]);
    const answer = handle(world, batchOf(both, aWake()), aMinuteOf(world));
    await world.pass(MINUTE);
    expect(named(await answer)).toEqual(['m1']);
    expect(sentAgain(world)).toEqual([aWake()]);
  });

  test('an invocation gives back what the queue does not accept again', async () => {
    const world = new FakePorts();
    world.before = () => {
      throw new Error('no queue');
    };
    const messages = Array.from({ length: 25 }, (_, at) => aWake({ dataSetArn: `${ARN}-${at}` }));
    const response = await handle(world, batchOf(...messages), { getRemainingTimeInMillis: () => 1_000 });
    expect(named(response)).toHaveLength(25);
    expect(world.ranOutOfTime).toEqual([{ notBegun: 25, cutOff: 0, sentAgain: 0, givenBack: 25 }]);
  });

  test('an invocation gives back what a silent queue has not accepted by the end', async () => {
    const world = silentFor(new FakePorts(settled(ARN)), ARN);
    world.ports.queue.sendAgain = () => new Promise(() => {});
    const answer = handle(world, batchOf(aWake()), aMinuteOf(world));
    await world.pass(MINUTE - TIME_TO_ANSWER);
    expect(named(await answer)).toEqual(['m1']);
  });

  test('a reconcile that waits for a slow answer gives its place to others', async () => {
    const silent = Array.from({ length: 40 }, (_, at) => `${ARN}-${at}`);
    const world = silentFor(new FakePorts(settled(OTHER_ARN)), ...silent);
    for (const dataSetArn of silent) {
      world.rows.set(dataSetArn, settled(dataSetArn));
    }
    const wakes = [...silent, OTHER_ARN].map((dataSetArn) => aWake({ dataSetArn }));
    const answer = handle(world, batchOf(...wakes), aMinuteOf(world));
    await world.pass(4 * SLOW_AFTER);
    expect(world.rows.get(OTHER_ARN)?.ingestion?.phase).toBe('running');
    await world.pass(MINUTE);
    expect(named(await answer)).toEqual([]);
    expect(world.ranOutOfTime).toMatchObject([{ cutOff: 40 }]);
  });

  test('an invocation does not call a bus again that has failed: the outcomes wait in their rows', async () => {
    const dataSetArns = Array.from({ length: 30 }, (_, at) => `${ARN}-${at}`);
    const world = new FakePorts();
    for (const dataSetArn of dataSetArns) {
      world.rows.set(dataSetArn, settled(dataSetArn));
    }
    let asked = 0;
    world.ports.bus.publish = async () => {
      asked++;
      throw new Error('no bus');
    };
    const answer = handle(world, batchOf(...dataSetArns.map((dataSetArn) => aWake({ dataSetArn }))), aMinuteOf(world));
    await world.pass(MINUTE);
    expect(named(await answer)).toEqual([]);
    expect(asked).toBeLessThanOrEqual(10);
    expect([...world.rows.values()].filter(({ outbox }) => outbox?.length === 1)).toHaveLength(30);
    await handle(world, batchOf(aWake({ dataSetArn: `${ARN}-1` })));
    expect(asked).toBeLessThanOrEqual(11);
    expect(asked).toBeGreaterThan(1);
  });
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
          expect(arn).toMatch(/^arn:aws:quicksight:[a-z0-9-]+:\d{12}:dataset\/[A-Za-z0-9][\w.:+=@~-]{0,95}$/);
        }
      },
    ),
    { numRuns: 300 },
  );
});
