import { formatDuration, formatTime } from '../../../lambda/format';
import { DAY, SECOND } from '../../../lambda/time';
import { staleness } from '../../checks/lag';
import { element, escaped, px } from './element';
import { base, cross, LEFT, RIGHT, ROWS, rowLabel, scaleLabel, WIDTH, xOf } from './picture-layout';
import { roundStep, type Span } from './time-axis';
import { kindOf, type Track } from './track';

/** The rows of one data set. */

/** The narrowest column of the landings' histogram. */
const COLUMN = 3;
const NARROWEST = 2;

/** A histogram. The root of the count, so that a lone file is seen beside a burst. */
export function drawLandings({ landings }: Track, span: Span, top: number): string {
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

export function drawIngestions({ ingestions, failedCalls, waiting }: Track, span: Span, top: number): string {
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
export function drawStaleness({ landings }: Track, span: Span, top: number): string {
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
export function drawQuota({ ingestions, quota }: Track, span: Span, top: number): string {
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
