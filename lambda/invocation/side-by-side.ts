import type { Clock } from '../ports';
import { SLOW_AFTER } from '../timing';

/** Data sets whose reconciles run side by side; more would only meet at QuickSight's rate limits. */
const LIMIT = 10;

/** The same, with those that wait for a slow call: as many as a client has sockets. */
export const HARD_LIMIT = 100;

/**
 * Works on items side by side. One that takes long waits for another service's answer: it gives its place to the next, so
 * that a few that hang do not take the others' time. So does one that knows that it will wait.
 */
export function sideBySide<T>(
  clock: Clock,
  items: Iterable<T>,
  work: (item: T, givePlace: () => void) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  let running = 0;
  let slow = 0;
  return new Promise((resolve, reject) => {
    const fill = (): void => {
      while (running < HARD_LIMIT && running - slow < LIMIT) {
        const next = left.next();
        if (next.done) {
          if (running === 0) {
            resolve();
          }
          return;
        }
        run(next.value).catch(reject);
      }
    };
    const run = async (item: T): Promise<void> => {
      let isSlow = false;
      running++;
      const givePlace = (): void => {
        if (!isSlow) {
          isSlow = true;
          slow++;
          fill();
        }
      };
      const cancel = clock.after(SLOW_AFTER, givePlace);
      try {
        await work(item, givePlace);
      } finally {
        cancel();
        running--;
        slow -= isSlow ? 1 : 0;
      }
      fill();
    };
    fill();
  });
}
