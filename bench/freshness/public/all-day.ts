import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { isWeekend } from '../traces';
import {
  bell,
  between,
  days,
  END,
  evenly,
  independent,
  isIn,
  scattered,
  timeOf,
  type WeeklyKind,
} from '../weekly-habits';
import { afterOutage, buffered, many, whole, within } from './drawing';

/** Many landings a day, at all hours. */
export const ALL_DAY: readonly WeeklyKind[] = [
  {
    // a buffer of five minutes or some megabytes, which fill up sooner in the evening
    // https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
    name: 'click stream, buffered for five minutes',
    habits: (r) => {
      const [level, weekend, peak] = [between(r, 8, 15), between(r, 0.7, 1.3), between(r, 19, 21.5)];
      return {
        landings: (n) =>
          buffered(
            5 * MINUTE,
            (hour, weekday) =>
              level * (0.15 + bell(hour, peak, 3) + 0.6 * bell(hour, 13, 4)) * (isWeekend(weekday) ? weekend : 1),
            n,
          ),
      };
    },
  },
  {
    // a file each five minutes, and more than one of them while much is sent
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3.html
    name: 'flow logs of a network',
    habits: (r) => {
      const [late, second, peak] = [between(r, 20, 90) * SECOND, between(r, 0.1, 0.5), between(r, 10, 16)];
      return {
        landings: (n) =>
          within(
            evenly(5 * MINUTE, late, END, n, 40 * SECOND).flatMap((at) => {
              const isWritten = n() < second * bell(timeOf(at).hour, peak, 5);
              return isWritten ? [at, at + 20 * SECOND * n()] : [at];
            }),
          ),
      };
    },
  },
  {
    // several times an hour, usually within an hour of the requests, but at times up to a day late
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
    name: 'access logs of a content network',
    habits: (r) => {
      const [quiet, busy, peak] = [between(r, 1.5, 3), between(r, 4, 9), between(r, 14, 21)];
      const [late, weekend] = [between(r, 0.005, 0.03), between(r, 0.7, 1.2)];
      const onTime = independent(
        (hour, weekday) => quiet + busy * bell(hour, peak, 5) * (isWeekend(weekday) ? weekend : 1),
      );
      return {
        landings: (n) => within(onTime.landings(n).map((at) => (n() < late ? at + DAY * n() : at))),
      };
    },
  },
  {
    // changes are written at intervals in which there are any; at night a batch changes much
    // https://docs.amazonaws.cn/dms/latest/APIReference/API_S3Settings.html
    name: 'changes captured from a database of orders',
    habits: (r) => {
      const [gap, batch, files] = [between(r, 4, 10) * MINUTE, between(r, 0.5, 4) * HOUR, whole(r, 10, 40)];
      const [night, weekend] = [between(r, 0.1, 0.4), between(r, 0.3, 0.9)];
      const changes = (at: number): number => {
        const { hour, weekday } = timeOf(at);
        return (isIn(hour, 6, 22) ? 1 : night) * (isWeekend(weekday) ? weekend : 1);
      };
      return {
        landings: (n) => [
          ...within(evenly(gap, gap * n(), END, n, 10 * SECOND)).filter((at) => n() < changes(at)),
          ...days((midnight) => scattered(files, midnight + batch + 5 * MINUTE * n(), 40 * MINUTE, n)),
        ],
      };
    },
  },
  {
    // dispatch each five minutes, trading each half hour, and the day before shortly after 4:00
    // http://www.aemo.com.au/Electricity/Data/Market-Management-System-MMS/Dispatch
    name: 'market of electricity, each five minutes',
    habits: (r) => {
      const [late, outage, hours] = [between(r, 10, 60) * SECOND, between(r, 0, END), between(r, 0, 3)];
      return {
        landings: (n) => {
          const published = [
            ...evenly(5 * MINUTE, late, END, n, 20 * SECOND),
            ...evenly(30 * MINUTE, late + 30 * SECOND, END, n, MINUTE),
            ...days((midnight) => scattered(4, midnight + 4 * HOUR + 3 * MINUTE, 12 * MINUTE, n)),
          ];
          return within(hours < 1.5 ? published : afterOutage(published, outage, hours * HOUR, 3 * MINUTE, n));
        },
      };
    },
  },
  {
    // from each 15 minutes to once a day; six hours is what one gets when nothing is set
    // https://fivetran.com/docs/rest-api/tutorials/set-custom-sync-frequency
    name: 'syncs of many connectors',
    habits: (r) => {
      const gaps = [
        15,
        ...many(whole(r, 0, 2), () => 30),
        ...many(whole(r, 2, 6), () => 60),
        ...many(whole(r, 3, 8), () => 360),
        ...many(whole(r, 1, 4), () => 1_440),
      ];
      const connectors = gaps.map((gap) => ({
        gap: gap * MINUTE,
        first: gap * MINUTE * r(),
        lasts: Math.min(gap / 4, between(r, 1, 25)) * MINUTE,
        fails: between(r, 0, 0.03),
      }));
      return {
        landings: (n) =>
          connectors.flatMap(({ gap, first, lasts, fails }) =>
            within(evenly(gap, first + lasts, END, n, 0.6 * lasts)).filter(() => n() >= fails),
          ),
      };
    },
  },
  {
    // each airport reports a few minutes before the hour, and in between while the weather changes
    // https://www.weather.gov/asos/InformationReporting.html
    name: 'weather reports of airports',
    habits: (r) => {
      const minutes = many(whole(r, 7, 12), () => between(r, 50, 58));
      const specials = between(r, 0.5, 1.5);
      return {
        landings: (n) => {
          const spells = many(whole(n, 2, 7), () => ({ from: END * n(), length: between(n, 3, 18) * HOUR }));
          return within([
            ...minutes.flatMap((minute) => evenly(HOUR, minute * MINUTE, END, n, 3 * MINUTE)),
            ...spells.flatMap(({ from, length }) =>
              scattered(Math.round((minutes.length * specials * length) / HOUR), from, length, n),
            ),
          ]);
        },
      };
    },
  },
  {
    // what there is after ten minutes, or sooner when the batch is full: after a newsletter
    // https://docs.tealium.com/ja/server-side-connectors/amazon-s3-connector/
    name: 'events of a shop, in batches of ten minutes',
    habits: (r) => {
      const [level, newsletter, hour] = [between(r, 4, 15), whole(r, 0, 4), between(r, 8, 11)];
      const any = (clock: number): number =>
        1 - Math.exp(-level * (0.03 + bell(clock, 20, 4) + 0.7 * bell(clock, 12, 4)));
      return {
        landings: (n) => [
          ...within(evenly(10 * MINUTE, 10 * MINUTE * n(), END, n, 20 * SECOND)).filter(
            (at) => n() < any(timeOf(at).hour),
          ),
          ...days((midnight, weekday) =>
            weekday === newsletter
              ? evenly(3 * MINUTE, midnight + hour * HOUR, midnight + (hour + 2) * HOUR, n, 2 * MINUTE)
              : [],
          ),
        ],
      };
    },
  },
];
