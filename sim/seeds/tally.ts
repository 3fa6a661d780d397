import { DAY } from '../../lambda/time';
import type { Violation } from '../checks/invariants';
import type { SeedRunner } from './runner';
import type { Trouble } from './scenario';

/** What some seeds came to. */
export interface Tally {
  seeds: number;
  days: number;
  landings: number;
  ingestions: number;
  lost: number;
  overlaps: number;
  quotaBreaches: number;
  idleIngestions: number;
  /** Rules of which the fields above do not tell. */
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

export const emptyTally = (): Tally => ({ ...NOTHING, broken: [] });

const COUNTED: Readonly<
  Record<Violation['rule'], 'lost' | 'overlaps' | 'quotaBreaches' | 'idleIngestions' | 'others'>
> = {
  covered: 'lost',
  'fresh through': 'others',
  'one at a time': 'overlaps',
  quota: 'quotaBreaches',
  'no waste': 'idleIngestions',
  liveness: 'others',
  explained: 'others',
  published: 'others',
  attempts: 'others',
  settings: 'others',
  bounded: 'others',
  'latest row': 'others',
  removed: 'others',
  paused: 'others',
};

/** Some seeds, one after the other. */
export interface Portion {
  readonly first: number;
  readonly count: number;
  /** No further than the first that breaks a rule. */
  readonly untilBroken: boolean;
  /** Only seeds that have all of these troubles; the others are left out. */
  readonly troubles: readonly Trouble[];
}

export async function playPortion(
  runner: SeedRunner,
  { first, count, untilBroken, troubles }: Portion,
): Promise<Tally> {
  const tally: Tally = emptyTally();
  const isPlayed = (seed: number): boolean => troubles.every((trouble) => runner.scenario(seed).troubles.has(trouble));
  for (let seed = first; seed < first + count; seed++) {
    if (!isPlayed(seed)) {
      continue;
    }
    const { audit, scenario, violations } = await runner.run(seed);
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

export function add(total: Tally, more: Tally): void {
  for (const key of Object.keys(NOTHING) as (keyof Tally)[]) {
    if (key === 'broken') {
      total.broken.push(...more.broken);
    } else {
      total[key] += more[key];
    }
  }
}
