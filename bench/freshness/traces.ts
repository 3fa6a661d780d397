import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { seeded } from '../../sim/seeds/random';

/**
 * Seeded traces of landing times: what a data set's upstream does over five days. The five days start on a Thursday, so
 * that they include a weekend. Times are epoch milliseconds on multiples of five seconds, which keeps the lower bound
 * exact and quick.
 */

export interface Trace {
  readonly name: string;
  /** When its first day begins. */
  readonly begin: number;
  /** Landing times, sorted. */
  readonly landings: readonly number[];
}

/** A kind of trace: how to draw its landings, in milliseconds from the beginning. */
export interface Kind {
  readonly name: string;
  readonly landings: (random: Random) => number[];
}

/** Thursday 2026-01-01T00:00:00Z. */
export const BEGIN = Date.UTC(2026, 0, 1);
export const DAYS = 5;
const GRID = 5 * SECOND;

export type Random = () => number;

/** Evenly spaced landings in [from, to), each late by up to `jitter`. */
export function every(gap: number, from: number, to: number, random: Random, jitter = 0): number[] {
  const landings: number[] = [];
  for (let at = from; at < to; at += gap) landings.push(at + jitter * random());
  return landings;
}

/** Poisson landings in [from, to) with this mean gap. */
export function poisson(gap: number, from: number, to: number, random: Random): number[] {
  const landings: number[] = [];
  const next = (at: number): number => at - gap * Math.log(1 - random());
  for (let at = next(from); at < to; at = next(at)) {
    landings.push(at);
  }
  return landings;
}

/** `count` landings spread at random over [from, to). */
export function scattered(count: number, from: number, to: number, random: Random): number[] {
  return Array.from({ length: count }, () => from + (to - from) * random());
}

export function everyDay(landings: (midnight: number, day: number) => number[]): number[] {
  return Array.from({ length: DAYS }, (_, day) => landings(day * DAY, day)).flat();
}

/** Every day earlier or later than the day before by the same time, up to half of `span` either way. */
export function drifting(span: number, random: Random, landings: (midnight: number) => number[]): number[] {
  const drift = (random() - 0.5) * span;
  return everyDay((d, day) => landings(d + day * drift));
}

export const SATURDAY = 5;
export const SUNDAY = 6;

/** Monday is 0; the first day is a Thursday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

export function isWeekend(weekday: number): boolean {
  return weekday >= SATURDAY;
}

/** The kinds the pace may be tuned on. */
export const TUNED: readonly Kind[] = [
  { name: 'nightly', landings: (r) => everyDay((d) => [d + 2 * HOUR + 20 * MINUTE * r()]) },
  {
    name: 'nightly burst of 2,000 files',
    landings: (r) => {
      const length = MINUTE * (1 + 14 * r());
      return everyDay((d) => {
        const from = d + 2 * HOUR + 20 * MINUTE * r();
        return scattered(2000, from, from + length, r);
      });
    },
  },
  { name: 'hourly', landings: (r) => every(HOUR, 0, DAYS * DAY, r, 2 * MINUTE) },
  { name: 'every 20 minutes', landings: (r) => every(20 * MINUTE, 0, DAYS * DAY, r, MINUTE) },
  { name: 'two-minute stream', landings: (r) => every(2 * MINUTE, 0, DAYS * DAY, r, 10 * SECOND) },
  { name: 'Poisson, 10 minutes', landings: (r) => poisson(10 * MINUTE, 0, DAYS * DAY, r) },
  {
    name: 'office hours',
    landings: (r) => everyDay((d) => every(3 * MINUTE, d + 8 * HOUR, d + 18 * HOUR, r, MINUTE)),
  },
  {
    name: 'busy morning of 25 loads',
    landings: (r) => everyDay((d) => scattered(25, d + 6 * HOUR, d + 10 * HOUR, r)),
  },
  { name: 'sporadic', landings: (r) => poisson(3 * HOUR, 0, DAYS * DAY, r) },
  {
    name: 'heavy weekdays, light weekends',
    landings: (r) =>
      everyDay((d, day) =>
        isWeekend(weekdayOf(day))
          ? poisson(2 * HOUR, d + 7 * HOUR, d + 19 * HOUR, r)
          : poisson(5 * MINUTE, d + 7 * HOUR, d + 19 * HOUR, r),
      ),
  },
  {
    name: 'one storm',
    landings: (r) => {
      const storm = (1.5 + 2 * r()) * DAY;
      return [...poisson(6 * HOUR, 0, DAYS * DAY, r), ...poisson(MINUTE, storm, storm + 6 * HOUR, r)];
    },
  },
];

