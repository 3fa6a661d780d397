import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { pluralize } from '../../lambda/format';
import { MINUTE } from '../../lambda/time';
import { type Audit, audit } from '../checks/audit';
import { picture } from '../report/svg/picture';
import { print, timeline } from '../report/timeline';
import { glueJobStateChange, s3ObjectCreated } from '../samples';
import { seeded } from '../seeds/random';
import type { Deployment } from '../template/deployment';
import { dataSetArn } from '../template/environment';
import { deployExample } from '../template/example-apps';
import { exampleDataSet } from '../world/example-data-set';
import { World } from '../world/world';

const START = Date.parse('2026-11-23T06:00:00Z');

/** A morning in the example app: a burst, a job, a data set that is not allowed, a duplicate and a latecomer. */
export async function simulateMorning(deployment: Deployment): Promise<World> {
  const world = new World(deployment, { start: START, random: seeded(1) });
  const bucket = deployment.physicalName('LandingBucket');
  const allowed = { 'spice-refresh': 'allowed' };
  world.quickSight.add(exampleDataSet(dataSetArn(deployment.environment, 'sales'), 240, allowed));
  world.quickSight.add(exampleDataSet(dataSetArn(deployment.environment, 'forecast'), 60, {}));
  for (const { arn, tags } of deployment.dataSets) {
    world.quickSight.add(exampleDataSet(arn, 90, { ...tags }));
  }
  const { clock } = world;
  const at = (time: number, run: () => void): void => {
    clock.at(START + time, run);
  };
  for (let file = 0; file < 500; file++) {
    at(file * 480, () => {
      world.putEvent(s3ObjectCreated(bucket, `sales/2026-11-23/part-${String(file).padStart(5, '0')}.parquet`));
    });
  }
  at(2 * MINUTE, () => world.putEvent(glueJobStateChange('load-inventory', 'SUCCEEDED')));
  at(3 * MINUTE, () => world.putEvent(glueJobStateChange('load-prices', 'SUCCEEDED')));
  at(12 * MINUTE, () => world.putEvent(s3ObjectCreated(bucket, 'forecast/2026-11-23.parquet')));
  at(20 * MINUTE, () => {
    const first = world.occurrences.find((occurrence) => occurrence.what === 'landed');
    if (first?.what === 'landed') {
      world.route(first.event);
    }
  });
  at(25 * MINUTE, () => {
    const landedAt = START + 3 * MINUTE;
    world.putEvent(s3ObjectCreated(bucket, 'sales/2026-11-23/late.parquet'), landedAt);
  });
  await clock.run(START + 60 * MINUTE);
  return world;
}

function summary(result: Audit): string {
  const { landings, covered, reported, lost, ingestions, maxIngestionsIn24h } = result;
  return [
    `${pluralize(landings, 'landing')}: ${covered} covered by ${pluralize(ingestions, 'ingestion')}, ${reported} reported, ${lost} lost.`,
    `At most ${pluralize(maxIngestionsIn24h, 'call')} of CreateIngestion for one data set in 24 hours; QuickSight allows 32.`,
  ].join('\n');
}

/** Writes the picture of a world. */
function draw(world: World, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, picture(world));
}

/**
 *   npm run demo [-- --svg FILE]   the picture goes there, by default to reports/demo.svg
 *   npm run -s demo -- --json      the count alone, as one line of JSON
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, svg: { type: 'string' } } });
  const world = await simulateMorning(deployExample());
  const result = audit(world);
  const file = values.svg ?? (values.json ? undefined : join(__dirname, '..', '..', 'reports', 'demo.svg'));
  if (file) {
    draw(world, file);
  }
  if (values.json) {
    console.log(JSON.stringify(result));
  } else {
    console.log(`\nThe example app, synthesized and simulated: one morning in virtual time.\n`);
    console.log(print(timeline(world.occurrences), process.stdout.isTTY ?? false));
    console.log(`\n${summary(result)}`);
    console.log(`The same as a picture: ${relative(process.cwd(), file ?? '')}\n`);
  }
  process.exitCode = result.lost === 0 ? 0 : 1;
}

if (require.main === module) {
  void main();
}
