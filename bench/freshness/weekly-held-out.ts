import { HOUR, MINUTE } from '../../lambda/time';
import { isWeekend, SATURDAY, SUNDAY } from './traces';
import {
  bell,
  between,
  days,
  END,
  evenly,
  independent,
  isIn,
  ofWeekdays,
  scattered,
  type WeeklyKind,
} from './weekly-habits';

/** Weekly kinds that are never tuned on. */
export const WEEKLY_HELD_OUT: readonly WeeklyKind[] = [
  {
    name: 'call centre, open on Saturdays',
    habits: (r) => {
      const [level, monday] = [between(r, 6, 12), between(r, 1.2, 1.8)];
      return independent((hour, weekday) => {
        const isOpen = !isWeekend(weekday) ? isIn(hour, 8, 20) : weekday === SATURDAY && isIn(hour, 9, 14);
        const shape = 0.6 + 0.8 * bell(hour, 10, 1.5) + 0.5 * bell(hour, 16, 2);
        return isOpen ? level * shape * (weekday === 0 ? monday : 1) : 0;
      });
    },
  },
  {
    name: 'consulting hours of a clinic',
    habits: (r) => {
      const hours = ofWeekdays(r, (random, weekday) => ({
        from: random() < 0.3 ? 13 : 8,
        length: isWeekend(weekday) ? 0 : between(random, 3, 9),
      }));
      const rate = between(r, 10, 20);
      return independent((hour, weekday) => {
        const { from, length } = hours[weekday] as (typeof hours)[number];
        return isIn(hour, from, from + length) ? rate : 0.1;
      });
    },
  },
  {
    name: 'a wave a day, weaker on weekends',
    habits: (r) => {
      const [level, weekend, peak] = [between(r, 4, 8), between(r, 0.2, 0.7), between(r, 0, 24)];
      return independent(
        (hour, weekday) => level * (1 + Math.cos(((hour - peak) * Math.PI) / 12)) * (isWeekend(weekday) ? weekend : 1),
      );
    },
  },
  {
    name: 'twice as much from the second week on',
    habits: (r) => {
      const [rate, change] = [between(r, 4, 8), Math.round(between(r, 9, 14))];
      return independent((hour, weekday, day) =>
        !isWeekend(weekday) && isIn(hour, 7, 19) ? rate * (day < change ? 1 : 2) : rate / 10,
      );
    },
  },
  {
    name: 'public holidays',
    habits: (r) => {
      const [rate, holidays] = [between(r, 8, 14), [Math.round(between(r, 8, 14)), Math.round(between(r, 18, 26))]];
      return independent((hour, weekday, day) =>
        isWeekend(weekday) || holidays.includes(day) || !isIn(hour, 8, 18) ? 0.2 : rate,
      );
    },
  },
  {
    name: 'two shifts, none on Sunday',
    habits: (r) => {
      const gap = between(r, 4, 9) * MINUTE;
      return {
        landings: (n) =>
          days((midnight, weekday) =>
            weekday === SUNDAY
              ? []
              : evenly(gap, midnight + 6 * HOUR, midnight + (weekday === SATURDAY ? 14 : 22) * HOUR, n, 2 * MINUTE),
          ),
      };
    },
  },
  {
    // partitions of an hourly job, on the hours in which people are awake
    name: 'hourly partitions from 6 to 22',
    habits: (r) => {
      const [minute, files] = [between(r, 2, 50) * MINUTE, Math.round(between(r, 5, 40))];
      return {
        landings: (n) =>
          days((midnight) =>
            Array.from({ length: 16 }, (_, i) => midnight + (6 + i) * HOUR + minute + 4 * MINUTE * n()).flatMap((at) =>
              scattered(files, at, between(n, 2, 6) * MINUTE, n),
            ),
          ),
      };
    },
  },
  {
    // sources of a sync service, each by its own clock, on weekdays more often
    name: 'timetable of the week',
    habits: (r) => {
      const times = ofWeekdays(r, (random, weekday) =>
        Array.from(
          { length: isWeekend(weekday) ? 12 : Math.round(between(random, 30, 90)) },
          () => between(random, 5, 21) * HOUR,
        ),
      );
      return {
        landings: (n) =>
          days((midnight, weekday) => (times[weekday] as number[]).map((time) => midnight + time + 4 * MINUTE * n())),
      };
    },
  },
  {
    name: 'bursts of random sizes',
    habits: (r) => {
      const [gap, largest] = [between(r, 35, 60) * MINUTE, between(r, 15, 40)];
      return {
        landings: (n) => {
          const landings: number[] = [];
          const next = (at: number): number => at - gap * Math.log(1 - n());
          for (let at = next(0); at < END; at = next(at)) {
            landings.push(...scattered(1 + Math.floor(largest * n()), at, between(n, 1, 5) * MINUTE, n));
          }
          return landings;
        },
      };
    },
  },
  {
    // logs that each node delivers every five minutes, with as many nodes as the hour needs
    name: 'logs of a fleet that scales',
    habits: (r) => {
      const most = Math.round(between(r, 3, 8));
      return {
        landings: (n) =>
          days((midnight, weekday) =>
            Array.from({ length: 288 }, (_, i) => {
              const busy = Math.max(0, Math.sin(((i / 12 - 6) * Math.PI) / 14));
              const nodes = Math.round(most * busy * (isWeekend(weekday) ? 0.4 : 1));
              return scattered(nodes, midnight + i * 5 * MINUTE, 5 * MINUTE, n);
            }).flat(),
          ),
      };
    },
  },
  {
    // the cost reports and partner files of a month: more at its end
    name: 'three days of closing the books',
    habits: (r) => {
      const [first, rate] = [Math.round(between(r, 12, 22)), between(r, 12, 20)];
      return independent((hour, _, day) => {
        const isClosing = day >= first && day < first + 3;
        return isIn(hour, 6, 20) ? (isClosing ? rate : rate / 8) : 0;
      });
    },
  },
  {
    // full loads of a warehouse: as many tables as change, one after the other
    name: 'tables after one another, thrice a day',
    habits: (r) => {
      const starts = [between(r, 3, 5), between(r, 11, 13), between(r, 17, 19)];
      return {
        landings: (n) =>
          days((midnight, weekday) =>
            starts.slice(0, isWeekend(weekday) ? 1 : 3).flatMap((start) => {
              let at = midnight + start * HOUR + 15 * MINUTE * n();
              return Array.from({ length: Math.round(between(n, 10, 35)) }, () => {
                at += between(n, 0.5, 6) * MINUTE;
                return at;
              });
            }),
          ),
      };
    },
  },
];
