import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { isWeekend, SATURDAY, SUNDAY } from '../traces';
import { bell, between, days, evenly, independent, isIn, scattered, type WeeklyKind } from '../weekly-habits';
import { holidayOf, many, whole } from './drawing';

/** In working hours, in opening hours, or in some windows a day. */
export const BY_DAY: readonly WeeklyKind[] = [
  {
    // jobs on the hour on working days, a few on weekends, and one more for what is merged
    // https://docs.getdbt.com/docs/deploy/deploy-jobs
    name: 'dbt jobs, hourly on working days',
    habits: (r) => {
      const jobs = many(whole(r, 2, 5), () => ({ minute: 30 * whole(r, 0, 1), lasts: between(r, 4, 25) }));
      const [from, to, merges] = [whole(r, 5, 8), whole(r, 17, 21), between(r, 0.2, 1)];
      const merged = independent((hour, weekday) => (!isWeekend(weekday) && isIn(hour, 9, 18) ? merges : 0));
      return {
        landings: (n) => [
          ...days((midnight, weekday) =>
            jobs.flatMap(({ minute, lasts }) =>
              evenly(
                (isWeekend(weekday) ? 6 : 1) * HOUR,
                midnight + from * HOUR + (minute + lasts) * MINUTE,
                midnight + to * HOUR,
                n,
                0.4 * lasts * MINUTE,
              ),
            ),
          ),
          ...merged.landings(n),
        ],
      };
    },
  },
  {
    // each partner drops its documents at hours of its own, agreed to be before a cut-off; few work on weekends
    // https://ediacademy.com/edi-scheduling-and-file-transfer-best-practices
    name: 'documents of trading partners',
    habits: (r) => {
      const holiday = holidayOf(r);
      const partners = many(whole(r, 6, 16), () => ({
        hours: many(whole(r, 1, 4), () => between(r, 5, 21)),
        files: whole(r, 1, 6),
        late: between(r, 2, 30) * MINUTE,
        works: [0.98, r() < 0.3 ? 0.8 : 0, r() < 0.15 ? 0.7 : 0],
      }));
      return {
        landings: (n) =>
          days((midnight, weekday, day) =>
            partners.flatMap(({ hours, files, late, works }) =>
              n() < (day === holiday ? 0 : (works[Math.max(weekday - 4, 0)] as number))
                ? hours.flatMap((hour) => scattered(whole(n, 1, files), midnight + hour * HOUR + late * n(), MINUTE, n))
                : [],
            ),
          ),
      };
    },
  },
  {
    // the files of three windows of the same day are distributed at noon, at 16:00 and at 17:30, others by night
    // https://www.frbservices.org/news/communications/021920-ach-same-day-ach-processing-schedule.html
    name: 'payments of a bank, in windows',
    habits: (r) => {
      const [holiday, early] = [holidayOf(r), between(r, 5, 7)];
      const windows = [early, 12, 16, 17.5, 23.5].map((hour) => ({ hour, files: whole(r, 3, 14) }));
      const payday = whole(r, 3, 4);
      return {
        landings: (n) =>
          days((midnight, weekday, day) =>
            isWeekend(weekday) || day === holiday
              ? []
              : windows.flatMap(({ hour, files }) =>
                  scattered(
                    Math.round(files * (weekday === payday ? 1.6 : 1) * between(n, 0.7, 1.2)),
                    midnight + hour * HOUR - 12 * MINUTE * n(),
                    15 * MINUTE,
                    n,
                  ),
                ),
          ),
      };
    },
  },
  {
    // contact records are streamed, and buffered, while the lines are open
    // https://github.com/aws-samples/amazon-connect-data-analytics-sample
    name: 'records of a call centre',
    habits: (r) => {
      const [buffer, from, to] = [between(r, 5, 15) * MINUTE, between(r, 7, 9), between(r, 18, 21)];
      const [isOpenOnSaturday, holiday] = [r() < 0.6, holidayOf(r)];
      const closes = (weekday: number): number => (weekday < SATURDAY ? to : isOpenOnSaturday ? from + 6 : 0);
      return {
        landings: (n) =>
          days((midnight, weekday, day) =>
            weekday === SUNDAY || day === holiday
              ? []
              : evenly(
                  buffer,
                  midnight + from * HOUR + buffer * n(),
                  midnight + closes(weekday) * HOUR,
                  n,
                  15 * SECOND,
                ),
          ),
      };
    },
  },
  {
    // shipments are confirmed as they are packed: two shifts, a break in each, a rush before the carrier comes
    // https://docs.oracle.com/en/applications/peoplesoft/financials-and-supply-chain-management/9.2.056/
    // peoplesoft-inventory/integrating-warehouse-management-system.html
    name: 'shipments of a warehouse',
    habits: (r) => {
      const [rate, carrier, starts] = [between(r, 4, 10), between(r, 15.5, 18), between(r, 5.5, 6.5)];
      const [worksOnSaturday, holiday] = [r() < 0.5, holidayOf(r)];
      const ends = (weekday: number): number => (weekday < SATURDAY ? starts + 16 : worksOnSaturday ? starts + 8 : 0);
      return independent((hour, weekday, day) => {
        if (weekday === SUNDAY || day === holiday || !isIn(hour, starts, ends(weekday))) {
          return 0;
        }
        const isBreak = isIn(hour, starts + 3.5, starts + 4) || isIn(hour, starts + 11.5, starts + 12);
        return rate * (isBreak ? 0.1 : 1) * (isIn(hour, carrier - 1.5, carrier) && weekday < SATURDAY ? 2 : 1);
      });
    },
  },
  {
    // for each push and each merge of a team, and for what is scheduled by night
    // https://learn.microsoft.com/en-us/training/modules/introduction-to-github-actions/6-explore-events
    name: 'artefacts of builds',
    habits: (r) => {
      const [level, friday, weekend] = [between(r, 4, 14), between(r, 0.5, 0.9), between(r, 0.01, 0.06)];
      const [nightly, builds, holiday] = [between(r, 0, 5), whole(r, 2, 12), holidayOf(r)];
      const pushed = independent((hour, weekday, day) => {
        const share = isWeekend(weekday) || day === holiday ? weekend : weekday === 4 ? friday : 1;
        return level * share * (0.02 + bell(hour, 10.8, 1.7) + bell(hour, 15.5, 2.2));
      });
      return {
        landings: (n) => [
          ...pushed.landings(n),
          ...days((midnight) => scattered(builds, midnight + nightly * HOUR, 45 * MINUTE, n)),
        ],
      };
    },
  },
  {
    // sales trickle in while the shops are open
    // https://help.sap.com/doc/saphelp_pos23/2.3/en-US/b4/09f1d4a52f47fe9d6ce1a62aabe5a5/content.htm
    name: 'tills of shops, all day long',
    habits: (r) => {
      const [level, saturday, opens, closes] = [
        between(r, 4, 9),
        between(r, 1.2, 1.8),
        between(r, 8, 10),
        between(r, 19, 21),
      ];
      const isOpenOnSunday = r() < 0.5;
      return independent((hour, weekday) => {
        const isOpen = weekday === SUNDAY ? isOpenOnSunday && isIn(hour, 11, 17) : isIn(hour, opens, closes);
        const share = weekday === SATURDAY ? saturday : 1;
        return isOpen ? level * share * (0.5 + 0.6 * bell(hour, 12.5, 1.5) + bell(hour, 17.5, 1.8)) : 0;
      });
    },
  },
];
