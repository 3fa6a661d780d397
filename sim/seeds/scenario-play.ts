import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { REQUEST_DETAIL_TYPE, SCHEMA, type WakeMessage } from '../../lib/private/contract';
import type { Policies } from '../aws/iam';
import type { IngestionPlan } from '../aws/quick-sight-model';
import type { Pause } from '../checks/paused';
import type { Removal } from '../checks/removed';
import type { Deployment } from '../template/deployment';
import type { World } from '../world/world';
import { withPause, withSettings } from './landing-messages';
import { OperatorPauses } from './operator-pauses';
import { drawIngestionPlan, NOWHERE, type Scenario, type ScenarioLanding, stream, type Trouble } from './scenario';
import type { DrawnFaults } from './scenario-faults';

/** When a scenario begins. */
export const START = Date.parse('2026-11-23T00:00:00Z');
export const DATA_SET = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/simulated';
const ALLOWED = { 'spice-refresh': 'allowed' };

/** What was played, as far as it matters for what must come of it. */
export interface Played {
  /** In the end everything is repaired and redriven. */
  readonly repaired: boolean;
  readonly removals: readonly Removal[];
  /** By deployments. */
  readonly pauses: readonly Pause[];
  readonly operator: OperatorPauses;
}

/** The other deployment: the data set is not in it. */
export interface WithoutDataSet {
  readonly deployment: Deployment;
  readonly policies: Policies;
}

