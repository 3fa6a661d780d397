import type { Graph } from '../../../sim/aws/cloudwatch/dashboard';
import type { Series } from '../../../sim/aws/cloudwatch/series';
import { shorten, widthOf, wrap } from '../../../sim/report/dashboard/dashboard-layout';
import { graphWidget } from '../../../sim/report/dashboard/graph-widget';
import { valueTicks } from '../../../sim/report/dashboard/value-axis';

const HOUR = 3_600_000;
const SPAN = { from: 0, to: 10 * HOUR };
const PLACE = { left: 0, top: 0, right: 300, bottom: 200 };

const aGraph = (changes: Partial<Graph> = {}): Graph => ({
  title: 'Graph',
  queries: [],
  stacked: false,
  axis: 'count',
  lines: [],
  ...changes,
});

/** Values by hour. */
const aSeries = (label: string, values: Readonly<Record<number, number>>, color?: string): Series => ({
  label,
  color,
  period: HOUR,
  points: Object.entries(values).map(([hour, value]) => ({ at: Number(hour) * HOUR, value })),
});

test('the periods that follow each other are a line, one that stands alone is a dot', () => {
  const drawn = graphWidget(aGraph(), [aSeries('a', { 1: 1, 2: 2, 5: 1, 7: 0, 8: 2 }, '#123456')], SPAN, PLACE);
  const [, line = ''] = /<path class="series" stroke="#123456" d="([^"]*)"/.exec(drawn) ?? [];
  expect(line.match(/M/g)).toHaveLength(2);
  expect(line.match(/L/g)).toHaveLength(2);
  expect(drawn.match(/<circle/g)).toHaveLength(1);
});

test('a higher value is drawn higher, a later one further right, within the widget', () => {
  const drawn = graphWidget(aGraph(), [aSeries('a', { 0: 0, 1: 4 })], SPAN, PLACE);
  const [, x1, y1, x2, y2] =
    /class="series"[^>]*d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(drawn)?.map(Number) ?? [];
  expect([Number(x2) > Number(x1), Number(y2) < Number(y1)]).toEqual([true, true]);
  expect(Math.max(Number(x2), Number(y1))).toBeLessThan(300);
});

test('of equal values, that of the series below is the larger dot', () => {
  const drawn = graphWidget(aGraph(), [aSeries('a', { 1: 1 }), aSeries('b', { 1: 1 })], SPAN, PLACE);
  const [below, above] = [...drawn.matchAll(/ r="([\d.]+)"/g)].map(([, radius]) => Number(radius));
  expect(below).toBeGreaterThan(Number(above));
});

test('a series without data is left out, and takes no colour', () => {
  const drawn = graphWidget(aGraph(), [aSeries('none', {}), aSeries('some', { 1: 1 })], SPAN, PLACE);
  expect(drawn).not.toContain('>none<');
  expect(drawn).toContain('#1f77b4');
});

test('a series without a colour has one that no other series has', () => {
  const drawn = graphWidget(aGraph(), [aSeries('a', { 1: 1 }), aSeries('b', { 1: 1 }, '#1f77b4')], SPAN, PLACE);
  expect(drawn.match(/<rect fill="#1f77b4"/g)).toHaveLength(1);
});

test('a stacked graph is as high as the sum of its series', () => {
  const series = [aSeries('a', { 1: 30 }), aSeries('b', { 1: 60, 2: 10 })];
  expect(graphWidget(aGraph(), series, SPAN, PLACE)).not.toContain('>100<');
  expect(graphWidget(aGraph({ stacked: true }), series, SPAN, PLACE)).toContain('>100<');
});

test('the line of an objective is on the scale, although no value comes near it', () => {
  const lines = [{ value: 3_600, label: 'objective: 1 hour', color: '#d62728' }];
  const drawn = graphWidget(aGraph({ lines }), [aSeries('a', { 1: 5 })], SPAN, PLACE);
  expect(drawn).toContain('>objective: 1 hour<');
  expect(drawn).toContain('>4K<');
});

test.each<[number, boolean, number[]]>([
  [0, true, [0, 1]],
  [1, true, [0, 1]],
  [1, false, [0, 0.5, 1]],
  [7, true, [0, 2, 4, 6, 8]],
  [10_200, true, [0, 5_000, 10_000, 15_000]],
])('an axis up to %d (whole: %s) has the marks %j', (max, whole, marks) => {
  expect(valueTicks(max, whole)).toEqual(marks);
});

test('a title is wrapped between words, and a label shortened, to the width', () => {
  expect(wrap('How stale is the stalest data set', 150, 12)).toEqual(['How stale is the stalest', 'data set']);
  expect(wrap('one', 1, 12)).toEqual(['one']);
  expect(shorten('short', 100, 12)).toBe('short');
  const cut = shorten('a label that is much too long', 100, 12);
  expect(cut).toMatch(/^a label.*…$/);
  expect(widthOf(cut, 12)).toBeLessThanOrEqual(100);
});
