import { formatDuration, pluralize } from '../../lambda/format';
import { oneLine, paint, type Style } from '../terminal/terminal';
import { GROUPS, type Group, type Status } from './status';

const HEADINGS: Readonly<Record<Group, readonly [string, Style]>> = {
  actionRequired: ['ACTION REQUIRED', 'red'],
  retrying: ['RETRYING', 'yellow'],
  refreshing: ['REFRESHING', 'cyan'],
  waiting: ['WAITING', 'cyan'],
  paused: ['PAUSED', 'yellow'],
  inOrder: ['IN ORDER', 'green'],
  ended: ['ENDED', 'dim'],
};

/** For people: those that need a person first; in a group, those that wait longest. */
export function statusReport(statuses: readonly Status[], now: number): string {
  if (statuses.length === 0) {
    return 'no data set has a row in this table yet: nothing has landed since it was made';
  }
  return GROUPS.flatMap((group) => {
    const members = statuses.filter((status) => status.group === group).sort(byUrgency);
    const [heading, style] = HEADINGS[group];
    return members.length === 0
      ? []
      : [paint(style, `${heading} (${members.length})`), ...members.map((status) => block(status, style, now))];
  }).join('\n\n');
}

function block(status: Status, style: Style, now: number): string {
  const { name, freshThrough, rows, rowsDropped, failure, waiting, waitingSince, unanswered, lands, paused } = status;
  const ago = (time: string): string => `${time} (${formatDuration(now - Date.parse(time))} ago)`;
  const counted = [
    ...(rows === undefined ? [] : [pluralize(rows, 'row')]),
    ...(rowsDropped ? [`${rowsDropped} DROPPED`] : []),
  ];
  const lines: (readonly [string, string])[] = [
    ['fresh as of', [freshThrough ? ago(freshThrough) : 'never refreshed', ...counted].join(', ')],
    ['pending', waitingSince ? `${pluralize(waiting, 'landing')} since ${ago(waitingSince)}` : 'nothing'],
    ...(lands === undefined ? [] : [['lands', lands] as const]),
    ['now', doing(status)],
    ...(paused === undefined ? [] : [['paused', pausedText(paused, ago)] as const]),
    ...(unanswered === undefined ? [] : [['unanswered', unanswered] as const]),
    [
      'last failure',
      failure ? `${failure.error} at ${ago(failure.at)}: ${failure.message}` : 'none since the last success',
    ],
    ['quota left', `${status.quotaLeft} of ${status.quota} in 24 h`],
  ];
  return [paint(style, oneLine(name)), ...lines.map(([label, text]) => `  ${label.padEnd(12)}  ${oneLine(text)}`)].join(
    '\n',
  );
}

function pausedText({ by, since, until }: NonNullable<Status['paused']>, ago: (time: string) => string): string {
  return by === 'operator'
    ? `by an operator since ${ago(since)}, until ${until ?? 'resume'}`
    : `by the app since ${ago(since)}, until a deployment without it`;
}

function doing({ group, step, reason, until }: Status): string {
  const waits = step === 'wait' && until && !reason.includes(until) ? `; until ${until}` : '';
  return `${step}: ${reason}${waits}${group === 'actionRequired' ? ' – ACTION REQUIRED' : ''}`;
}

function byUrgency(a: Status, b: Status): number {
  const [first, second] = [a, b].map(({ waitingSince }) => waitingSince ?? '~');
  return (first as string) < (second as string) ? -1 : first === second ? a.name.localeCompare(b.name) : 1;
}
