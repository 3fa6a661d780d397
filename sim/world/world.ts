import { UnreadableMessage } from '../../lambda/message/fields';
import { dataSetsOf } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import type { Telemetry } from '../../lambda/ports';
import type { LedgerRow } from '../../lambda/row';
import { Environment as Variable } from '../../lib/private/contract';
import { type BusEvent, DEFAULT_BUS, EventBridge, type NewEvent } from '../aws/event-bridge';
import type { Policies } from '../aws/iam';
import { QuickSightModel } from '../aws/quick-sight-model';
import { QueueModel } from '../aws/sqs';
import { SqsPoller } from '../aws/sqs-poller';
import { TableModel } from '../aws/table-model';
import { VirtualClock } from '../aws/virtual-clock';
import type { Deployment } from '../template/deployment';
import type { RuleResource } from '../template/resources';
import { type Faults, NO_FAULTS } from './faults';
import { type FunctionWorld, LambdaRuntime } from './lambda-runtime';
import type { Occurrence } from './occurrence';

export interface WorldOptions {
  readonly start: number;
  /** From 0 up to 1; seeded, so that a run can be repeated. */
  readonly random: () => number;
  readonly faults?: Faults;
  /** What hears of everything that the function says; by default only the occurrences do. */
  readonly telemetry?: Telemetry;
  /** Ready-made decisions of the role's policy; by default they are made from the template. */
  readonly policies?: Policies;
}

/**
 * AWS on one machine: rules, queues, event source mapping, ledger, QuickSight and IAM, as a synthesized
 * template has them, and the real handler in the middle.
 */
export class World implements FunctionWorld {
  readonly clock: VirtualClock;
  readonly quickSight: QuickSightModel;
  readonly occurrences: Occurrence[] = [];
  /** The rows of the table. */
  readonly ledger = new Map<string, LedgerRow>();
  readonly table: TableModel;
  readonly queue: QueueModel;
  readonly deadLetterQueue: QueueModel;
  private readonly queues = new Map<string, QueueModel>();
  private readonly faults: Faults;
  private readonly listeners: (() => void)[] = [];
  private readonly eventBridge: EventBridge;
  private readonly runtime: LambdaRuntime;
  /** Of the queue, for the function. */
  readonly poller: SqsPoller;
  private readonly failureListeners: (() => void)[] = [];
  private readonly deliveryListeners: ((rule: RuleResource) => void)[] = [];

  constructor(
    readonly deployment: Deployment,
    options: WorldOptions,
  ) {
    this.clock = new VirtualClock(options.start);
    this.quickSight = new QuickSightModel(this.clock);
    this.faults = options.faults ?? NO_FAULTS;
    this.table = new TableModel({
      clock: this.clock,
      rows: this.ledger,
      staleness: () => this.faults.staleness(),
      onStaleRead: (dataSetArn) => this.occurrences.push({ at: this.clock.now(), what: 'staleRead', dataSetArn }),
    });
    // dead-letter queues first, so that the queues that use them find them
    const inOrder = deployment.queues.toSorted(
      (a, b) => Number(Boolean(a.deadLetterArn)) - Number(Boolean(b.deadLetterArn)),
    );
    for (const resource of inOrder) {
      const deadLetterQueue = resource.deadLetterArn ? this.queueOf(resource.deadLetterArn) : undefined;
      this.queues.set(
        resource.arn,
        new QueueModel(resource, this.clock, deadLetterQueue, () => this.faults.deliveries()),
      );
    }
    const resource = deployment.functions.find(({ environment }) => Variable.LEDGER_TABLE in environment);
    const mapping = deployment.eventSourceMappings[0];
    if (!resource || !mapping) {
      throw new Error(
        'the template has no function with a ledger, or no event source mapping: is there a SpiceRefresh in it?',
      );
    }
    this.queue = this.queueOf(mapping.queueArn);
    this.queue.onSent((body) => {
      for (const dataSetArn of requestedBy(body)) {
        this.occurrences.push({ at: this.clock.now(), what: 'requested', dataSetArn });
      }
    });
    this.deadLetterQueue = this.queueAt(resource.environment[Variable.DEAD_LETTER_QUEUE_URL] ?? '');
    this.runtime = new LambdaRuntime(this, resource, { ...options, faults: this.faults });
    this.poller = new SqsPoller(
      mapping,
      this.queue,
      this.clock,
      (event) => this.runtime.invoke(event),
      (batch) => this.faults.share(batch),
    );
    this.eventBridge = new EventBridge({
      deployment,
      clock: this.clock,
      queueOf: (arn) => this.queueOf(arn),
      record: (occurrence) => this.occurrences.push(occurrence),
      failed: (rule) => {
        for (const listener of this.deliveryListeners) {
          listener(rule);
        }
      },
      stampSkew: () => this.faults.stampSkew(),
      deliveries: () => this.faults.deliveries(),
    });
    this.poller.onFailed(() => {
      for (const listener of this.failureListeners) {
        listener();
      }
    });
    this.poller.onReleased(() => {
      for (const listener of this.listeners) {
        listener();
      }
    });
  }

