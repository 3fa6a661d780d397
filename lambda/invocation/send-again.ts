import type { MessageAgain, Ports } from '../ports';
import { SEND_AGAIN_WITHIN } from '../timing';
import { until } from './closing-ports';

/** What `SendMessageBatch` takes: so many messages, and of their 1 MiB in all a part that the envelope fits beside. */
const MAX_MESSAGES = 10;
const MAX_CHARACTERS = 200_000;

/** Calls side by side. */
const CALLS = 10;

/**
 * Sends messages to the queue once more, spread over some time, and answers the ids of those that it took. The first
 * call that fails is the last: the messages that are left come back by themselves, and there is no time to wait for a
 * queue that hangs.
 */
export async function sendAgain(
  { queue, clock }: Pick<Ports, 'queue' | 'clock'>,
  bodies: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const messages = [...bodies].map(([id, body]) => ({
    id,
    body,
    delaySeconds: 1 + Math.floor((clock.random() * SEND_AGAIN_WITHIN) / 1_000),
  }));
  const taken = new Set<string>();
  const calls = batchesOf(messages).values();
  let failed = false;
  const caller = async (): Promise<void> => {
    for (const batch of calls) {
      try {
        for (const id of await until(signal, () => queue.sendAgain(batch))) {
          taken.add(id);
        }
      } catch {
        failed = true;
      }
      if (failed) {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: CALLS }, caller));
  return taken;
}

function batchesOf(messages: readonly MessageAgain[]): MessageAgain[][] {
  const batches: MessageAgain[][] = [];
  let characters = 0;
  for (const message of messages) {
    const batch = batches.at(-1);
    if (batch && batch.length < MAX_MESSAGES && characters + message.body.length <= MAX_CHARACTERS) {
      batch.push(message);
      characters += message.body.length;
    } else {
      batches.push([message]);
      characters = message.body.length;
    }
  }
  return batches;
}