/** Sets the scenario going. */
export function play(
  world: World,
  scenario: Scenario,
  faults: DrawnFaults,
  without: WithoutDataSet,
  policies: Policies,
): Played {
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
  const redrive = (): void => {
    world.occurrences.push({ at: clock.now(), what: 'redriven' });
    world.deadLetterQueue.redriveTo(world.queue);
  };
  occasionally('redrive', 6, redrive);
  const deployments = [...laterSettings];
  let newest = scenario.settings;
  const removals: Removal[] = [];
  let removedAt: number | undefined;
  const pauses: Pause[] = [];
  let paused: { readonly from: number; readonly who: string } | undefined;
  const deploy = (): void => {
    if (removedAt === undefined) {
      world.deploy(withPause(withSettings(world.deployment, newest), paused?.who), policies);
    } else {
      world.deploy(withPause(without.deployment, paused?.who), without.policies);
    }
  };
  const resume = (): void => {
    if (paused) {
      pauses.push({ from: paused.from, to: clock.now() });
      paused = undefined;
      deploy();
    }
  };
  let toRefresh = false;
  /** The last step of a restore: `refresh --all`. It names what the construct does, so a removed data set when it is back. */
  const refreshAll = (): void => {
    toRefresh = removedAt !== undefined;
    if (!toRefresh) {
      land('orders');
      land('customers');
    }
  };
  /** Whether a wake-up on its way is ahead of the row by writes that the ledger has lost: the function finds out by itself. */
  const provesRestored = (): boolean => {
    const version = world.ledger.get(DATA_SET)?.version;
    const wakes = world.queue.all().flatMap(({ body }) => (body.includes('"kind":"wake"') ? [JSON.parse(body)] : []));
    return wakes.some((wake: WakeMessage) => wake.dataSetArn === DATA_SET && wake.version > Number(version) + 1);
  };
  const addBack = (): void => {
    if (removedAt !== undefined) {
      removals.push({ dataSetArn: DATA_SET, from: removedAt, to: clock.now() });
      removedAt = undefined;
      deploy();
      if (toRefresh) {
        refreshAll();
      }
    }
  };
  occasionally('deployment', 3, () => {
    newest = deployments.shift() ?? newest;
    deploy();
  });
  occasionally('removal', 24, (random) => {
    if (removedAt === undefined && troubled()) {
      removedAt = clock.now();
      deploy();
      clock.at(clock.now() + random() * 1.5 * DAY, addBack);
    }
  });
  occasionally('pause', 12, (random) => {
    if (!paused && troubled()) {
      // all data sets, by `enabled`, or this one
      paused = { from: clock.now(), who: random() < 0.5 ? '*' : 'simulated' };
      deploy();
      clock.at(clock.now() + random() ** 2 * DAY, resume);
    }
  });
  const operator = new OperatorPauses(world, DATA_SET, scenario.settings);
  occasionally('operator', 12, (random) => {
    if (troubled()) {
      const hours = random() ** 2 * DAY;
      const byItself = random() < 0.5;
      operator.pause(byItself ? Math.round(clock.now() + hours) : undefined);
      if (!byItself || random() < 0.3) {
        clock.at(clock.now() + hours * random(), () => operator.resume());
      }
    }
  });
  occasionally('bus', 12, (random) => {
    faults.busIsDown = true;
    clock.at(clock.now() + random() * 2 * HOUR, () => {
      faults.busIsDown = false;
    });
  });
  occasionally('purge', 12, () => {
    // a landing message that was never delivered has not landed, as far as the function can know
    const purged = world.queue.purge(({ body }) => body.includes('"kind":"wake"'));
    faults.wakeLost ||= purged > 0;
  });
  occasionally('off', 24, (random) => {
    world.poller.enabled = false;
    clock.at(clock.now() + random() * DAY, () => {
      world.poller.enabled = true;
    });
  });
  occasionally('requests', 4, () => {
    world.putEvent({ source: 'people', 'detail-type': REQUEST_DETAIL_TYPE, detail: { dataSetId: 'simulated' } });
  });
  occasionally('forgery', 6, (random) => {
    const sentAt = clock.now() + Math.round(random() ** 3 * 10_000 * DAY);
    const version = Math.floor(random() * 1_000);
    const wake: WakeMessage = { schema: SCHEMA, kind: 'wake', dataSetArn: DATA_SET, at: sentAt, sentAt, version };
    world.queue.send(JSON.stringify(wake));
  });
  occasionally('nowhere', 24, () => {
    const settings = scenario.settings;
    const time = new Date(clock.now()).toISOString();
    const dataSets = [{ arns: [NOWHERE], settings }];
    const landing = { schema: SCHEMA, kind: 'landing', landingEvent: 'Forged', time, dataSets };
    world.queue.send(JSON.stringify(landing));
  });
  occasionally('restore', 24, (random) => {
    const restore = world.backUp();
    // as the runbook has it: nothing is restored while an ingestion of ours runs or an invocation does
    const restoreWhenQuiet = (): void => {
      // a restore undoes what operators have said since, so none is begun after the last `resume`
      if (!troubled()) {
        world.poller.enabled = true;
        return;
      }
      world.poller.enabled = false;
      if (quickSight.ingestions.some(({ by, endsAt }) => by === 'us' && endsAt > clock.now() - 2 * MINUTE)) {
        clock.at(clock.now() + MINUTE, restoreWhenQuiet);
        return;
      }
      restore();
      // the older rows wait for wake-ups that have been received since
      faults.wakeLost = true;
      // what landed since then is in no row, and a wake-up that will prove it may get lost
      if (!provesRestored() || troubles.has('lost') || troubles.has('purge')) {
        refreshAll();
      }
      world.poller.enabled = true;
    };
    clock.at(clock.now() + random() * 3 * HOUR, restoreWhenQuiet);
  });
  const repaired = stream(seed, 'mended')() < 0.5;
  clock.at(START + span, () => {
    faults.over = true;
    addBack();
    resume();
    if (troubles.has('operator')) {
      operator.resume();
    }
    world.poller.enabled = true;
    dataSet.tags = { ...ALLOWED };
    dataSet.whileActive = 'queue';
    // people do not leave an ingestion that never ends
    for (const ingestion of quickSight.ingestions.filter(({ endsAt }) => endsAt === Number.POSITIVE_INFINITY)) {
      quickSight.end(ingestion, 'CANCELLED');
    }
  });
  if (repaired) {
    // again and again: what was in flight when all was repaired may only then have come to the dead-letter queue
    for (const later of [2 * HOUR, 12 * HOUR, 30 * HOUR]) {
      clock.at(START + span + later, redrive);
    }
  }
  return { repaired, removals, pauses, operator };
}
