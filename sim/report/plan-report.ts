import { formatDuration, formatTime, pluralize } from '../../lambda/format';
import { dataSetIdOf } from '../../lambda/outcome/outcome';
import { DAY, HOUR } from '../../lambda/time';
import { landingsOf, mostCallsIn24h } from '../checks/audit';
import { type Covered, coverage, lagsOf, summarize } from '../checks/lag';
import type { World } from '../world/world';

/** What is simulated, apart from the landings. */
export interface Plan {
  /** Ingestions in any 24 hours. */
  readonly quota: number;
  readonly ingestionSeconds: number;
  /** Seconds. */
  readonly settle: number;
}

/** As many rows of a data set as one reads; more ingestions than that share rows, each for as long a time. */
const MOST_ROWS = 36;
const ROW_TIMES = [HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY, 364 * DAY];

/** A line of the table: one ingestion, or those that started within some time. */
interface Row {
  readonly start: string;
  readonly ingestions: number;
  readonly landings: number;
  readonly lags: readonly number[];
  /** Ingestions left of the quota after it: the fewest. */
  readonly left: number;
}

interface Start {
  readonly at: number;
  readonly covers: readonly Covered[];
  readonly left: number;
}

/** For people: every ingestion of every data set, and what it comes to. */
export function report(world: World, plan: Plan): string {
  const { quickSight, clock } = world;
  const covered = coverage(landingsOf(world), quickSight.ingestions, clock.now());
  const dataSetArns = [...new Set(covered.map(({ dataSetArn }) => dataSetArn))].sort();
  const tables = dataSetArns.map((dataSetArn) => {
    const landings = covered.filter((landing) => landing.dataSetArn === dataSetArn);
    const starts = startsOf(world, dataSetArn, landings, plan.quota);
    const counts = `${pluralize(landings.length, 'landing')}, ${pluralize(starts.length, 'ingestion')}`;
    return [`${dataSetIdOf(dataSetArn)}: ${counts}`, '', ...table(rowsOf(starts)), ''].join('\n');
  });
  return [
    `quota ${plan.quota} in any 24 h, ingestions of ${formatDuration(plan.ingestionSeconds * 1_000)}, ` +
      `settle ${formatDuration(plan.settle * 1_000)}; everything else as the construct has it`,
    '',
    ...tables,
    summary(world, covered, plan),
  ].join('\n');
}

function startsOf(world: World, dataSetArn: string, landings: readonly Covered[], quota: number): Start[] {
  const ingestions = world.quickSight.ofDataSet(dataSetArn);
  const byId = groupBy(landings, ({ ingestion }) => ingestion?.id);
  return ingestions.map(({ id, createdAt }) => ({
    at: createdAt,
    covers: byId.get(id) ?? [],
    left:
      quota - ingestions.filter((other) => other.createdAt <= createdAt && other.createdAt > createdAt - DAY).length,
  }));
}

function rowsOf(starts: readonly Start[]): Row[] {
  if (starts.length <= MOST_ROWS) {
    return starts.map((start) => toRow(formatTime(start.at), [start]));
  }
  const groups = ROW_TIMES.map((time) => groupBy(starts, ({ at }) => Math.floor(at / time) * time));
  const index = groups.findIndex(({ size }) => size <= MOST_ROWS);
  const chosen = index < 0 ? groups.length - 1 : index;
  const time = ROW_TIMES[chosen] as number;
  return [...(groups[chosen] as Map<number, Start[]>)].map(([from, group]) => toRow(stretch(from, time), group));
}

function groupBy<K, T>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) {
      group.push(value);
    } else {
      groups.set(key, [value]);
    }
  }
  return groups;
}

function toRow(start: string, group: readonly Start[]): Row {
  const covers = group.flatMap((each) => each.covers);
  return {
    start,
    ingestions: group.length,
    landings: covers.length,
    lags: lagsOf(covers),
    left: Math.min(...group.map(({ left }) => left)),
  };
}

/** `2026-11-23 06:00 to 12:00`, `2026-11-23`, `2026-11-23 and 6 days` */
function stretch(from: number, time: number): string {
  const day = formatTime(from).slice(0, 10);
  if (time < DAY) {
    return `${day} ${formatTime(from).slice(11, 16)} to ${formatTime(from + time).slice(11, 16)}`;
  }
  return time === DAY ? day : `${day} and ${time / DAY - 1} days`;
}

function table(rows: readonly Row[]): string[] {
  const grouped = rows.some(({ ingestions }) => ingestions > 1);
  const titles = ['start', ...(grouped ? ['ingestions'] : []), 'landings', 'mean lag', 'longest lag', 'quota left'];
  const cells = rows.map(({ start, ingestions, landings, lags, left }) => {
    const { mean, max } = summarize(lags);
    const lag = (value: number): string => (landings === 0 ? '–' : formatDuration(value));
    return [start, ...(grouped ? [`${ingestions}`] : []), `${landings}`, lag(mean), lag(max), `${left}`];
  });
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((row) => (row[i] as string).length)));
  return [titles, ...cells].map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join('   '),
  );
}

function summary(world: World, covered: readonly Covered[], plan: Plan): string {
  const lags = lagsOf(covered);
  const { mean, p50, p95, max } = summarize(lags);
  const most = mostCallsIn24h(world);
  const missing = covered.length - lags.length;
  const left = plan.quota - most;
  const lines = [
    `${lags.length} of ${pluralize(covered.length, 'landing')} covered by ${pluralize(world.quickSight.ingestions.length, 'ingestion')}.`,
    `From landing to the end of its ingestion: ${formatDuration(mean)} on average, half within ${formatDuration(p50)}, ` +
      `95 % within ${formatDuration(p95)}, the longest ${formatDuration(max)}.`,
    `At most ${pluralize(most, 'ingestion')} of one data set in any 24 hours: ` +
      (left === 0 ? 'the whole quota.' : `${left} of ${plan.quota} always left.`),
  ];
  if (missing > 0) {
    lines.push(
      `NOT COVERED: ${pluralize(missing, 'landing')}; the simulator ended at ${formatTime(world.clock.now())}.`,
    );
  }
  return lines.join('\n');
}
