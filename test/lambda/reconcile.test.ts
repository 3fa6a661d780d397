import * as fc from 'fast-check';
import { fold, type Inbox } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import { type CreateAnswer, type DescribeAnswer, LedgerConflict } from '../../lambda/ports';
import { reconcile } from '../../lambda/reconcile';
import type { Intent } from '../../lambda/row';
import { HOUR, MINUTE, SECOND } from '../../lambda/time';
import { LEASE } from '../../lambda/timing';
import { OutcomeDetailType } from '../../lib/private/contract';
import { seeded } from '../../sim/seeds/random';
import { FakePorts, type PortCall } from '../support/fake-ports';
import { ARN, aFailure, aLandingMessage, anIngestion, aRetry, aRow, aWake, landedAt, NOON } from '../support/rows';

/** Something landed two minutes ago and has settled. */
const SETTLED = { pending: landedAt(NOON - 2 * MINUTE) };
/** An ingestion of half an hour ago that is to be looked at now. */
const DUE = { ingestion: anIngestion({ startedAt: NOON - 30 * MINUTE, pollAt: NOON }) };

const create = (error: string, status?: number): (() => CreateAnswer) => {
  return () => ({ apiError: { error, message: 'no', ...(status !== undefined && { status }) } });
};
const failWith = (type: string, message = 'no'): (() => DescribeAnswer) => {
  return () => ({ ingestion: { status: 'FAILED', error: { type, message } } });
};
const running = (): DescribeAnswer => ({ ingestion: { status: 'RUNNING' } });

const detailTypes = (world: FakePorts): string[] => world.published.map(({ detailType }) => detailType);

/** The row is written by another invocation just before the nth write of a reconcile. */
function conflictAt(world: FakePorts, nthWrite: number, meanwhile: () => void = () => {}): void {
  let writes = 0;
  world.before = (effect) => {
    if (effect === 'write') {
      writes += 1;
      if (writes === nthWrite) {
        meanwhile();
        world.interfere();
      }
    }
  };
}

