import * as fc from 'fast-check';
import type { Step } from '../../lambda/decide';
import { parse } from '../../lambda/message/parse';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { CLOCKS_DIFFER, LEASE, LONGEST_DELAY, WRITE_LOST_AFTER } from '../../lambda/timing';
import { delaySeconds, isFromTheFuture, nextWake, overtaken } from '../../lambda/wake';
import { DecisionReason } from '../../lib/private/contract';
import { ARN, aFailure, aRow, aWake, landedAt, NOON } from '../support/rows';

const wait = (until: number): Step => ({ do: 'wait', until, code: DecisionReason.SETTLING, reason: 'a test' });

describe('the next wake-up', () => {
  test('a wake-up is due when the wait ends, and belongs to the row that is written next', () => {
    expect(nextWake(aRow({ version: 7 }), wait(NOON + MINUTE), NOON)).toEqual({
      schema: 1,
      kind: 'wake',
      dataSetArn: ARN,
      at: NOON + MINUTE,
      sentAt: NOON,
      version: 8,
    });
  });

  test('a wake-up of a wait longer than SQS can delay hops', () => {
    expect(nextWake(aRow(), wait(NOON + 15 * MINUTE), NOON)?.at).toBe(NOON + 15 * MINUTE);
    expect(nextWake(aRow(), wait(NOON + 15 * MINUTE + 1), NOON)?.at).toBe(NOON + 15 * MINUTE);
    expect(nextWake(aRow(), wait(NOON + 9 * HOUR), NOON)?.at).toBe(NOON + 15 * MINUTE);
  });

  test.each<Step>([
    { do: 'rest', code: DecisionReason.NOTHING_NEW, reason: '' },
    { do: 'poll', code: DecisionReason.POLL_DUE, reason: '' },
    { do: 'start', type: 'FULL_REFRESH', code: DecisionReason.SETTLED, reason: '' },
  ])('a wake-up is not needed to $do', (step) => {
    expect(nextWake(aRow(), step, NOON)).toBeUndefined();
  });

  test('a wake-up of what failed for good comes as long as its message may be in the dead-letter queue, so that its age is published', () => {
    const rest: Step = { do: 'rest', code: DecisionReason.FAILED, reason: '' };
    const row = aRow({ pending: landedAt(NOON), failure: aFailure({ at: NOON }) });
    expect(nextWake(row, rest, NOON)?.at).toBe(NOON + 15 * MINUTE);
    expect(nextWake(row, rest, NOON + 14 * DAY - 1)).toBeDefined();
    expect(nextWake(row, rest, NOON + 14 * DAY)).toBeUndefined();
  });

  test('a wake-up is not needed when one is on its way that comes in time', () => {
    for (const wakeAt of [NOON + 1, NOON + MINUTE]) {
      expect(nextWake(aRow({ wakeAt }), wait(NOON + MINUTE), NOON)).toBeUndefined();
    }
  });

  test('a wake-up is needed when the one on its way comes too late', () => {
    expect(nextWake(aRow({ wakeAt: NOON + MINUTE + 1 }), wait(NOON + MINUTE), NOON)?.at).toBe(NOON + MINUTE);
  });

  test('a wake-up is needed when the one on its way should have arrived already', () => {
    expect(nextWake(aRow({ wakeAt: NOON }), wait(NOON + MINUTE), NOON)?.at).toBe(NOON + MINUTE);
  });

  test('a wake-up of a long wait is not sent while the one before has yet to come', () => {
    expect(nextWake(aRow({ wakeAt: NOON + 10 * MINUTE }), wait(NOON + 9 * HOUR), NOON)).toBeUndefined();
  });

  test('a wake-up can be read when it comes', () => {
    const wake = nextWake(aRow(), wait(NOON + MINUTE), NOON);
    expect(parse(JSON.stringify(wake))).toEqual(wake);
  });
});

describe('a wake-up that overtakes its row', () => {
  const wake = aWake({ sentAt: NOON, version: 3 });

  test('a wake-up that overtakes its row is sent again for when the invocation that sent it is over', () => {
    expect(overtaken([wake], 2, NOON + SECOND)).toEqual([{ ...wake, at: NOON + LEASE }]);
  });

  test('a wake-up does not overtake its row if the row, or a later one, has been written', () => {
    expect(overtaken([wake], 3, NOON + SECOND)).toEqual([]);
    expect(overtaken([wake], 4, NOON + SECOND)).toEqual([]);
  });

  test('a wake-up that overtakes its row is sent again for the time at which it proves that the write is lost', () => {
    expect(overtaken([wake], 2, NOON + LEASE - 1)).toMatchObject([{ at: NOON + LEASE }]);
    expect(overtaken([wake], 2, NOON + LEASE)).toMatchObject([{ at: NOON + WRITE_LOST_AFTER }]);
    expect(overtaken([wake], 2, NOON + WRITE_LOST_AFTER)).toEqual([]);
  });

  test('a wake-up that overtakes its row is distinguished from the others that came with it', () => {
    expect(overtaken([aWake({ version: 1 }), wake, aWake({ version: 2 })], 2, NOON)).toHaveLength(1);
  });
});

test('a wake-up of ours was sent before it arrives, by clocks that differ a little', () => {
  expect(isFromTheFuture(aWake({ sentAt: NOON + CLOCKS_DIFFER }), NOON)).toBe(false);
  expect(isFromTheFuture(aWake({ sentAt: NOON + CLOCKS_DIFFER + 1 }), NOON)).toBe(true);
});

describe('the delay of a wake-up', () => {
  test.each([
    [-1, 0],
    [0, 0],
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [LONGEST_DELAY, 900],
    [LONGEST_DELAY + 1, 900],
    [9 * HOUR, 900],
  ])('a delay of %d ms is %d s', (ahead, seconds) => {
    expect(delaySeconds(aWake({ at: NOON + ahead }), NOON)).toBe(seconds);
  });

  test('a delay never lets a wake-up of the next quarter of an hour come too soon', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_DELAY }), (ahead) => {
        expect(delaySeconds(aWake({ at: NOON + ahead }), NOON) * SECOND).toBeGreaterThanOrEqual(ahead);
      }),
    );
  });
});
