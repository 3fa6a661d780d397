import { formatDuration, formatTime, pluralize } from '../../../lambda/format';
import { lagsOf, staleness, summarize } from '../../checks/lag';
import type { WaitingFor } from '../../checks/waiting';
import type { World } from '../../world/world';
import { element, escaped, px } from './element';
import { STRIPES, STYLE } from './picture-style';
import { roundStep, type Span, ticks } from './time-axis';
import { kindOf, spanOf, type Track, tracksOf } from './track';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const WIDTH = 1_200;
const LEFT = 150;
const RIGHT = 36;
const TOP = 76;
const BOTTOM = 48;
/** Heights of a track's rows, in the order they are drawn. */
const ROWS = { title: 28, landings: 34, ingestions: 20, staleness: 60, quota: 34 };
const GAP = 12;
const LANE = Object.values(ROWS).reduce((sum, height) => sum + height + GAP, 0) + 16;
/** The narrowest column of the landings' histogram. */
const COLUMN = 3;
const NARROWEST = 2;
/** What data waits for, in the words of the legend. */
const WAITS: Readonly<Record<WaitingFor, string>> = {
  settles: 'settles',
  quota: 'waits for the quota',
  retry: 'backs off',
  person: 'failed: waits for a person',
};
const MOST_TICKS = 12;

/**
 * A picture of what happened in a world, for a ticket: of each data set what landed, the ingestions, how stale its data
 * was and how much of the quota was left. SVG, for light and dark.
 */
