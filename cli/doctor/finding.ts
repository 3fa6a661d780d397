import { oneLine, paint } from '../terminal/terminal';

/** Something that must hold and does not, or that a person should know. */
export interface Finding {
  readonly level: 'error' | 'warning';
  /** Which check found it: stable, for programs. */
  readonly check: string;
  /** What it is about: the name of a data set, a bucket, a rule, a queue. */
  readonly subject: string;
  readonly what: string;
  readonly why: string;
  /** The command that fixes it, or what to do. */
  readonly fix?: string;
}

/** One line for each finding, errors first. */
export function findingLines(findings: readonly Finding[]): string[] {
  return [...findings]
    .sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
    .map(({ level, subject, what, why, fix }) => {
      const label = paint(level === 'error' ? 'red' : 'yellow', level.padEnd(7));
      return `${label}  ${oneLine(`${subject}: ${what}; ${why}${fix ? `. Fix: ${fix}` : ''}`)}`;
    });
}
