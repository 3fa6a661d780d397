import { DAY, HOUR } from '../../lambda/time';
import { SWEEP_MARGIN } from '../../lambda/timing';
import { DecisionReason, RESTORED_LANDING_EVENT } from '../../lib/private/contract';
import { Policies } from '../aws/iam';
import { attemptViolations } from '../checks/attempts';
import { type Audit, audit, incompleteLandings, LATEST_DELIVERY } from '../checks/audit';
import { isFlooded, unbounded } from '../checks/bounded';
import { claimedTooMuch } from '../checks/fresh-through';
import { type Violation, violationsOf, watchLiveness } from '../checks/invariants';
import { pauseViolations } from '../checks/paused';
import { unpublished } from '../checks/published';
import { removedViolations } from '../checks/removed';
import { outdatedSettings } from '../checks/settings';
import { type Deployment, deploy } from '../template/deployment';
import { ENVIRONMENT } from '../template/environment';
import { World } from '../world/world';
import { landingEventIds, withSettings } from './landing-messages';
import { drawScenario, failing, type Scenario, type ScenarioLanding, stream, TROUBLES, type Trouble } from './scenario';
import { DrawnFaults } from './scenario-faults';
import { DATA_SET, play, START, type WithoutDataSet } from './scenario-play';
import type { SimulationTemplates } from './scenario-stack';

/** Time to recover when nothing goes wrong any more: the quota's window, and whatever was put off by it. */
const RECOVERY = 2.5 * DAY;

/** Where wake-ups are lost, now and then that of a sweep is, too: one of the next ones must have brought up what waits. */
const SWEPT_WITHIN = 5 * HOUR + SWEEP_MARGIN;

/** What a ledger that was restored to an older state cannot know any more: calls, failures and outcomes since then. */
const NEEDS_THE_WHOLE_LEDGER: ReadonlySet<Violation['rule']> = new Set([
  'quota',
  'no waste',
  'attempts',
  'published',
  'settings',
]);

/** Half a dozen effects make one reconcile: where each of them fails as often as this, one in six comes to its end. */
const MOSTLY_FAILS = 0.25;

/** What one seed came to. */
export interface Run {
  readonly scenario: Scenario;
  readonly world: World;
  readonly audit: Audit;
  readonly violations: readonly Violation[];
}

/** Which part of a seed's scenario to play; by default all of it. */
export interface Excerpt {
  readonly landings?: number;
  readonly without?: ReadonlySet<Trouble>;
}

/** Plays seeds on synthesized stacks: one data set with two landing events, with and without a safety net, or removed. */
export class SeedRunner {
  private readonly plain: Deployment;
  private readonly withSafetyNet: Deployment;
  private readonly policies: Policies;
  private readonly without: WithoutDataSet;
  private readonly landingEvents: Record<ScenarioLanding, string>;

  constructor(templates: SimulationTemplates) {
    this.plain = deploy(templates.plain, ENVIRONMENT);
    this.withSafetyNet = deploy(templates.withSafetyNet, ENVIRONMENT);
    this.policies = new Policies(this.plain.functions.flatMap((resource) => resource.policies));
    const removed = deploy(templates.removed, ENVIRONMENT);
    this.without = {
      deployment: removed,
      policies: new Policies(removed.functions.flatMap((resource) => resource.policies)),
    };
    this.landingEvents = landingEventIds(this.plain);
  }

  scenario(seed: number): Scenario {
    return drawScenario(seed, this.landingEvents);
  }

  async run(seed: number, excerpt: Excerpt = {}): Promise<Run> {
    const drawn = this.scenario(seed);
    const scenario: Scenario = {
      ...drawn,
      landings: drawn.landings.slice(0, excerpt.landings),
      troubles: new Map([...drawn.troubles].filter(([trouble]) => !excerpt.without?.has(trouble))),
    };
    const faults = new DrawnFaults(scenario);
    const world = new World(
      withSettings(scenario.safetyNet ? this.withSafetyNet : this.plain, scenario.settings, scenario.batchingWindow),
      {
        start: START,
        random: stream(seed, 'function'),
        faults,
        policies: this.policies,
      },
    );
    faults.sleep = (milliseconds) => world.clock.sleep(milliseconds);
    const livenessViolations = watchLiveness(world, () => (faults.wakeLost ? SWEPT_WITHIN : 0));
    const { repaired, removals, pauses, operator } = play(world, scenario, faults, this.without, this.policies);
    const end = START + scenario.span + RECOVERY;
    for (let at = START; at < end && !isFlooded(world); at += HOUR) {
      await world.clock.run(Math.min(at + HOUR, end));
    }
    const result = audit(world);
    const { perDay, reserved } = scenario.settings.quota;
    const allowedCalls = perDay - reserved;
    const has = (...troubles: Trouble[]): boolean => troubles.some((trouble) => scenario.troubles.has(trouble));
    const disturbed = has('crash', 'stall', 'error');
    const all = [
      ...livenessViolations,
      ...violationsOf(world, allowedCalls, disturbed),
      ...unpublished(world),
      ...claimedTooMuch(world),
      ...attemptViolations(world, { allowedCalls, stalled: has('stall') }),
      ...outdatedSettings(world),
      ...removedViolations(world, removals, {
        latest: has('delay') ? LATEST_DELIVERY : 0,
        disturbed: disturbed || has('throttle', 'conflict', 'bus', 'lost', 'purge', 'off'),
        failing: failing(scenario) > MOSTLY_FAILS,
      }),
      ...pauseViolations(world, DATA_SET, [...pauses, ...operator.known()]),
      ...unbounded(world),
    ];
    // what looks like an older ledger costs one refresh more (docs/adr/0033): a forged wake-up, and an invocation that died
    // between wake-up and write and whose messages were not processed for an hour
    const deceived = world.occurrences.some(
      (each) =>
        (each.what === 'decided' && each.code === DecisionReason.RESTORED) ||
        // one that is taken for restored while an ingestion is in flight has nothing to hold
        (each.what === 'outcome' && each.outcome.landings?.by[RESTORED_LANDING_EVENT] !== undefined),
    );
    const violations = all.filter(({ rule }) =>
      has('restore') ? !NEEDS_THE_WHOLE_LEDGER.has(rule) : !deceived || rule !== 'no waste',
    );
    const at = world.clock.now();
    if (result.lost > 0) {
      violations.push({
        rule: 'covered',
        at,
        message: `${result.lost} of ${result.landings} landings are neither covered nor reported`,
      });
    }
    const uncovered = result.reported - incompleteLandings(world);
    if (repaired && uncovered > 0) {
      violations.push({
        rule: 'covered',
        at,
        message: `${uncovered} landings are not covered although all was repaired and redriven`,
      });
    }
    return { scenario, world, audit: result, violations };
  }

  /** The least of a seed's scenario that still breaks the same rule. */
  async shrink(seed: number, violation: Violation): Promise<Run> {
    const breaks = async (excerpt: Excerpt): Promise<boolean> =>
      (await this.run(seed, excerpt)).violations.some(({ rule }) => rule === violation.rule);
    const without = new Set<Trouble>();
    for (const trouble of TROUBLES) {
      if (await breaks({ without: new Set([...without, trouble]) })) {
        without.add(trouble);
      }
    }
    let landings = this.scenario(seed).landings.length;
    for (let fewer = landings - 1; fewer > 0 && landings - fewer < 200; fewer--) {
      if (await breaks({ without, landings: fewer })) {
        landings = fewer;
      }
    }
    return this.run(seed, { without, landings });
  }
}