export function picture(world: World): string {
  const tracks = tracksOf(world);
  const span = spanOf(tracks, world.clock.now());
  const height = TOP + tracks.length * LANE + BOTTOM;
  const title = `${pluralize(tracks.length, 'data set')}, ${formatTime(span.from)} to ${formatTime(span.to)}`;
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: 'img',
      'aria-labelledby': 'title',
    },
    element('title', { id: 'title' }, escaped(`SPICE refreshes: ${title}`)),
    element('style', {}, STYLE),
    STRIPES,
    element('rect', { class: 'background', width: WIDTH, height }),
    text(16, 30, 'SPICE refreshes', 'heading'),
    text(16, 50, title.replaceAll('T', ' ').replaceAll('Z', ' UTC'), 'quiet'),
    legend(tracks, span),
    axis(span, height - BOTTOM + 4),
    ...tracks.map((track, index) => drawLane(track, span, TOP + index * LANE)),
  )}\n`;
}

function axis(span: Span, bottom: number): string {
  const marks = ticks(span, MOST_TICKS).map(({ at, time, day }) => {
    const x = xOf(at, span);
    return text(x, bottom + 16, time, 'quiet', 'middle') + (day ? text(x, bottom + 32, day, 'label', 'middle') : '');
  });
  return marks.join('') + text(16, bottom + 16, 'UTC', 'quiet');
}

function grid(span: Span, top: number, bottom: number): string {
  return ticks(span, MOST_TICKS)
    .map(({ at, midnight }) =>
      element('path', { class: midnight ? 'grid day' : 'grid', d: `M${xOf(at, span)} ${top}V${bottom}` }),
    )
    .join('');
}

/** What the bars mean, as far as they occur: ingestions, and below them what was waited for. */
function legend(tracks: readonly Track[], span: Span): string {
  const ingestions = tracks.flatMap((track) => track.ingestions);
  const others = ['failed', 'running', 'people'].filter((kind) =>
    ingestions.some((ingestion) => kindOf(ingestion, span.to) === kind),
  );
  const bars = ['completed', ...others].map((kind) => ({
    label: kind === 'people' ? 'started by people' : kind,
    mark: (x: number) => element('rect', { class: `bar ${kind}`, x, y: 20, width: 14, height: 12 }),
  }));
  const hasRefusals = tracks.some(({ failedCalls }) => failedCalls.length > 0);
  const refused = { label: 'refused', mark: (x: number) => cross(x + 7, 26) };
  const waits = Object.entries(WAITS)
    .filter(([kind]) => tracks.some(({ waiting }) => waiting.some((each) => each.for === kind)))
    .map(([kind, label]) => ({
      label,
      mark: (x: number) => element('rect', { class: `waits ${kind}`, x, y: 43, width: 14, height: 6 }),
    }));
  return legendRow('ingestions:', 30, [...(hasRefusals ? [refused] : []), ...bars]) + legendRow('waiting:', 50, waits);
}

/** From the right, with room for labels of about so many pixels a letter. */
function legendRow(title: string, y: number, all: readonly { label: string; mark: (x: number) => string }[]): string {
  let x = WIDTH - RIGHT;
  const entries = all.toReversed().map(({ label, mark }) => {
    x = px(x - label.length * 5.9 - 46);
    return mark(x) + text(px(x + 19), y, label, 'label');
  });
  return all.length === 0 ? '' : entries.join('') + text(px(x - 12), y, title, 'quiet', 'end');
}

function drawLane(track: Track, span: Span, top: number): string {
  const landingsAt = top + ROWS.title + GAP;
  const ingestionsAt = landingsAt + ROWS.landings + GAP;
  const stalenessAt = ingestionsAt + ROWS.ingestions + GAP;
  const quotaAt = stalenessAt + ROWS.staleness + GAP;
  const lags = lagsOf(track.landings);
  const { mean, max } = summarize(lags);
  const facts = [
    pluralize(track.landings.length, 'landing'),
    pluralize(track.ingestions.length, 'ingestion'),
    ...(lags.length > 0 ? [`lag ${formatDuration(mean)} on average, ${formatDuration(max)} at most`] : []),
    ...(lags.length < track.landings.length ? [`${track.landings.length - lags.length} not covered`] : []),
    ...troubles(track, span),
  ].join(' · ');
  const name = track.dataSetId.length > 60 ? `${track.dataSetId.slice(0, 59)}…` : track.dataSetId;
  return element(
    'g',
    {},
    element('path', { class: 'rule', d: `M16 ${top}H${WIDTH - RIGHT}` }),
    element(
      'text',
      { x: 16, y: top + 24, class: 'label' },
      element('tspan', { class: 'name' }, escaped(name)),
      element('tspan', { class: 'quiet', dx: 12 }, escaped(facts)),
    ),
    grid(span, landingsAt - GAP / 2, quotaAt + ROWS.quota),
    drawLandings(track, span, landingsAt),
    drawIngestions(track, span, ingestionsAt),
    drawStaleness(track, span, stalenessAt),
    drawQuota(track, span, quotaAt),
  );
}

/** What QuickSight named as the error, each once: the first thing that is asked of a picture in a ticket. */
function troubles({ failedCalls, ingestions }: Track, span: Span): string[] {
  const failed = ingestions
    .filter((ingestion) => kindOf(ingestion, span.to) === 'failed')
    .map(({ plan }) => plan.error?.type ?? plan.status);
  const [first, second, ...more] = new Set([...failedCalls.map(({ answer }) => answer), ...failed]);
  return [first, second, more.length > 0 && `${more.length} other`].filter((word) => typeof word === 'string');
}

/** A histogram. The root of the count, so that a lone file is seen beside a burst. */
function drawLandings({ landings }: Track, span: Span, top: number): string {
  const columnTime = roundStep(span.to - span.from, Math.floor((WIDTH - LEFT - RIGHT) / COLUMN));
  const columns = new Map<number, number>();
  for (const { landedAt } of landings) {
    const column = Math.floor(landedAt / columnTime) * columnTime;
    columns.set(column, (columns.get(column) ?? 0) + 1);
  }
  const most = Math.max(1, ...columns.values());
  const bottom = top + ROWS.landings;
  const bars = [...columns].map(([column, count]) => {
    const height = px(Math.max(Math.sqrt(count / most) * ROWS.landings, 3));
    const x = xOf(column, span);
    const width = px(Math.max(xOf(column + columnTime, span) - x - 0.6, NARROWEST));
    return `M${x} ${bottom}v-${height}h${width}v${height}z`;
  });
  return [
    rowLabel(
      'landings',
      landings.length === 0 ? '' : `up to ${most} in ${formatDuration(columnTime)}`,
      top + ROWS.landings / 2,
    ),
    base(bottom),
    element('path', { class: 'landings', d: bars.join('') || 'M0 0' }),
  ].join('');
}

function drawIngestions({ ingestions, failedCalls, waiting }: Track, span: Span, top: number): string {
  const bars = ingestions.map((ingestion) => {
    const { createdAt, endsAt, plan, id } = ingestion;
    const x = xOf(createdAt, span);
    const width = px(Math.max(xOf(Math.min(endsAt, span.to), span) - x, NARROWEST));
    const kind = kindOf(ingestion, span.to);
    const ended = endsAt > span.to ? 'not ended' : `${plan.status} after ${formatDuration(endsAt - createdAt)}`;
    const why = plan.error ? ` (${plan.error.type})` : '';
    return element(
      'rect',
      { class: `bar ${kind}`, x, y: top, width, height: ROWS.ingestions },
      element('title', {}, escaped(`${formatTime(createdAt)} ${id}: ${ended}${kind === 'failed' ? why : ''}`)),
    );
  });
  const waits = waiting.map(({ from, to, for: kind, reason }) => {
    const x = xOf(from, span);
    const size = { width: px(Math.max(xOf(to, span) - x, NARROWEST)), height: 6 };
    const title = `${formatTime(from)} to ${formatTime(to)}: ${reason}`;
    const box = { class: `waits ${kind}`, x, y: top + (ROWS.ingestions - size.height) / 2, ...size };
    return element('rect', box, element('title', {}, escaped(title)));
  });
  const crosses = failedCalls.map(({ at, answer }) =>
    cross(xOf(at, span), top + ROWS.ingestions / 2, `${formatTime(at)} ${answer}`),
  );
  return [
    rowLabel('ingestions', '', top + ROWS.ingestions / 2),
    base(top + ROWS.ingestions),
    ...bars,
    ...waits,
    ...crosses,
  ].join('');
}

/** The age of the oldest data that had landed and was not in yet. */
function drawStaleness({ landings }: Track, span: Span, top: number): string {
  const stretches = staleness(landings, span.to);
  const most = Math.max(60 * SECOND, ...stretches.map(({ to, since }) => to - since));
  const step = roundStep(most, 3);
  const scale = Math.ceil(most / step) * step;
  const bottom = top + ROWS.staleness;
  const y = (age: number): number => px(bottom - (age / scale) * ROWS.staleness);
  const areas = stretches.map(
    ({ from, to, since }) =>
      `M${xOf(from, span)} ${bottom}V${y(from - since)}L${xOf(to, span)} ${y(to - since)}V${bottom}z`,
  );
  const marks = Array.from({ length: Math.round(scale / step) }, (_, i) => (i + 1) * step);
  return [
    rowLabel('staleness', 'oldest data', top + ROWS.staleness / 2),
    ...marks.map((age) => element('path', { class: 'grid', d: `M${LEFT} ${y(age)}H${WIDTH - RIGHT}` })),
    base(bottom),
    element('path', { class: 'staleness', d: areas.join('') || 'M0 0' }),
    ...marks.map((age) => scaleLabel(y(age), formatDuration(age))),
  ].join('');
}

/** What `CreateIngestion` would still have taken: the quota less the ingestions of the 24 hours before. */
function drawQuota({ ingestions, quota }: Track, span: Span, top: number): string {
  const changes = ingestions
    .flatMap(({ createdAt }) => [
      { at: createdAt, by: -1 },
      { at: createdAt + DAY, by: 1 },
    ])
    .filter(({ at }) => at <= span.to)
    .sort((a, b) => a.at - b.at || b.by - a.by);
  const bottom = top + ROWS.quota;
  const y = (left: number): number => px(bottom - (left / Math.max(quota, 1)) * ROWS.quota);
  let left = quota;
  let fewest = quota;
  let line = `M${LEFT} ${y(quota)}`;
  for (const { at, by } of changes) {
    left += by;
    fewest = Math.min(fewest, left);
    line += `H${xOf(at, span)}V${y(left)}`;
  }
  line += `H${WIDTH - RIGHT}`;
  return [
    rowLabel('quota left', `never below ${fewest}`, top + ROWS.quota / 2),
    base(bottom),
    element('path', { class: 'quota area', d: `${line}V${bottom}H${LEFT}z` }),
    element('path', { class: 'quota line', d: line }),
    scaleLabel(y(quota), String(quota)),
    scaleLabel(bottom, '0'),
  ].join('');
}

const xOf = (at: number, { from, to }: Span): number =>
  px(LEFT + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (WIDTH - LEFT - RIGHT));

const base = (y: number): string => element('path', { class: 'rule', d: `M${LEFT} ${y}H${WIDTH - RIGHT}` });

function rowLabel(label: string, more: string, middle: number): string {
  return more === ''
    ? text(16, middle + 4, label, 'label')
    : text(16, middle - 2, label, 'label') + text(16, middle + 11, more, 'small');
}

const scaleLabel = (y: number, label: string): string => text(LEFT - 5, y + 3, label, 'small', 'end');

function cross(x: number, y: number, title?: string): string {
  const d = `M${px(x - 4)} ${px(y - 4)}l8 8m0-8l-8 8`;
  return element('path', { class: 'cross', d }, ...(title ? [element('title', {}, escaped(title))] : []));
}

function text(x: number, y: number, content: string, style: string, anchor = 'start'): string {
  return element('text', { x, y, class: style, 'text-anchor': anchor }, escaped(content));
}
