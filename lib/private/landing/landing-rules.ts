import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { type EventPattern, type IEventBusRef, Match, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { LandingEventConfig } from '../../landing-event-config';
import { dataSetArnIn } from '../arn';
import {
  type DataSetEntry,
  REQUEST_DETAIL_TYPE,
  REQUEST_LANDING_EVENT,
  type RequestMessage,
  SCHEMA,
  type SweepMessage,
} from '../contract';
import type { BoundLandingEvent } from './bound-landing-event';
import { BusLimits } from './bus-limits';
import { LandingTarget, TEMPLATE_CHARACTERS } from './landing-target';
import { patternParts, rendered } from './pattern-parts';
import { Senders, type SendingRule } from './queue-policy';
import { constantTarget, type TargetQueues } from './queue-target';
import { checkBus, checkReach, warnOfBus } from './reach';
import { RequestTarget } from './request-target';

/** EventBridge's limit for the targets of a rule. */
const TARGETS_PER_RULE = 5;

export interface LandingRulesProps extends TargetQueues {
  readonly eventBus?: IEventBusRef;
}

/**
 * The EventBridge rules: one for each distinct landing event, whatever the number of data sets that wait for
 * it. The data sets of a rule are shared out over its targets, and over further rules for the same event,
 * by EventBridge's limits.
 */
export class LandingRules extends Construct {
  private readonly senders: Senders;
  private readonly defaultBus: BusLimits;
  private readonly bus: BusLimits;
  /** By landing event: its pattern, shared out over as many as EventBridge needs. */
  private readonly parts = new Map<string, readonly EventPattern[]>();
  /** By landing event: the last of its rules and of that rule's targets, which may have room for more. */
  private readonly open = new Map<string, { rule: Rule; rules: number; targets: number; target: LandingTarget }>();

  constructor(
    private readonly scope: Construct,
    id: string,
    private readonly props: LandingRulesProps,
  ) {
    super(scope, id);
    if (props.eventBus) {
      checkBus('eventBus', scope, props.eventBus);
    }
    this.senders = new Senders(scope, props.eventBus);
    this.senders.sendTo(props.queue);
    this.senders.sendUndeliveredTo(props.undeliveredQueue);
    this.defaultBus = new BusLimits(scope, 'the default bus');
    this.bus = props.eventBus ? new BusLimits(scope, 'the bus given as eventBus') : this.defaultBus;
  }

  /** The rules, that for the sweep first. */
  public get rules(): SendingRule[] {
    return this.senders.rules;
  }

  /** Sends a landing event to a data set. With `ifStaleFor` (seconds) it counts only if the data set is staler than that. */
  public add({ id, config }: BoundLandingEvent, entry: DataSetEntry, ifStaleFor?: number): void {
    const key = ifStaleFor === undefined ? id : `${id}-IfStaleFor${ifStaleFor}`;
    const { eventPattern } = config;
    if (eventPattern === undefined) {
      this.addTo(key, config, id, entry, ifStaleFor);
      return;
    }
    if (!this.props.eventBus) {
      checkReach(this.scope, config);
    }
    warnOfBus(this.scope, config, this.props.eventBus);
    const parts = this.parts.get(id) ?? patternParts(this, eventPattern, id);
    this.parts.set(id, parts);
    for (const [at, part] of parts.entries()) {
      this.addTo(at === 0 ? key : `${key}-Part${at + 1}`, { ...config, eventPattern: part }, id, entry, ifStaleFor);
    }
  }

  private addTo(
    key: string,
    config: LandingEventConfig,
    landingEvent: string,
    entry: DataSetEntry,
    ifStaleFor?: number,
  ): void {
    const open = this.open.get(key);
    if (open?.target.add(entry)) {
      return;
    }
    const target = this.newTarget(landingEvent, config.ignoreKeys, ifStaleFor);
    if (!target.add(entry)) {
      throw new Error(
        `the settings of one data set do not fit into an input template of ${TEMPLATE_CHARACTERS} characters: ${key}`,
      );
    }
    if (open && open.targets < TARGETS_PER_RULE) {
      open.rule.addTarget(target);
      this.open.set(key, { ...open, targets: open.targets + 1, target });
    } else {
      const rules = (open?.rules ?? 0) + 1;
      const rule = this.newRule(rules === 1 ? key : `${key}-${rules}`, config);
      rule.addTarget(target);
      this.open.set(key, { rule, rules, targets: 1, target });
    }
  }

  /** Sends requests by name to the function: those of this account, for data sets of this account and region. */
  public acceptRequests(served: Pick<RequestMessage, 'settings' | 'maxPerDay'>, sources?: readonly string[]): void {
    const stack = Stack.of(this);
    const eventPattern: EventPattern = {
      ...(sources && { source: [...sources] }),
      account: [stack.account],
      detailType: [REQUEST_DETAIL_TYPE],
      detail: { dataSetId: Match.exists() },
    };
    const arnPrefix = dataSetArnIn(this, '');
    const message = { schema: SCHEMA, kind: 'request', arnPrefix, ...served } as const;
    this.newRule('Requests', { name: REQUEST_LANDING_EVENT, eventPattern }).addTarget(
      new RequestTarget(this.props, message),
    );
  }

  /** Sends the function through its ledger once an hour, for rows whose messages were lost. */
  public sweep(): Rule {
    const rule = new Rule(this.scope, 'Sweep', {
      description: `Looks for lost wake-ups of SPICE data sets (${Stack.of(this).stackName})`,
      schedule: Schedule.rate(Duration.hours(1)),
    });
    this.senders.addSweep(rule);
    this.defaultBus.add(undefined);
    const message: SweepMessage = { schema: SCHEMA, kind: 'sweep' };
    rule.addTarget({ bind: () => constantTarget(this.props, message) });
    return rule;
  }

  private newTarget(landingEvent: string, ignoreKeys?: readonly string[], ifStaleFor?: number): LandingTarget {
    const { queue, undeliveredQueue } = this.props;
    const message = {
      schema: SCHEMA,
      kind: 'landing',
      landingEvent,
      ...(ifStaleFor !== undefined && { ifStaleFor }),
    } as const;
    return new LandingTarget(this, { queue, undeliveredQueue, message, ignoreKeys });
  }

  private newRule(id: string, { eventPattern, schedule }: LandingEventConfig): Rule {
    const rule = new Rule(this, id, {
      description: `Data landing for SPICE data sets (${Stack.of(this).stackName})`,
      schedule,
      eventPattern,
      // a rule on a schedule lives on the default bus only
      eventBus: schedule ? undefined : this.props.eventBus,
    });
    this.senders.add(rule, { scheduled: schedule !== undefined });
    (schedule ? this.defaultBus : this.bus).add(eventPattern && rendered(this, eventPattern));
    if (this.props.eventBus && eventPattern?.source?.some((source) => String(source).startsWith('aws.'))) {
      Annotations.of(rule).addInfoV2(
        'cdk-spice-refresh:eventBus',
        `events of ${eventPattern.source.join(', ')} arrive on the default bus only: this rule sees none of them unless ` +
          'another one forwards them to the bus given as eventBus',
      );
    }
    return rule;
  }
}
