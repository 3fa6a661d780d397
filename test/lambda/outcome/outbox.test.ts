import { toOutbox } from '../../../lambda/outcome/outbox';
import type { Outcome } from '../../../lambda/outcome/outcome';
import { OutcomeDetailType } from '../../../lib/private/contract';
import { ARN, landedAt, NOON } from '../../support/rows';

const outcome = (nth: number, reason = 'failed'): Outcome => ({
  detailType: OutcomeDetailType.FAILED,
  at: NOON + nth,
  dataSetArn: ARN,
  ingestionId: `ingestion-${nth}`,
  landings: landedAt(NOON),
  reason,
  next: 'waits for the next landing',
});
const outcomes = (count: number, reason?: string) => Array.from({ length: count }, (_, nth) => outcome(nth, reason));

test('an outbox keeps what waits and what is new, each once', () => {
  expect(toOutbox([outcome(1), outcome(2)], [outcome(2), outcome(3)])).toEqual({
    kept: [outcome(1), outcome(2), outcome(3)],
    dropped: [],
  });
});

test('an outbox keeps the newest fifty, and says which it drops', () => {
  const all = outcomes(53);
  expect(toOutbox(all.slice(0, 40), all.slice(40))).toEqual({ kept: all.slice(3), dropped: all.slice(0, 3) });
});

test('an outbox of long outcomes fits into an item of the ledger, the newest first', () => {
  const all = outcomes(50, 'x'.repeat(2_000));
  const { kept, dropped } = toOutbox(all);
  expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(65 * 1_024);
  expect(kept.length).toBeGreaterThan(25);
  expect([...dropped, ...kept]).toEqual(all);
});
