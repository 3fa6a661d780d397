import { DAY, HOUR, MINUTE } from '../../lambda/time';
import { DAYS, drifting, every, everyDay, isWeekend, type Kind, poisson, scattered, weekdayOf } from './traces';

/**
 * Kinds the pace was tuned on, too, where it is weakest: about as much lands as the quota allows, so that a few more or
 * fewer decide; or work that starts later every day.
 */
export const NEAR_QUOTA: readonly Kind[] = [
  { name: 'every 44 minutes', landings: (r) => every(44 * MINUTE, 0, DAYS * DAY, r, 5 * MINUTE) },
  { name: 'every 40 minutes', landings: (r) => every(40 * MINUTE, 0, DAYS * DAY, r, 5 * MINUTE) },
  { name: 'Poisson, 35 minutes', landings: (r) => poisson(35 * MINUTE, 0, DAYS * DAY, r) },
  {
    name: '30 loads from 5 to 12',
    landings: (r) => everyDay((d) => scattered(30, d + 5 * HOUR, d + 12 * HOUR, r)),
  },
  {
    name: '45 loads from 14 to 19',
    landings: (r) => everyDay((d) => scattered(45, d + 14 * HOUR, d + 19 * HOUR, r)),
  },
  {
    name: '80 loads in two hours',
    landings: (r) =>
      everyDay((d) => {
        const from = d + 8 * HOUR + 30 * MINUTE * r();
        return scattered(80, from, from + 2 * HOUR, r);
      }),
  },
  {
    name: 'three batches of 15 a day',
    landings: (r) =>
      everyDay((d) =>
        [4, 12, 20].flatMap((h) => {
          const from = d + h * HOUR + 20 * MINUTE * r();
          return scattered(15, from, from + 40 * MINUTE, r);
        }),
      ),
  },
  {
    name: 'office hours, Poisson, 18 minutes',
    landings: (r) => everyDay((d) => poisson(18 * MINUTE, d + 8 * HOUR, d + 18 * HOUR, r)),
  },
  {
    name: 'office hours, Poisson, 6 minutes',
    landings: (r) =>
      everyDay((d, day) => (isWeekend(weekdayOf(day)) ? [] : poisson(6 * MINUTE, d + 8 * HOUR, d + 18 * HOUR, r))),
  },
  {
    name: 'quiet, with a storm of four hours',
    landings: (r) => {
      const storm = (1 + 3 * r()) * DAY;
      return [...poisson(2 * HOUR, 0, DAYS * DAY, r), ...poisson(3 * MINUTE, storm, storm + 4 * HOUR, r)];
    },
  },
  {
    name: 'stream that drifts',
    landings: (r) => drifting(2.5 * HOUR, r, (d) => every(5 * MINUTE, d + 8 * HOUR, d + 15 * HOUR, r, 2 * MINUTE)),
  },
  {
    name: 'night loads that drift',
    landings: (r) => drifting(3 * HOUR, r, (d) => poisson(4 * MINUTE, d + 20 * HOUR, d + 26 * HOUR, r)),
  },
  {
    name: 'two peaks that drift',
    landings: (r) =>
      drifting(2 * HOUR, r, (d) => [8, 16].flatMap((h) => poisson(5 * MINUTE, d + h * HOUR, d + (h + 2.5) * HOUR, r))),
  },
  {
    name: 'half-hourly batches of 12 files',
    landings: (r) =>
      every(30 * MINUTE, 0, DAYS * DAY, r, 4 * MINUTE).flatMap((at) => scattered(12, at, at + 3 * MINUTE, r)),
  },
];
