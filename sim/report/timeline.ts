import { formatDuration, pluralize } from '../../lambda/format';
import { dataSetIdOf } from '../../lambda/outcome/outcome';
import { MINUTE } from '../../lambda/time';
import { OutcomeDetailType } from '../../lib/private/contract';
import type { BusEvent } from '../aws/event-bridge';
import type { Occurrence } from '../world/occurrence';

/** One line of the story: when, what about, what. */
export interface Line {
  readonly at: number;
  readonly mark: string;
  readonly subject: string;
  readonly text: string;
}

/** What a line is about, in one character. */
export const MARKS = { landing: '●', wait: '…', start: '▶', call: '→', good: '✔', bad: '✖', nothing: '·' } as const;

/**
 * What happened as a person would tell it: a burst is one line, and a decision that is only made
 * again is not printed again.
 */
export function timeline(occurrences: readonly Occurrence[]): Line[] {
  const lines: Line[] = [];
  const told = new Map<string, string>();
  const delivered = new Set<string>();
  const bursts = new Map<string, { line: Line; first: string; last: string; count: number; until: number }>();
  const flush = (subject: string): void => {
    const burst = bursts.get(subject);
    if (burst) {
      const { line, count, first, last, until } = burst;
      const span = until > line.at ? ` in ${formatDuration(until - line.at)}` : '';
      lines.push({ ...line, text: count === 1 ? first : `${pluralize(count, 'landing')}${span}: ${first} … ${last}` });
      bursts.delete(subject);
    }
  };
  const land = (at: number, subject: string, what: string): void => {
    const burst = bursts.get(subject);
    if (burst) {
      burst.count++;
      burst.last = what;
      burst.until = at;
    } else {
      told.delete(subject);
      bursts.set(subject, {
        line: { at, mark: MARKS.landing, subject, text: '' },
        first: what,
        last: what,
        count: 1,
        until: at,
      });
    }
  };
  for (const occurrence of occurrences) {
    if (occurrence.what === 'landed') {
      const { at, dataSetArn, landedAt, event } = occurrence;
      const again = delivered.has(`${event.id} ${dataSetArn}`);
      delivered.add(`${event.id} ${dataSetArn}`);
      const late = at - landedAt > MINUTE;
      const note = again ? ', delivered again' : late ? `, ${formatDuration(at - landedAt)} late` : '';
      land(at, dataSetIdOf(dataSetArn), `${describe(event)}${note}`);
      continue;
    }
    const line = toLine(occurrence);
    if (!line || told.get(line.subject) === gist(line)) {
      continue;
    }
    if (line.mark !== MARKS.wait) {
      flush(line.subject);
    }
    told.set(line.subject, gist(line));
    lines.push(line);
  }
  for (const subject of [...bursts.keys()]) {
    flush(subject);
  }
  return lines.sort((a, b) => a.at - b.at);
}

function toLine(occurrence: Occurrence): Line | undefined {
  const { at } = occurrence;
  switch (occurrence.what) {
    case 'event':
      return occurrence.rules.length === 0 && !occurrence.event.source.startsWith('cdk-spice')
        ? {
            at,
            mark: MARKS.nothing,
            subject: '–',
            text: `${describe(occurrence.event)}: no rule matches`,
          }
        : undefined;
    case 'decided': {
      const { step, reason, dataSetArn } = occurrence;
      const subject = dataSetIdOf(dataSetArn);
      if (step === 'start') {
        return { at, mark: MARKS.start, subject, text: `start: ${reason}` };
      }
      // that an ingestion is running is shown by the calls that ask for it
      const asked = step === 'poll' || reason.startsWith('ingestion ');
      return asked
        ? undefined
        : { at, mark: step === 'rest' ? MARKS.nothing : MARKS.wait, subject, text: `${step}: ${reason}` };
    }
    case 'called':
      return {
        at,
        mark: MARKS.call,
        subject: dataSetIdOf(occurrence.dataSetArn),
        text: `${occurrence.action.replace('quicksight:', '')} ${occurrence.ingestionId}: ${occurrence.answer}`,
      };
    case 'outcome': {
      const { detailType, dataSetArn, reason, error, landings, lagSeconds, ingestionSeconds } = occurrence.outcome;
      const subject = dataSetIdOf(dataSetArn);
      if (detailType === OutcomeDetailType.SUCCEEDED) {
        const covered = pluralize(landings?.count ?? 0, 'landing');
        const text = `${detailType}: ${covered} covered, ${reason}; took ${formatDuration((ingestionSeconds ?? 0) * 1_000)}, first landing ${formatDuration((lagSeconds ?? 0) * 1_000)} before`;
        return { at, mark: MARKS.good, subject, text };
      }
      return detailType === OutcomeDetailType.STARTED
        ? undefined
        : {
            at,
            mark: MARKS.bad,
            subject,
            text: [`${detailType}:`, error, error && '–', withoutQuote(reason)].filter(Boolean).join(' '),
          };
    }
    case 'deadLetter':
      return {
        at,
        mark: MARKS.bad,
        subject: dataSetIdOf(occurrence.message.dataSetArn),
        text: 'in the dead-letter queue: redrive it to the queue once it is fixed',
      };
    case 'processingError':
      return { at, mark: MARKS.bad, subject: '–', text: occurrence.message };
    case 'swept':
      return {
        at,
        mark: MARKS.wait,
        subject: dataSetIdOf(occurrence.dataSetArn),
        text: 'swept: its wake-up was lost, another one is sent',
      };
    case 'late': {
      const { dataSetArn, landing } = occurrence;
      return {
        at,
        mark: MARKS.wait,
        subject: dataSetIdOf(dataSetArn),
        text: `late: ${pluralize(landing.count, 'landing')} delivered after the refresh that covers ${landing.count === 1 ? 'its' : 'their'} time began, not refreshed again`,
      };
    }
    default:
      return undefined;
  }
}

/** What to do is the story; QuickSight's own words are in the event and the log. */
function withoutQuote(reason: string): string {
  return reason.replace(/\.? QuickSight said: .*$/s, '');
}

/** What a line says but for the times: waiting for the same thing a little longer is no news. */
function gist({ text }: Line): string {
  return text.replace(/; looks again at .*/, '');
}

/** An event in a few words. */
function describe({ 'detail-type': detailType, detail }: BusEvent): string {
  const { object, jobName, state } = detail as { object?: { key: string }; jobName?: string; state?: string };
  return [detailType, object?.key ?? jobName, state].filter(Boolean).join(' ');
}

const COLOURS: Readonly<Record<string, number>> = { '●': 36, '▶': 33, '→': 90, '…': 90, '·': 90, '✔': 32, '✖': 31 };

/** Lines for a terminal; with colours where it shows them. */
export function print(lines: readonly Line[], coloured: boolean): string {
  const width = Math.max(...lines.map(({ subject }) => subject.length));
  return lines
    .map(({ at, mark, subject, text }) => {
      const line = `${new Date(at).toISOString().slice(11, 19)}  ${mark}  ${subject.padEnd(width)}  ${text}`;
      return coloured ? `\u001b[${COLOURS[mark] ?? 0}m${line}\u001b[0m` : line;
    })
    .join('\n');
}
