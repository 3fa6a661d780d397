import { parseArgs } from 'node:util';
import { Simulation } from './simulation';
import { print, timeline } from './timeline';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const first = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  const count = Number(values.seeds);
  const simulation = new Simulation();
  const began = performance.now();
  let landings = 0,
    ingestions = 0,
    days = 0,
    bad = 0;
  const stats = new Map<string, number>();
  for (let seed = first; seed < first + count; seed++) {
    const run = await simulation.run(seed);
    landings += run.audit.landings;
    ingestions += run.audit.ingestions;
    days += run.scenario.span / 86400e3;
    if (run.violations.length) {
      bad++;
      for (const v of run.violations) stats.set(v.rule, (stats.get(v.rule) ?? 0) + 1);
      if (bad <= 3) {
        const s = await simulation.shortest(seed, run.violations[0]!);
        console.log(`seed ${seed}: ${JSON.stringify(run.violations.slice(0, 3))}`);
        console.log(
          JSON.stringify({ ...s.scenario, landings: s.scenario.landings.length, troubles: [...s.scenario.troubles] }),
        );
        const v0 = s.violations[0]!;
        console.log(
          print(
            timeline(s.world)
              .filter((l) => l.at <= v0.at + 60e3)
              .slice(-50),
            false,
          ),
        );
        console.log(JSON.stringify(s.violations.slice(0, 3)));
      }
    }
  }
  console.log(first, count, bad, landings, ingestions, days, [...stats], (performance.now() - began) / count);
}
void main();
