import { join } from 'node:path';
import { installed } from '../tools/install';
import { run } from '../tools/run';

/** A pattern, and the events that are held against it. */
export interface Question {
  readonly pattern: unknown;
  readonly events: readonly unknown[];
}

/** What becomes of the pattern: refused, or which of the events match it and how complex its wildcards are. */
export type Answer =
  | { readonly refused: string }
  | { readonly matches: readonly boolean[]; readonly complexity: number };

/** event-ruler, the matcher that EventBridge runs, as AWS publishes it. The version is in `pom.xml`. */
export class EventRuler {
  private constructor(private readonly classPath: string) {}

  static async install(): Promise<EventRuler> {
    const [pom, source] = ['pom.xml', 'Answer.java'].map((file) => join(__dirname, file)) as [string, string];
    const folder = await installed('event-ruler', [pom, source], async (target) => {
      const jars = `-DoutputDirectory=${target}`;
      await run('mvn', ['--quiet', '--batch-mode', '--file', pom, 'dependency:copy-dependencies', jars]);
      await run('javac', ['-classpath', `${target}/*`, '-d', target, source]);
    });
    return new EventRuler(`${folder}/*:${folder}`);
  }

  async answer(questions: readonly Question[]): Promise<readonly Answer[]> {
    const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
    const { stdout } = await run('java', ['-classpath', this.classPath, 'Answer'], { input });
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    if (answers.length !== questions.length) {
      throw new Error(`event-ruler answered ${answers.length} of ${questions.length} questions`);
    }
    return answers;
  }
}
