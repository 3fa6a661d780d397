import { freshness } from './freshness';
import type { Section } from './section';

/**
 * Measures what the project promises, and says beside each figure what the goal is.
 *
 *   npm run -s bench             tables for people
 *   npm run -s bench -- --json   one JSON object
 *
 * A goal that is missed is said and no more; a rule that is broken makes it fail.
 */
const SECTIONS: readonly (() => Section)[] = [freshness];

function main(): void {
  const sections = SECTIONS.map((section) => section());
  const breaches = sections.flatMap((section) => section.breaches);
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify(Object.assign({}, ...sections.map(({ figures }) => figures))));
  } else {
    console.log(sections.map(({ text }) => text).join('\n\n'));
  }
  for (const breach of breaches) {
    process.stderr.write(`broken: ${breach}\n`);
  }
  process.exitCode = breaches.length === 0 ? 0 : 1;
}

main();
