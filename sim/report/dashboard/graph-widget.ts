import type { Graph } from '../../aws/cloudwatch/dashboard';
import type { Point, Series } from '../../aws/cloudwatch/series';
import { element, px, text } from '../svg/element';
import { type Span, ticks } from '../svg/time-axis';
import { PADDING, type Rectangle, shorten, widthOf, wrap } from './dashboard-layout';
import { formatValue, valueTicks } from './value-axis';

/** CloudWatch's own choice for what has no colour in the definition. */
const PALETTE = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];

/** Bold letters are wider. */
const TITLE = { size: 14 * 1.12, line: 17 };
const LABEL = { size: 11, line: 16 };
const SCALE_WIDTH = 34;
const SWATCH = 14;
/** At least so far from one time to the next. */
const TIMES_APART = 46;

type Drawn = Series & { readonly color: string };

/** A graph over time: title, axes, a line or an area for each series, and the legend below. */
export function graphWidget(graph: Graph, found: readonly Series[], span: Span, place: Rectangle): string {
  const width = place.right - place.left - 2 * PADDING;
  const left = place.left + PADDING;
  const series = coloured(found.filter(({ points }) => points.length > 0));
  const titles = wrap(graph.title, width, TITLE.size);
  const legends = legendLines(series, width);
  const axisAt = place.top + 18 + titles.length * TITLE.line;
  const plot: Rectangle = {
    left: left + SCALE_WIDTH,
    top: axisAt + 10,
    right: place.right - 18,
    bottom: place.bottom - 8 - legends.length * LABEL.line - 18,
  };
  return [
    ...titles.map((title, index) => text(left, place.top + 20 + index * TITLE.line, title, 'title')),
    text(left, axisAt, graph.axis, 'small'),
    ...plotOf(graph, series, span, plot),
    ...legends.map((entries, index) => legend(entries, left, plot.bottom + 34 + index * LABEL.line, width)),
  ].join('');
}

function coloured(series: readonly Series[]): Drawn[] {
  const free = PALETTE.filter((color) => series.every((each) => each.color !== color));
  let next = 0;
  return series.map((each) => ({ ...each, color: each.color ?? (free[next++ % free.length] as string) }));
}

function plotOf({ stacked, lines }: Graph, series: readonly Drawn[], span: Span, plot: Rectangle): string[] {
  const shown = stacked ? stack(series) : series;
  const values = [
    ...shown.flatMap(({ points }) => points.map(({ value }) => value)),
    ...lines.map(({ value }) => value),
  ];
  const scale = valueTicks(Math.max(0, ...values), values.every(Number.isInteger));
  const top = scale.at(-1) as number;
  const x = (at: number): number =>
    px(plot.left + ((at - span.from) / (span.to - span.from)) * (plot.right - plot.left));
  const y = (value: number): number => px(plot.bottom - (value / top) * (plot.bottom - plot.top));
  const drawn = stacked
    ? shown.map((each, index) => area(each, shown[index - 1]?.points, x, y)).toReversed()
    : shown.map((each, index) => line(each, shown.length - 1 - index, x, y));
  return [
    ...scale.map((value) =>
      element('path', { class: value === 0 ? 'base' : 'grid', d: `M${plot.left} ${y(value)}H${plot.right}` }),
    ),
    ...scale.map((value) => text(plot.left - 5, y(value) + 4, formatValue(value), 'small', 'end')),
    ...ticks(span, Math.floor((plot.right - plot.left) / TIMES_APART)).map(({ at, time }) =>
      text(x(at), plot.bottom + 14, time, 'small', 'middle'),
    ),
    ...drawn,
    ...lines.flatMap(({ value, label, color }) => [
      element('path', { class: 'objective', stroke: color, d: `M${plot.left} ${y(value)}H${plot.right}` }),
      text(plot.left + 3, y(value) - 4, label, 'small'),
    ]),
  ];
}

/** Each on top of those before it; what has no data in a period adds nothing. */
function stack(series: readonly Drawn[]): Drawn[] {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const totals = new Map<number, number>();
  return series.map((each) => {
    const own = new Map(each.points.map(({ at, value }) => [at, value]));
    const points = times.map((at) => {
      const value = (totals.get(at) ?? 0) + (own.get(at) ?? 0);
      totals.set(at, value);
      return { at, value };
    });
    return { ...each, points };
  });
}

type Scale = (value: number) => number;

/**
 * Connects periods that follow each other; one that stands alone is a dot, larger the more series are drawn over it, so
 * that equal values are all seen.
 */
function line({ points, period, color }: Drawn, above: number, x: Scale, y: Scale): string {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    if (run && run.at(-1)?.at === point.at - period) {
      run.push(point);
    } else {
      runs.push([point]);
    }
  }
  const path = runs
    .filter(({ length }) => length > 1)
    .map((run) => `M${run.map(({ at, value }) => `${x(at)} ${y(value)}`).join('L')}`);
  const dots = runs
    .filter(({ length }) => length === 1)
    .flatMap(([dot]) =>
      dot ? [element('circle', { cx: x(dot.at), cy: y(dot.value), r: px(1.8 + above * 0.6), fill: color })] : [],
    );
  return (path.length > 0 ? element('path', { class: 'series', stroke: color, d: path.join('') }) : '') + dots.join('');
}

/** From the series below up to this one, a step for each period. */
function area({ points, period, color }: Drawn, below: readonly Point[] | undefined, x: Scale, y: Scale): string {
  const boxes = points.flatMap(({ at, value }, index) => {
    const base = below?.[index]?.value ?? 0;
    return value > base ? [`M${x(at)} ${y(base)}V${y(value)}H${x(at + period)}V${y(base)}z`] : [];
  });
  return element('path', { class: 'area', fill: color, d: boxes.join('') });
}

function legendLines(series: readonly Drawn[], width: number): Drawn[][] {
  const lines: Drawn[][] = [];
  let room = 0;
  for (const each of series) {
    const needed = entryWidth(each, width);
    if (needed > room) {
      lines.push([]);
      room = width;
    }
    lines.at(-1)?.push(each);
    room -= needed;
  }
  return lines;
}

const entryWidth = ({ label }: Series, width: number): number =>
  Math.min(SWATCH + widthOf(label, LABEL.size) + 12, width);

function legend(entries: readonly Drawn[], left: number, y: number, width: number): string {
  let x = left;
  return entries
    .map((each) => {
      const mark = element('rect', { fill: each.color, x: px(x), y: y - 8, width: 9, height: 9, rx: 2 });
      const label = text(x + SWATCH, y, shorten(each.label, width - SWATCH, LABEL.size), 'cell');
      x += entryWidth(each, width);
      return mark + label;
    })
    .join('');
}
