import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';

/** From when to when: epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A mark on the time axis: the time of the day, and the day where a new one begins. */
export interface Tick {
  readonly at: number;
  readonly time: string;
  readonly day?: string;
  readonly midnight: boolean;
}

const STEPS = [
  ...[1, 5, 10, 30].map((seconds) => seconds * SECOND),
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map((days) => days * DAY),
];

/** As few steps of round length as fit, at most `most`; a single length of time for what is even longer. */
export function roundStep(length: number, max: number): number {
  return STEPS.find((step) => length / step <= max) ?? length / max;
}

/** Marks at round times, at most about `most` of them, in UTC. */
export function ticks({ from, to }: Span, max: number): Tick[] {
  const step = roundStep(to - from, max);
  const marks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const date = new Date(at);
    const isNewDay = step < DAY && (marks.length === 0 || at % DAY === 0);
    const day = date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
    const time = date.toISOString().slice(11, step < MINUTE ? 19 : 16);
    const midnight = at % DAY === 0;
    marks.push(step < DAY ? { at, time, midnight, ...(isNewDay && { day }) } : { at, time: day, midnight });
  }
  return marks;
}
