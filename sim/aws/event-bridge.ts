import { dataSetsOf } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import { type Message, REQUEST_DETAIL_TYPE, type RefreshSettings } from '../../lib/private/contract';
import { busName, type Deployment } from '../template/deployment';
import type { RuleResource, RuleTarget } from '../template/resources';
import { matches } from './event-pattern/event-pattern';
import { Policies } from './iam';
import { transform } from './input-transformer';
import { periodOf } from './schedule';
import type { QueueModel } from './sqs';
import type { VirtualClock } from './virtual-clock';

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

/** An event as its sender gives it; the bus adds the rest. */
export type NewEvent = Pick<BusEvent, 'source' | 'detail-type' | 'detail'> &
  Partial<Pick<BusEvent, 'resources' | 'account'>>;

/** The bus that AWS services send to. */
export const DEFAULT_BUS = 'default';

/** What EventBridge does with an event. */
export type BusOccurrence = { readonly at: number } & (
  | { readonly what: 'event'; readonly event: BusEvent; readonly rules: readonly string[] }
  | {
      readonly what: 'landed';
      readonly dataSetArn: string;
      readonly landedAt: number;
      readonly event: BusEvent;
      /** A safety net's tick: a landing only for a data set that is staler than this many seconds. */
      readonly ifStaleFor?: number;
      /** What the message says of the data set. */
      readonly settings?: RefreshSettings;
    }
);

/** What EventBridge stands in. */
export interface EventBridgeSurroundings {
  readonly deployment: Deployment;
  readonly clock: VirtualClock;
  queueOf(arn: string): QueueModel;
  record(occurrence: BusOccurrence): void;
  /** A rule could not deliver an event: what its dead-letter queue refuses, too, is gone. */
  failed(rule: RuleResource): void;
  /** How far the clock is off that stamps an event, in milliseconds. */
  stampSkew(): number;
  /** How often, and how many milliseconds late, what was sent once arrives. */
  deliveries(): readonly number[];
}

/** EventBridge: the buses, and the template's rules on them, which send events on to queues and to other buses. */
export class EventBridge {
  /** What was decided, by the policy that decided it. */
  private readonly decided = new Map<unknown, Policies>();
  private events = 0;
  private rules: readonly RuleResource[];

  constructor(private readonly surroundings: EventBridgeSurroundings) {
    this.rules = surroundings.deployment.rules;
    for (const rule of this.rules) {
      if (rule.scheduleExpression) {
        this.schedule(rule, rule.scheduleExpression);
      }
    }
  }

  /** From now on the rules are these; those on a schedule keep it, and one that is not there does not tick. */
  deploy(rules: readonly RuleResource[]): void {
    this.rules = rules;
  }

  /** Makes an event of an entry that is put. */
  stamp(event: NewEvent, landedAt: number): BusEvent {
    const { account, region } = this.surroundings.deployment.environment;
    return {
      version: '0',
      id: `00000000-0000-4000-8000-${String(this.events++).padStart(12, '0')}`,
      account,
      region,
      time: `${new Date(landedAt + this.surroundings.stampSkew()).toISOString().slice(0, 19)}Z`,
      resources: [],
      ...event,
    };
  }

  /** Sends an event to the rules of a bus that match it. */
  route(event: BusEvent, landedAt: number, bus: string, forwarded = false): void {
    const { clock } = this.surroundings;
    const rules = this.rules.filter(
      ({ eventBusName, eventPattern }) =>
        eventBusName === bus && eventPattern !== undefined && matches(eventPattern, event),
    );
    this.surroundings.record({ at: clock.now(), what: 'event', event, rules: rules.map(({ name }) => name) });
    for (const rule of rules) {
      this.fire(rule, event, landedAt, forwarded);
    }
  }

  /** A rule on a schedule sends an event of its own, again and again. */
  private schedule(rule: RuleResource, expression: string): void {
    const { clock } = this.surroundings;
    const period = periodOf(expression);
    clock.at(clock.now() + period, () => {
      const detail = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {}, resources: [rule.arn] };
      const current = this.rules.find(({ arn }) => arn === rule.arn);
      if (current) {
        this.fire(current, this.stamp(detail, clock.now()), clock.now());
      }
      this.schedule(rule, expression);
    });
  }

  private fire(rule: RuleResource, event: BusEvent, landedAt: number, forwarded = false): void {
    for (const target of rule.targets) {
      if (!isBus(target.arn)) {
        this.land(rule, target, event, landedAt);
      } else if (!forwarded) {
        this.forward(target, event, landedAt);
      }
    }
  }

  /**
   * On another bus the event is the same, and stays there: an event that was forwarded is not sent on to a third bus.
   * What goes to another account or region is out of sight.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
   */
  private forward(target: RuleTarget, event: BusEvent, landedAt: number): void {
    const { account, region } = this.surroundings.deployment.environment;
    const [, , , toRegion, toAccount] = target.arn.split(':');
    if (toAccount === account && toRegion === region) {
      this.route(event, landedAt, busName(target.arn), true);
    }
  }

  private land(rule: RuleResource, target: RuleTarget, event: BusEvent, landedAt: number): void {
    const { clock } = this.surroundings;
    const body = transform({ input: target.input, inputTransformer: target.inputTransformer }, event, rule);
    const message = messageOf(body, event);
    const ifStaleFor = message?.kind === 'landing' ? message.ifStaleFor : undefined;
    for (const dataSetArn of message ? dataSetsOf(message) : []) {
      const settings =
        message?.kind === 'landing' ? message.dataSets.find(({ arn }) => arn === dataSetArn)?.settings : undefined;
      this.surroundings.record({ at: clock.now(), what: 'landed', dataSetArn, landedAt, event, ifStaleFor, settings });
    }
    for (const later of this.surroundings.deliveries()) {
      clock.at(clock.now() + later, () => void this.deliver(rule, target, event, body));
    }
  }

  private async deliver(rule: RuleResource, target: RuleTarget, event: BusEvent, body: string): Promise<void> {
    if (await this.maySend(rule, target.arn)) {
      this.surroundings.queueOf(target.arn).send(body);
      return;
    }
    this.surroundings.failed(rule);
    if (target.deadLetterArn && (await this.maySend(rule, target.deadLetterArn))) {
      this.surroundings.queueOf(target.deadLetterArn).send(JSON.stringify(event));
    }
  }

  /** EventBridge sends to a queue only what the queue's policy lets this rule send. */
  private maySend(rule: RuleResource, queueArn: string): Promise<boolean> {
    const { clock, deployment } = this.surroundings;
    const { account } = deployment.environment;
    const { policy } = this.surroundings.queueOf(queueArn).resource;
    const policies = this.decided.get(policy) ?? new Policies();
    this.decided.set(policy, policies);
    return clock.standStill(
      policies.allows(
        {
          principal: 'events.amazonaws.com',
          action: 'sqs:SendMessage',
          resource: queueArn,
          accountId: account,
          context: { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': account, 'aws:SecureTransport': 'true' },
        },
        policy,
      ),
    );
  }
}

export function isBus(arn: string): boolean {
  return arn.split(':')[2] === 'events';
}

/** What a rule has made of an event; nothing of a request that the function will refuse to read. */
export function messageOf(body: string, event: BusEvent): Message | undefined {
  try {
    return parse(body);
  } catch (error) {
    if (event['detail-type'] === REQUEST_DETAIL_TYPE) {
      return undefined;
    }
    throw error;
  }
}
