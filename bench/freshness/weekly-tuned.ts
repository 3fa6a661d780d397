import { HOUR, MINUTE, SECOND } from '../../lambda/time';
import { isWeekend, SATURDAY } from './traces';
import { bell, between, days, END, evenly, independent, isIn, scattered, type WeeklyKind } from './weekly-habits';

/** The weekly kinds the pace may be tuned on. */
export const WEEKLY_TUNED: readonly WeeklyKind[] = [
  {
    name: 'office hours, weekends off',
    habits: (r) => {
      const [from, rate] = [between(r, 7, 9), between(r, 8, 18)];
      return independent((hour, weekday) => (!isWeekend(weekday) && isIn(hour, from, from + 10) ? rate : 0));
    },
  },
  {
    name: 'office hours, some work on weekends',
    habits: (r) => {
      const rates = [...[0, 1, 2, 3, 4].map(() => between(r, 8, 14)), between(r, 2, 5), between(r, 0.5, 2)];
      return independent((hour, weekday) =>
        isIn(hour, 7.5, weekday === 4 ? 14 : 18) ? (rates[weekday] as number) : 0.2,
      );
    },
  },
  {
    // three offices on three continents, on their own working days
    name: 'following the sun',
    habits: (r) => {
      const offices = [1, 9, 16].map((from) => ({ from: from + between(r, -1, 1), rate: between(r, 3, 10) }));
      return independent((hour, weekday) =>
        offices.reduce((sum, { from, rate }) => {
          const isOpen = isIn(hour, from, from + 9) || isIn(hour + 24, from, from + 9);
          return sum + (!isWeekend(weekday) && isOpen ? rate : 0);
        }, 0.3),
      );
    },
  },
  {
    // what a shop sells: noon, evening, and more on weekends
    name: 'orders of a shop',
    habits: (r) => {
      const [level, weekend] = [between(r, 5, 10), between(r, 1.3, 2)];
      return independent((hour, weekday) => {
        const peaks = bell(hour, 12.5, 2) + 1.4 * bell(hour, 20, 2.2);
        return level * (0.05 + peaks) * (isWeekend(weekday) ? weekend : 1);
      });
    },
  },
  {
    name: 'random, all week',
    habits: (r) => {
      const rate = between(r, 4, 9);
      return independent(() => rate);
    },
  },
  {
    // 9:30 to 16:00 in New York, with more at the opening and at the close
    name: 'trading hours of an exchange',
    habits: (r) => {
      const gap = between(r, 4, 8) * MINUTE;
      return {
        landings: (n) =>
          days((midnight, weekday) =>
            isWeekend(weekday)
              ? []
              : [
                  ...evenly(gap, midnight + 14.5 * HOUR, midnight + 21 * HOUR, n, MINUTE),
                  ...scattered(15, midnight + 14.5 * HOUR, 20 * MINUTE, n),
                  ...scattered(15, midnight + 20.75 * HOUR, 20 * MINUTE, n),
                ],
          ),
      };
    },
  },
  {
    // a file for each of the events of fifteen minutes, as GDELT publishes them
    name: 'every 15 minutes',
    habits: (r) => {
      const late = between(r, 0, 5) * MINUTE;
      return { landings: (n) => evenly(15 * MINUTE, late, END, n, 2 * MINUTE) };
    },
  },
  {
    // an hourly job of Spark that writes as many files as it has tasks
    name: 'hourly bursts of 20 files in four minutes',
    habits: (r) => {
      const minute = between(r, 2, 40) * MINUTE;
      return {
        landings: (n) => evenly(HOUR, minute, END, n, 3 * MINUTE).flatMap((at) => scattered(20, at, 4 * MINUTE, n)),
      };
    },
  },
  {
    // a global model: four runs a day, each published file by file over an hour and a half
    name: 'four forecasts of the weather a day',
    habits: (r) => {
      const [late, files] = [between(r, 3, 4), Math.round(between(r, 60, 200))];
      return {
        landings: (n) =>
          days((midnight) =>
            [0, 6, 12, 18].flatMap((hour) => {
              const from = midnight + (hour + late) * HOUR + 10 * MINUTE * n();
              return evenly((1.5 * HOUR) / files, from, from + 1.5 * HOUR, n, 20 * SECOND);
            }),
          ),
      };
    },
  },
  {
    name: 'releases on Tuesday and Thursday',
    habits: (r) => {
      const [busy, quiet] = [between(r, 12, 25), between(r, 0.2, 1)];
      return independent((hour, weekday) => (isIn(hour, 9, 17) ? (weekday === 1 || weekday === 3 ? busy : quiet) : 0));
    },
  },
  {
    // nightly tasks of an Airflow schedule that depend on each other, and what people load by day
    name: 'nightly chain, and loads by day',
    habits: (r) => {
      const offsets = Array.from({ length: 14 }, () => between(r, 1, 5) * HOUR);
      const rate = between(r, 3, 6);
      const byDay = independent((hour, weekday) => (!isWeekend(weekday) && isIn(hour, 8, 18) ? rate : 0));
      return {
        landings: (n) => [
          ...days((midnight) => {
            const late = 15 * MINUTE * n();
            return offsets.map((offset) => midnight + offset + late + 3 * MINUTE * n());
          }),
          ...byDay.landings(n),
        ],
      };
    },
  },
  {
    name: 'a long Saturday',
    habits: (r) => {
      const [gap, from] = [between(r, 3, 6) * MINUTE, between(r, 0, 6) * HOUR];
      const hours = [2, 7, 13].map((hour) => (hour + between(r, 0, 3)) * HOUR);
      return {
        landings: (n) =>
          days((midnight, weekday) => [
            ...hours.map((hour) => midnight + hour + 10 * MINUTE * n()),
            ...(weekday === SATURDAY ? evenly(gap, midnight + from, midnight + from + 12 * HOUR, n, MINUTE) : []),
          ]),
      };
    },
  },
];
