import { Annotations, Fn, Lazy, Stack } from 'aws-cdk-lib';
import type { CfnRule, IEventBusRef, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
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

/** CloudFormation cuts names of rules to 64 characters, and leaves of the logical id far more than this. */
const LOGICAL_ID_CHARACTERS = 7;

/**
 * The rules that may send to the queues: exactly these, as long as their ARNs fit into a queue's policy. Beyond that the
 * rules whose names begin as theirs do, with the name of their stack, and an info at synthesis says so.
 */
export class Senders {
  private readonly onBus: Rule[] = [];
  private readonly onDefaultBus: Rule[] = [];
  /** There is one in any case: it takes no place from the others. */
  private sweep?: Rule;
  private widened = false;
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

  public add(rule: Rule, options: { readonly scheduled: boolean }): void {
    // a rule on a schedule lives on the default bus only
    (this.bus && !options.scheduled ? this.onBus : this.onDefaultBus).push(rule);
    if (!this.widened && (this.tooManyOnBus || this.tooManyOnDefaultBus)) {
      this.widened = true;
      Annotations.of(this.scope).addInfoV2(
        'cdk-spice-refresh:queuePolicy',
        "the queues take events from every rule whose name begins with this stack's name, not from the rules of this " +
          `construct alone: the ARNs of so many do not fit into a queue's policy of ${POLICY_BYTES} bytes; to have each ` +
          'rule named, move some of the data sets to a second SpiceRefresh',
      );
    }
  }

  /** The rule for the sweep may send, too. */
  public addSweep(rule: Rule): void {
    this.sweep = rule;
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
      ...arnsOf(this.sweep ? [this.sweep] : []),
      ...(this.tooManyOnBus ? stackArnsOf(this.onBus) : arnsOf(this.onBus)),
      ...(this.tooManyOnDefaultBus ? stackArnsOf(this.onDefaultBus) : arnsOf(this.onDefaultBus)),
    ];
  }
}

function arnsOf(rules: readonly Rule[]): string[] {
  return rules.map(({ ruleArn }) => ruleArn);
}

/**
 * One pattern for all rules that CloudFormation names: `STACK-LOGICAL_ID-SUFFIX`. Where that is too long it cuts the
 * stack's name, too, by a rule that AWS does not document; and a template may be deployed under another name than the one
 * it was synthesized with. So the name is taken at deployment from the rule with the longest logical id, which leaves the
 * stack's name the least room: what is left of it, all names begin with. Rules that are named otherwise are named here.
 */
function stackArnsOf(rules: readonly Rule[]): string[] {
  const beginnings = rules
    .filter((rule) => !isNamed(rule))
    .map((rule) => logicalIdOf(rule).slice(0, LOGICAL_ID_CHARACTERS));
  const begin = mostFrequent(beginnings);
  const [alike, others] = [true, false].map((is) =>
    rules.filter((rule) => (!isNamed(rule) && begin !== undefined && logicalIdOf(rule).startsWith(begin)) === is),
  ) as [Rule[], Rule[]];
  const [longest] = [...alike].sort((a, b) => logicalIdOf(b).length - logicalIdOf(a).length);
  return [...(longest ? [`${Fn.select(0, Fn.split(`-${begin}`, longest.ruleArn))}*`] : []), ...arnsOf(others)];
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Whether it is named by anything but CloudFormation, such as an aspect. */
function isNamed(rule: Rule): boolean {
  return Stack.of(rule).resolve(cfnRuleOf(rule).name) !== undefined;
}

function logicalIdOf(rule: Rule): string {
  return Stack.of(rule).resolve(cfnRuleOf(rule).logicalId);
}

function cfnRuleOf(rule: Rule): CfnRule {
  return rule.node.defaultChild as CfnRule;
}