describe('the order of effects', () => {
  test('a first landing: the wake-up is sent before the row is written', async () => {
    const world = new FakePorts();
    await world.reconcile(aLandingMessage(NOON));
    expect(world.effects).toEqual(['read', 'wake', 'write']);
    expect(world.row).toMatchObject({ version: 1, pending: landedAt(NOON), wakeAt: NOON + MINUTE });
    expect(world.wakes).toMatchObject([{ message: { at: NOON + MINUTE, version: 1 }, delaySeconds: 60 }]);
  });

  test('a start: the intent is written before the call, and the call is published before the row is written', async () => {
    const world = new FakePorts(aRow(SETTLED));
    const intents: unknown[] = [];
    world.before = (effect) => {
      if (effect === 'create') {
        intents.push(world.row.ingestion);
      }
    };
    await world.reconcile(aWake());
    expect(world.effects).toEqual(['read', 'write', 'create', 'publish', 'wake', 'write']);
    expect(intents).toMatchObject([{ id: world.created[0]?.id, phase: 'starting' }]);
    expect(world.row).toMatchObject({ version: 3, ingestion: { phase: 'running' }, calls: [NOON] });
    expect(world.wakes).toMatchObject([{ message: { version: 3 } }]);
  });

  test('a start: what has not been published yet is in the row before the call is made', async () => {
    const world = new FakePorts(aRow({ ...DUE, ...SETTLED }));
    world.ingestions.set('ingestion-1', NOON - 30 * MINUTE);
    const outboxes: unknown[] = [];
    world.before = (effect) => {
      if (effect === 'create') {
        outboxes.push(world.row.outbox);
      }
    };
    await world.reconcile(aWake());
    expect(outboxes).toMatchObject([[{ detailType: OutcomeDetailType.SUCCEEDED, ingestionId: 'ingestion-1' }]]);
    expect(world.row.outbox).toBeUndefined();
  });

  test('a start with nothing to publish: the row has no outbox', async () => {
    const world = new FakePorts(aRow(SETTLED));
    world.before = (effect) => {
      if (effect === 'create') {
        expect(world.row).not.toHaveProperty('outbox');
      }
    };
    await world.reconcile(aWake());
    expect(world.created).toHaveLength(1);
  });

  test('a start whose turn is later: no call, and a wake-up for its turn', async () => {
    const world = new FakePorts(aRow(SETTLED));
    const until = NOON + 75 * SECOND;
    const answered = jest.fn();
    const turns = { take: async () => ({ until }), answered };
    await reconcile(world.ports, ARN, fold([aWake()]).get(ARN) as Inbox, turns);
    expect(world.effects).toEqual(['read', 'wake', 'write']);
    expect(world.wakes).toMatchObject([{ message: { at: until }, delaySeconds: 75 }]);
    expect(world.row).toMatchObject({ ...SETTLED, calls: [], wakeAt: until });
    expect(world.row.reason).toMatch(/; CreateIngestion is called for others first, its turn is at 2026-/);
    expect(answered).not.toHaveBeenCalled();
  });

  test.each([
    ['ThrottlingException', 429, true],
    ['Throttling', 400, true],
    ['TooManyRequestsException', 429, true],
    ['ConflictException', 409, false],
    ['AccessDeniedException', 401, false],
  ])('the turns hear whether a call was throttled: %s %d, %p', async (error, status, throttled) => {
    const world = new FakePorts(aRow(SETTLED));
    world.answerCreate = create(error, status);
    const answered = jest.fn();
    const turns = { take: async () => undefined, answered };
    await reconcile(world.ports, ARN, fold([aWake()]).get(ARN) as Inbox, turns);
    expect(answered.mock.calls).toEqual([[ARN, NOON, throttled]]);
  });

  test('a final failure: the dead-letter queue first, then the bus, then the row', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('SQL_TABLE_NOT_FOUND');
    await world.reconcile(aWake());
    expect(world.effects).toEqual(['read', 'describe', 'dead-letter', 'publish', 'wake', 'write']);
  });

  test('a start that is refused for good: the dead-letter queue first, then the bus, then the row', async () => {
    const world = new FakePorts(aRow(SETTLED));
    world.answerCreate = create('AccessDeniedException', 401);
    await world.reconcile(aWake());
    expect(world.effects).toEqual(['read', 'write', 'create', 'dead-letter', 'publish', 'wake', 'write']);
  });

  test('a failure that is tried again: the bus, then the wake-up, then the row', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('QUERY_TIMEOUT');
    await world.reconcile(aWake());
    expect(world.effects).toEqual(['read', 'describe', 'publish', 'wake', 'write']);
    expect(world.deadLetters).toEqual([]);
  });

  test('the end of one ingestion and the start of the next are one reconcile', async () => {
    const world = new FakePorts(aRow({ ...DUE, ...SETTLED }));
    world.ingestions.set('ingestion-1', NOON - 30 * MINUTE);
    await world.reconcile(aWake());
    expect(world.effects).toEqual(['read', 'describe', 'write', 'create', 'publish', 'wake', 'write']);
    expect(detailTypes(world)).toEqual([OutcomeDetailType.SUCCEEDED, OutcomeDetailType.STARTED]);
  });
});

describe('outcomes', () => {
  test('an outcome goes to the bus and to the metrics alike', async () => {
    const world = new FakePorts(aRow(SETTLED));
    await world.reconcile(aWake());
    expect(detailTypes(world)).toEqual([OutcomeDetailType.STARTED]);
    expect(world.told).toEqual(world.published);
  });

  test('an item of the dead-letter queue has what a redrive needs', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('SQL_TABLE_NOT_FOUND', 'no table');
    await world.reconcile(aWake());
    expect(world.deadLetters).toMatchObject([
      { kind: 'retry', dataSetArn: ARN, failedAt: NOON, error: 'SQL_TABLE_NOT_FOUND' },
    ]);
    expect(world.row.failure?.at).toBe(NOON);
    await world.reconcile(...world.deadLetters);
    expect(world.created).toHaveLength(1);
  });

  test("an item of the dead-letter queue can be read when it is redriven, however long QuickSight's message was", async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('SQL_SCHEMA_MISMATCH_ERROR', 'SELECT '.repeat(1_000));
    await world.reconcile(aWake());
    expect(() => parse(JSON.stringify(world.deadLetters[0]))).not.toThrow();
  });

  test('an outcome of a start that the quota puts off is published once for what is pending', async () => {
    const calls = Array.from({ length: 32 }, (_, index) => NOON - HOUR - index).sort();
    const world = new FakePorts(aRow({ ...SETTLED, calls }));
    await world.reconcile(aWake());
    await world.reconcile(aWake());
    expect(detailTypes(world)).toEqual([OutcomeDetailType.DEFERRED]);
    expect(world.created).toEqual([]);
    expect(world.row.pending).toEqual(SETTLED.pending);
  });
});

