import { randomUUID } from 'node:crypto';
import { dataSetsOf } from '../../lambda/message/inbox';
import { type BusEvent, DEFAULT_BUS, isBus, messageOf, type NewEvent } from '../../sim/aws/event-bridge';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { transform } from '../../sim/aws/input-transformer';
import { periodOf } from '../../sim/aws/schedule';
import { type Deployment, lastPart } from '../../sim/template/deployment';
import type { RuleResource, RuleTarget } from '../../sim/template/resources';
import type { Occurrence } from '../../sim/world/occurrence';
import type { LocalClock } from '../accelerated-clock';
import { Outbox } from './delivery';
import { FaultyProxy, type HttpAnswer, type HttpRequest } from './faulty-proxy';
import type { SqsServer } from './sqs-server';

const MAX_ENTRIES = 10;

/** An entry of `PutEvents`. */
interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: string[];
  readonly EventBusName?: string;
  /** Epoch seconds. */
  readonly Time?: number;
}

/**
 * EventBridge: takes events by `PutEvents`, and sends each to the queues of the rules that match it, as the template
 * has them. What a queue does not take is sent again until it does.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export class EventBusServer {
  readonly proxy: FaultyProxy;
  private readonly outboxes = new Map<string, Outbox>();
  private readonly stopped: (() => void)[] = [];

  constructor(
    private readonly deployment: Deployment,
    private readonly sqs: SqsServer,
    private readonly clock: LocalClock,
    private readonly occurrences: Occurrence[],
  ) {
    this.proxy = new FaultyProxy(clock, async (request) => this.answer(request));
    for (const rule of deployment.rules) {
      if (rule.scheduleExpression) {
        this.schedule(rule, rule.scheduleExpression);
      }
    }
  }

  /** Puts an event on the default bus now. */
  put(event: NewEvent): BusEvent {
    const landedAt = this.clock.now();
    const whole = this.stamp(event, landedAt);
    this.route(whole, DEFAULT_BUS, landedAt);
    return whole;
  }

  /** Sends an event to the rules that match it; once more is what EventBridge does at times. */
  route(event: BusEvent, busName = DEFAULT_BUS, landedAt = Date.parse(event.time)): void {
    const rules = this.deployment.rules.filter(
      ({ eventBusName, eventPattern }) =>
        eventBusName === busName && eventPattern !== undefined && matches(eventPattern, event),
    );
    this.occurrences.push({ at: this.clock.now(), what: 'event', event, rules: rules.map(({ name }) => name) });
    for (const rule of rules) {
      this.fire(rule, event, landedAt);
    }
  }

  private fire(rule: RuleResource, event: BusEvent, landedAt: number): void {
    for (const target of rule.targets) {
      if (isBus(target.arn)) {
        this.route(event, lastPart(target.arn), landedAt);
        continue;
      }
      const body = transform({ input: target.input, inputTransformer: target.inputTransformer }, event, rule);
      const message = messageOf(body, event);
      const ifStaleFor = message?.kind === 'landing' ? message.ifStaleFor : undefined;
      for (const dataSetArn of message ? dataSetsOf(message) : []) {
        this.occurrences.push({ at: this.clock.now(), what: 'landed', dataSetArn, landedAt, event, ifStaleFor });
      }
      this.outboxOf(target).add(body);
    }
  }

  private outboxOf({ arn }: RuleTarget): Outbox {
    let outbox = this.outboxes.get(arn);
    if (!outbox) {
      outbox = new Outbox(this.clock, (bodies) => this.sqs.send(arn, bodies));
      this.outboxes.set(arn, outbox);
    }
    return outbox;
  }

  private stamp(event: NewEvent, at: number): BusEvent {
    const { account, region } = this.deployment.environment;
    const time = `${new Date(at).toISOString().slice(0, 19)}Z`;
    return { version: '0', id: randomUUID(), account, region, time, resources: [], ...event };
  }

  private schedule(rule: RuleResource, expression: string): void {
    const period = periodOf(expression);
    this.stopped.push(
      this.clock.after(period, () => {
        const tick = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {}, resources: [rule.arn] };
        this.fire(rule, this.stamp(tick, this.clock.now()), this.clock.now());
        this.schedule(rule, expression);
      }),
    );
  }

  private answer({ headers, body }: HttpRequest): HttpAnswer {
    const { Entries = [] } = JSON.parse(body.toString()) as { Entries?: Entry[] };
    if (headers['x-amz-target'] !== 'AWSEvents.PutEvents' || Entries.length === 0 || Entries.length > MAX_ENTRIES) {
      return json(400, {
        __type: 'ValidationException',
        message: `expected PutEvents with 1 to ${MAX_ENTRIES} entries`,
      });
    }
    const results = Entries.map((entry) => this.take(entry));
    return json(200, { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results });
  }

  private take({ Source, DetailType, Detail = '', Resources = [], EventBusName = DEFAULT_BUS, Time }: Entry): object {
    if (!Source || !DetailType) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameters Source and DetailType are required.' };
    }
    let detail: unknown;
    try {
      detail = JSON.parse(Detail);
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    const event = { source: Source, 'detail-type': DetailType, detail, resources: Resources };
    const stamped = this.stamp(event, Time === undefined ? this.clock.now() : Time * 1_000);
    this.route(stamped, lastPart(EventBusName));
    return { EventId: stamped.id };
  }

  async stop(): Promise<void> {
    for (const stop of this.stopped) {
      stop();
    }
    for (const outbox of this.outboxes.values()) {
      outbox.stop();
    }
    await this.proxy.pullOut();
  }
}

function json(status: number, body: object): HttpAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}
