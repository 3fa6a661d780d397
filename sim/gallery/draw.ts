import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateMorning } from '../commands/demo';
import { picture } from '../report/svg/picture';
import { seeded } from '../seeds/random';
import { type Deployment, deploy } from '../template/deployment';
import { dataSetArn, ENVIRONMENT } from '../template/environment';
import { deployAccounts, deployExample } from '../template/example-apps';
import { exampleDataSet } from '../world/example-data-set';
import { World } from '../world/world';
import { SCENES, type Scene } from './scenes';

/** The pictures of examples/pictures as they are now, by example: each template, played with the real function. */
export async function gallery(): Promise<Map<string, string>> {
  const pictures = new Map([['app', picture(await simulateMorning(deployExample()))]]);
  for (const [scene, deployment] of deployments()) {
    pictures.set(scene.example, picture(await played(scene, deployment)));
  }
  return pictures;
}

function deployments(): [Scene, Deployment][] {
  const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
  try {
    const scripts = SCENES.filter(({ example }) => example !== 'accounts');
    const root = join(__dirname, '..', '..');
    execFileSync(
      join(root, 'node_modules', '.bin', 'tsx'),
      [join(__dirname, 'synthesized.ts'), folder, ...scripts.map(({ example }) => example)],
      { cwd: root },
    );
    const read = ({ example, stack }: Scene) =>
      deploy(JSON.parse(readFileSync(join(folder, example, `${stack}.template.json`), 'utf8')), ENVIRONMENT);
    return SCENES.map((scene) => [scene, daily(scene.example === 'accounts' ? deployAccounts() : read(scene))]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The simulator has rates only: a scene starts at the hour at which a schedule of once a day is due. */
function daily(deployment: Deployment): Deployment {
  const rules = deployment.rules.map((rule) =>
    rule.scheduleExpression?.startsWith('cron(') ? { ...rule, scheduleExpression: 'rate(1 day)' } : rule,
  );
  return { ...deployment, rules };
}

async function played({ from, lasts, dataSets, play }: Scene, deployment: Deployment): Promise<World> {
  const start = Date.parse(from);
  const world = new World(deployment, { start, random: seeded(1) });
  for (const [id, seconds] of Object.entries(dataSets)) {
    const arn = id.startsWith('arn:') ? id : dataSetArn(deployment.environment, id);
    world.quickSight.add(exampleDataSet(arn, seconds, { 'spice-refresh': 'allowed' }));
  }
  for (const { arn, tags } of deployment.dataSets) {
    world.quickSight.add(exampleDataSet(arn, 120, { ...tags }));
  }
  play(world, (time, run) => world.clock.at(start + time, run));
  await world.clock.run(start + lasts);
  return world;
}
