import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { SweepMessage } from '../lib/private/contract';
import { closingPorts, InvocationOver, type PortsOf } from './invocation/closing-ports';
import { sendAgain } from './invocation/send-again';
import { sideBySide } from './invocation/side-by-side';
import { CallPaces, SpacedStarts, type StartTurns } from './invocation/start-turns';
import { dataSetsOf, fold, type Received, reduce } from './message/inbox';
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
    const { messages, unreadable } = readAll(event.Records, telemetry);
    const named = new Set(unreadable);
    const undone = new Undone();
    await sideBySide(clock, fold(messages.values()), async ([dataSetArn, inbox], givePlace) => {
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
    const sweeps = [...messages].filter(isSweep);
    const [[first] = []] = sweeps;
    if (first) {
      const sweep = new Sweep(
        ports,
        sweeps.map(([, message]) => message),
      );
      try {
        await sweep.run(hasTime);
      } catch (error) {
        if (error instanceof InvocationOver) {
          left.set(first.messageId, JSON.stringify(sweep.left));
        } else {
          named.add(first.messageId);
          telemetry.processingError('sweep failed; its message will be retried', error, {});
        }
      }
    }
    stopClock();
    for (const [{ messageId }, message] of messages) {
      const dataSetArns = dataSetsOf(message);
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

/** The messages of a batch. One that cannot be read is named alone. */
function readAll(
  records: readonly SQSRecord[],
  telemetry: Telemetry,
): { messages: Map<SQSRecord, Received>; unreadable: string[] } {
  const messages = new Map<SQSRecord, Received>();
  const unreadable: string[] = [];
  const reader = new MessageReader();
  for (const record of records) {
    const { messageId, body } = record;
    try {
      messages.set(record, reader.read(body, queuedAtOf(record)));
    } catch (error) {
      unreadable.push(messageId);
      const what = 'message could not be parsed; after 5 attempts SQS moves it to the dead-letter queue';
      telemetry.processingError(what, error, { messageId });
    }
  }
  return { messages, unreadable };
}

function isSweep(entry: [SQSRecord, Received]): entry is [SQSRecord, Received<SweepMessage>] {
  return entry[1].kind === 'sweep';
}

/** When the queue took the message, by its own clock. */
function queuedAtOf({ attributes }: SQSRecord): number | undefined {
  const queuedAt = Number(attributes?.SentTimestamp);
  return queuedAt > 0 ? queuedAt : undefined;
}
