import { DAY, HOUR, MINUTE } from '../../lambda/time';

export interface FloorOptions {
  readonly hourlyRate: (at: number) => number;
  /** Whole days, in milliseconds from the beginning. */
  readonly from: number;
  readonly to: number;
  readonly perDay: number;
  readonly ingestionSeconds: number;
}

/** More pending than these count as these, and more in a minute than these as these: both make it cheaper. */
const MOST_PENDING = 60;
const MOST_A_MINUTE = 4;

/**
 * The least mean lag, in seconds, that anybody could expect who knows the rate at which landings come, each independent
 * of the others, and not when the next one comes. By dynamic programming over minutes, starts left and what is pending.
 * Like the bound with hindsight it grants the quota again each day; and it lets ingestions overlap and charges nothing for
 * the minute in which something lands: it is a little too low.
 */
export function leastExpectedLag({ hourlyRate, from, to, perDay, ingestionSeconds }: FloorOptions): number {
  const width = MOST_PENDING + 1;
  let value = new Float64Array((perDay + 1) * width);
  let before = new Float64Array(value.length);
  let landings = 0;
  for (let at = to - MINUTE; at >= from; at -= MINUTE) {
    const rate = (hourlyRate(at) * MINUTE) / HOUR;
    landings += rate;
    const chances = poisson(rate);
    for (let left = 0; left <= perDay; left++) {
      for (let pending = 0; pending < width; pending++) {
        let wait = pending;
        for (let more = 0; more <= MOST_A_MINUTE; more++) {
          const then = Math.min(pending + more, MOST_PENDING);
          wait += (chances[more] as number) * (value[left * width + then] as number);
        }
        const start = left > 0 ? (before[(left - 1) * width] as number) : Number.POSITIVE_INFINITY;
        before[left * width + pending] = pending > 0 ? Math.min(wait, start) : wait;
      }
    }
    if ((at - from) % DAY === 0) {
      // whatever was left of the day before, from midnight on it is the whole quota
      const whole = before.slice(perDay * width);
      for (let left = 0; left < perDay; left++) {
        before.set(whole, left * width);
      }
    }
    [value, before] = [before, value];
  }
  return ((value[perDay * width] as number) * 60) / landings + ingestionSeconds;
}

/** How likely none, one, two … are, where so many are expected. */
function poisson(rate: number): number[] {
  const chances = [Math.exp(-rate)];
  for (let count = 1; count < MOST_A_MINUTE; count++) {
    chances.push(((chances[count - 1] as number) * rate) / count);
  }
  return [...chances, Math.max(0, 1 - chances.reduce((sum, chance) => sum + chance, 0))];
}
