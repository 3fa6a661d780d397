import type { RefreshSettings } from '../../lib/private/contract';
import { Policies } from '../aws/iam';
import { type Audit, audit } from '../checks/audit';
import { type Violation, violationsOf, watchLiveness } from '../checks/invariants';
import { type Deployment, deploy } from '../template/deployment';
import { ENVIRONMENT } from '../template/environment';
import { World } from '../world/world';
import {
  drawIngestionPlan,
  drawScenario,
  type Landing,
  type Scenario,
  stream,
  TROUBLES,
  type Trouble,
} from './scenario';
import { DrawnFaults } from './scenario-faults';
import type { SimulationTemplates } from './scenario-stack';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-23T00:00:00Z');
const DATA_SET = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/simulated';
const ALLOWED = { 'spice-refresh': 'allowed' };

/** Time to recover when nothing goes wrong any more: the quota's window, and whatever was put off by it. */
const RECOVERY = 2.5 * DAY;

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

/** Plays seeds on synthesized stacks: one data set with two landing events, with and without a safety net. */
export class Simulation {
  private readonly plain: Deployment;
  private readonly withSafetyNet: Deployment;
  private readonly policies: Policies;
  private readonly landingEvents: Record<Landing, string>;

  constructor(templates: SimulationTemplates) {
    this.plain = deploy(templates.plain, ENVIRONMENT);
    this.withSafetyNet = deploy(templates.withSafetyNet, ENVIRONMENT);
    this.policies = new Policies(this.plain.functions.flatMap((resource) => resource.policies));
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
    const world = new World(withSettings(scenario.safetyNet ? this.withSafetyNet : this.plain, scenario.settings), {
      start: START,
      random: stream(seed, 'function'),
      faults,
      policies: this.policies,
    });
    faults.sleep = (milliseconds) => world.clock.sleep(milliseconds);
    const livenessViolations = watchLiveness(world);
    const redriven = play(world, scenario, faults);
    await world.clock.run(START + scenario.span + RECOVERY);
    const result = audit(world);
    const { perDay, reserved } = scenario.settings.quota;
    const disturbed = ['crash', 'stall', 'error'].some((trouble) => scenario.troubles.has(trouble as Trouble));
    const violations = [...livenessViolations, ...violationsOf(world, perDay - reserved, disturbed)];
    const at = world.clock.now();
    if (result.lost > 0) {
      violations.push({
        rule: 'covered',
        at,
        message: `${result.lost} of ${result.landings} landings are neither covered nor reported`,
      });
    }
    if (redriven && result.reported > 0) {
      violations.push({
        rule: 'covered',
        at,
        message: `${result.reported} landings are not covered although all was mended and redriven`,
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

/** Sets the scenario going. Answers whether in the end everything is mended and redriven. */
function play(world: World, scenario: Scenario, faults: DrawnFaults): boolean {
  const { clock, quickSight } = world;
  const { seed, span, troubles } = scenario;
  const plans = stream(seed, 'plans');
  const echoes = stream(seed, 'echoes');
  const land = (landing: Landing): void => {
    world.putEvent({ source: 'simulation', 'detail-type': landing, detail: {} });
  };
  const troubled = (): boolean => clock.now() < START + span;
  const dataSet = {
    arn: DATA_SET,
    tags: { ...ALLOWED } as Record<string, string>,
    quota: scenario.quota,
    whileActive: scenario.whileActive,
    plan: () => {
      // the moment at which a landing is most easily lost: just after the start that does not cover it
      if (troubled() && echoes() < 0.2) {
        clock.at(clock.now() + echoes() * 3 * SECOND, () => land(echoes() < 0.5 ? 'orders' : 'customers'));
      }
      return drawIngestionPlan(scenario, plans, troubled());
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
  const mended = stream(seed, 'mended')() < 0.5;
  clock.at(START + span, () => {
    faults.over = true;
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

/** The ids of the landing events, as the rules' input templates name them. */
function landingEventIds(deployment: Deployment): Record<Landing, string> {
  const idOf = (landing: Landing): string => {
    const rule = deployment.rules.find(({ eventPattern }) => JSON.stringify(eventPattern)?.includes(`"${landing}"`));
    return JSON.parse(readable(rule?.targets[0]?.inputTransformer?.InputTemplate ?? '{}')).landingEvent;
  };
  return { orders: idOf('orders'), customers: idOf('customers') };
}

/** The same deployment with other settings in its landing messages. */
function withSettings(deployment: Deployment, settings: RefreshSettings): Deployment {
  const template = (inputTemplate: string): string => {
    const message = JSON.parse(readable(inputTemplate));
    message.dataSets = message.dataSets.map((entry: object) => ({ ...entry, settings }));
    return JSON.stringify(message).replace('"<time>"', '<time>');
  };
  return {
    ...deployment,
    rules: deployment.rules.map((rule) => ({
      ...rule,
      targets: rule.targets.map((target) => ({
        ...target,
        inputTransformer: target.inputTransformer && {
          ...target.inputTransformer,
          InputTemplate: template(target.inputTransformer.InputTemplate),
        },
      })),
    })),
  };
}

const readable = (inputTemplate: string): string => inputTemplate.replace('<time>', '"<time>"');
