import { App, Duration, Stack } from 'aws-cdk-lib';
import { statusOf } from '../../cli/status/status';
import { statusReport } from '../../cli/status/status-report';
import { plain } from '../../cli/terminal/terminal';
import type { ApiError } from '../../lambda/ports';
import { HOUR } from '../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import { DATA_SET_DIMENSION, METRICS_NAMESPACE, OUTCOME_SOURCE } from '../../lib/private/contract';
import type { BusEvent } from '../../sim/aws/event-bridge';
import type { IngestionPlan } from '../../sim/aws/quick-sight-model';
import { seeded } from '../../sim/seeds/random';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import type { Template } from '../../sim/template/intrinsics';
import { CutOff, type Effect, type Faults, NO_FAULTS, Refused } from '../../sim/world/faults';
import { Operations } from '../../sim/world/operations';
import type { World } from '../../sim/world/world';

export const START = Date.parse('2026-11-23T06:00:00Z');

/** A stack with two data sets, one of them watched: what is landed within 20 minutes, and something every 12 hours. */
export function synthesizeMonitored(metrics = false): Template {
  const app = new App();
  const stack = new Stack(app, 'Operate');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  const dataSet = (id: string) =>
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id.toLowerCase()),
      refreshOn: [LandingEvent.fromPattern({ source: ['simulator'], detail: { table: [id.toLowerCase(), 'both'] } })],
      metrics,
    });
  const sales = dataSet('Sales');
  dataSet('Orders');
  const spiceCapacity = { alarmAbovePercent: 85 };
  new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, spiceCapacity }).watch(sales, {
    freshnessObjective: Duration.minutes(20),
    landsAtLeastEvery: Duration.hours(12),
  });
  return app.synth().getStackByName(stack.stackName).template;
}

/** @param metrics whether every metric of each data set is written, and not those alone that are read */
export const deployMonitored = (metrics = false): Deployment => deploy(synthesizeMonitored(metrics), ENVIRONMENT);

export const arnOf = (id: string): string => `arn:aws:quicksight:eu-west-1:123456789012:dataset/${id}`;
export const SALES = arnOf('sales');

const USUAL: IngestionPlan = { seconds: 240, status: 'COMPLETED', rowsIngested: 1_000, rowsDropped: 0 };

/** An operator who makes things go wrong, looks at what that looks like, and repairs it. */
export class Operator implements Faults {
  readonly operations: Operations;
  /** What becomes of the next ingestions of `sales`; after these they go well. */
  readonly plans: Partial<IngestionPlan>[] = [];
  /** Run before and after an effect of the function; each may throw. */
  before: (effect: Effect) => void = () => {};
  after: (effect: Effect) => void = () => {};
  /** From when on it is looked at what happens. */
  private since = START;

  constructor(deployment: Deployment) {
    this.operations = new Operations(deployment, { start: START, random: seeded(1), faults: this });
    for (const id of ['sales', 'orders']) {
      this.world.quickSight.add({
        arn: arnOf(id),
        tags: { 'spice-refresh': 'allowed' },
        quota: 32,
        whileActive: 'queue',
        plan: (_, by) => ({ ...USUAL, ...(id === 'sales' && by === 'us' ? this.plans.shift() : undefined) }),
      });
    }
  }

  skew = NO_FAULTS.skew;
  stampSkew = NO_FAULTS.stampSkew;
  staleness = NO_FAULTS.staleness;
  share = NO_FAULTS.share;
  deliveries = NO_FAULTS.deliveries;

  async effect<T>(name: Effect, perform: () => Promise<T>): Promise<T> {
    this.before(name);
    const result = await perform();
    this.after(name);
    return result;
  }

  /** An hour of every data set in order; what happens from then on is of interest. */
  async begin(): Promise<this> {
    this.land('both');
    await this.wait(HOUR);
    this.since = this.now;
    return this;
  }

  get world(): World {
    return this.operations.world;
  }

  get now(): number {
    return this.world.clock.now();
  }

  land(table = 'sales'): void {
    this.world.putEvent({ source: 'simulator', 'detail-type': 'Loaded', detail: { table } });
  }

  /** The next so many calls of this kind are answered like this, or cut off; `Infinity`: until it is repaired. */
  refuse(effect: Effect, times: number, how: ApiError | 'crash'): void {
    let left = times;
    this.before = (name) => {
      if (name === effect && left-- > 0) {
        throw how === 'crash' ? new CutOff('the process died') : new Refused(how);
      }
    };
  }

  mend(): void {
    this.before = () => {};
    this.after = () => {};
  }

  redrive(): void {
    this.world.deadLetterQueue.redriveTo(this.world.queue);
  }

  wait(milliseconds: number): Promise<void> {
    return this.operations.run(this.now + milliseconds);
  }

  /** Outcome events of a data set that were on the bus, in order. */
  events(dataSetArn = SALES): BusEvent[] {
    return this.world.occurrences.flatMap((occurrence) =>
      occurrence.what === 'event' &&
      occurrence.at >= this.since &&
      occurrence.event.source === OUTCOME_SOURCE &&
      occurrence.event.resources.includes(dataSetArn)
        ? [occurrence.event]
        : [],
    );
  }

  /** Names of the metrics that have data of a data set. */
  metrics(dataSetId = 'sales'): string[] {
    return this.operations.data.names(METRICS_NAMESPACE, { [DATA_SET_DIMENSION]: dataSetId }, this.since);
  }

  /** Alarms that went off: their construct ids. */
  alarms(): string[] {
    return this.operations.wentOff(this.since).map((name) => name.replace(/^Monitoring(DataSets)?|[0-9A-F]{8}$/g, ''));
  }

  log(): string {
    return this.operations.log
      .filter(({ at, fields }) => at >= this.since && 'message' in fields)
      .map(({ fields }) => `${fields.level} ${fields.message}`)
      .join('\n');
  }

  /** What `npx --no cdk-spice-refresh status` prints now. */
  status(dataSetArn = SALES): string {
    const row = this.world.ledger.get(dataSetArn);
    return plain(statusReport(row ? [statusOf(row, this.now)] : [], this.now));
  }
}
