import { formatDuration, pluralize } from '../../lambda/format';
import { dataSetIdOf } from '../../lambda/outcome/outcome';
import { SECOND } from '../../lambda/time';
import { OutcomeDetailType } from '../../lib/private/contract';
import { type Line, MARKS, timeline } from '../../sim/report/timeline';
import { oneLine, paint, type Style } from '../terminal/terminal';
import type { Pending } from './history-track';
import type { LogEvent } from './log-events';
import type { Refresh } from './refreshes';

const STYLES: Readonly<Record<string, Style>> = {
  [MARKS.landing]: 'cyan',
  [MARKS.start]: 'yellow',
  [MARKS.call]: 'dim',
  [MARKS.wait]: 'dim',
  [MARKS.nothing]: 'dim',
  [MARKS.good]: 'green',
  [MARKS.bad]: 'red',
};

/** The timeline of the demo, of one data set: a heading for each day, and what its refreshes come to. */
export function historyReport(
  events: readonly LogEvent[],
  refreshes: readonly Refresh[],
  pending: Pending | undefined,
): string {
  const lines = [...landingLines(refreshes, pending), ...startLines(events), ...timeline(events)].sort(
    (a, b) => a.at - b.at,
  );
  const days = [...new Set(lines.map(({ at }) => dayOf(at)))];
  const parts = days.map((day) =>
    [paint('bold', day), ...lines.filter(({ at }) => dayOf(at) === day).map(show)].join('\n'),
  );
  return [...parts, summary(refreshes, pending)].join('\n\n');
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

function show({ at, mark, text }: Line): string {
  return `${timeOf(at)}  ${paint(STYLES[mark] ?? 'dim', `${mark}  ${oneLine(text)}`)}`;
}

/** The log has landings by the refresh that covers them, and what is still pending. */
function landingLines(refreshes: readonly Refresh[], pending: Pending | undefined): Line[] {
  const stretches = [
    // what a failed refresh was to cover is shown again with the one that covers it
    ...refreshes.flatMap(({ covers }) => covers ?? []),
    ...(pending ? [{ ...pending, last: pending.first }] : []),
  ];
  const seen = new Set<number>();
  return stretches.flatMap(({ first, last, count }) => {
    if (seen.has(first)) {
      return [];
    }
    seen.add(first);
    const span = last > first ? ` in ${formatDuration(last - first)}` : '';
    return [{ at: first, mark: MARKS.landing, subject: '', text: `${pluralize(count, 'landing')}${span}` }];
  });
}

function startLines(events: readonly LogEvent[]): Line[] {
  return events.flatMap((event) =>
    event.what === 'outcome' && event.outcome.detailType === OutcomeDetailType.STARTED
      ? [
          {
            at: event.at,
            mark: MARKS.call,
            subject: dataSetIdOf(event.outcome.dataSetArn),
            text: `CreateIngestion ${event.outcome.ingestionId}: accepted`,
          },
        ]
      : [],
  );
}

function summary(refreshes: readonly Refresh[], pending: Pending | undefined): string {
  const of = (status: Refresh['status']): number => refreshes.filter((each) => each.status === status).length;
  const lags = refreshes.flatMap(({ lagSeconds }) => lagSeconds ?? []);
  const ended = [
    `${of('COMPLETED')} completed`,
    ...(of('FAILED') > 0 ? [`${of('FAILED')} failed`] : []),
    ...(of('RUNNING') > 0 ? [`${of('RUNNING')} not ended`] : []),
  ].join(', ');
  return [
    `${pluralize(refreshes.length, 'ingestion')}: ${ended}`,
    ...(lags.length > 0 ? [`oldest landing to completion: ${formatDuration(Math.max(...lags) * SECOND)} at most`] : []),
    ...(pending ? [`${pluralize(pending.count, 'landing')} pending`] : []),
  ].join('; ');
}