describe('a bus that takes nothing', () => {
  const broken = (world: FakePorts): void => {
    world.before = (effect) => {
      if (effect === 'publish') {
        throw new Error('no such bus');
      }
    };
  };

  test('a bus that takes nothing does not hold up a refresh, and gets the outcome later', async () => {
    const world = new FakePorts(aRow(SETTLED));
    broken(world);
    await world.reconcile(aWake());
    expect(world.row.ingestion?.phase).toBe('running');
    expect(world.processingErrors).toHaveLength(1);
    world.before = () => {};
    await world.settle();
    expect(detailTypes(world)).toEqual([OutcomeDetailType.STARTED, OutcomeDetailType.SUCCEEDED]);
    expect(world.row.outbox).toBeUndefined();
  });

  test('a bus that takes nothing is tried again even when there is nothing else to do', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('SQL_TABLE_NOT_FOUND');
    broken(world);
    await world.reconcile(aWake());
    expect(world.queue).toHaveLength(1);
  });

  test('a bus that takes nothing leaves one item in the dead-letter queue for one failure, however often it is published again', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('SQL_TABLE_NOT_FOUND');
    broken(world);
    await world.reconcile(aWake());
    for (let looks = 0; looks < 10; looks++) {
      await world.receive();
    }
    expect(world.deadLetters).toHaveLength(1);
  });

  test('a bus that takes nothing does not keep a failure out of the log and the metrics', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('SQL_TABLE_NOT_FOUND');
    broken(world);
    await world.reconcile(aWake());
    expect(world.told.map(({ detailType }) => detailType)).toEqual([OutcomeDetailType.FAILED]);
  });
});

describe('wake-ups', () => {
  const waiting = aRow({ pending: landedAt(NOON), wakeAt: NOON + MINUTE });

  test('a wake-up with nothing to do writes nothing and sends nothing', async () => {
    const world = new FakePorts(waiting);
    await world.reconcile(aWake({ at: NOON - MINUTE }));
    expect(world.effects).toEqual(['read']);
    const resting = new FakePorts(aRow({ fresh: { through: NOON, at: NOON } }));
    await resting.reconcile(aWake({ at: NOON - MINUTE }));
    expect(resting.effects).toEqual(['read']);
  });

  test('a wake-up without a row does nothing', async () => {
    const world = new FakePorts();
    await world.reconcile(aWake({ sentAt: NOON - HOUR }), aRetry());
    expect(world.effects).toEqual(['read']);
  });

  test('a wake-up on its way is enough: no second one is sent', async () => {
    const world = new FakePorts(waiting);
    world.now = NOON + SECOND;
    await world.reconcile(aLandingMessage(NOON + SECOND));
    expect(world.effects).toEqual(['read', 'write']);
    expect(world.row.wakeAt).toBe(NOON + MINUTE);
  });

  test('wake-ups do not pile up: a landing a second makes at most two of them', async () => {
    const world = new FakePorts();
    for (let landed = 0; landed < 50; landed++) {
      world.now = NOON + landed * SECOND;
      await world.reconcile(aLandingMessage(world.now));
    }
    expect(world.queue.length).toBeLessThanOrEqual(2);
  });

  test('wake-ups that come at their own time, but early by this clock, are replaced', async () => {
    const world = new FakePorts(waiting);
    world.now = NOON + MINUTE - 300;
    await world.reconcile(aWake({ at: NOON + MINUTE }));
    expect(world.wakes).toMatchObject([{ message: { at: NOON + MINUTE }, delaySeconds: 1 }]);
  });

  test('wake-ups that came are followed by the next when there is still something to wait for', async () => {
    const world = new FakePorts(aRow({ ingestion: anIngestion({ pollAt: NOON + HOUR }), wakeAt: NOON }));
    await world.reconcile(aWake({ at: NOON }));
    expect(world.effects).toEqual(['read', 'wake', 'write']);
    expect(world.row.wakeAt).toBe(NOON + 15 * MINUTE);
  });

  test('wake-ups that overtake the row they belong to are sent again, for when its invocation is over', async () => {
    for (const world of [new FakePorts(), new FakePorts(aRow({ version: 2 }))]) {
      const wake = aWake({ sentAt: NOON - SECOND, version: 3 });
      await world.reconcile(wake);
      expect(world.wakes).toEqual([{ message: { ...wake, at: wake.sentAt + LEASE }, delaySeconds: 69 }]);
    }
  });

  test('wake-ups that say they were sent in the future are ignored, and counted', async () => {
    for (const world of [new FakePorts(), new FakePorts(aRow({ version: 2 }))]) {
      const forged = aWake({ sentAt: 8.64e15, at: 8.64e15, version: 9 });
      await world.reconcile(forged, { ...forged, version: 8 });
      expect(world.wakes).toEqual([]);
      expect(world.reported).toEqual([
        [
          'wake-up ignored',
          'ignored 2 wake-ups with a send time in the future, which this function did not send',
          { dataSetArn: ARN },
        ],
      ]);
    }
  });

  test('wake-ups of a row that has been written are not sent again', async () => {
    const world = new FakePorts(aRow({ version: 3 }));
    await world.reconcile(aWake({ sentAt: NOON - SECOND, version: 3 }));
    expect(world.wakes).toEqual([]);
  });
});

