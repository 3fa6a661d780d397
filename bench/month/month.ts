import { PRICES } from '../day/prices';

/** What a month is reckoned for: each data set is refreshed this often, each time after a burst of so many landings. */
export const LOAD = { refreshesADay: 8, landingsARefresh: 100 };

/**
 * What one refresh takes, at most: a burst of 100 files in two minutes, batches of 10 seconds, an ingestion of 5 minutes.
 * `test/bench/month/month.test.ts` counts it in the simulator. A metric is charged by the hours in which it is sent.
 */
export const PER_REFRESH = {
  invocations: 20,
  reads: 17,
  writes: 17,
  wakes: 5,
  outcomes: 2,
  logBytes: 17_000,
};

/** A batch of one data set: its calls to AWS and its code, as the cold and warm starts of docs/performance.md have them. */
const SECONDS_AN_INVOCATION = 0.3;
const DAYS = 30;
const HOURS = 24 * DAYS;

/** Lambda's pollers of a queue, each waiting up to 20 seconds for a message. */
const POLLS_A_DAY = (5 * 86_400) / 20;

/** By the hours it is sent in, as a share of a month: a refresh keeps a data set busy within one hour. */
const BUSY = LOAD.refreshesADay / 24;

/** Totals and reasons that are sent with each refresh; metrics of one data set that is watched, and all of them. */
export const METRICS = { total: 21, watched: 2, all: 9 };

/** CloudWatch's first tier: metrics of a month, each by the hours it is sent in. */
function metrics(count: number): number {
  const first = Math.min(count, PRICES.metricsFirst);
  return first * PRICES.metricHour * HOURS + (count - first) * PRICES.metricHourNext * HOURS;
}

/** Of a month, in dollars, without metrics, alarms and dashboards. */
function running(dataSets: number, { memory = 0.25, ticksADay = 0 } = {}): number {
  const refreshes = dataSets * LOAD.refreshesADay * DAYS;
  const landings = refreshes * LOAD.landingsARefresh;
  const ticks = dataSets * ticksADay * DAYS;
  const { invocations, reads, writes, wakes, outcomes, logBytes } = PER_REFRESH;
  const runs = refreshes * invocations + ticks;
  // sent one by one; received and deleted eight at a time, as a burst of these fills a batch
  const requests = (1 + 2 / 8) * (landings + refreshes * wakes + ticks) + POLLS_A_DAY * DAYS;
  return (
    runs * (PRICES.lambdaRequest + SECONDS_AN_INVOCATION * memory * PRICES.lambdaGbSecond) +
    requests * PRICES.sqsRequest +
    (refreshes * reads + ticks) * PRICES.dynamoDbRead +
    refreshes * writes * PRICES.dynamoDbWrite +
    refreshes * outcomes * PRICES.eventBridgeEvent +
    ((refreshes * logBytes) / 1e9) * PRICES.logGb
  );
}

/** Around the clock, as soon as a few data sets are refreshed at different times. */
const totals = (dataSets: number): number => metrics(METRICS.total * Math.min(1, dataSets * BUSY));

/** What more metrics cost beside those that are there. */
const moreMetrics = (dataSets: number, each: number): number => {
  const before = METRICS.total * Math.min(1, dataSets * BUSY);
  return metrics(before + dataSets * each * BUSY) - metrics(before);
};

const TOTAL_ALARMS = 8;

/** One more reads metrics of rules, each at the price of an alarm: of the sweep, and of a rule for each data set, 10 at most. */
const rulesWatched = (dataSets: number): number => Math.min(10, 1 + dataSets);

/** Properties that cost something, and what they add to a month for so many data sets, in dollars. */
export const PROPERTIES: readonly { readonly what: string; readonly month: (dataSets: number) => number }[] = [
  { what: '`SpiceRefresh`, as it is by default', month: (dataSets) => running(dataSets) + totals(dataSets) },
  {
    what: '`SpiceRefreshMonitoring`: 8 alarms and one on up to 10 rules, a dashboard, the key of its topic',
    month: (dataSets) =>
      (TOTAL_ALARMS + rulesWatched(dataSets)) * PRICES.alarmMonth + PRICES.dashboardMonth + PRICES.keyMonth,
  },
  { what: 'its `topic`, or `encryptionKey`: no key of its own', month: () => -PRICES.keyMonth },
  { what: 'its `freshnessObjective`: one alarm for all', month: () => PRICES.alarmMonth },
  {
    what: '`watch` of every data set: its metrics',
    month: (dataSets) => moreMetrics(dataSets, METRICS.watched),
  },
  {
    what: '`watch` with `freshnessObjective`, or `landsAtLeastEvery`: an alarm for each data set',
    month: (dataSets) => dataSets * PRICES.alarmMonth,
  },
  {
    what: '`metrics: true` of every data set',
    month: (dataSets) => moreMetrics(dataSets, METRICS.all),
  },
  {
    what: '`refreshAtLeastEvery: Duration.hours(8)` of every data set: 16 ticks in that time',
    month: (dataSets) => running(dataSets, { ticksADay: 48 }) - running(dataSets),
  },
  { what: '`memorySize: 512`', month: (dataSets) => running(dataSets, { memory: 0.5 }) - running(dataSets) },
  { what: '`encryptionKey`, without its requests', month: () => PRICES.keyMonth },
];

export const DATA_SETS = [1, 10, 100, 1_000] as const;

/** As docs/cost.md has it. */
export function monthTable(): string {
  const rows = PROPERTIES.map(({ what, month }) => [what, ...DATA_SETS.map((count) => dollars(month(count)))]);
  const head = ['a month, in dollars', ...DATA_SETS.map((count) => count.toLocaleString('en-US'))];
  return [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function dollars(value: number): string {
  const size = Math.abs(value);
  if (size < 0.005) {
    return '< 0.01';
  }
  return `${value < 0 ? '−' : ''}${size.toLocaleString('en-US', { minimumFractionDigits: size < 100 ? 2 : 0, maximumFractionDigits: size < 100 ? 2 : 0 })}`;
}
