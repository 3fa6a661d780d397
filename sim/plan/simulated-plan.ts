import { DAY, SECOND } from '../../lambda/time';
import { landingsOf, mostCallsIn24h } from '../checks/audit';
import { coverage, lagsOf, summarize } from '../checks/lag';
import type { Plan } from '../report/plan-report';
import { seeded } from '../seeds/random';
import { dataSetArn, ENVIRONMENT } from '../template/environment';
import { planDeployment } from '../template/plan-deployment';
import { PLAN_DETAIL_TYPE, PLAN_SOURCE } from '../template/plan-names';
import { World } from '../world/world';
import type { FileLanding } from './landing-file';

/** How often it is asked whether everything is covered, once everything has landed. */
const STEP = 10 * 60 * SECOND;
/** What is not covered by then never will be: a quota's window, and time for what was put off. */
const PATIENCE = 4 * DAY;

/** The one line of `--json`. */
export interface Figures {
  readonly landings: number;
  readonly ingestions: number;
  /** The most `CreateIngestion` calls of one data set in any 24 hours. */
  readonly maxIngestionsIn24h: number;
  /** From landing to the end of the first ingestion that covers it. */
  readonly lagSeconds: { readonly mean: number; readonly p50: number; readonly p95: number; readonly max: number };
  /** ISO 8601. */
  readonly starts: readonly string[];
}

/** Plays landings until all of them are covered. */
export async function simulatePlan(landings: readonly FileLanding[], plan: Plan): Promise<World> {
  const lastLandings = new Map(landings.map(({ dataSetId, at }) => [dataSetId, at]));
  const start = landings[0]?.at ?? 0;
  const world = new World(planDeployment([...lastLandings.keys()], plan), { start, random: seeded(1) });
  for (const dataSetId of lastLandings.keys()) {
    world.quickSight.add({
      arn: dataSetArn(ENVIRONMENT, dataSetId),
      tags: { 'spice-refresh': 'allowed' },
      quota: plan.quota,
      whileActive: 'queue',
      plan: () => ({ seconds: plan.ingestionSeconds, status: 'COMPLETED' }),
    });
  }
  for (const { at, dataSetId } of landings) {
    world.clock.at(at, () => {
      world.putEvent({ source: PLAN_SOURCE, 'detail-type': PLAN_DETAIL_TYPE, detail: { dataSetId } });
    });
  }
  // whatever covers the last landing of a data set covers all of them
  const last = [...lastLandings].map(([dataSetId, landedAt]) => ({
    dataSetArn: dataSetArn(ENVIRONMENT, dataSetId),
    landedAt,
    time: '',
  }));
  const isCovered = (): boolean =>
    coverage(last, world.quickSight.ingestions, world.clock.now()).every(({ ingestion }) => ingestion);
  const lastAt = Math.max(...lastLandings.values());
  for (let until = lastAt; until <= lastAt + PATIENCE && !isCovered(); until += STEP) {
    await world.clock.run(until);
  }
  return world;
}

export function figuresOf(world: World): Figures {
  const { quickSight, clock } = world;
  const covered = coverage(landingsOf(world), quickSight.ingestions, clock.now());
  const { mean, p50, p95, max } = summarize(lagsOf(covered));
  const seconds = (lag: number): number => Math.round(lag / (SECOND / 10)) / 10;
  return {
    landings: covered.length,
    ingestions: quickSight.ingestions.length,
    maxIngestionsIn24h: mostCallsIn24h(world),
    lagSeconds: { mean: seconds(mean), p50: seconds(p50), p95: seconds(p95), max: seconds(max) },
    starts: quickSight.ingestions.map(({ createdAt }) => new Date(createdAt).toISOString()),
  };
}
