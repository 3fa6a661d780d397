import type { Ports } from '../ports';

/** The ports of one invocation: what they have under way is given up when the signal is aborted. */
export type PortsOf = (signal: AbortSignal) => Ports;

/** The invocation's time is up: the call was not made, or its answer is not waited for. */
export class InvocationOver extends Error {
  override readonly name = 'InvocationOver';
  override readonly message = "the invocation's time is up";
}

/** The event bus failed before in this invocation. */
export class BusNotAsked extends Error {
  override readonly name = 'BusNotAsked';
  override readonly message = 'the event bus failed before in this invocation and was not called again';
}

/**
 * Ports that close when the signal is aborted: a call under way ends then, and none begins later. Lambda freezes a process
 * after its answer and may thaw it much later; a reconcile that was cut off must not go on then.
 *
 * The bus is a circuit breaker besides: when it has failed once, the other reconciles of the invocation do not wait
 * for it. Their outcomes stay in their rows, and are published with the next wake-up.
 */
export function closingPorts(ports: Ports, signal: AbortSignal): Ports {
  const { ledger, quickSight, queue, bus } = ports;
  let busFailed = false;
  return {
    ...ports,
    ledger: {
      read: (...call) => until(signal, () => ledger.read(...call)),
      write: (...call) => until(signal, () => ledger.write(...call)),
      delete: (...call) => until(signal, () => ledger.delete(...call)),
      scan: (...call) => until(signal, () => ledger.scan(...call)),
    },
    quickSight: {
      createIngestion: (...call) => until(signal, () => quickSight.createIngestion(...call)),
      describeIngestion: (...call) => until(signal, () => quickSight.describeIngestion(...call)),
    },
    queue: {
      wake: (...call) => until(signal, () => queue.wake(...call)),
      deadLetter: (...call) => until(signal, () => queue.deadLetter(...call)),
      sendAgain: (...call) => until(signal, () => queue.sendAgain(...call)),
    },
    bus: {
      publish: async (outcomes) => {
        if (busFailed) {
          throw new BusNotAsked();
        }
        try {
          await until(signal, () => bus.publish(outcomes));
        } catch (error) {
          busFailed = true;
          throw error;
        }
      },
    },
  };
}

/** What a call answers, or a rejection as soon as the signal is aborted. */
export function until<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  if (signal.aborted) {
    return Promise.reject(new InvocationOver());
  }
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new InvocationOver());
    signal.addEventListener('abort', end, { once: true });
    call()
      .finally(() => signal.removeEventListener('abort', end))
      .then(resolve, reject);
  });
}
