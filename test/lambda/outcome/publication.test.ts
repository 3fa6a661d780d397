import type { Outcome } from '../../../lambda/outcome/outcome';
import { publish } from '../../../lambda/outcome/publication';
import { OutcomeDetailType } from '../../../lib/private/contract';
import { FakePorts } from '../../support/fake-ports';
import { ARN, aFailure, aRow, NOON } from '../../support/rows';

const outcome = (nth: number): Outcome => ({
  detailType: OutcomeDetailType.SUCCEEDED,
  at: NOON + nth * 1_000,
  dataSetArn: ARN,
  ingestionId: `ingestion-${nth}`,
  reason: 'fresh',
  next: 'waits for the next landing',
});
const outcomes = (count: number) => Array.from({ length: count }, (_, nth) => outcome(nth));

test('an outcome that the event bus does not take waits in the row, and the error says for which data set', async () => {
  const world = new FakePorts(aRow());
  world.before = (effect) => {
    if (effect === 'publish') {
      throw new Error('InternalFailure');
    }
  };
  const row = await publish(world.ports, aRow(), [outcome(1)], new Set());
  expect(row.outbox).toEqual([outcome(1)]);
  expect(world.reported).toEqual([
    ['could not publish outcome events; retrying with the next reconcile', 'InternalFailure', { dataSetArn: ARN }],
  ]);
});

test('an outbox that is full drops the oldest, and says which will never be published', async () => {
  const world = new FakePorts(aRow());
  await publish(world.ports, aRow({ outbox: outcomes(50) }), [outcome(50), outcome(51)], new Set());
  expect(world.reported).toEqual([
    [
      'the outbox is full: 2 outcome events will never be published',
      'SPICE Refresh Succeeded of 2026-11-23T12:00:00Z, SPICE Refresh Succeeded of 2026-11-23T12:00:01Z',
      { dataSetArn: ARN },
    ],
  ]);
});

test('an outbox that has room says nothing', async () => {
  const world = new FakePorts(aRow());
  await publish(world.ports, aRow({ outbox: outcomes(49) }), [outcome(49)], new Set());
  expect(world.reported).toEqual([]);
});

test('an outcome that is no failure leaves nothing in the dead-letter queue, even beside an older failure', async () => {
  const world = new FakePorts(aRow());
  await publish(world.ports, aRow({ failure: aFailure() }), [outcome(1)], new Set());
  expect(world.deadLetters).toEqual([]);
  expect(world.published).toEqual([outcome(1)]);
});

test('a row whose outcomes are all on the event bus keeps none, and none is published again', async () => {
  const world = new FakePorts(aRow());
  const published = new Set<string>();
  const once = await publish(world.ports, aRow(), [outcome(1)], published);
  const again = await publish(world.ports, aRow({ outbox: [outcome(1)] }), [outcome(1)], published);
  expect([once.outbox, again.outbox]).toEqual([undefined, undefined]);
  expect(world.effects).toEqual(['publish']);
  expect(world.told).toEqual([outcome(1)]);
});
