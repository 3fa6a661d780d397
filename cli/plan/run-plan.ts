import { readFileSync, writeFileSync } from 'node:fs';
import { landingsOf } from '../../sim/checks/audit';
import { coverage } from '../../sim/checks/lag';
import { parseLandings } from '../../sim/plan/landing-file';
import { checkTimeZone } from '../../sim/plan/landing-time';
import { figuresOf, simulatePlan } from '../../sim/plan/simulated-plan';
import { type Plan, report } from '../../sim/report/plan-report';
import { picture } from '../../sim/report/svg/picture';
import { type Context, type Options, UsageError } from '../verb';
import { compare, comparisonTable } from './comparison';

export async function runPlan(options: Options, { terminal }: Context): Promise<number> {
  const plan: Plan = {
    quota: wholeNumber('--quota', options.quota, 1, 1_000),
    ingestionSeconds: wholeNumber('--ingestion-seconds', options.ingestionSeconds, 1, 7 * 86_400),
    settle: wholeNumber('--settle', options.settle, 0, 86_400),
  };
  const file = String(options.landings);
  const timeZone = String(options.timeZone ?? 'UTC');
  checkTimeZone(timeZone);
  const { landings, zoneAssumed } = parseLandings(readFileSync(file, 'utf8'), file, timeZone);
  if (zoneAssumed) {
    terminal.note(
      `times without a zone are read as ${timeZone}${options.timeZone ? '' : ': --time-zone says another'}`,
    );
  }
  const world = await simulatePlan(landings, plan);
  const figures = figuresOf(world);
  const compared = options.compare ? compare(landings, figures, plan) : undefined;
  if (options.json) {
    terminal.json(compared ? { ...figures, compared } : figures);
  } else {
    terminal.print(report(world, plan));
    if (compared) {
      terminal.print(`\n${comparisonTable(compared)}`);
    }
  }
  if (typeof options.svg === 'string') {
    writeFileSync(options.svg, picture(world));
  }
  const covered = coverage(landingsOf(world), world.quickSight.ingestions, world.clock.now());
  const missing = landings.length - covered.filter(({ ingestion }) => ingestion).length;
  if (missing > 0) {
    terminal.note(`${missing} of ${landings.length} landings are not covered`);
  }
  return missing > 0 ? 1 : 0;
}

function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  const number = Number(value);
  if (String(value).trim() === '' || !Number.isInteger(number) || number < min || number > max) {
    throw new UsageError(`${name} takes a whole number from ${min} to ${max}: got '${value}'`);
  }
  return number;
}
