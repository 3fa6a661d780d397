import { HOUR, SECOND } from '../../../lambda/time';
import type { Random } from '../traces';
import { between, END, timeOf } from '../weekly-habits';

export const whole = (random: Random, low: number, high: number): number => Math.floor(between(random, low, high + 1));
export const many = <T>(count: number, drawn: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => drawn(i));
export const within = (landings: readonly number[]): number[] => landings.filter((at) => at >= 0 && at < END);

/** A working day on which no one works, in every second trace; -1 for none. */
export const holidayOf = (random: Random): number => {
  const day = 7 * whole(random, 0, 3) + ([0, 1, 4, 5, 6][whole(random, 0, 4)] as number);
  return random() < 0.5 ? day : -1;
};

/** What would land during an outage lands soon after it. */
export const afterOutage = (
  landings: readonly number[],
  from: number,
  length: number,
  soon: number,
  random: Random,
): number[] => landings.map((at) => (at >= from && at < from + length ? from + length + soon * random() : at));

/** Files of a stream which is buffered: one is written when it is full, or after the longest time to wait. */
export function buffered(
  longest: number,
  filledAnHour: (hour: number, weekday: number) => number,
  random: Random,
): number[] {
  const files: number[] = [];
  let at = longest * random();
  while (at < END) {
    const { hour, weekday } = timeOf(at);
    const rate = filledAnHour(hour, weekday);
    if (rate > 0) {
      files.push(at);
    }
    const full = rate > 0 ? (HOUR / rate) * between(random, 0.7, 1.3) : longest;
    at += Math.min(longest + 8 * SECOND * random(), full);
  }
  return files;
}