describe('a row that is written concurrently', () => {
  test('a concurrent write at the intent: the call is made once, under the id that is in the row', async () => {
    const world = new FakePorts(aRow(SETTLED));
    conflictAt(world, 1);
    await world.reconcile(aWake());
    expect(world.effects).toEqual(['read', 'write', 'read', 'write', 'create', 'publish', 'wake', 'write']);
    expect(world.created).toMatchObject([{ id: world.row.ingestion?.id }]);
    expect(world.row.calls).toHaveLength(1);
  });

  test('a concurrent write at the intent, with another intent: no call is made', async () => {
    const world = new FakePorts(aRow(SETTLED));
    const theirs = anIngestion({ id: 'theirs', phase: 'starting', startedAt: NOON, pollAt: NOON + LEASE });
    world.before = (effect, nth) => {
      if (effect === 'write' && nth === 2) {
        world.interfere({ pending: undefined, ingestion: theirs, calls: [NOON] });
      }
    };
    await world.reconcile(aWake());
    expect(world.created).toEqual([]);
    expect(world.row.ingestion?.id).toBe('theirs');
    expect(world.queue).toHaveLength(1);
  });

  test('a concurrent write at the last write after a call: QuickSight is not called again, and the outcome is published once', async () => {
    const world = new FakePorts(aRow(SETTLED));
    conflictAt(world, 2, () => {
      world.now += 3 * SECOND;
    });
    await world.reconcile(aWake());
    expect(world.created).toHaveLength(1);
    expect(detailTypes(world)).toEqual([OutcomeDetailType.STARTED]);
    expect(world.told).toHaveLength(1);
    expect(world.row).toMatchObject({ ingestion: { phase: 'running', pollAt: NOON + 30 * SECOND }, calls: [NOON] });
  });

  test('a concurrent write at the last write after a call: what the messages brought stays in the row', async () => {
    const world = new FakePorts(aRow(SETTLED));
    let writes = 0;
    world.before = (effect) => {
      if (effect === 'write' && ++writes === 2) {
        world.interfere({ pending: landedAt(NOON) });
      }
    };
    await world.reconcile(aWake());
    expect(world.row).toMatchObject({ pending: landedAt(NOON), ingestion: { phase: 'running' } });
  });

  test('a concurrent write at the last write after a refused call: the failure is the same, and in the dead-letter queue once', async () => {
    const world = new FakePorts(aRow(SETTLED));
    world.answerCreate = create('AccessDeniedException', 401);
    conflictAt(world, 2, () => {
      world.now += 3 * SECOND;
    });
    await world.reconcile(aWake());
    expect(world.created).toHaveLength(1);
    expect(world.row).toMatchObject({ pending: SETTLED.pending, failure: { at: NOON, failedCalls: 1 } });
    expect(world.deadLetters).toMatchObject([{ failedAt: NOON }]);
    expect(detailTypes(world)).toEqual([OutcomeDetailType.FAILED]);
  });

  test('a concurrent write at the last write after a poll: QuickSight is not asked again, and the outcome is published once', async () => {
    const world = new FakePorts(aRow(DUE));
    world.answerDescribe = failWith('QUERY_TIMEOUT');
    conflictAt(world, 1, () => {
      world.now += 3 * SECOND;
    });
    await world.reconcile(aWake());
    expect(world.described).toHaveLength(1);
    expect(detailTypes(world)).toEqual([OutcomeDetailType.DEFERRED]);
    expect(world.row.failure).toMatchObject({ at: NOON, attempts: 1, retryAt: NOON + MINUTE });
  });

  test.each<[string, Partial<Intent>]>([
    ['another ingestion of the same instant', { id: 'theirs' }],
    ['its ingestion when that was found running since', { phase: 'running' } as object],
    ['its ingestion when the call was repeated since', { calledAt: NOON + SECOND }],
  ])('a concurrent write after a refused call: the answer is not taken for one about %s', async (_, changes) => {
    const world = new FakePorts(aRow(SETTLED));
    world.answerCreate = create('AccessDeniedException', 401);
    conflictAt(world, 2, () => {
      world.interfere({ ingestion: { ...(world.row.ingestion as Intent), ...changes } });
    });
    await world.reconcile(aWake());
    expect(world.row).toMatchObject({ ingestion: changes });
    expect(world.row.failure).toBeUndefined();
    expect(world.created).toHaveLength(1);
  });

  test('a concurrent write: what has landed is counted once', async () => {
    const world = new FakePorts(aRow());
    conflictAt(world, 1);
    await world.reconcile(aLandingMessage(NOON), aLandingMessage(NOON - SECOND));
    expect(world.effects.filter((effect) => effect === 'read')).toHaveLength(2);
    expect(world.landedCounts).toEqual([[ARN, 2]]);
  });

  test('a concurrent write long after a poll that found it running: the reconcile ends all the same', async () => {
    const world = new FakePorts(aRow({ ingestion: anIngestion({ startedAt: NOON - 30 * SECOND, pollAt: NOON }) }));
    world.answerDescribe = running;
    conflictAt(world, 1, () => {
      world.now += 20 * SECOND;
    });
    await world.reconcile(aWake());
    expect(world.row.ingestion?.pollAt).toBeGreaterThan(world.now);
  });

  test('a concurrent write long after a call without an answer: every call that is counted has been made', async () => {
    const world = new FakePorts(aRow(SETTLED));
    world.answerCreate = create('NetworkError');
    conflictAt(world, 2, () => {
      world.now += 50 * SECOND;
    });
    await world.reconcile(aWake());
    expect(world.row.calls).toHaveLength(world.created.length);
  });

  test('a concurrent write at the last write of a reconcile that puts a start off: the deferral is published once', async () => {
    const calls = Array.from({ length: 32 }, (_, index) => NOON - HOUR - index).sort();
    const world = new FakePorts(aRow({ ...SETTLED, calls }));
    conflictAt(world, 1, () => {
      world.now += 3 * SECOND;
    });
    await world.reconcile(aWake());
    expect(detailTypes(world)).toEqual([OutcomeDetailType.DEFERRED]);
  });

  test('a reconcile gives up after eight concurrent writes, so that the messages go back', async () => {
    const world = new FakePorts(aRow(SETTLED));
    world.before = (effect) => {
      if (effect === 'write') {
        world.interfere();
      }
    };
    await expect(world.reconcile(aWake())).rejects.toThrow(LedgerConflict);
    expect(world.effects.filter((effect) => effect === 'read')).toHaveLength(8);
    expect(world.created).toEqual([]);
  });

  test('a reconcile succeeds after seven concurrent writes', async () => {
    const world = new FakePorts(aRow(SETTLED));
    let conflicts = 0;
    world.before = (effect) => {
      if (effect === 'write' && conflicts < 7) {
        conflicts += 1;
        world.interfere();
      }
    };
    await world.reconcile(aWake());
    expect(world.row.ingestion?.phase).toBe('running');
  });

  test.each(['read', 'write', 'create', 'publish', 'wake'] as const)(
    'two reconciles of the same row at the same time, each step after the other, make one ingestion (they meet at %s)',
    async (meeting) => {
      const world = new FakePorts(aRow(SETTLED));
      let arrived = 0;
      let release: () => void = () => {};
      const together = new Promise<void>((resolve) => {
        release = resolve;
      });
      world.before = async (effect) => {
        if (effect === meeting && arrived < 2) {
          arrived += 1;
          if (arrived === 2) {
            release();
          }
          await Promise.race([together, new Promise((resolve) => setImmediate(resolve))]);
        }
      };
      await Promise.all([world.reconcile(aWake()), world.reconcile(aLandingMessage(NOON - SECOND))]);
      expect(world.ingestions.size).toBe(1);
      expect(world.created).toHaveLength(1);
      expect(world.row.ingestion?.phase).toBe('running');
      expect(world.row.pending?.last).toBe(NOON - SECOND);
    },
  );
});

