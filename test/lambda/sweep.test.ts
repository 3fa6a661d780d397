import type { SQSEvent } from 'aws-lambda';
import { createHandler } from '../../lambda/handler';
import { parse } from '../../lambda/message/parse';
import type { LedgerRow } from '../../lambda/row';
import { Sweep } from '../../lambda/sweep';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { ENDED_KEPT_FOR, SAY_AGAIN_FOR, SEND_AGAIN_WITHIN, SWEEP_MARGIN } from '../../lambda/timing';
import { isAwaited, isOverdue } from '../../lambda/wake';
import { OutcomeDetailType } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { ARN, aFailure, anIngestion, aRow, aWake, landedAt, NOON } from '../support/rows';

const SWEEP = { schema: 1, kind: 'sweep' } as const;
const LOST = NOON - SWEEP_MARGIN - 1;
const arnOf = (at: number): string => `${ARN}-${String(at).padStart(4, '0')}`;

function worldOf(...rows: readonly Partial<LedgerRow>[]): FakePorts {
  const world = new FakePorts();
  for (const [at, row] of rows.entries()) {
    world.rows.set(arnOf(at), aRow({ dataSetArn: arnOf(at), ...row }));
  }
  return world;
}

async function sweep(world: FakePorts, left = MINUTE, ...messages: readonly object[]): Promise<string[]> {
  const bodies = [SWEEP, ...messages];
  const Records = bodies.map((message, at) => ({ messageId: `m${at + 1}`, body: JSON.stringify(message) }));
  const context = { getRemainingTimeInMillis: () => left };
  const { batchItemFailures } = await createHandler(() => world.ports)({ Records } as SQSEvent, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

describe('a row is overdue', () => {
  const waiting = { pending: landedAt(NOON - DAY) };

  test('a row is overdue when its wake-up is late by more than the margin', () => {
    expect(isOverdue(aRow({ ...waiting, wakeAt: LOST }), NOON)).toBe(true);
    expect(isOverdue(aRow({ ...waiting, wakeAt: LOST + 1 }), NOON)).toBe(false);
    expect(isOverdue(aRow({ ...waiting, wakeAt: NOON + MINUTE }), NOON)).toBe(false);
  });

  test('a row is overdue when it waits for something and no wake-up was ever sent', () => {
    expect(isOverdue(aRow(waiting), NOON)).toBe(true);
    expect(isOverdue(aRow({ ingestion: anIngestion({ startedAt: LOST }) }), NOON)).toBe(true);
  });

  test('a row is not overdue while an invocation may be about to send its wake-up', () => {
    expect(isOverdue(aRow({ pending: landedAt(NOON - DAY, NOON - MINUTE) }), NOON)).toBe(false);
    expect(isOverdue(aRow({ ingestion: anIngestion({ startedAt: NOON - MINUTE }) }), NOON)).toBe(false);
    expect(isOverdue(aRow({ ...waiting, failure: aFailure({ at: NOON - MINUTE }) }), NOON)).toBe(false);
  });

  test('a row is not overdue when it waits for nothing, nor when it was given up', () => {
    expect(isOverdue(aRow({ wakeAt: LOST }), NOON)).toBe(false);
    const { retryAt: _, ...final } = aFailure({ at: NOON - SAY_AGAIN_FOR });
    expect(isAwaited(aRow({ ...waiting, failure: final }), NOON)).toBe(false);
    expect(isAwaited(aRow({ ...waiting, failure: { ...final, at: final.at + 1 } }), NOON)).toBe(true);
    expect(isAwaited(aRow({ ingestion: anIngestion(), failure: final }), NOON)).toBe(true);
  });
});

describe('a sweep', () => {
  test('a sweep sends a wake-up for what is overdue, and for nothing else', async () => {
    const world = worldOf(
      { pending: landedAt(NOON - DAY), wakeAt: LOST },
      { pending: landedAt(NOON - DAY), wakeAt: NOON + MINUTE },
      {},
    );
    expect(await sweep(world)).toEqual([]);
    expect(world.wakes.map(({ message }) => message.dataSetArn)).toEqual([arnOf(0)]);
    expect(world.swept).toEqual([arnOf(0)]);
    const [{ message, delaySeconds }] = world.wakes as [(typeof world.wakes)[number]];
    // not one that is taken to have overtaken its row
    expect(message).toMatchObject({ version: 1, sentAt: NOON, at: NOON + delaySeconds * SECOND });
    expect(parse(JSON.stringify(message))).toEqual(message);
    expect(delaySeconds).toBeLessThanOrEqual(SEND_AGAIN_WITHIN / SECOND);
  });

  test('a sweep says how all rows stand that wait for something', async () => {
    const world = worldOf({ pending: landedAt(NOON - DAY), wakeAt: NOON + MINUTE }, {}, { ingestion: anIngestion() });
    await sweep(world);
    expect(world.reconciled).toEqual([arnOf(0), arnOf(2)]);
  });

  test('a sweep says nothing of rows that ended, and deletes those that ended long ago', async () => {
    const ended = (at: number): Partial<LedgerRow> => ({
      pending: landedAt(NOON - 20 * DAY),
      wakeAt: LOST,
      ended: { at, reason: 'no longer refreshed' },
    });
    const world = worldOf(ended(NOON - ENDED_KEPT_FOR + 1), ended(NOON - ENDED_KEPT_FOR), { pending: landedAt(NOON) });
    expect(await sweep(world)).toEqual([]);
    expect(world.reconciled).toEqual([arnOf(2)]);
    expect(world.swept).toEqual([]);
    expect(world.forgotten).toEqual([arnOf(1)]);
    expect([...world.rows.keys()]).toEqual([arnOf(0), arnOf(2)]);
  });

  test('a sweep deletes no row whose outcome the event bus has not taken: it sends it a wake-up', async () => {
    const outcome = {
      detailType: OutcomeDetailType.FAILED,
      at: NOON - DAY,
      dataSetArn: arnOf(0),
      reason: '',
      next: '',
    };
    const world = worldOf({ ended: { at: 0, reason: 'no longer refreshed' }, wakeAt: LOST, outbox: [outcome] });
    await sweep(world);
    expect(world.forgotten).toEqual([]);
    expect(world.swept).toEqual([arnOf(0)]);
    expect(world.reconciled).toEqual([]);
  });

  test('a sweep deletes no row that has been revived since it was read', async () => {
    const world = worldOf({ pending: landedAt(0), ended: { at: 0, reason: 'no longer refreshed' } });
    world.before = (effect) => {
      if (effect === 'delete') {
        world.rows.set(arnOf(0), aRow({ dataSetArn: arnOf(0), version: 2 }));
      }
    };
    expect(await sweep(world)).toEqual([]);
    expect(world.forgotten).toEqual([]);
    expect(world.rows.size).toBe(1);
  });

  test('a sweep that may not delete a row comes back', async () => {
    const world = worldOf({ pending: landedAt(0), ended: { at: 0, reason: 'no longer refreshed' } });
    world.before = (effect) => {
      if (effect === 'delete') {
        throw new Error('no permission');
      }
    };
    expect(await sweep(world)).toEqual(['m1']);
  });

  test('a sweep reads all pages', async () => {
    const world = worldOf(...Array.from({ length: 25 }, () => ({ pending: landedAt(NOON - DAY), wakeAt: LOST })));
    world.pageSize = 10;
    expect(await sweep(world)).toEqual([]);
    expect(new Set(world.swept).size).toBe(25);
    expect(world.effects.filter((effect) => effect === 'scan')).toHaveLength(3);
  });

  test('a sweep comes after the reconciles of its batch, and finds what they have done', async () => {
    const world = worldOf({ pending: landedAt(NOON - DAY), wakeAt: LOST });
    await sweep(world, MINUTE, aWake({ dataSetArn: arnOf(0), at: LOST }));
    expect(world.rows.get(arnOf(0))?.ingestion?.phase).toBe('running');
    expect(world.swept).toEqual([]);
  });

  test('a sweep is done once, however many wait for it', async () => {
    const world = worldOf({ pending: landedAt(NOON - DAY), wakeAt: LOST });
    await sweep(world, MINUTE, SWEEP, SWEEP, { ...SWEEP, after: arnOf(0) });
    expect(world.swept).toEqual([arnOf(0)]);
  });

  test('a sweep begins where the one before it was out of time, several of them at the beginning', () => {
    const { ports } = new FakePorts();
    const onward = { ...SWEEP, after: arnOf(3) };
    expect(new Sweep(ports, [SWEEP]).left).toStrictEqual(SWEEP);
    expect(new Sweep(ports, [onward]).left).toStrictEqual(onward);
    expect(new Sweep(ports, [onward, SWEEP]).left).toStrictEqual(SWEEP);
  });

  test.each([
    [0, 1],
    [0.5, 1 + SEND_AGAIN_WITHIN / 2 / SECOND],
    [0.999_999, SEND_AGAIN_WITHIN / SECOND],
  ])('a sweep spreads its wake-ups by the dice: %d is %d s', async (dice, delay) => {
    const world = worldOf({ pending: landedAt(NOON - DAY), wakeAt: LOST });
    world.random = () => dice;
    await sweep(world);
    expect(world.wakes.map(({ delaySeconds }) => delaySeconds)).toEqual([delay]);
  });

  test('a sweep that is out of time is sent on, from where it was', async () => {
    const world = worldOf(...Array.from({ length: 25 }, () => ({ pending: landedAt(NOON - DAY), wakeAt: LOST })));
    world.pageSize = 10;
    let left = MINUTE;
    const Records = [{ messageId: 'm1', body: JSON.stringify(SWEEP) }];
    world.after = (effect) => {
      left = effect === 'scan' ? 30 * SECOND : left;
    };
    const context = { getRemainingTimeInMillis: () => left };
    const { batchItemFailures } = await createHandler(() => world.ports)({ Records } as SQSEvent, context);
    expect(batchItemFailures).toEqual([]);
    expect(world.sentAgain.map(({ body }) => parse(body))).toEqual([{ ...SWEEP, after: arnOf(9) }]);
    expect(world.swept).toHaveLength(10);
    left = MINUTE;
    world.after = () => {};
    const again = { Records: [{ messageId: 'm1', body: world.sentAgain[0]?.body }] } as SQSEvent;
    await createHandler(() => world.ports)(again, context);
    expect(world.swept).toHaveLength(25);
  });

  test('a sweep that fails comes back, and the rest of its batch does not', async () => {
    const world = worldOf({ pending: landedAt(NOON - DAY), wakeAt: LOST });
    world.before = (effect) => {
      if (effect === 'scan') {
        throw new Error('no ledger');
      }
    };
    expect(await sweep(world, MINUTE, aWake())).toEqual(['m1']);
    expect(world.processingErrors).toEqual(['sweep failed; its message will be retried']);
  });
});

test('a landing whose wake-up is lost is refreshed with the next sweep', async () => {
  const world = new FakePorts(aRow({ pending: landedAt(NOON - 2 * HOUR), wakeAt: NOON - HOUR }));
  await sweep(world);
  await world.settle();
  expect(world.row.fresh?.through).toBeGreaterThan(NOON - 2 * HOUR);
});
