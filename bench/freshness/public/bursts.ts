import { DAY, HOUR, MINUTE } from '../../../lambda/time';
import { isWeekend, SATURDAY, SUNDAY } from '../traces';
import { between, DAYS_IN_ALL, days, END, evenly, isIn, scattered, timeOf, type WeeklyKind } from '../weekly-habits';
import { afterOutage, holidayOf, many, whole, within } from './drawing';

/** Bursts of hourly and of daily jobs, and data sets in which little lands. */
export const BURSTS: readonly WeeklyKind[] = [
  {
    // a file of each shop when its day is closed, by hand or at 23:59; where that fails, it is run the next morning
    // https://training.itretail.com/Close_Store.html
    name: 'tills of shops, at closing time',
    habits: (r) => {
      const [fails, sunday] = [between(r, 0.01, 0.05), between(r, 0, 1)];
      const shops = many(whole(r, 30, 180), () => ({
        hour: r() < 0.2 ? 23.98 : whole(r, 18, 22),
        takes: between(r, 8, 45) * MINUTE,
        isOpenOnSunday: r() < sunday,
      }));
      return {
        landings: (n) =>
          within(
            days((midnight, weekday) =>
              shops
                .filter(({ isOpenOnSunday }) => weekday !== SUNDAY || isOpenOnSunday)
                .map(({ hour, takes }) =>
                  n() < fails
                    ? midnight + DAY + between(n, 7, 9.5) * HOUR
                    : midnight + (weekday === SUNDAY ? Math.min(hour, 18) : hour) * HOUR + takes * between(n, 0.6, 1.4),
                ),
            ),
          ),
      };
    },
  },
  {
    // exports are written again each time their source is, up to three times a day, and more while a month is closed
    // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_DataExports_RefreshCadence.html
    name: 'costs of accounts, three times a day',
    habits: (r) => {
      const hours = [between(r, 1, 5), between(r, 8, 13), between(r, 16, 21)];
      const [files, monthEnd] = [whole(r, 1, 6), whole(r, 2, 24)];
      return {
        landings: (n) =>
          within(
            days((midnight, _, day) =>
              hours.flatMap((hour) => {
                const at = midnight + (hour + between(n, 0, 2.5)) * HOUR;
                const isWritten = n() < 0.88;
                const isClosing = day >= monthEnd && day < monthEnd + 4;
                return [
                  ...(isWritten ? scattered(files, at, 4 * MINUTE, n) : []),
                  ...(isClosing ? scattered(files, at + 20 * MINUTE, 6 * MINUTE, n) : []),
                ];
              }),
            ),
          ),
      };
    },
  },
  {
    // lists of each day, and on Sunday those of the week, of larger buckets
    // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3.InventoryFrequency.html
    name: 'inventories of buckets',
    habits: (r) => {
      const daily = many(whole(r, 4, 18), () => ({ hour: between(r, 0, 12), files: whole(r, 1, 6) }));
      const weekly = many(whole(r, 1, 5), () => ({ hour: between(r, 2, 20), files: whole(r, 20, 150) }));
      return {
        landings: (n) =>
          within(
            days((midnight, weekday) =>
              (weekday === SUNDAY ? [...daily, ...weekly] : daily).flatMap(({ hour, files }) =>
                scattered(files, midnight + (hour + 1.5 * n()) * HOUR, (2 + files / 10) * MINUTE, n),
              ),
            ),
          ),
      };
    },
  },
  {
    // a file of each type of event in an hour, three to six hours later, and those of the day by night
    // https://developer.salesforce.com/docs/platform/api-rest/guide/using-resources-event-log-files.html
    name: 'event logs of a sales system',
    habits: (r) => {
      const [types, always, lag] = [whole(r, 7, 16), whole(r, 1, 3), between(r, 3, 5) * HOUR];
      const [opens, closes, night] = [whole(r, 7, 9), whole(r, 17, 19), between(r, 1, 5)];
      const typesOf = (hour: number, weekday: number): number =>
        !isWeekend(weekday) && isIn(hour, opens, closes) ? types : always;
      return {
        landings: (n) =>
          within(
            days((midnight, weekday) => [
              ...many(24, (hour) => {
                const at = midnight + hour * HOUR + lag + 50 * MINUTE * n();
                return scattered(Math.round(typesOf(hour, weekday) * between(n, 0.6, 1)), at, 6 * MINUTE, n);
              }).flat(),
              ...scattered(types + always, midnight + night * HOUR + 30 * MINUTE * n(), 20 * MINUTE, n),
            ]),
          ),
      };
    },
  },
  {
    // what was spent in an hour three to four hours later, daily reports by 6:00, and at times hours computed again
    // https://learn.microsoft.com/en-us/xandr/monetize/availability-of-reporting-data
    name: 'reports of advertising, hourly and daily',
    habits: (r) => {
      const [reports, lag, daily] = [whole(r, 2, 7), between(r, 3, 3.6) * HOUR, whole(r, 4, 15)];
      return {
        landings: (n) => {
          const again = many(whole(n, 0, 3), () => END * n());
          return within([
            ...evenly(HOUR, lag, END, n, 24 * MINUTE).flatMap((at) => scattered(reports, at, 5 * MINUTE, n)),
            ...days((midnight) => scattered(daily, midnight + between(n, 3.5, 5) * HOUR, 50 * MINUTE, n)),
            ...again.flatMap((at) => scattered(reports * whole(n, 6, 30), at, 90 * MINUTE, n)),
          ]);
        },
      };
    },
  },
  {
    // several files for each hour, mostly soon after it, at times held up for hours and then all at once
    // https://experienceleague.adobe.com/ja/docs/analytics/export/analytics-data-feed/data-feeds-best-practices
    name: 'hits of a web site, a feed per hour',
    habits: (r) => {
      const [files, lag, night] = [between(r, 4, 12), between(r, 30, 110) * MINUTE, between(r, 0.2, 0.6)];
      return {
        landings: (n) => {
          const hourly = evenly(HOUR, lag, END, n, 15 * MINUTE).flatMap((at) => {
            const isNight = timeOf(at - lag).hour < 7;
            return scattered(Math.max(1, Math.round(files * (isNight ? night : 1))), at, 4 * MINUTE, n);
          });
          const heldUp = many(whole(n, 0, 3), () => ({ from: END * n(), length: between(n, 2, 11) * HOUR }));
          return within(
            heldUp.reduce((landings, { from, length }) => afterOutage(landings, from, length, 30 * MINUTE, n), hourly),
          );
        },
      };
    },
  },
  {
    // tasks after each working day, so none on Sunday and Monday; at times many days are run again
    // https://airflow.apache.org/docs/apache-airflow/2.2.5/howto/timetable.html
    name: 'pipeline after working days, with backfills',
    habits: (r) => {
      const [tasks, from, lasts] = [whole(r, 8, 35), between(r, 0.2, 3), between(r, 0.7, 4)];
      const offsets = many(tasks, () => lasts * r());
      const [times, again] = [whole(r, 0, 2), whole(r, 5, 25)];
      return {
        landings: (n) => {
          const backfills = many(times, () => (whole(n, 0, DAYS_IN_ALL - 1) + between(n, 9, 16) / 24) * DAY);
          return within([
            ...days((midnight, weekday) => {
              const late = n() < 0.06 ? between(n, 1, 6) * HOUR : 15 * MINUTE * n();
              return weekday >= 1 && weekday <= SATURDAY
                ? offsets.map((offset) => midnight + (from + offset) * HOUR + late + 4 * MINUTE * n())
                : [];
            }),
            ...backfills.flatMap((at) => scattered(tasks * again, at, between(n, 1, 5) * HOUR, n)),
          ]);
        },
      };
    },
  },
  {
    // extracts of what was posted, twice each working day; hourly, and on weekends too, while a month is closed
    // https://docs.oracle.com/en/industries/energy-water/cloud-integrations/24b/ccs-erp-configuration-guide/
    // CCS-ERP-CONFIGURATION-GUIDE/CCS-ERP_Config_C2M.05.4.html
    name: 'ledger, with the end of a month',
    habits: (r) => {
      const [noon, evening, files] = [between(r, 11.5, 14), between(r, 18, 22), whole(r, 2, 9)];
      const [monthEnd, lasts, holiday] = [whole(r, 2, 24), whole(r, 3, 6), holidayOf(r)];
      return {
        landings: (n) =>
          days((midnight, weekday, day) => {
            const isClosing = day >= monthEnd && day < monthEnd + lasts;
            if (!isClosing && (isWeekend(weekday) || day === holiday)) {
              return [];
            }
            const hourly = isClosing ? many(weekday === SUNDAY ? 6 : 13, (i) => 8.2 + i) : [];
            return [noon, evening, ...hourly].flatMap((hour) =>
              scattered(files, midnight + hour * HOUR + 6 * MINUTE * n(), 5 * MINUTE, n),
            );
          }),
      };
    },
  },
  {
    // read by night and sent in hundreds of files; what is missing is asked for again by day; a night may fail
    // https://docs.oracle.com/en/industries/energy-water/rate-cloud/254/rcs-user-guides/Topics/
    // D8_ScheduledReadCommands.html
    name: 'readings of meters',
    habits: (r) => {
      const [files, from, lasts] = [whole(r, 80, 330), between(r, 0.5, 4.5), between(r, 0.6, 2.5) * HOUR];
      const [missing, failed] = [between(r, 0.01, 0.06), r() < 0.4 ? whole(r, 1, DAYS_IN_ALL - 2) : -1];
      const again = [between(r, 8, 10), between(r, 13, 16)];
      return {
        landings: (n) =>
          days((midnight, _, day) => {
            const read = day === failed ? 0 : day === failed + 1 && failed >= 0 ? 2 * files : files;
            return [
              ...scattered(read, midnight + from * HOUR + 15 * MINUTE * n(), lasts, n),
              ...again.flatMap((hour) =>
                scattered(Math.round(read * missing * n()), midnight + hour * HOUR, 30 * MINUTE, n),
              ),
            ];
          }),
      };
    },
  },
  {
    // rates each working day at 16:00, other figures weekly, at a time known before; now and then one comes late
    // https://data.ecb.europa.eu/key-figures/ecb-interest-rates-and-exchange-rates/exchange-rates
    // https://www.eia.gov/pressroom/releases/press580.php
    name: 'rates and figures of public offices',
    habits: (r) => {
      const holiday = holidayOf(r);
      const releases = [
        ...many(whole(r, 1, 4), (i) => ({ hour: i === 0 ? 16 : between(r, 8, 18), on: [0, 1, 2, 3, 4] })),
        ...many(whole(r, 2, 8), (i) => ({ hour: i === 0 ? 10.5 : between(r, 8, 17), on: [whole(r, 0, 4)] })),
      ];
      return {
        landings: (n) =>
          within(
            days((midnight, weekday, day) =>
              releases
                .filter(({ on }) => on.includes(weekday) && day !== holiday)
                .map(({ hour }) => midnight + hour * HOUR + (n() < 0.03 ? 20 * HOUR : 6 * MINUTE) * n()),
            ),
          ),
      };
    },
  },
  {
    // published weekly on a day of their own, or when something changes; found as each feed is looked at hourly
    // https://svc.metrotransit.org/
    name: 'timetables of transport agencies',
    habits: (r) => {
      const agencies = many(whole(r, 15, 60), () => ({
        weekday: r() < 0.4 ? whole(r, 0, 4) : -1,
        hour: whole(r, 9, 18),
        changes: between(r, 0.01, 0.12),
      }));
      const minute = between(r, 0, 55) * MINUTE;
      return {
        landings: (n) =>
          days((midnight, weekday) =>
            agencies.flatMap((agency) => {
              const isChanged = n() < agency.changes * (isWeekend(weekday) ? 0.15 : 1);
              const hour = isChanged ? whole(n, 8, 20) : agency.hour;
              return isChanged || agency.weekday === weekday
                ? [midnight + hour * HOUR + minute + 4 * MINUTE * n()]
                : [];
            }),
          ),
      };
    },
  },
];
