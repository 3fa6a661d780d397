import { Annotations, Lazy, Stack } from 'aws-cdk-lib';
import type { IEventBusRef, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IDependable } from 'constructs';
import { ruleArnIn } from '../arn';
import { charactersAtMost } from '../tokens';
import { finalRuleName, nameRule, stackRulesArn } from './rule-name';

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

/** A rule as CloudWatch knows it. */
export interface SendingRule {
  readonly name: string;
  /** The name of its bus, if that is not the default one. */
  readonly bus: string | undefined;
}

interface Sender extends SendingRule {
  readonly rule: Rule;
  /** The name that was given here. */
  readonly name: string;
}

/**
 * The rules that may send to the queues. They are named by their names, not by references, and come after the policies: a
 * new rule finds both queues open from its first event on, and none is deleted after them.
 */
export class Senders {
  private readonly senders: Sender[] = [];
  /** The policies that let them send: they come before the rules. */
  private readonly policies: IDependable[] = [];
  /** There is one in any case: it takes no place from the others. */
  private sweep?: Sender;
  /** Whether a queue takes events from these rules alone. */
  private named = false;
  private widened = false;
  /** The name of a bus that is not the default one. */
  private readonly bus?: string;
  private readonly mostOnBus: number;

  constructor(
    private readonly scope: Construct,
    eventBus?: IEventBusRef,
  ) {
    const name = eventBus?.eventBusRef.eventBusName;
    // a rule on the default bus has no bus in its ARN, even if the bus is given by name
    this.bus = name === 'default' ? undefined : name;
    const busCharacters = this.bus ? Math.min(charactersAtMost(scope, this.bus) + 1, BUS_CHARACTERS) : 0;
    this.mostOnBus = Math.min(Math.floor(ARNS_CHARACTERS / (ARN_CHARACTERS + busCharacters)), NAMED_RULES);
  }

  /** Names the rule. To be called after the queues are given. */
  public add(rule: Rule, options: { readonly scheduled: boolean } = { scheduled: false }): void {
    // a rule on a schedule lives on the default bus only
    this.senders.push({ rule, name: nameRule(rule), bus: options.scheduled ? undefined : this.bus });
    rule.node.addDependency(...this.policies);
    if (this.named && !this.widened && this.areTooMany) {
      this.widened = true;
      Annotations.of(this.scope).addInfoV2(
        'cdk-spice-refresh:queuePolicy',
        "the queue takes events from every rule whose name ends with this stack's UUID, not from the rules of this " +
          `construct alone: the ARNs of so many do not fit into a queue's policy of ${POLICY_BYTES} bytes; to have each ` +
          'rule named, move some of the data sets to a second SpiceRefresh',
      );
    }
  }

  /** The rule for the sweep may send, too. */
  public addSweep(rule: Rule): void {
    this.sweep = { rule, name: nameRule(rule), bus: undefined };
    rule.node.addDependency(...this.policies);
  }

  /** Lets these rules send to a queue, and no others, as long as their ARNs fit into its policy. */
  public sendTo(queue: IQueue): void {
    this.named = true;
    this.allowRules(queue, () => (this.areTooMany ? this.stackArns() : this.all.map((sender) => this.arnOf(sender))));
  }

  /**
   * Lets all rules of this stack send to the queue for undelivered events: a policy that is the same whatever rules there
   * are is in effect when a new one sends, while SQS may take a minute for one that has changed.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
   */
  public sendUndeliveredTo(queue: IQueue): void {
    this.allowRules(queue, () => this.stackArns());
  }

  /** By the names that they have when this is asked. */
  public get rules(): SendingRule[] {
    return this.all.map((sender) => ({ name: finalNameOf(sender), bus: sender.bus }));
  }

  private get all(): Sender[] {
    return [...(this.sweep ? [this.sweep] : []), ...this.senders];
  }

  private get areTooMany(): boolean {
    const most = this.senders.some(({ bus }) => bus !== undefined) ? this.mostOnBus : NAMED_RULES;
    return this.senders.length > most;
  }

  /** Rules that something else has named are named one by one. */
  private stackArns(): string[] {
    const others = this.all.filter(({ rule, name }) => finalRuleName(rule) !== name);
    return [stackRulesArn(this.scope), ...others.map((sender) => this.arnOf(sender))];
  }

  private arnOf(sender: Sender): string {
    const name = finalNameOf(sender);
    return ruleArnIn(this.scope, sender.bus === undefined ? name : `${sender.bus}/${name}`);
  }

  private allowRules(queue: IQueue, arns: () => string[]): void {
    const statement = new PolicyStatement({
      sid: 'LandingEvents',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnLike: { 'aws:SourceArn': Lazy.list({ produce: arns }) },
        StringEquals: { 'aws:SourceAccount': Stack.of(this.scope).account },
      },
    });
    const { policyDependable } = queue.addToResourcePolicy(statement);
    if (policyDependable) {
      this.policies.push(policyDependable);
    }
  }
}

const finalNameOf = ({ rule, name }: Sender): string => finalRuleName(rule) ?? name;
