import { dataSetsOf, parse } from '../lambda/message';
import type { Outcome } from '../lambda/outcome';
import type { LedgerRow } from '../lambda/row';
import { type Message, REQUEST_DETAIL_TYPE, type RetryMessage, Environment as Variable } from '../lib/private/contract';
import { VirtualClock } from './clock';
import type { Deployment, RuleResource, RuleTarget } from './deployment';
import { matches } from './event-pattern';
import { EventSource } from './event-source';
import { type Faults, NO_FAULTS } from './faults';
import { transform } from './input-transformer';
import { Policies } from './policy';
import { SqsQueue } from './queue';
import { QuickSightModel } from './quick-sight';
import { RefreshFunction } from './refresh-function';

/** An event as it is on a bus. */
export interface BusEvent {
  readonly version: string;
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** An event as whoever sends it gives it; the bus adds the rest. */
export type NewEvent = Pick<BusEvent, 'source' | 'detail-type' | 'detail'> & Partial<Pick<BusEvent, 'resources'>>;

/** What the world saw happen; the function's own words are only in `decided`. */
export type Occurrence = { readonly at: number } & (
  | { readonly what: 'event'; readonly event: BusEvent; readonly rules: readonly string[] }
  | {
      readonly what: 'landed';
      readonly dataSetArn: string;
      readonly landedAt: number;
      readonly event: BusEvent;
      /** A safety net's tick: a landing only for a data set that is staler than this many seconds. */
      readonly ifStaleFor?: number;
    }
  | { readonly what: 'calling'; readonly dataSetArn: string; readonly ingestionId: string }
  | { readonly what: 'invocation'; readonly messages: number }
  | {
      readonly what: 'called';
      readonly action: string;
      readonly dataSetArn: string;
      readonly ingestionId: string;
      readonly answer: string;
    }
  | { readonly what: 'outcome'; readonly outcome: Outcome }
  | { readonly what: 'decided'; readonly dataSetArn: string; readonly step: string; readonly reason: string }
  | { readonly what: 'deadLetter'; readonly message: RetryMessage }
  | { readonly what: 'problem'; readonly message: string }
);

export interface WorldOptions {
  readonly start: number;
  /** From 0 up to 1; seeded, so that a run can be repeated. */
  readonly random: () => number;
  readonly faults?: Faults;
  /** Ready-made decisions of the role's policy; by default they are made from the template. */
  readonly policies?: Policies;
}

/**
 * AWS on one machine: rules, queues, event source mapping, ledger, QuickSight and IAM, as a synthesized
 * template has them, and the real handler in the middle.
 */
export class World {
  readonly clock: VirtualClock;
  readonly quickSight: QuickSightModel;
  readonly occurrences: Occurrence[] = [];
  readonly ledger = new Map<string, LedgerRow>();
  readonly queue: SqsQueue;
  readonly deadLetterQueue: SqsQueue;
  private readonly queues = new Map<string, SqsQueue>();
  private readonly queuePolicies = new Policies();
  private readonly faults: Faults;
  private readonly listeners: (() => void)[] = [];
  private events = 0;

