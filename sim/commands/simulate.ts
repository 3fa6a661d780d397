import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pluralize } from '../../lambda/format';
import type { Violation } from '../checks/invariants';
import { print, timeline } from '../report/timeline';
import { SeedRunner } from '../seeds/runner';
import { TROUBLES, type Trouble } from '../seeds/scenario';
import type { SimulationTemplates } from '../seeds/scenario-stack';
import { playAll } from '../seeds/workers';

const USAGE = `npm run -s simulate -- [--seeds N] [--seed N] [--with TROUBLE,…] [--until-broken] [--json]

Plays seeds and checks the rules of the design after each. One seed is one data set for some days; everything
about it is drawn from the seed, so a seed that breaks a rule breaks it again.

  --seeds N          as many, 2000 by default
  --seed N           the first of them; a random one by default
  --with TROUBLE,…   only those with these troubles: ${TROUBLES.join(', ')}
  --until-broken     no further than the first that breaks a rule
  --templates FILE   synthesized before, by a test that plays many times
  --json             the counts alone, as one line of JSON`;

/** The shortest history that shows a violation, as a person would tell it. */
async function explain(templates: SimulationTemplates, seed: number, violation: Violation): Promise<string> {
  const { world, scenario, violations } = await new SeedRunner(templates).shrink(seed, violation);
  const at = violations.find(({ rule }) => rule === violation.rule)?.at ?? violation.at;
  const lines = timeline(world.occurrences).filter((line) => line.at <= at + 60_000);
  const { landings, troubles, ...rest } = scenario;
  return [
    `\nseed ${seed} breaks "${violation.rule}": ${violation.message}`,
    `shortest history: ${pluralize(landings.length, 'landing')}, troubles: ${[...troubles.keys()].join(', ') || 'none'}`,
    JSON.stringify(rest),
    print(lines.slice(-60), process.stdout.isTTY ?? false),
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      'until-broken': { type: 'boolean', default: false },
      templates: { type: 'string' },
      with: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  // faults are errors by the thousand, and their stacks are never read
  Error.stackTraceLimit = 0;
  const count = wholeNumber('--seeds', values.seeds);
  const first = values.seed === undefined ? Math.floor(Math.random() * 1e9) : wholeNumber('--seed', values.seed);
  // loaded here alone: the processes that play need no CDK
  const templates: SimulationTemplates = values.templates
    ? JSON.parse(readFileSync(values.templates, 'utf8'))
    : (await import('../seeds/scenario-stack.js')).synthesizeSimulation();
  const began = performance.now();
  const untilBroken = values['until-broken'];
  const total = await playAll(
    templates,
    { first, count, untilBroken, troubles: troublesOf(values.with) },
    ({ seeds, broken }) => {
      if (process.stderr.isTTY || seeds % 1_000 === 0) {
        const which = broken.length > 0 ? `: ${brokenSeeds(broken).join(', ')}` : '';
        process.stderr.write(`${seeds} of ${count} seeds from ${first}, ${broken.length} broke a rule${which}\n`);
      }
    },
  );
  const seconds = (performance.now() - began) / 1_000;
  const { broken, ...figures } = total;
  if (values.json) {
    const secondsPerThousandSeeds = Math.round((seconds / figures.seeds) * 10_000) / 10;
    console.log(
      JSON.stringify({
        ...figures,
        days: Math.round(figures.days),
        broken: broken.length,
        brokenSeeds: brokenSeeds(broken),
        firstSeed: first,
        secondsPerThousandSeeds,
      }),
    );
  } else {
    const { seeds, days, landings, ingestions } = figures;
    console.log(
      `${seeds} seeds from ${first}: ${Math.round(days)} days, ${landings} landings, ${ingestions} ingestions; ` +
        `${pluralize(broken.length, 'seed')} broke a rule (${seconds.toFixed(0)} s)`,
    );
  }
  for (const { seed, violation } of untilBroken ? [] : broken.slice(0, 1)) {
    process.stderr.write(`${await explain(templates, seed, violation)}\n`);
  }
  process.exitCode = broken.length === 0 ? 0 : 1;
}

/** The first that broke a rule: each can be played again by itself. */
function brokenSeeds(broken: readonly { readonly seed: number }[]): number[] {
  return broken.slice(0, 10).map(({ seed }) => seed);
}

function troublesOf(names: string | undefined): readonly Trouble[] {
  return (names?.split(',') ?? []).map((name) => {
    const trouble = TROUBLES.find((one) => one === name);
    if (trouble === undefined) {
      throw new Error(`--with takes ${TROUBLES.join(', ')}: got ${name}`);
    }
    return trouble;
  });
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) {
    throw new Error(`${name} takes a whole number: got ${value}`);
  }
  return number;
}

if (require.main === module) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });
}
