import { DAY, HOUR } from '../../lambda/time';
import { seeded } from '../../sim/seeds/random';
import { BEGIN, onGrid, type Random, weekdayOf } from './traces';

/**
 * What the upstream of a data set does over four weeks: habits of the day and of the week, after public schedules and
 * what data platforms document. Of each kind a seed draws the habits (hours, weekdays, rates), which hold for the whole
 * trace, and then, from a source of randomness of its own, what lands. So the same habits can be drawn again and again:
 * that is how their true rates are known. Times are milliseconds from the beginning, the midnight before a Thursday.
 */
export interface WeeklyKind {
  readonly name: string;
  readonly habits: (random: Random) => Habits;
}

export interface Habits {
  readonly landings: (random: Random) => number[];
  /** Landings expected in an hour at that time, where each lands independent of the others: only chance is left then. */
  readonly hourlyRate?: (at: number) => number;
}

export const WEEKS = 4;
export const DAYS_IN_ALL = 7 * WEEKS;

/** Milliseconds from the beginning. */
export const END = DAYS_IN_ALL * DAY;

/** The hour of the day, with fractions, the weekday and the day of a time from the beginning. */
export function timeOf(at: number): { readonly hour: number; readonly weekday: number; readonly day: number } {
  const day = Math.floor(at / DAY);
  return { hour: (at % DAY) / HOUR, weekday: weekdayOf(day), day };
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
export const days = (landings: (midnight: number, weekday: number, day: number) => readonly number[]): number[] =>
  Array.from({ length: DAYS_IN_ALL }, (_, day) => landings(day * DAY, weekdayOf(day), day)).flat();
export const scattered = (count: number, from: number, length: number, random: Random): number[] =>
  Array.from({ length: count }, () => from + length * random());
export const evenly = (gap: number, from: number, to: number, random: Random, jitter: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / gap) }, (_, i) => from + i * gap + jitter * random());

/** Each lands independent of the others, at this rate an hour: drawn at the highest rate and thinned out. */
export function independent(hourlyRate: (hour: number, weekday: number, day: number) => number): Habits {
  const rateAt = (at: number): number => {
    const { hour, weekday, day } = timeOf(at);
    return hourlyRate(hour, weekday, day);
  };
  const highest = Math.max(...Array.from({ length: DAYS_IN_ALL * 96 }, (_, quarter) => rateAt((quarter * HOUR) / 4)));
  return {
    hourlyRate: rateAt,
    landings: (random) => {
      const landings: number[] = [];
      const next = (at: number): number => at - (HOUR / highest) * Math.log(1 - random());
      for (let at = next(0); at < END; at = next(at)) {
        if (random() * highest < rateAt(at)) {
          landings.push(at);
        }
      }
      return landings;
    },
  };
}

/** Habits of which each weekday has its own, drawn with it. */
export const ofWeekdays = <T>(random: Random, drawn: (random: Random, weekday: number) => T): T[] =>
  Array.from({ length: 7 }, (_, weekday) => drawn(random, weekday));

/** 1 at the peak of a day, and less and less before and after; hours. */
export const bell = (hour: number, peak: number, width: number): number => Math.exp(-(((hour - peak) / width) ** 2));

export const isIn = (hour: number, from: number, to: number): boolean => hour >= from && hour < to;

/** A trace of a kind, and the habits behind it. */
export interface WeeklyTrace {
  readonly begin: number;
  readonly landings: readonly number[];
  readonly habits: Habits;
}

/** Draws a trace of a kind; `phase` is how far its days are shifted against UTC, in hours. */
export function drawWeekly(kind: WeeklyKind, seed: number, phase: number): WeeklyTrace {
  const begin = BEGIN + phase * HOUR;
  const habits = kind.habits(seeded(2 * seed));
  return { begin, habits, landings: onGrid(habits.landings(seeded(2 * seed + 1)), begin) };
}