  /** A new deployment, of which the rules differ, and the function's environment and policies if it has a function. */
  deploy(
    { rules, functions }: Pick<Deployment, 'rules'> & Partial<Pick<Deployment, 'functions'>>,
    policies?: Policies,
  ): void {
    this.eventBridge.deploy(rules);
    const resource = functions?.find(({ environment }) => Variable.LEDGER_TABLE in environment);
    if (resource) {
      this.runtime.deploy(resource, policies);
    }
  }

  /** The ledger as it is now; what is answered restores it. */
  backUp(): () => void {
    const rows = new Map(this.ledger);
    return () => {
      this.ledger.clear();
      for (const [dataSetArn, row] of rows) {
        this.ledger.set(dataSetArn, row);
      }
      this.occurrences.push({ at: this.clock.now(), what: 'restored' });
    };
  }

  /** Tells when an invocation has failed as a whole: what Lambda counts as an error. */
  onInvocationFailed(listener: () => void): void {
    this.failureListeners.push(listener);
  }

  /** Tells when a rule could not deliver an event. */
  onDeliveryFailed(listener: (rule: RuleResource) => void): void {
    this.deliveryListeners.push(listener);
  }

  /** Tells when the function has let messages go. */
  onReleased(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Puts an event on a bus now; the rules that match send it on.
   *
   * @param landedAt when what it tells of happened: by default now
   */
  putEvent(event: NewEvent, landedAt = this.clock.now(), bus = DEFAULT_BUS): BusEvent {
    const whole = this.eventBridge.stamp(event, landedAt);
    this.eventBridge.route(whole, landedAt, bus);
    return whole;
  }

  /** Sends an event to the rules that match it: once more, if EventBridge delivers it twice. */
  route(event: BusEvent): void {
    this.eventBridge.route(event, Date.parse(event.time), DEFAULT_BUS);
  }

  queueOf(arn: string): QueueModel {
    const queue = this.queues.get(arn);
    if (!queue) {
      throw new Error(`no queue ${arn} in the template: there are ${[...this.queues.keys()].join(', ')}`);
    }
    return queue;
  }

  private queueAt(url: string): QueueModel {
    const queue = [...this.queues.values()].find(({ resource }) => resource.url === url);
    if (!queue) {
      throw new Error(`no queue with URL ${url} in the template`);
    }
    return queue;
  }
}

/** What a message requests, if it is a request that the function can read. */
function requestedBy(body: string): readonly string[] {
  if (!body.includes('"kind":"request"')) {
    return [];
  }
  try {
    return dataSetsOf(parse(body));
  } catch (error) {
    if (error instanceof UnreadableMessage) {
      return [];
    }
    throw error;
  }
}
