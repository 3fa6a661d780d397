import { Annotations, Lazy, Stack } from 'aws-cdk-lib';
import type { IEventBusRef, IRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ruleArnIn } from '../arn';
import { charactersAtMost } from '../tokens';

/**
 * SQS' limit for a queue's policy.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
const POLICY_BYTES = 8_192;

/** The ARNs' share of it: the rest of the policy has less than a thousand. */
const ARNS_CHARACTERS = 7_000;

/** The longest ARN of a rule on the default bus, whose name has 64 characters, with quotes and comma. */
const ARN_CHARACTERS = 125;

/** The longest name of a bus, and the slash after it. */
const BUS_CHARACTERS = 257;

/** As many rules are named one by one, unless the name of their bus is long. */
const NAMED_RULES = 40;

/**
 * The rules that may send to the queues: exactly these, as long as their ARNs fit into a queue's policy. Beyond
 * that every rule of the bus may, and an info at synthesis says so: the function refuses what is no landing message.
 */
export class Senders {
  private readonly onBus: IRule[] = [];
  private readonly onDefaultBus: IRule[] = [];
  private readonly said = new Set<string>();
  /** The name of a bus that is not the default one. */
  private readonly bus?: string;
  private readonly most: number;

  constructor(
    private readonly scope: Construct,
    eventBus?: IEventBusRef,
  ) {
    const name = eventBus?.eventBusRef.eventBusName;
    // a rule on the default bus has no bus in its ARN, even if the bus is given by name
    this.bus = name === 'default' ? undefined : name;
    const busCharacters = this.bus ? Math.min(charactersAtMost(scope, this.bus) + 1, BUS_CHARACTERS) : 0;
    this.most = Math.min(Math.floor(ARNS_CHARACTERS / (ARN_CHARACTERS + busCharacters)), NAMED_RULES);
  }

  public add(rule: IRule, options: { readonly scheduled: boolean }): void {
    // a rule on a schedule lives on the default bus only
    (this.bus && !options.scheduled ? this.onBus : this.onDefaultBus).push(rule);
    if (this.tooManyOnBus) {
      this.warnWidened('every rule of the event bus');
    }
    if (this.tooManyOnDefaultBus) {
      this.warnWidened('every EventBridge rule of this account and region');
    }
  }

  /** Lets these rules send to a queue, and only those of this account. */
  public sendTo(queue: IQueue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LandingEvents',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': Lazy.list({ produce: () => this.arns() }) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this.scope).account },
        },
      }),
    );
  }

  private get tooManyOnBus(): boolean {
    return this.onBus.length > 0 && this.onBus.length + this.onDefaultBus.length > this.most;
  }

  private get tooManyOnDefaultBus(): boolean {
    return this.onDefaultBus.length > NAMED_RULES;
  }

  private arns(): string[] {
    return [
      ...(this.tooManyOnBus ? [this.everyRule(`${this.bus}/*`)] : arnsOf(this.onBus)),
      ...(this.tooManyOnDefaultBus ? [this.everyRule('*')] : arnsOf(this.onDefaultBus)),
    ];
  }

  private everyRule(resourceName: string): string {
    return ruleArnIn(this.scope, resourceName);
  }

  private warnWidened(senders: string): void {
    if (!this.said.has(senders)) {
      this.said.add(senders);
      Annotations.of(this.scope).addInfoV2(
        'cdk-spice-refresh:queuePolicy',
        `the queues take events from ${senders}, not from the rules of this construct alone: the ARNs of so many do not ` +
          `fit into a queue's policy of ${POLICY_BYTES} bytes; to have each rule named, move some of the data sets to a ` +
          'second SpiceRefresh',
      );
    }
  }
}

function arnsOf(rules: readonly IRule[]): string[] {
  return rules.map(({ ruleArn }) => ruleArn);
}
