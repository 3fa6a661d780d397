import { MINUTE } from '../../../lambda/time';
import type { Evidence } from '../../../sim/checks/audit';
import { pauseViolations } from '../../../sim/checks/paused';

const SALES = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/sales';
const pauses = [{ from: 10 * MINUTE, to: 30 * MINUTE }];

/** A world in which an ingestion of this data set is started then, and nothing else happens. */
const startedAt = (minutes: number, dataSetArn = SALES) =>
  ({ occurrences: [{ what: 'calling', at: minutes * MINUTE, dataSetArn, ingestionId: 'i-1' }] }) as unknown as Evidence;

test.each([
  ['before it', 9],
  ['by an invocation that began before it', 11],
  ['when it is over', 30],
])('a start breaks no rule when it is made %s', (_, minutes) => {
  expect(pauseViolations(startedAt(minutes), SALES, pauses)).toEqual([]);
});

test('a start while its data set is paused breaks the rule', () => {
  const violations = pauseViolations(startedAt(20), SALES, pauses);
  expect(violations).toEqual([
    { rule: 'paused', at: 20 * MINUTE, message: `i-1 was started while ${SALES} was paused` },
  ]);
  expect(pauseViolations(startedAt(20, `${SALES}-2`), SALES, pauses)).toEqual([]);
});