describe('a crash', () => {
  class Crash extends Error {}

  /** A world that crashes once, at the nth effect: before it has happened, or after. */
  function crashing(world: FakePorts, nth: number, when: 'before' | 'after'): FakePorts {
    world[when] = (_effect, at) => {
      if (at === nth) {
        throw new Crash();
      }
    };
    return world;
  }

  /** Pending or in flight only while something in a queue leads on. */
  const hasBaton = (world: FakePorts): void => {
    const { pending, ingestion } = world.rows.get(ARN) ?? {};
    if (pending || ingestion) {
      expect(world.queue.length + world.deadLetters.length).toBeGreaterThan(0);
    }
  };

  const landing = aLandingMessage(NOON);

  async function effectsOf(prepare: (world: FakePorts) => void): Promise<PortCall[]> {
    const world = new FakePorts();
    prepare(world);
    world.send(landing);
    await world.run(2 * HOUR);
    return world.effects;
  }

  /** Runs the same landing with a crash at each effect in turn. */
  async function everyCrash(prepare: (world: FakePorts) => void, check: (world: FakePorts) => void): Promise<void> {
    const effects = await effectsOf(prepare);
    expect(effects.length).toBeGreaterThan(10);
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1; nth <= effects.length; nth++) {
        const world = crashing(new FakePorts(), nth, when);
        prepare(world);
        world.send(landing);
        await world.settle(() => hasBaton(world));
        check(world);
      }
    }
  }

  test('a crash anywhere: the same messages come to the same end, with one ingestion', async () => {
    await everyCrash(
      () => {},
      (world) => {
        expect(world.row).not.toHaveProperty('pending');
        expect(world.row).not.toHaveProperty('ingestion');
        expect(world.row).not.toHaveProperty('failure');
        expect(world.row.fresh?.through).toBeGreaterThanOrEqual(NOON);
        expect(world.ingestions.size).toBe(1);
        expect(new Set(world.created.map(({ id }) => id)).size).toBe(1);
        expect(detailTypes(world)).toContain(OutcomeDetailType.SUCCEEDED);
      },
    );
  });

  test('a crash anywhere, with ingestions that fail twice: the same end, with three ingestions, one after the other', async () => {
    await everyCrash(
      (world) => {
        const { answerDescribe } = world;
        world.answerDescribe = (id) => {
          const answer = answerDescribe(id);
          const early = [...world.ingestions.keys()].indexOf(id) < 2;
          const over = 'ingestion' in answer && answer.ingestion.status === 'COMPLETED';
          return early && over ? failWith('QUERY_TIMEOUT')() : answer;
        };
      },
      (world) => {
        expect(world.row).not.toHaveProperty('pending');
        expect(world.row).not.toHaveProperty('failure');
        expect(world.row.fresh?.through).toBeGreaterThanOrEqual(NOON);
        expect(world.ingestions.size).toBe(3);
        const starts = [...world.ingestions.values()];
        for (const [index, start] of starts.entries()) {
          expect(start - (starts[index - 1] ?? 0)).toBeGreaterThanOrEqual(world.ingestionTakes);
        }
      },
    );
  });

  test('a crash anywhere, with access denied: the landing is pending, and a redrive of the dead-letter queue resolves it', async () => {
    const effects = await effectsOf((world) => {
      world.answerCreate = create('AccessDeniedException', 401);
    });
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1; nth <= effects.length; nth++) {
        const world = crashing(new FakePorts(), nth, when);
        const { answerCreate } = world;
        world.answerCreate = create('AccessDeniedException', 401);
        world.send(landing);
        await world.run(2 * HOUR, () => hasBaton(world));
        expect(world.ingestions.size).toBe(0);
        expect(world.row.pending ?? world.row.ingestion).toBeDefined();
        expect(world.deadLetters.map(({ failedAt }) => failedAt)).toContain(world.row.failure?.at);

        world.answerCreate = answerCreate;
        for (const message of world.deadLetters.splice(0)) {
          world.send(message);
        }
        await world.settle(() => hasBaton(world));
        expect(world.row.fresh?.through).toBeGreaterThanOrEqual(NOON);
        expect(world.ingestions.size).toBe(1);
      }
    }
  });

  test.each([
    ['before', 2],
    ['after', 1],
  ] as const)(
    'a crash %s the call has taken effect: QuickSight is asked, and there is one ingestion',
    async (when, calls) => {
      const world = new FakePorts(aRow(SETTLED));
      world[when] = (effect) => {
        if (effect === 'create') {
          world[when] = () => {};
          throw new Crash();
        }
      };
      await expect(world.reconcile(aWake())).rejects.toThrow(Crash);
      const intent = world.row.ingestion;
      world.now += 6 * MINUTE;
      await world.reconcile(aWake());
      expect(world.row.calls).toHaveLength(calls);
      expect([...world.ingestions.keys()]).toEqual([intent?.id]);
      expect(world.described[0]).toBe(intent?.id);
    },
  );

  test('crashes, duplicates, throttling and conflicts, all at random: all is refreshed, one ingestion at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 40 * MINUTE }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 0.15, noNaN: true }),
        async (seed, landings, trouble) => {
          const world = new FakePorts();
          const dice = seeded(seed);
          world.random = seeded(seed + 1);
          let troubled = true;
          const roll = (): boolean => troubled && dice() < trouble;
          world.before = world.after = (effect) => {
            if (roll()) {
              throw new Crash();
            }
            if (effect === 'write' && world.rows.has(ARN) && roll()) {
              throw new LedgerConflict('at random');
            }
          };
          const { answerCreate, answerDescribe } = world;
          const besideAnother: string[] = [];
          world.answerCreate = (id) => {
            if (roll()) {
              return create('ThrottlingException', 429)();
            }
            const active = [...world.ingestions.values()].filter((at) => world.now < at + world.ingestionTakes);
            if (active.length > 0 && !world.ingestions.has(id)) {
              besideAnother.push(id);
            }
            const answer = answerCreate(id);
            return roll() ? create('NetworkError')() : answer;
          };
          world.answerDescribe = (id) =>
            roll() ? (create('InternalFailureException', 500)() as DescribeAnswer) : answerDescribe(id);
          for (const offset of landings) {
            for (const delay of roll() ? [0, 7 * MINUTE] : [0]) {
              world.send(aLandingMessage(NOON + offset), offset + delay);
            }
          }
          let steps = 0;
          await world.settle(() => {
            hasBaton(world);
            steps += 1;
            troubled = steps < 100;
          });
          expect(world.row).not.toHaveProperty('pending');
          expect(world.row).not.toHaveProperty('ingestion');
          expect(world.row.fresh?.through).toBeGreaterThanOrEqual(NOON + Math.max(...landings));
          expect(world.ingestions.size).toBeLessThanOrEqual(landings.length);
          expect(besideAnother).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('ingestion ids', () => {
  test('ten thousand of the same instant are all distinct, and of a form that QuickSight takes', async () => {
    const world = new FakePorts();
    for (let index = 0; index < 10_000; index++) {
      const dataSetArn = `${ARN}-${index}`;
      world.rows.set(dataSetArn, aRow({ ...SETTLED, dataSetArn }));
      await world.reconcile(aWake({ dataSetArn }));
    }
    const ids = new Set(world.created.map(({ id }) => id));
    expect(ids.size).toBe(10_000);
    for (const id of ids) {
      expect(id).toMatch(/^[a-zA-Z0-9_-]{1,128}$/);
    }
  });

  test('ingestion ids show when they were made', async () => {
    const world = new FakePorts(aRow(SETTLED));
    await world.reconcile(aWake());
    expect(world.created[0]?.id).toMatch(/^spice-refresh-20261123T120000Z-[0-9a-z]{15}$/);
  });

  test('ingestion ids are of the same length whatever the dice say', async () => {
    for (const random of [0, 1 - 2 ** -53]) {
      const world = new FakePorts(aRow(SETTLED));
      world.random = () => random;
      await world.reconcile(aWake());
      expect(world.created[0]?.id).toMatch(/-[0-9a-z]{15}$/);
    }
  });
});

describe('the type of ingestion', () => {
  test('an ingestion is full after an incremental one that was refused as impossible', async () => {
    const ingestion = { type: 'INCREMENTAL_REFRESH', fallBackToFull: true } as const;
    const fresh = { through: NOON - HOUR, at: NOON - HOUR };
    const world = new FakePorts(aRow({ ...SETTLED, settings: { ...aRow().settings, ingestion }, fresh }));
    world.answerCreate = create('InvalidParameterValueException', 400);
    await world.reconcile(aWake());
    world.now += MINUTE;
    await world.reconcile(aWake());
    expect(world.created.map(({ type }) => type)).toEqual(['INCREMENTAL_REFRESH', 'FULL_REFRESH']);
  });

  test('an ingestion has the type that was decided, and the same when the call is repeated', async () => {
    const incremental = { ...aRow().settings, ingestion: { type: 'INCREMENTAL_REFRESH' } as const };
    const world = new FakePorts(aRow({ ...SETTLED, settings: incremental }));
    world.answerCreate = create('NetworkError');
    await world.reconcile(aWake());
    world.interfere({ settings: aRow().settings });
    world.now += HOUR;
    await world.reconcile(aWake());
    expect(world.created.map(({ type }) => type)).toEqual(['INCREMENTAL_REFRESH', 'INCREMENTAL_REFRESH']);
  });
});

describe('the role', () => {
  const role = { arn: 'arn:aws:iam::444455556666:role/access', externalId: 'sales' };
  const settings = { ...aRow().settings, role };

  test('the role that the settings name is assumed for every call, and none where they name none', async () => {
    for (const [given, expected] of [
      [settings, role],
      [aRow().settings, undefined],
    ] as const) {
      const world = new FakePorts();
      world.send(aLandingMessage(NOON, [{ arn: ARN, settings: given }]));
      await world.settle();
      expect(world.row.fresh).toBeDefined();
      expect(world.roles.length).toBeGreaterThan(1);
      expect(world.roles).toEqual(world.roles.map(() => expected));
    }
  });

  test('the role that may not be assumed is a final failure, whose landing stays pending', async () => {
    const world = new FakePorts();
    world.answerCreate = () => ({ apiError: { error: 'AccessDenied', message: 'not you', status: 403 } });
    world.send(aLandingMessage(NOON, [{ arn: ARN, settings }]));
    await world.run(HOUR);
    expect(world.deadLetters).toMatchObject([{ error: 'AccessDenied' }]);
    expect(world.row).toMatchObject({ pending: { first: NOON }, failure: { error: 'AccessDenied' } });
  });
});

describe('telemetry', () => {
  test('telemetry hears of a row when its reconcile is over', async () => {
    const world = new FakePorts(aRow());
    world.before = (effect) => {
      if (effect === 'write') {
        expect(world.reconciled).toEqual([]);
      }
    };
    await world.reconcile(aLandingMessage(NOON));
    expect(world.reconciled).toEqual([ARN]);
  });

  test('telemetry does not count the ticks of a schedule as landings', async () => {
    const world = new FakePorts(aRow());
    await world.reconcile(aLandingMessage(NOON), aLandingMessage(NOON, [ARN], { ifStaleFor: 3_600 }));
    expect(world.landedCounts).toEqual([[ARN, 1]]);
  });

  test('telemetry hears of an ingestion that QuickSight did not describe, and how often in a row', async () => {
    const world = new FakePorts(aRow({ ingestion: anIngestion({ pollAt: NOON, unanswered: 2 }) }));
    world.answerDescribe = () => ({ apiError: { error: 'InternalFailure', message: 'not now', status: 500 } });
    await world.reconcile(aWake());
    expect(world.reported).toEqual([
      [
        'DescribeIngestion of ingestion-1 was not answered, 3 times in a row',
        '500 InternalFailure: not now',
        { dataSetArn: ARN },
      ],
    ]);
  });

  test('telemetry hears of no error where QuickSight does not know the ingestion: that is an answer', async () => {
    const world = new FakePorts(aRow({ ingestion: anIngestion({ pollAt: NOON }) }));
    await world.reconcile(aWake());
    expect(world.described).toEqual(['ingestion-1']);
    expect(world.reported).toEqual([]);
  });
});

describe('a landing', () => {
  test('a landing while an ingestion runs makes exactly one more', async () => {
    const world = new FakePorts();
    world.send(aLandingMessage(NOON));
    for (const offset of [2, 3, 4]) {
      world.send(aLandingMessage(NOON + offset * MINUTE), offset * MINUTE);
    }
    await world.settle();
    expect(world.ingestions.size).toBe(2);
    expect(world.row.fresh?.through).toBeGreaterThanOrEqual(NOON + 4 * MINUTE);
  });

  test('a landing that comes again after it was refreshed does nothing', async () => {
    const world = new FakePorts();
    world.send(aLandingMessage(NOON));
    world.send(aLandingMessage(NOON), HOUR);
    await world.settle();
    expect(world.ingestions.size).toBe(1);
  });

  test('a landing after a final failure tries again', async () => {
    const world = new FakePorts(aRow({ pending: landedAt(NOON - HOUR), failure: aFailure({ at: NOON - MINUTE }) }));
    world.send(aLandingMessage(NOON));
    await world.settle();
    expect(world.row.fresh?.through).toBeGreaterThanOrEqual(NOON);
    expect(world.row).not.toHaveProperty('failure');
  });
});
