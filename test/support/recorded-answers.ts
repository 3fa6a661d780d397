import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What AWS said of a pattern and an event. */
export type RecordedAnswer = 'matches' | 'does not match' | 'refused';

/** A pattern, an event and what AWS answered, as others recorded it. */
export interface RecordedPattern {
  readonly answer: RecordedAnswer;
  /** As its source calls it. */
  readonly name: string;
  readonly pattern: unknown;
  readonly event: unknown;
}

/** `test/fixtures/recorded/event-pattern-answers.tsv`, which says where the answers come from. */
export function recordedPatterns(): readonly RecordedPattern[] {
  const file = join(__dirname, '../fixtures/recorded/event-pattern-answers.tsv');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const [answer = '', name = '', pattern = '', event = ''] = line.split('\t');
      return { answer: answer as RecordedAnswer, name, pattern: JSON.parse(pattern), event: JSON.parse(event) };
    });
}
