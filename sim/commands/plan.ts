import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { DAY, SECOND } from '../../lambda/time';
import { IngestionQuota, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { landingsOf, mostCallsIn24h } from '../checks/audit';
import { coverage, lagsOf, summarize } from '../checks/lag';
import { type Plan, report } from '../report/plan-report';
import { picture } from '../report/svg/picture';
import { seeded } from '../seeds/random';
import { type Deployment, deploy } from '../template/deployment';
import { ENVIRONMENT } from '../template/environment';
import { World } from '../world/world';
import { type FileLanding, parseLandings } from './landing-file';

/**
 * Plans with the landing times of a file: what would be refreshed when, how stale does the data get, how much quota
 * is left? The construct is synthesized, and its real function plays the days in virtual time.
 *
 *   npm run -s plan -- --landings FILE              one ISO 8601 time a line, or time,dataSetId
 *   … [--quota 32] [--ingestion-seconds 300] [--settle 60]
 *   … --json                                            one line of JSON
 *   … --svg FILE                                        and a picture
 */
const USAGE =
  'npm run plan -- --landings FILE [--quota 32] [--ingestion-seconds 300] [--settle 60] [--json] [--svg FILE]: ' +
  'FILE has one ISO 8601 time per line, or time,dataSetId';

/** How often it is asked whether everything is covered, once everything has landed. */
const STEP = 10 * 60 * SECOND;
/** What is not covered by then never will be: a quota's window, and time for what was put off. */
const PATIENCE = 4 * DAY;

const SOURCE = 'simulator';
const DETAIL_TYPE = 'Data Landed';

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
  const world = new World(synthesize([...lastLandings.keys()], plan), { start, random: seeded(1) });
  for (const dataSetId of lastLandings.keys()) {
    world.quickSight.add({
      arn: dataSetArn(dataSetId),
      tags: { 'spice-refresh': 'allowed' },
      quota: plan.quota,
      whileActive: 'queue',
      plan: () => ({ seconds: plan.ingestionSeconds, status: 'COMPLETED' }),
    });
  }
  for (const { at, dataSetId } of landings) {
    world.clock.at(at, () => {
      world.putEvent({ source: SOURCE, 'detail-type': DETAIL_TYPE, detail: { dataSetId } });
    });
  }
  // whatever covers the last landing of a data set covers all of them
  const last = [...lastLandings].map(([dataSetId, landedAt]) => ({
    dataSetArn: dataSetArn(dataSetId),
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

/** One data set each, with the defaults that the construct gives everybody. */
function synthesize(dataSetIds: readonly string[], plan: Plan): Deployment {
  const stack = new Stack(new App(), 'Plan');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  for (const [index, dataSetId] of dataSetIds.entries()) {
    refresh.addDataSet(`DataSet${index + 1}`, {
      dataSet: SpiceDataSet.fromDataSetId(dataSetId),
      refreshOn: [
        LandingEvent.fromPattern({
          source: [SOURCE],
          detailType: [DETAIL_TYPE],
          detail: { dataSetId: [dataSetId] },
        }),
      ],
      settle: Duration.seconds(plan.settle),
      quota: IngestionQuota.of(plan.quota),
    });
  }
  const app = stack.node.root as App;
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

function dataSetArn(dataSetId: string): string {
  const { account, partition, region } = ENVIRONMENT;
  return `arn:${partition}:quicksight:${region}:${account}:dataset/${dataSetId}`;
}

/** The command. Answers its exit status. */
export async function command(args: readonly string[], print: (text: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      landings: { type: 'string' },
      quota: { type: 'string', default: '32' },
      'ingestion-seconds': { type: 'string', default: '300' },
      settle: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      svg: { type: 'string' },
    },
  });
  if (values.landings === undefined) {
    throw new Error(`--landings is missing: ${USAGE}`);
  }
  const plan: Plan = {
    quota: wholeNumber('--quota', values.quota, 1, 1_000),
    ingestionSeconds: wholeNumber('--ingestion-seconds', values['ingestion-seconds'], 1, 7 * 86_400),
    settle: wholeNumber('--settle', values.settle, 0, 86_400),
  };
  const landings = parseLandings(readFileSync(values.landings, 'utf8'), values.landings);
  const world = await simulatePlan(landings, plan);
  print(values.json ? JSON.stringify(figuresOf(world)) : report(world, plan));
  if (values.svg !== undefined) {
    writeFileSync(values.svg, picture(world));
  }
  const covered = coverage(landingsOf(world), world.quickSight.ingestions, world.clock.now());
  const missing = landings.length - covered.filter(({ ingestion }) => ingestion).length;
  if (missing > 0) {
    process.stderr.write(`${missing} of ${landings.length} landings are not covered\n`);
  }
  return missing > 0 ? 1 : 0;
}

function wholeNumber(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isInteger(number) || number < min || number > max) {
    throw new Error(`${name} takes a whole number from ${min} to ${max}: got '${value}'`);
  }
  return number;
}

if (require.main === module) {
  command(process.argv.slice(2), console.log).then(
    (status) => {
      process.exitCode = status;
    },
    (error: Error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
