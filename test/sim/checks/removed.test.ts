import { DAY, HOUR, MINUTE } from '../../../lambda/time';
import { DecisionReason } from '../../../lib/private/contract';
import { removedViolations } from '../../../sim/checks/removed';
import type { Occurrence } from '../../../sim/world/occurrence';
import { ARN, NOON } from '../../support/rows';

const REMOVED = { dataSetArn: ARN, from: NOON, to: NOON + 10 * DAY };

const called = (at: number, answer: string): Occurrence =>
  ({ what: 'called', at, dataSetArn: ARN, action: 'quicksight:CreateIngestion', answer }) as unknown as Occurrence;
const refreshed = called(NOON - DAY, 'COMPLETED');
const denied = (at: number): Occurrence => called(at, 'AccessDeniedException');
const wakeSent = (at: number): Occurrence => ({ what: 'wakeSent', at, dataSetArn: ARN });
/** As the sweep brings them, while the function is on. */
const hourly = (from: number, to: number): Occurrence[] =>
  Array.from({ length: Math.floor((to - from) / HOUR) + 1 }, (_, hour) => ({
    what: 'invocation',
    at: from + hour * HOUR,
    messages: 1,
  }));

const violations = (occurrences: readonly Occurrence[], { disturbed = false, before = [refreshed] } = {}): number =>
  removedViolations(
    { occurrences: [...before, ...occurrences].sort((a, b) => a.at - b.at) } as unknown as Parameters<
      typeof removedViolations
    >[0],
    [REMOVED],
    { latest: 0, disturbed, failing: false },
  ).length;

describe('a removed data set comes to its end', () => {
  test.each([
    [2 * HOUR, false, 0],
    [5 * HOUR, false, 1],
    [5 * HOUR, true, 0],
    [14 * HOUR, true, 1],
  ])('a wake-up %d ms after it was denied, disturbed: %s, breaks the rule %d times', (after, disturbed, broken) => {
    const history = [...hourly(NOON, NOON + 2 * DAY), denied(NOON + MINUTE), wakeSent(NOON + after)];
    expect(violations(history, { disturbed })).toBe(broken);
  });

  test('a function that is off for days has no time to end it', () => {
    const on = NOON + 3 * DAY;
    const history = [denied(NOON + MINUTE), ...hourly(on, on + DAY)];
    expect(violations([...history, wakeSent(on + HOUR)])).toBe(0);
    expect(violations([...history, wakeSent(on + 5 * HOUR)])).toBe(1);
  });

  test('what is asked for once more has its time again', () => {
    const redriven: Occurrence = { what: 'redriven', at: NOON + 6 * HOUR };
    const history = [...hourly(NOON, NOON + DAY), denied(NOON + MINUTE), redriven, denied(NOON + 7 * HOUR)];
    expect(violations([...history, wakeSent(NOON + 8 * HOUR)])).toBe(0);
    expect(violations([...history, wakeSent(NOON + 12 * HOUR)])).toBe(1);
  });

  const restored: Occurrence = { what: 'restored', at: NOON - HOUR };
  test.each([
    ['was never refreshed', []],
    ['is not known to be refreshed, since the ledger was restored,', [refreshed, restored]],
  ])('one that %s may be new: it has a day more', (_, before) => {
    const history = [...hourly(NOON, NOON + 3 * DAY), denied(NOON + MINUTE)];
    expect(violations([...history, wakeSent(NOON + DAY)], { before })).toBe(0);
    expect(violations([...history, wakeSent(NOON + 2 * DAY)], { before })).toBe(1);
  });

  test('while it is paused, nothing is called that could be denied', () => {
    const paused = (at: number): Occurrence => ({
      what: 'decided',
      at,
      dataSetArn: ARN,
      step: 'wait',
      code: DecisionReason.PAUSED,
      reason: 'paused',
    });
    const history = [...hourly(NOON, NOON + DAY), denied(NOON + MINUTE), wakeSent(NOON + 9 * HOUR)];
    expect(violations([...history, paused(NOON + 8 * HOUR)])).toBe(0);
    expect(violations([...history, paused(NOON + 8 * HOUR), denied(NOON + 8 * HOUR + MINUTE)])).toBe(0);
    expect(violations([...history, paused(NOON)])).toBe(1);
  });
});
