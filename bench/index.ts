import { parseArgs } from 'node:util';
import { day } from './day/day';
import { freshness } from './freshness/freshness';
import type { Section } from './measure/section';
import { coldStart } from './process/cold-start';
import { burst } from './process/largest-batch';
import { simulation } from './simulation-speed';
import { synth } from './synth';

/**
 * Measures what the project promises, and says beside each figure what the goal is.
 *
 *   npm run -s bench                         tables for people
 *   npm run -s bench -- --json               one JSON object, one key for each figure
 *   npm run -s bench -- --markdown           the tables of docs/performance.md
 *   npm run -s bench -- --only coldStart     one section; may be given more than once
 *
 * A goal that is missed is said and no more; a rule that is broken makes it fail.
 */
const SECTIONS: Readonly<Record<string, () => Section | Promise<Section>>> = {
  coldStart,
  burst,
  day,
  synth,
  freshness,
  simulation,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: Object.keys(SECTIONS) },
    },
  });
  const figures: Record<string, number> = {};
  for (const name of values.only) {
    const measure = SECTIONS[name];
    if (!measure) {
      throw new Error(`--only takes one of ${Object.keys(SECTIONS).join(', ')}: got ${name}`);
    }
    const began = performance.now();
    const section = await measure();
    process.stderr.write(`${name}: ${Math.round((performance.now() - began) / 1_000)} s\n`);
    Object.assign(figures, section.figures);
    if (!values.json) {
      console.log(`${values.markdown ? markdownOf(name, section) : section.text}\n`);
    }
    for (const breach of section.breaches) {
      process.stderr.write(`broken: ${breach}\n`);
      process.exitCode = 1;
    }
  }
  if (values.json) {
    console.log(JSON.stringify(figures));
  }
}

const markdownOf = (name: string, { text, markdown }: Section): string =>
  markdown ?? `### ${name.slice(0, 1).toUpperCase()}${name.slice(1)}\n\n\`\`\`text\n${text}\n\`\`\``;

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
