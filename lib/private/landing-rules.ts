import { createHash } from 'node:crypto';
import { Lazy, Stack } from 'aws-cdk-lib';
import {
  type EventPattern,
  type IEventBusRef,
  type IRuleTarget,
  Rule,
  RuleTargetInput,
  type RuleTargetInputProperties,
  type Schedule,
} from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LandingEventConfig } from '../landing-event';
import { type DataSetEntry, type LandingMessage, SCHEMA } from './contract';

/** EventBridge's limits: targets of a rule, characters of an input template, of an event pattern. */
const TARGETS_PER_RULE = 5;
const TEMPLATE_CHARACTERS = 8_192;
const PATTERN_CHARACTERS = 2_048;

/** What a token may become at deployment: longer than any ARN of a data set with an id of a hundred characters. */
const TOKEN_CHARACTERS = 200;

/** EventBridge's own maximum: undelivered events are tried for a day, then kept in the queue for undelivered events. */
const RETRY_POLICY = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

export interface LandingRulesProps {
  readonly queue: IQueue;
  readonly undeliveredQueue: IQueue;
  readonly eventBus?: IEventBusRef;
}

/** A landing event as it stands on the bus, and its name in messages and settings. */
export interface BoundLandingEvent {
  readonly id: string;
  readonly config: LandingEventConfig;
}

/**
 * The EventBridge rules: one for each distinct landing event, whatever the number of data sets that wait for
 * it. The data sets of a rule are shared out over its targets, and over further rules for the same event,
 * by EventBridge's limits.
 */
export class LandingRules extends Construct {
  private readonly rules: Rule[] = [];
  /** By landing event: the last of its rules and of that rule's targets, which may have room for more. */
  private readonly open = new Map<string, { rule: Rule; rules: number; targets: number; target: LandingTarget }>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LandingRulesProps,
  ) {
    super(scope, id);
    for (const queue of [props.queue, props.undeliveredQueue]) {
      queue.addToResourcePolicy(this.sendStatement(queue));
    }
  }

  /** Names a landing event by what it matches: the same event has the same name, in every data set and deployment. */
  public bound(config: LandingEventConfig): BoundLandingEvent {
    const matched = Stack.of(this).resolve(config.schedule ? config.schedule.expressionString : config.eventPattern);
    const hash = createHash('sha256').update(JSON.stringify(matched)).digest('hex').slice(0, 8);
    return { id: `${config.name}-${hash}`, config };
  }

  /** Sends a landing event to a data set. With `ifStaleFor` (seconds) it counts only if the data set is staler than that. */
  public add({ id, config }: BoundLandingEvent, entry: DataSetEntry, ifStaleFor?: number): void {
    const key = ifStaleFor === undefined ? id : `${id}-IfStaleFor${ifStaleFor}`;
    const open = this.open.get(key);
    if (open?.target.add(entry)) {
      return;
    }
    const template = {
      schema: SCHEMA,
      kind: 'landing',
      landingEvent: id,
      ...(ifStaleFor !== undefined && { ifStaleFor }),
    } as const;
    const target = new LandingTarget(this, this.props, template);
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
      const rule = this.addRule(rules === 1 ? key : `${key}-${rules}`, config);
      rule.addTarget(target);
      this.open.set(key, { rule, rules, targets: 1, target });
    }
  }

  private addRule(id: string, { eventPattern, schedule }: LandingEventConfig): Rule {
    if ((eventPattern === undefined) === (schedule === undefined)) {
      throw new Error(
        `a landing event needs either an event pattern or a schedule: ${id} has ${eventPattern ? 'both' : 'neither'}`,
      );
    }
    const rule = new Rule(this, id, {
      description: `Data landing for SPICE data sets (${Stack.of(this).stackName})`,
      ...(schedule
        ? { schedule: schedule as Schedule }
        : { eventPattern: this.checked(eventPattern as EventPattern, id) }),
      // a rule on a schedule lives on the default bus only
      ...(schedule ? {} : { eventBus: this.props.eventBus }),
    });
    this.rules.push(rule);
    return rule;
  }

  private checked(eventPattern: EventPattern, id: string): EventPattern {
    const characters = JSON.stringify(Stack.of(this).resolve(eventPattern)).length;
    if (characters > PATTERN_CHARACTERS) {
      throw new Error(
        `an event pattern has at most ${PATTERN_CHARACTERS} characters: that of ${id} has ${characters}; split it into several`,
      );
    }
    return eventPattern;
  }

  /** Only these rules, and only of this account, may send. */
  private sendStatement(queue: IQueue): PolicyStatement {
    return new PolicyStatement({
      sid: 'LandingEvents',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: { 'aws:SourceArn': Lazy.list({ produce: () => this.rules.map((rule) => rule.ruleArn) }) },
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      },
    });
  }
}

type Template = Omit<LandingMessage, 'time' | 'dataSets'>;

/** The queue as target of a rule: its input transformer makes the landing message. */
class LandingTarget implements IRuleTarget {
  private readonly entries: DataSetEntry[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly props: LandingRulesProps,
    private readonly template: Template,
  ) {}

  /** Whether there was room for it. */
  public add(entry: DataSetEntry): boolean {
    if (charactersAtMost(this.scope, this.inputTemplate([...this.entries, entry])) > TEMPLATE_CHARACTERS) {
      return false;
    }
    this.entries.push(entry);
    return true;
  }

  public bind(): ReturnType<IRuleTarget['bind']> {
    return {
      arn: this.props.queue.queueArn,
      deadLetterConfig: { arn: this.props.undeliveredQueue.queueArn },
      retryPolicy: RETRY_POLICY,
      input: new LandingInput(Lazy.uncachedString({ produce: () => this.inputTemplate(this.entries) })),
      targetResource: this.props.queue,
    };
  }

  /** `<time>` stands outside quotes: the transformer puts them around a string itself. */
  private inputTemplate(dataSets: readonly DataSetEntry[]): string {
    const { schema, kind, ...rest } = this.template;
    const head = JSON.stringify({ schema, kind, ...rest }).slice(0, -1);
    return `${head},"time":<time>,"dataSets":${JSON.stringify(dataSets)}}`;
  }
}

class LandingInput extends RuleTargetInput {
  constructor(private readonly inputTemplate: string) {
    super();
  }

  public override bind(): RuleTargetInputProperties {
    return { inputTemplate: this.inputTemplate, inputPathsMap: { time: '$.time' } };
  }
}

/** How long a string with tokens may become. */
function charactersAtMost(scope: Construct, value: string): number {
  const resolved: unknown = Stack.of(scope).resolve(value);
  if (typeof resolved === 'string') {
    return resolved.length;
  }
  const parts = (resolved as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [];
  return parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : TOKEN_CHARACTERS), 0);
}
