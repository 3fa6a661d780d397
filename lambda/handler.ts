import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message } from '../lib/private/contract';
import { dataSetsOf, fold } from './message/inbox';
import { MessageReader } from './message/reader';
import type { Ports } from './ports';
import { reconcile } from './reconcile';
import { TIME_FOR_A_RECONCILE } from './timing';

/** Data sets whose reconciles run side by side; more would only meet at QuickSight's rate limits. */
const CONCURRENT_RECONCILES = 10;

export type Handler = (event: SQSEvent, context: { getRemainingTimeInMillis(): number }) => Promise<SQSBatchResponse>;

/**
 * What Lambda calls with a batch of messages: landing messages that rules have made of landing events, wakes
 * that the function sent itself, and retries that somebody moved back from the dead-letter queue.
 *
 * It promises that a message it does not name in its answer needs no one any more: all its data sets have had
 * their reconcile. A message that cannot be read, and every message of a data set whose reconcile failed, is named and
 * comes back; after five times it lies in the dead-letter queue. One data set's trouble, or one message's,
 * leaves the others of the batch alone.
 *
 * What surprises people: most invocations call neither of QuickSight's actions. They find that data has not
 * settled yet, or that a message is a duplicate, and wait.
 */
export function createHandler(ports: Ports): Handler {
  return async (event, context) => {
    const failed = new Set<string>();
    const messages = new Map<SQSRecord, Message>();
    const reader = new MessageReader();
    for (const record of event.Records) {
      try {
        messages.set(record, reader.read(record.body));
      } catch (error) {
        failed.add(record.messageId);
        ports.telemetry.processingError(
          'message cannot be read; it comes back a few times and then lies in the dead-letter queue',
          error,
          {
            messageId: record.messageId,
          },
        );
      }
    }
    const inboxes = [...fold(messages.values())];
    const unfinished = new Set<string>();
    await concurrently(CONCURRENT_RECONCILES, inboxes, async ([dataSetArn, inbox]) => {
      if (context.getRemainingTimeInMillis() < TIME_FOR_A_RECONCILE) {
        unfinished.add(dataSetArn);
        return;
      }
      try {
        const landings = inbox.landings.filter(({ ifStaleFor }) => ifStaleFor === undefined);
        ports.telemetry.landed(dataSetArn, landings.length);
        await reconcile(ports, dataSetArn, inbox);
      } catch (error) {
        unfinished.add(dataSetArn);
        ports.telemetry.processingError('reconcile failed; its messages come back', error, { dataSetArn });
      }
      // a batch may have a thousand data sets: what is gathered of each need not be kept until the end
      ports.telemetry.flush(dataSetArn);
    });
    for (const [record, message] of messages) {
      if (dataSetsOf(message).some((dataSetArn) => unfinished.has(dataSetArn))) {
        failed.add(record.messageId);
      }
    }
    ports.telemetry.flush();
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

async function concurrently<T>(limit: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
