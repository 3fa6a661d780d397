import { DAY, HOUR, SECOND } from '../../lambda/time';
import type { IngestionPlan } from '../aws/quick-sight-model';
import type { World } from '../world/world';
import { withSettings } from './landing-messages';
import { drawIngestionPlan, type Scenario, type ScenarioLanding, stream, type Trouble } from './scenario';
import type { DrawnFaults } from './scenario-faults';

/** When a scenario begins. */
export const START = Date.parse('2026-11-23T00:00:00Z');
const DATA_SET = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/simulated';
const ALLOWED = { 'spice-refresh': 'allowed' };

/** Sets the scenario going. Answers whether in the end everything is mended and redriven. */
export function play(world: World, scenario: Scenario, faults: DrawnFaults): boolean {
  const { clock, quickSight } = world;
  const { seed, span, troubles, laterSettings } = scenario;
  const plans = stream(seed, 'plans');
  const echoes = stream(seed, 'echoes');
  const land = (landing: ScenarioLanding): void => {
    world.putEvent({ source: 'simulation', 'detail-type': landing, detail: {} });
  };
  const troubled = (): boolean => clock.now() < START + span;
  let last: IngestionPlan | undefined;
  const dataSet = {
    arn: DATA_SET,
    tags: { ...ALLOWED } as Record<string, string>,
    quota: scenario.quota,
    whileActive: scenario.whileActive,
    plan: () => {
      // the moment at which a landing is most easily lost: just after the start that does not cover it
      if (troubled() && echoes() < 0.2) {
        clock.at(clock.now() + echoes() ** 2 * 3 * SECOND, () => land(echoes() < 0.5 ? 'orders' : 'customers'));
      }
      last = drawIngestionPlan(scenario, plans, troubled(), last);
      return last;
    },
  };
  quickSight.add(dataSet);
  for (const { at, landing } of scenario.landings) {
    clock.at(START + at, () => land(landing));
  }
  const occasionally = (trouble: Trouble, everyHours: number, happen: (random: () => number) => void): void => {
    const random = stream(seed, trouble);
    const likely = troubles.get(trouble);
    for (let at = 0; likely !== undefined && at < span; at += (everyHours * HOUR * random()) / (likely * 10)) {
      clock.at(START + at, () => happen(random));
    }
  };
  occasionally('people', 3, (random) => {
    quickSight.create(DATA_SET, `by-hand-${random()}`, 'FULL_REFRESH', 'people');
  });
  occasionally('untagged', 12, (random) => {
    dataSet.tags = {};
    clock.at(clock.now() + random() * 6 * HOUR, () => {
      dataSet.tags = { ...ALLOWED };
    });
  });
  occasionally('redrive', 6, () => {
    world.deadLetterQueue.redriveTo(world.queue);
  });
  const deployments = [...laterSettings];
  occasionally('deployment', 3, () => {
    const next = deployments.shift();
    if (next) {
      world.deploy(withSettings(world.deployment, next));
    }
  });
  occasionally('bus', 12, (random) => {
    faults.busIsDown = true;
    clock.at(clock.now() + random() * 2 * HOUR, () => {
      faults.busIsDown = false;
    });
  });
  occasionally('purge', 12, () => {
    // a landing message that was never delivered has not landed, as far as anybody can know
    const purged = world.queue.purge(({ body }) => body.includes('"kind":"wake"'));
    faults.wakeLost ||= purged > 0;
  });
  occasionally('off', 24, (random) => {
    world.poller.enabled = false;
    clock.at(clock.now() + random() * DAY, () => {
      world.poller.enabled = true;
    });
  });
  const mended = stream(seed, 'mended')() < 0.5;
  clock.at(START + span, () => {
    faults.over = true;
    world.poller.enabled = true;
    dataSet.tags = { ...ALLOWED };
    dataSet.whileActive = 'queue';
    // people do not leave an ingestion that never ends
    for (const ingestion of quickSight.ingestions.filter(({ endsAt }) => endsAt === Number.POSITIVE_INFINITY)) {
      quickSight.end(ingestion, 'CANCELLED');
    }
  });
  if (mended) {
    // again and again: what was in flight when all was mended may only then have come to the dead-letter queue
    for (const later of [2 * HOUR, 12 * HOUR, 30 * HOUR]) {
      clock.at(START + span + later, () => {
        world.deadLetterQueue.redriveTo(world.queue);
      });
    }
  }
  return mended;
}
