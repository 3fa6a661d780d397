import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { sectionOf } from './measure/figure';
import type { Section } from './measure/section';

/** How fast the simulation plays: it is what finds the rare faults, so days a second are faults a minute. */

const SEEDS = 400;

const METHOD =
  `npm run -s simulate -- --seeds ${SEEDS} --seed 1, on every processor there is: the real function, one data set for ` +
  'some days a seed, with crashes, duplicates, delays and failures. The time includes that of starting it.';

export function simulation(): Section {
  const began = performance.now();
  const output = execFileSync(
    process.execPath,
    [
      require.resolve('tsx/cli'),
      join(__dirname, '..', 'sim', 'commands', 'simulate.ts'),
      ...['--json', '--seeds', String(SEEDS), '--seed', '1'],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const seconds = (performance.now() - began) / 1_000;
  const { days, broken } = JSON.parse(output) as { days: number; broken: number };
  return sectionOf({
    title: 'Simulation',
    method: METHOD,
    figures: [{ key: 'simulation.daysPerSecond', what: 'days of a data set a second', value: days / seconds }],
    breaches: broken > 0 ? [`${broken} seeds broke a rule`] : [],
  });
}
