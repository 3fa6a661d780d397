import { OutcomeDetailType, SCHEMA } from '../../lib/private/contract';
import { formatTime, pluralize } from '../format';
import type { Ports } from '../ports';
import type { LedgerRow } from '../row';
import { keyOf, toOutbox } from './outbox';
import type { Outcome } from './outcome';

/** Keys of the outcomes that a reconcile has reported, and of those it has published: a later try does neither again. */
export type Published = Set<string>;

/**
 * Dead-letter queue first: what failed must not depend on anything else going well. The event bus last: what it
 * does not take now waits in the row, and the refresh goes on without it.
 */
export async function publish(
  ports: Ports,
  row: LedgerRow,
  outcomes: readonly Outcome[],
  published: Published,
): Promise<LedgerRow> {
  const { dataSetArn, failure } = row;
  for (const outcome of outcomes.filter((candidate) => !published.has(keyOf(candidate)))) {
    if (outcome.detailType === OutcomeDetailType.FAILED && failure) {
      const { at: failedAt, error, message } = failure;
      await ports.queue.deadLetter({ schema: SCHEMA, kind: 'retry', dataSetArn, failedAt, error, message });
    }
    ports.telemetry.outcome(outcome, row);
    published.add(keyOf(outcome));
  }
  const { kept, dropped } = toOutbox(row.outbox, outcomes);
  if (dropped.length > 0) {
    ports.telemetry.processingError(
      `the outbox is full: ${pluralize(dropped.length, 'outcome event')} will never be published`,
      new Error(dropped.map(({ detailType, at }) => `${detailType} of ${formatTime(at)}`).join(', ')),
      { dataSetArn },
    );
  }
  const news = kept.filter((outcome) => !published.has(`published ${keyOf(outcome)}`));
  if (news.length === 0) {
    return { ...row, outbox: undefined };
  }
  try {
    await ports.bus.publish(news);
  } catch (error) {
    ports.telemetry.processingError('could not publish outcome events; retrying with the next reconcile', error, {
      dataSetArn,
    });
    return { ...row, outbox: news };
  }
  for (const outcome of news) {
    published.add(`published ${keyOf(outcome)}`);
  }
  return { ...row, outbox: undefined };
}