  constructor(
    readonly deployment: Deployment,
    options: WorldOptions,
  ) {
    this.clock = new VirtualClock(options.start);
    this.quickSight = new QuickSightModel(this.clock);
    this.faults = options.faults ?? NO_FAULTS;
    // dead-letter queues first, so that the queues that use them find them
    const inOrder = deployment.queues.toSorted(
      (a, b) => Number(Boolean(a.deadLetterArn)) - Number(Boolean(b.deadLetterArn)),
    );
    for (const resource of inOrder) {
      const deadLetterQueue = resource.deadLetterArn ? this.queueOf(resource.deadLetterArn) : undefined;
      this.queues.set(
        resource.arn,
        new SqsQueue(resource, this.clock, deadLetterQueue, () => this.faults.deliveries()),
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
    this.deadLetterQueue = this.queueAt(resource.environment[Variable.DEAD_LETTER_QUEUE_URL] ?? '');
    const refreshFunction = new RefreshFunction(this, resource, { ...options, faults: this.faults });
    const eventSource = new EventSource(
      mapping,
      this.queue,
      this.clock,
      (event) => refreshFunction.invoke(event),
      (batch) => this.faults.share(batch),
    );
    for (const rule of deployment.rules) {
      if (rule.scheduleExpression) {
        this.schedule(rule, rule.scheduleExpression);
      }
    }
    eventSource.onReleased(() => {
      for (const listener of this.listeners) {
        listener();
      }
    });
  }

  /** A rule on a schedule sends an event of its own, again and again. */
  private schedule(rule: RuleResource, expression: string): void {
    const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
    const period = Number(count) * ({ minute: 60_000, hour: 3_600_000, day: 86_400_000 }[unit] ?? Number.NaN);
    if (Number.isNaN(period)) {
      throw new Error(`the rehearsal knows schedules such as rate(5 minutes), not ${expression}: teach world.ts`);
    }
    this.clock.at(this.clock.now() + period, () => {
      const detail = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {}, resources: [rule.arn] };
      this.fire(rule, this.stamp(detail, this.clock.now()), this.clock.now());
      this.schedule(rule, expression);
    });
  }

  /** Tells when the function has let messages go. */
  onReleased(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Puts an event on the bus now; the rules that match send it on.
   *
   * @param landedAt when what it tells of happened: by default now
   */
  putEvent(event: NewEvent, landedAt = this.clock.now()): BusEvent {
    const whole = this.stamp(event, landedAt);
    this.route(whole, landedAt);
    return whole;
  }

  private stamp(event: NewEvent, landedAt: number): BusEvent {
    const { account, region } = this.deployment.environment;
    return {
      version: '0',
      id: `00000000-0000-4000-8000-${String(this.events++).padStart(12, '0')}`,
      account,
      region,
      time: `${new Date(landedAt + this.faults.stampSkew()).toISOString().slice(0, 19)}Z`,
      resources: [],
      ...event,
    };
  }

  /** Sends an event to the rules that match it; once more for one that EventBridge delivers twice. */
  route(event: BusEvent, landedAt = Date.parse(event.time)): void {
    const rules = this.deployment.rules.filter(
      (rule) => rule.eventBusName === 'default' && rule.eventPattern !== undefined && matches(rule.eventPattern, event),
    );
    this.occurrences.push({ at: this.clock.now(), what: 'event', event, rules: rules.map((rule) => rule.name) });
    for (const rule of rules) {
      this.fire(rule, event, landedAt);
    }
  }

  private fire(rule: RuleResource, event: BusEvent, landedAt: number): void {
    for (const target of rule.targets) {
      const body = transform({ inputTransformer: target.inputTransformer }, event, rule);
      const message = messageOf(body, event);
      const ifStaleFor = message?.kind === 'landing' ? message.ifStaleFor : undefined;
      for (const dataSetArn of message ? dataSetsOf(message) : []) {
        this.occurrences.push({ at: this.clock.now(), what: 'landed', dataSetArn, landedAt, event, ifStaleFor });
      }
      for (const later of this.faults.deliveries()) {
        this.clock.at(this.clock.now() + later, () => void this.deliver(rule, target, event, body));
      }
    }
  }

  /** EventBridge sends to a queue only what the queue's policy lets this rule send. */
  private async deliver(rule: RuleResource, target: RuleTarget, event: BusEvent, body: string): Promise<void> {
    const queue = this.queueOf(target.arn);
    const allowed = await this.clock.standStill(
      this.queuePolicies.allows(
        {
          principal: 'events.amazonaws.com',
          action: 'sqs:SendMessage',
          resource: target.arn,
          accountId: this.deployment.environment.account,
          context: {
            'aws:SourceArn': rule.arn,
            'aws:SourceAccount': this.deployment.environment.account,
            'aws:SecureTransport': 'true',
          },
        },
        queue.resource.policy,
      ),
    );
    if (allowed) {
      queue.send(body);
    } else if (target.deadLetterArn) {
      this.queueOf(target.deadLetterArn).send(JSON.stringify(event));
    }
  }

  queueOf(arn: string): SqsQueue {
    const queue = this.queues.get(arn);
    if (!queue) {
      throw new Error(`no queue ${arn} in the template: there are ${[...this.queues.keys()].join(', ')}`);
    }
    return queue;
  }

  private queueAt(url: string): SqsQueue {
    const queue = [...this.queues.values()].find(({ resource }) => resource.url === url);
    if (!queue) {
      throw new Error(`no queue with URL ${url} in the template`);
    }
    return queue;
  }
}

/** What a rule has made of an event; nothing of a request that the function will refuse to read. */
function messageOf(body: string, event: BusEvent): Message | undefined {
  try {
    return parse(body);
  } catch (error) {
    if (event['detail-type'] === REQUEST_DETAIL_TYPE) {
      return undefined;
    }
    throw error;
  }
}
