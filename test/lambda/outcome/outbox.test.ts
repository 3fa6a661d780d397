import { keyOf, orAbsent, toOutbox } from '../../../lambda/outcome/outbox';
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

test('an outbox of exactly 64 KB is kept whole, and one of a byte more is not', () => {
  const bytes = (of: Outcome) => Buffer.byteLength(JSON.stringify(of));
  const older = outcome(1);
  const room = 64 * 1_024 - bytes(older) - bytes(outcome(2, ''));
  const fits = outcome(2, 'x'.repeat(room));
  const isOver = outcome(2, 'x'.repeat(room + 1));
  expect(toOutbox([older], [fits])).toEqual({ kept: [older, fits], dropped: [] });
  expect(toOutbox([older], [isOver])).toEqual({ kept: [isOver], dropped: [older] });
});

test('an outcome is another one where its kind, ingestion, error, landings or missing landing events are others', () => {
  const { landings: _, ...withoutLandings } = outcome(1);
  const { ingestionId: __, ...withoutIngestion } = withoutLandings;
  const incomplete = { ...withoutIngestion, detailType: OutcomeDetailType.DEFERRED };
  const different: Outcome[] = [
    outcome(1),
    withoutLandings,
    withoutIngestion,
    outcome(2),
    { ...outcome(1), detailType: OutcomeDetailType.SUCCEEDED },
    { ...outcome(1), error: 'QUERY_TIMEOUT' },
    { ...outcome(1), landings: landedAt(NOON + 1) },
    { ...incomplete, missingLandingEvents: ['Orders'] },
    { ...incomplete, missingLandingEvents: ['Orders', 'Sales'] },
    // not the same words in another field
    { ...withoutIngestion, ingestionId: 'a', error: 'bc' },
    { ...withoutIngestion, ingestionId: 'ab', error: 'c' },
  ];
  expect(new Set(different.map(keyOf)).size).toBe(different.length);
  expect(keyOf({ ...outcome(1), at: NOON + 5, reason: 'in other words' })).toBe(keyOf(outcome(1)));
});

test('an empty outbox is absent from the row', () => {
  expect(orAbsent([])).toBeUndefined();
  expect(orAbsent([outcome(1)])).toEqual([outcome(1)]);
});

test('an outbox of long outcomes fits into an item of the ledger, the newest first', () => {
  const all = outcomes(50, 'x'.repeat(2_000));
  const { kept, dropped } = toOutbox(all);
  expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(65 * 1_024);
  expect(kept.length).toBeGreaterThan(25);
  expect([...dropped, ...kept]).toEqual(all);
});
