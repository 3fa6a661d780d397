import { formatDuration, formatTime, pluralize } from '../../../lambda/format';
import { lagsOf, summarize } from '../../checks/lag';
import type { WaitingFor } from '../../checks/waiting';
import type { World } from '../../world/world';
import { document, element, escaped, px, text } from './element';
import { BOTTOM, cross, GAP, LANE, RIGHT, ROWS, TOP, WIDTH, xOf } from './picture-layout';
import { STRIPES, STYLE } from './picture-style';
import { type Span, ticks } from './time-axis';
import { kindOf, spanOf, type Track, tracksOf } from './track';
import { drawIngestions, drawLandings, drawQuota, drawStaleness } from './track-rows';

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
  return pictureOf(tracksOf(world), world.clock.now());
}

/** The same of tracks that come from elsewhere, as they are known at `now`. */
export function pictureOf(tracks: readonly Track[], now: number): string {
  const span = spanOf(tracks, now);
  const height = TOP + tracks.length * LANE + BOTTOM;
  const title = `${pluralize(tracks.length, 'data set')}, ${formatTime(span.from)} to ${formatTime(span.to)}`;
  return document(
    { width: WIDTH, height, title: `SPICE refreshes: ${title}`, style: STYLE },
    STRIPES,
    element('rect', { class: 'background', width: WIDTH, height }),
    text(16, 30, 'SPICE refreshes', 'heading'),
    text(16, 50, title.replaceAll('T', ' ').replaceAll('Z', ' UTC'), 'quiet'),
    legend(tracks, span),
    axis(span, height - BOTTOM + 4),
    ...tracks.map((track, index) => drawLane(track, span, TOP + index * LANE)),
  );
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
