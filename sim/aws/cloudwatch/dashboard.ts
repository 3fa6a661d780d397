import type { MetricIdentity } from '../../template/resources';

/** A dashboard's body as CloudWatch reads it: what the widgets of this library's dashboard use of it. */

export interface Dashboard {
  readonly widgets: readonly Widget[];
}

/** Place and size in the grid of 24 columns. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Widget = Box & Content;

type Content =
  | { readonly type: 'alarm'; readonly title: string; readonly alarmArns: readonly string[] }
  | ({ readonly type: 'metric' } & Graph)
  | { readonly type: 'log'; readonly title: string; readonly query: string }
  | { readonly type: 'text'; readonly markdown: string };

export interface Graph {
  readonly title: string;
  readonly queries: readonly Query[];
  readonly stacked: boolean;
  /** Of the axis on the left. */
  readonly axis: string;
  readonly lines: readonly { readonly value: number; readonly label: string; readonly color: string }[];
}

/** A metric, or an expression that stands for several. */
export type Query = QueryOptions & ({ readonly metric: MetricIdentity } | { readonly expression: string });

interface QueryOptions {
  readonly label?: string;
  readonly color?: string;
  readonly statistic: string;
  /** Seconds. */
  readonly period: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a widget's properties have the shape of its type
type Properties = any;

/** @throws for a widget of another type */
export function readDashboard(body: string): Dashboard {
  const { widgets } = JSON.parse(body) as { widgets: (Box & { type: string; properties: Properties })[] };
  return { widgets: widgets.map(({ type, properties, ...box }) => ({ ...box, ...widgetOf(type, properties) })) };
}

function widgetOf(type: string, properties: Properties): Content {
  switch (type) {
    case 'alarm':
      return { type, title: properties.title, alarmArns: properties.alarms };
    case 'log':
      return { type, title: properties.title, query: properties.query };
    case 'text':
      return { type, markdown: properties.markdown };
    case 'metric':
      return {
        type,
        title: properties.title,
        stacked: properties.stacked ?? false,
        axis: properties.yAxis?.left?.label ?? '',
        queries: properties.metrics.map(queryOf),
        lines: properties.annotations?.horizontal ?? [],
      };
    default:
      throw new Error(`the simulator does not support dashboard widgets of type ${type}: add it to dashboard.ts`);
  }
}

/** `[NAMESPACE, NAME, DIMENSION, VALUE, …, OPTIONS]` or `[OPTIONS]`. */
function queryOf(row: readonly (string | Properties)[]): Query {
  const { label, color, stat = 'Average', period = 300, expression } = row.at(-1);
  const options = { label, color, statistic: stat, period };
  if (expression !== undefined) {
    return { ...options, expression };
  }
  const [namespace, name, ...pairs] = row.slice(0, -1) as string[];
  const dimensions = Object.fromEntries(
    pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] as string]] : [])),
  );
  return { ...options, metric: { namespace: namespace as string, name: name as string, dimensions } };
}
