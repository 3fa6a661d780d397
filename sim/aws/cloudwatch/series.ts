import { SECOND } from '../../../lambda/time';
import type { MetricIdentity } from '../../template/resources';
import type { Query } from './dashboard';
import type { MetricData } from './metric-data';
import { STATISTICS } from './statistics';

/** A line of a graph; a period without data has no point. */
export interface Series {
  readonly label: string;
  readonly color?: string;
  /** Milliseconds between two points that follow each other. */
  readonly period: number;
  readonly points: readonly Point[];
}

/** A period, by its beginning, and the statistic of its values. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

const SEARCH = /^SEARCH\('\{([^,}]+),([^}]+)\} MetricName="([^"]+)"', '(\w+)', (\d+)\)$/;

/** What a query of a graph finds: one series, or one for each metric that a search finds. */
export function seriesOf(query: Query, data: MetricData, from: number, to: number): Series[] {
  const pointsOf = (metric: MetricIdentity, statistic: string, period: number): Point[] => {
    const compute = STATISTICS[statistic];
    if (!compute) {
      throw new Error(`the simulator does not support the statistic ${statistic}: add it to statistics.ts`);
    }
    const points: Point[] = [];
    for (let at = Math.floor(from / period) * period; at < to; at += period) {
      const values = data.between(metric, Math.max(at, from), Math.min(at + period, to));
      if (values.length > 0) {
        points.push({ at, value: compute(values) });
      }
    }
    return points;
  };
  const { label, color, statistic } = query;
  if ('metric' in query) {
    const period = query.period * SECOND;
    const points = pointsOf(query.metric, statistic, period);
    return [{ label: label ?? query.metric.name, color, period, points }];
  }
  const [, namespace, names, name, searched, seconds] = SEARCH.exec(query.expression) ?? [];
  if (!namespace || !names || !name || !searched) {
    throw new Error(`the simulator does not support ${query.expression}: add it to series.ts`);
  }
  const period = Number(seconds) * SECOND;
  return data.search(namespace, name, names.split(',')).map((metric) => ({
    label: Object.values(metric.dimensions).join(' '),
    period,
    points: pointsOf(metric, searched, period),
  }));
}
