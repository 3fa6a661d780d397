import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message, SweepMessage } from '../lib/private/contract';
import { closingPorts, InvocationOver, type PortsOf } from './invocation/closing-ports';
import { sendAgain } from './invocation/send-again';
import { sideBySide } from './invocation/side-by-side';
import { CallPaces, SpacedStarts, type StartTurns } from './invocation/start-turns';
import { dataSetsOf, fold, reduce } from './message/inbox';
import { MessageReader } from './message/reader';
import { write } from './message/write';
import type { Telemetry } from './ports';
import { reconcile } from './reconcile';
import { Sweep } from './sweep';
import { TIME_FOR_A_RECONCILE, TIME_TO_ANSWER, TIME_TO_SEND_AGAIN } from './timing';

export type Handler = (event: SQSEvent, context: { getRemainingTimeInMillis(): number }) => Promise<SQSBatchResponse>;

/** What became of the data sets of a batch that were not reconciled. */
class Undone {
  readonly failed = new Set<string>();
  readonly notBegun = new Set<string>();
  readonly cutOff = new Set<string>();

  get isEmpty(): boolean {
    return this.failed.size + this.notBegun.size + this.cutOff.size === 0;
  }

  hasFailed = (dataSetArn: string): boolean => this.failed.has(dataSetArn);
  isLeft = (dataSetArn: string): boolean => this.notBegun.has(dataSetArn) || this.cutOff.has(dataSetArn);
}

/**
 * What Lambda calls with a batch of messages: landing messages that rules have made of landing events, wakes
 * that the function sent itself, the hourly sweep, and retries that an operator moved back from the dead-letter queue.
 *
 * It promises that a message it does not name in its answer needs no one any more: all its data sets have had
 * their reconcile, or the message was sent again. A message that cannot be read, and every message of a data set whose
 * reconcile failed, is reported as failed and comes back; after five attempts SQS moves it to the dead-letter queue. One data set's trouble,
 * or one message's, leaves the others of the batch alone.
 *
 * It ends before Lambda ends it. Some seconds before that it cuts off the reconciles that are not finished: they wait
 * for a slow answer. Their messages, and those of reconciles that there was no time to begin, are sent again as new
 * ones: they have done nothing wrong, and their receive count stays free for what fails.
 *
 * What surprises people: most invocations call neither of QuickSight's actions. They find that data has not
 * settled yet, or that a message is a duplicate, and wait.
 */
export function createHandler(portsOf: PortsOf): Handler {
  const paces = new CallPaces();
  return async (event, context) => {
    const over = new AbortController();
    const ports = closingPorts(portsOf(over.signal), over.signal);
    const { clock, telemetry } = ports;
    const timeLeft = (): number => context.getRemainingTimeInMillis() - TIME_TO_SEND_AGAIN;
    const stopClock = clock.after(timeLeft(), () => over.abort());
    const hasTime = (later = 0): boolean => !over.signal.aborted && timeLeft() - later >= TIME_FOR_A_RECONCILE;
    const starts = new SpacedStarts(clock, hasTime, paces);
    const { messages, messageIds, queuedAts, unreadable } = readAll(event.Records, telemetry);
    const named = new Set(unreadable);
    const undone = new Undone();
    await sideBySide(clock, fold(messages, queuedAts), async ([dataSetArn, inbox], givePlace) => {
      if (!hasTime()) {
        undone.notBegun.add(dataSetArn);
        return;
      }
      try {
        const turns: StartTurns = {
          take: (of) => starts.take(of, givePlace),
          answered: (...call) => starts.answered(...call),
        };
        await reconcile(ports, dataSetArn, inbox, turns);
      } catch (error) {
        if (over.signal.aborted) {
          undone.cutOff.add(dataSetArn);
        } else {
          undone.failed.add(dataSetArn);
          telemetry.processingError('reconcile failed; its messages will be retried', error, { dataSetArn });
        }
      }
      // a batch may have a thousand data sets: what is gathered of each need not be kept until the end
      telemetry.flush(dataSetArn);
    });
    const left = new Map<string, string>();
    const sweepId = messageIds[messages.findIndex(isSweep)];
    if (sweepId !== undefined) {
      const sweep = new Sweep(ports, messages.filter(isSweep));
      try {
        await sweep.run(hasTime);
      } catch (error) {
        if (error instanceof InvocationOver) {
          left.set(sweepId, JSON.stringify(sweep.left));
        } else {
          named.add(sweepId);
          telemetry.processingError('sweep failed; its message will be retried', error, {});
        }
      }
    }
    stopClock();
    for (const [index, message] of undone.isEmpty ? [] : messages.entries()) {
      const dataSetArns = dataSetsOf(message);
      const messageId = messageIds[index] as string;
      if (dataSetArns.some(undone.hasFailed)) {
        named.add(messageId);
      } else if (dataSetArns.some(undone.isLeft)) {
        left.set(messageId, write(reduce(message, undone.isLeft)));
      }
    }
    if (left.size > 0) {
      const ending = new AbortController();
      const cancel = clock.after(context.getRemainingTimeInMillis() - TIME_TO_ANSWER, () => ending.abort());
      const taken = await sendAgain(portsOf(ending.signal), left, ending.signal);
      cancel();
      const givenBack = [...left.keys()].filter((messageId) => !taken.has(messageId));
      for (const messageId of givenBack) {
        named.add(messageId);
      }
      telemetry.ranOutOfTime({
        notBegun: undone.notBegun.size,
        cutOff: undone.cutOff.size,
        sentAgain: taken.size,
        givenBack: givenBack.length,
      });
    }
    telemetry.flush();
    return { batchItemFailures: [...named].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** The messages of a batch that can be read, and what SQS says of each, by the same index: thousands make no further objects. */
interface Batch {
  readonly messages: Message[];
  readonly messageIds: string[];
  readonly queuedAts: (number | undefined)[];
  /** The ids of the others. */
  readonly unreadable: string[];
}

function readAll(records: readonly SQSRecord[], telemetry: Telemetry): Batch {
  const batch: Batch = { messages: [], messageIds: [], queuedAts: [], unreadable: [] };
  const reader = new MessageReader();
  for (const record of records) {
    const { messageId, body } = record;
    const queuedAt = queuedAtOf(record);
    try {
      batch.messages.push(reader.read(body, queuedAt));
      batch.messageIds.push(messageId);
      batch.queuedAts.push(queuedAt);
    } catch (error) {
      batch.unreadable.push(messageId);
      const what = 'message could not be parsed; after 5 attempts SQS moves it to the dead-letter queue';
      telemetry.processingError(what, error, { messageId });
    }
  }
  return batch;
}

const isSweep = (message: Message): message is SweepMessage => message.kind === 'sweep';

/** When the queue took the message, by its own clock. */
function queuedAtOf({ attributes }: SQSRecord): number | undefined {
  const queuedAt = Number(attributes?.SentTimestamp);
  return queuedAt > 0 ? queuedAt : undefined;
}