/** Kinds that are never tuned on. */
export const HELD_OUT: readonly Kind[] = [
  {
    name: 'two batches a day',
    landings: (r) =>
      everyDay((d) =>
        [6, 18].flatMap((h) => {
          const from = d + h * HOUR + 30 * MINUTE * r();
          return scattered(40, from, from + 20 * MINUTE, r);
        }),
      ),
  },
  {
    name: 'lunch-time peak',
    landings: (r) =>
      everyDay((d) => [
        ...poisson(30 * MINUTE, d + 7 * HOUR, d + 20 * HOUR, r),
        ...poisson(2 * MINUTE, d + 11 * HOUR, d + 14 * HOUR, r),
      ]),
  },
  {
    name: 'drifting start times',
    landings: (r) => drifting(3 * HOUR, r, (d) => every(4 * MINUTE, d + 9 * HOUR, d + 15 * HOUR, r, MINUTE)),
  },
  {
    name: 'stream that doubles',
    landings: (r) => {
      const change = (1 + 3 * r()) * DAY;
      return [...every(8 * MINUTE, 0, change, r, MINUTE), ...every(4 * MINUTE, change, DAYS * DAY, r, MINUTE)];
    },
  },
  {
    name: 'one quiet day in the middle',
    landings: (r) => everyDay((d, day) => (day === 2 ? [] : poisson(4 * MINUTE, d + 8 * HOUR, d + 18 * HOUR, r))),
  },
  {
    name: 'bursty Poisson',
    landings: (r) =>
      poisson(40 * MINUTE, 0, DAYS * DAY, r).flatMap((at) =>
        scattered(1 + Math.floor(30 * r()), at, at + (1 + 4 * r()) * MINUTE, r),
      ),
  },
  {
    name: 'every 7 minutes from 9 to 17',
    landings: (r) => everyDay((d) => every(7 * MINUTE, d + 9 * HOUR, d + 17 * HOUR, r, MINUTE)),
  },
  { name: 'every 45 minutes', landings: (r) => every(45 * MINUTE, 0, DAYS * DAY, r, 3 * MINUTE) },
  {
    name: 'stream or silence at random',
    landings: (r) => {
      const landings: number[] = [];
      for (let at = 0, on = true; at < DAYS * DAY; on = !on) {
        const until = Math.min(at + (1 + 7 * r()) * HOUR, DAYS * DAY);
        if (on) landings.push(...poisson(3 * MINUTE, at, until, r));
        at = until;
      }
      return landings;
    },
  },
  {
    name: 'month-end storm',
    landings: (r) =>
      everyDay((d, day) =>
        day === 3
          ? poisson(MINUTE, d + 6 * HOUR, d + (12 + 8 * r()) * HOUR, r)
          : poisson(2 * HOUR, d + 6 * HOUR, d + 20 * HOUR, r),
      ),
  },
  {
    name: 'night shift from 22 to 6',
    landings: (r) => everyDay((d) => poisson(5 * MINUTE, d + 22 * HOUR, d + 30 * HOUR, r)),
  },
  {
    name: '40 loads in an hour, then silence',
    landings: (r) => everyDay((d) => scattered(40, d + 5 * HOUR, d + 6 * HOUR, r)),
  },
  { name: 'every 30 seconds', landings: (r) => every(30 * SECOND, 0, DAYS * DAY, r, 5 * SECOND) },
  {
    name: 'hourly batches of 50 files',
    landings: (r) => every(HOUR, 0, DAYS * DAY, r, 10 * MINUTE).flatMap((at) => scattered(50, at, at + MINUTE, r)),
  },
  {
    name: 'three peaks a day',
    landings: (r) =>
      everyDay((d) =>
        [7, 13, 19].flatMap((h) => {
          const from = d + h * HOUR + HOUR * r();
          return poisson(3 * MINUTE, from, from + 2 * HOUR, r);
        }),
      ),
  },
];

/** Draws one trace of a kind; `phase` is how far its days are shifted against UTC, in hours. */
export function draw(kind: Kind, seed: number, phase = 0): Trace {
  const begin = BEGIN + Math.round((phase * HOUR) / GRID) * GRID;
  return { name: kind.name, begin, landings: onGrid(kind.landings(seeded(seed)), begin) };
}

/** Times from the beginning as times on the grid, sorted. */
export function onGrid(landings: readonly number[], begin: number): number[] {
  return landings.map((at) => begin + Math.floor(at / GRID) * GRID).sort((a, b) => a - b);
}
