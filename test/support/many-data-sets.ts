import { App, Stack } from 'aws-cdk-lib';
import { MINUTE, SECOND } from '../../lambda/time';
import { DataSetAccess, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { Policies } from '../../sim/aws/iam';
import { type Audit, audit, landingsOf } from '../../sim/checks/audit';
import { coverage } from '../../sim/checks/lag';
import { seeded } from '../../sim/seeds/random';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import { type Faults, NO_FAULTS } from '../../sim/world/faults';
import { World } from '../../sim/world/world';

const START = Date.parse('2026-11-23T06:00:00Z');

/** May everything: these tests are about time, and IAM takes a while to decide for a thousand data sets. */
const ALL_ALLOWED = { allows: async () => true } as unknown as Policies;

const deployments = new Map<number, Deployment>();

/** A stack with so many data sets, each with a landing event of its own kind. */
function deployMany(count: number): Deployment {
  let deployment = deployments.get(count);
  if (!deployment) {
    const stack = new Stack(new App(), 'Many');
    const refresh = new SpiceRefresh(stack, 'SpiceRefresh', { access: DataSetAccess.arnOnly() });
    for (let at = 0; at < count; at++) {
      refresh.addDataSet(`DataSet${at}`, {
        dataSet: SpiceDataSet.fromDataSetId(`data-set-${at}`),
        refreshOn: [LandingEvent.fromPattern({ source: ['pipeline'] })],
      });
    }
    deployment = deploy((stack.node.root as App).synth().getStackByName('Many').template, ENVIRONMENT);
    deployments.set(count, deployment);
  }
  return deployment;
}

export const dataSetArn = (at: number): string =>
  `arn:aws:quicksight:${ENVIRONMENT.region}:${ENVIRONMENT.account}:dataset/data-set-${at}`;

export interface ManyDataSetsOptions {
  readonly count: number;
  /** How many invocations share each batch. */
  readonly pollers?: number;
  readonly ingestionSeconds?: number;
  readonly effect?: (world: World) => Faults['effect'];
}

/** Many data sets on one function, without any trouble but that of the test. */
export class ManyDataSets {
  readonly world: World;
  readonly count: number;
  killed = 0;

  constructor({ count, pollers = 1, ingestionSeconds = 240, effect }: ManyDataSetsOptions) {
    this.count = count;
    const share: Faults['share'] = (batch) =>
      Array.from({ length: pollers }, (_, poller) => batch.filter((__, at) => at % pollers === poller)).filter(
        (part) => part.length > 0,
      );
    const faults: Faults = {
      ...NO_FAULTS,
      share,
      effect: (name, perform, resource) => (effect ? effect(this.world)(name, perform, resource) : perform()),
    };
    this.world = new World(deployMany(count), { start: START, random: seeded(1), faults, policies: ALL_ALLOWED });
    this.world.onInvocationFailed(() => {
      this.killed++;
    });
    for (let at = 0; at < count; at++) {
      this.world.quickSight.add({
        arn: dataSetArn(at),
        tags: {},
        quota: 32,
        whileActive: 'queue',
        plan: () => ({ seconds: ingestionSeconds, status: 'COMPLETED', rowsIngested: 1, rowsDropped: 0 }),
      });
    }
  }

  /** How long it has been going on, in milliseconds. */
  get elapsed(): number {
    return this.world.clock.now() - START;
  }

  /** Data lands for all data sets. */
  land(): void {
    this.world.putEvent({ source: 'pipeline', 'detail-type': 'landed', detail: {} });
  }

  async run(milliseconds: number): Promise<void> {
    await this.world.clock.run(this.world.clock.now() + milliseconds);
  }

  get audit(): Audit {
    return audit(this.world);
  }

  get deadLetters(): readonly string[] {
    return this.world.deadLetterQueue.all().map(({ body }) => body);
  }

  /** How long the landings of these data sets took to be covered, in minutes; infinite if they are not. */
  lags(isAsked: (at: number) => boolean = () => true): number[] {
    const { world } = this;
    const asked = new Set(
      Array.from({ length: this.count }, (_, at) => at)
        .filter(isAsked)
        .map(dataSetArn),
    );
    const landings = landingsOf(world).filter((landing) => asked.has(landing.dataSetArn));
    return coverage(landings, world.quickSight.ingestions, world.clock.now()).map(({ ingestion, landedAt }) =>
      ingestion ? (ingestion.endsAt - landedAt) / MINUTE : Number.POSITIVE_INFINITY,
    );
  }
}

/** Until then an effect takes so long; a service that never answers takes longer than anybody waits. */
export const SILENT = 3_600 * SECOND;
