import type { Clock } from '../ports';

/** The machine's own clock, and real chance. */
export const REAL_CLOCK: Clock = {
  now: Date.now,
  random: Math.random,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
