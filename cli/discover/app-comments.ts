import { oneLine } from '../terminal/terminal';
import type { AppDataSet, AppModel } from './app-model';
import { describeSchedule, removeSchedule } from './schedule';

/** What stands above a data set in the app, in any language: what it reads, why this event, and how sure that is. */
export function commentsOf({ found, lines, ask }: AppDataSet, account: string): string[] {
  const parents = lines.filter(({ event }) => event?.kind === 'refreshSucceeded').length;
  const events = lines.filter(({ event }) => event).length;
  return [
    `${found.name} (${found.id})${found.rules ? ': rules of row-level security' : ''}`,
    ...lines.flatMap(({ reads, confidence, event, why, notes, bestEffort }) => [
      `  reads ${reads}: ${event ? `${confidence}, ${why}` : `ask, ${why}`}${event && bestEffort ? '; best effort' : ''}`,
      ...notes.map((note) => `    ${note}`),
    ]),
    ...(lines.length === 0 ? ['  reads nothing that QuickSight tells of: ask'] : []),
    ...(ask ? ['  ask which event tells that its data has landed, then take the comment away'] : []),
    ...(events > 1
      ? [
          parents > 1
            ? '  any one of them refreshes it: ask whether it should wait for all of them (refreshWhen)'
            : '  any one of them refreshes it; refreshWhen can wait for all of them',
        ]
      : []),
    ...found.schedules.map((schedule) => `  refreshed in QuickSight ${describeSchedule(schedule)}`),
    ...(ask
      ? []
      : found.schedules.map((schedule) => `  to not refresh it twice: ${removeSchedule(account, found.id, schedule)}`)),
  ].map(oneLineIndented);
}

/** What is not in the app, and why. */
export function leftOutComments({ leftOut }: AppModel): string[] {
  return leftOut.length === 0
    ? []
    : [
        'Left out:',
        ...leftOut.map(({ found, why }) => `  ${oneLine(found.name)} (${oneLine(found.id)}): ${oneLine(why)}`),
      ];
}

/** A comment ends with its line, whatever a name holds. */
function oneLineIndented(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return indent + oneLine(text);
}
