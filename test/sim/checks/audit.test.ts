import { HOUR, MINUTE } from '../../../lambda/time';
import { REQUEST_DETAIL_TYPE } from '../../../lib/private/contract';
import { audit } from '../../../sim/checks/audit';
import type { Occurrence } from '../../../sim/world/occurrence';
import { ARN, aRow, landedAt, NOON } from '../../support/rows';

const landed = (at: number): Occurrence => {
  const time = new Date(at).toISOString();
  return { what: 'landed', at, landedAt: at, dataSetArn: ARN, event: { id: time, time } } as unknown as Occurrence;
};
const restored = (at: number): Occurrence => ({ what: 'restored', at });

/** How many landings are lost where the row has this one pending, its failure is reported, and no ingestion has completed. */
const lost = (pendingAt: number, ...occurrences: readonly Occurrence[]): number =>
  audit({
    clock: { now: () => NOON + 12 * HOUR },
    quickSight: { ingestions: [], ofDataSet: () => [] },
    occurrences,
    ledger: new Map([[ARN, aRow({ pending: landedAt(pendingAt) })]]),
    deadLetterQueue: { all: () => [{ body: JSON.stringify({ dataSetArn: ARN }) }] },
  }).lost;

describe('the audit of a history with restores', () => {
  test('a landing that no row has any more is lost', () => {
    expect(lost(NOON + 2 * HOUR, landed(NOON))).toBe(1);
  });

  test('a landing from before a restore is reported with what the row has counted after it', () => {
    expect(lost(NOON + 2 * HOUR, landed(NOON), restored(NOON + HOUR))).toBe(0);
  });

  test('so it is with what lands at the restore itself: an event has whole seconds', () => {
    expect(lost(NOON + HOUR, landed(NOON), restored(NOON + HOUR + 413))).toBe(0);
  });

  test('what the row has counted a minute before the restore says nothing', () => {
    expect(lost(NOON + HOUR, landed(NOON), restored(NOON + HOUR + MINUTE))).toBe(1);
  });

  test('a second restore, to a state after the first one, takes nothing away from that', () => {
    expect(lost(NOON + 2 * HOUR, landed(NOON), restored(NOON + HOUR), restored(NOON + 3 * HOUR))).toBe(0);
  });

  test('a landing between two restores is lost where the row has counted nothing after the second one', () => {
    const between = landed(NOON + 1.5 * HOUR);
    expect(lost(NOON + 2 * HOUR, between, restored(NOON + HOUR), restored(NOON + 3 * HOUR))).toBe(1);
  });
});

describe('the audit of a history with redriven requests', () => {
  const asked = (at: number): Occurrence => {
    const time = new Date(at).toISOString();
    const event = { id: time, time, 'detail-type': REQUEST_DETAIL_TYPE };
    return { what: 'landed', at, landedAt: at, dataSetArn: ARN, event } as unknown as Occurrence;
  };
  const received = (at: number): Occurrence => ({ what: 'requested', at, dataSetArn: ARN });
  const redriven = (at: number): Occurrence => ({ what: 'redriven', at });

  test('a request counts when it is redriven, however long after it was sent', () => {
    const [at, later] = [NOON, NOON + 10 * HOUR];
    expect(lost(later, asked(at), received(at), redriven(later), received(later))).toBe(0);
  });

  test('a request is lost where nothing but another one, that day, is pending', () => {
    const [at, later] = [NOON, NOON + 10 * HOUR];
    expect(lost(later, asked(at), received(at), asked(later), received(later))).toBe(1);
  });

  test('a request is lost where the redrive brought none back', () => {
    const [at, later] = [NOON, NOON + 10 * HOUR];
    expect(lost(later, asked(at), received(at), redriven(later - HOUR), received(later))).toBe(1);
  });
});
