import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { pluralize } from '../../lambda/format';
import type { Violation } from '../checks/invariants';
import { print, timeline } from '../report/timeline';
import { Simulation } from '../seeds/runner';
import type { SimulationTemplates } from '../seeds/scenario-stack';

/**
 * Plays seeds and checks the rules of the design after each. One seed is one data set for some days; everything
 * about it is drawn from the seed, so a seed that breaks a rule breaks it again.
 *
 *   npm run -s simulate -- --seeds 2000            fresh seeds
 *   npm run -s simulate -- --seeds 1 --seed 4711   this one again
 *   … --until-broken                               no further than the first that breaks a rule
 */

/** What some seeds came to. */
interface Tally {
  seeds: number;
  days: number;
  landings: number;
  ingestions: number;
  lost: number;
  overlaps: number;
  quotaBreaches: number;
  idleIngestions: number;
  /** Rules of which the fields above do not tell: the baton and the explanation. */
  others: number;
  /** Seeds that broke a rule, and the first they broke. */
  broken: { seed: number; violation: Violation }[];
}

const NOTHING: Tally = {
  seeds: 0,
  days: 0,
  landings: 0,
  ingestions: 0,
  lost: 0,
  overlaps: 0,
  quotaBreaches: 0,
  idleIngestions: 0,
  others: 0,
  broken: [],
};

const COUNTED: Readonly<
  Record<Violation['rule'], 'lost' | 'overlaps' | 'quotaBreaches' | 'idleIngestions' | 'others'>
> = {
  covered: 'lost',
  'one at a time': 'overlaps',
  quota: 'quotaBreaches',
  'no waste': 'idleIngestions',
  liveness: 'others',
  explained: 'others',
};

/** Seeds are handed out in portions of this many. */
const PORTION = 50;
const DAY = 86_400_000;

/** Some seeds, one after the other. */
interface Portion {
  readonly first: number;
  readonly count: number;
  /** No further than the first that breaks a rule. */
  readonly untilBroken: boolean;
}

async function play(simulation: Simulation, { first, count, untilBroken }: Portion): Promise<Tally> {
  const tally: Tally = { ...NOTHING, broken: [] };
  for (let seed = first; seed < first + count; seed++) {
    const { audit, scenario, violations } = await simulation.run(seed);
    tally.seeds++;
    tally.days += scenario.span / DAY;
    tally.landings += audit.landings;
    tally.ingestions += audit.ingestions;
    for (const { rule } of violations) {
      tally[COUNTED[rule]]++;
    }
    if (violations[0]) {
      tally.broken.push({ seed, violation: violations[0] });
      if (untilBroken) {
        break;
      }
    }
  }
  return tally;
}

function add(total: Tally, more: Tally): void {
  for (const key of Object.keys(NOTHING) as (keyof Tally)[]) {
    if (key === 'broken') {
      total.broken.push(...more.broken);
    } else {
      total[key] += more[key];
    }
  }
}

/** Shares the seeds out over as many processes as there are processors. */
async function playAll(
  templates: SimulationTemplates,
  { first, count, untilBroken }: Portion,
  progress: (total: Tally) => void,
): Promise<Tally> {
  const total: Tally = { ...NOTHING, broken: [] };
  // other processes take a second to start, and a rule that can be broken mostly is within some seeds
  const here = count <= PORTION || untilBroken ? Math.min(count, PORTION) : 0;
  add(total, await play(new Simulation(templates), { first, count: here, untilBroken }));
  let next = first + here;
  const left = untilBroken && total.broken.length > 0 ? 0 : count - here;
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(__filename, ['--worker']);
      const hand = (): void => {
        const portion = untilBroken && total.broken.length > 0 ? 0 : Math.min(PORTION, first + count - next);
        if (portion === 0) {
          child.disconnect();
          resolve();
          return;
        }
        child.send({ templates, portion: { first: next, count: portion, untilBroken } });
        next += portion;
      };
      child.on('message', (tally: Tally) => {
        add(total, tally);
        progress(total);
        hand();
      });
      child.on('exit', (code) => (code ? reject(new Error(`a worker ended with status ${code}`)) : resolve()));
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), Math.ceil(left / PORTION)) }, worker));
  return total;
}

function work(): void {
  let simulation: Simulation | undefined;
  process.on('message', ({ templates, portion }: { templates: SimulationTemplates; portion: Portion }) => {
    simulation ??= new Simulation(templates);
    void play(simulation, portion).then((tally) => process.send?.(tally));
  });
}

/** The shortest history that shows a violation, as a person would tell it. */
async function explain(templates: SimulationTemplates, seed: number, violation: Violation): Promise<string> {
  const { world, scenario, violations } = await new Simulation(templates).shrink(seed, violation);
  const at = violations.find(({ rule }) => rule === violation.rule)?.at ?? violation.at;
  const lines = timeline(world).filter((line) => line.at <= at + 60_000);
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
      worker: { type: 'boolean', default: false },
    },
  });
  // faults are errors by the thousand, and nobody reads where they come from
  Error.stackTraceLimit = 0;
  if (values.worker) {
    work();
    return;
  }
  const count = wholeNumber('--seeds', values.seeds);
  const first = values.seed === undefined ? Math.floor(Math.random() * 1e9) : wholeNumber('--seed', values.seed);
  // loaded here alone: the processes that play need no CDK
  const templates = (await import('../seeds/scenario-stack.js')).synthesizeSimulation();
  const began = performance.now();
  const untilBroken = values['until-broken'];
  const total = await playAll(templates, { first, count, untilBroken }, ({ seeds, broken }) => {
    if (process.stderr.isTTY || seeds % 1_000 === 0) {
      process.stderr.write(`${seeds} of ${count} seeds from ${first}, ${broken.length} broke a rule\n`);
    }
  });
  const seconds = (performance.now() - began) / 1_000;
  const { broken, ...figures } = total;
  if (values.json) {
    const secondsPerThousandSeeds = Math.round((seconds / figures.seeds) * 10_000) / 10;
    console.log(
      JSON.stringify({
        ...figures,
        days: Math.round(figures.days),
        broken: broken.length,
        brokenSeeds: broken.slice(0, 10).map(({ seed }) => seed),
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

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) {
    throw new Error(`${name} takes a whole number: got ${value}`);
  }
  return number;
}

if (require.main === module) {
  void main();
}
