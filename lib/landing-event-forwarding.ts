import { Annotations, Duration, Names, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { LandingEvent } from './landing-event';
import { acknowledgeLastQueue } from './private/access/nag-acknowledgements';
import { type BoundLandingEvent, boundLandingEvents } from './private/landing/bound-landing-event';
import { patternParts } from './private/landing/pattern-parts';
import { Senders } from './private/landing/queue-policy';
import { checkBus, checkForwarded, checkQueue, environmentOfBus } from './private/landing/reach';

/** Properties of a `LandingEventForwarding`. */
export interface LandingEventForwardingProps {
  /** What is forwarded, at least one: the same landing events that `addDataSet` is given. None on a schedule. */
  readonly landingEvents: LandingEvent[];

  /**
   * The bus to which the events go: the one that the `SpiceRefresh` has as `eventBus`. In another account or region it
   * needs a physical name, or take `EventBus.fromEventBusArn`. An event bus of another account must accept events of
   * this one: that is added to the policy of a bus that is defined in this app.
   */
  readonly eventBus: events.IEventBus;

  /**
   * The bus from which the events are forwarded, such as a partner event bus. In the account and region of this construct.
   *
   * @default - the account's default bus, to which AWS services send
   */
  readonly sourceBus?: events.IEventBusRef;

  /**
   * Where events go that EventBridge cannot deliver within 24 hours, or at all for want of permission. A queue of the
   * account and region of this construct.
   *
   * @default - a new queue, which keeps them for 14 days
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Forwards landing events from the default bus of this stack's account and region to the bus of a `SpiceRefresh` in
 * another one, or to another bus in the same: AWS services send to the default bus of their own account and region only.
 *
 * A forwarded event costs $1 per million events and keeps its source, detail-type, detail, account and time.
 *
 * @example
 * declare const lakeStack: Stack; // in us-east-1
 * declare const landingBucket: s3.Bucket; // of that stack, with a bucketName
 * declare const dataBus: events.EventBus; // of this stack, with an eventBusName
 *
 * const landing = LandingEvent.objectCreated(landingBucket, { keyPrefix: 'sales/' });
 * new LandingEventForwarding(lakeStack, 'Forwarding', { landingEvents: [landing], eventBus: dataBus });
 *
 * const refresh = new SpiceRefresh(this, 'SpiceRefresh', { eventBus: dataBus });
 * refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn: [landing] });
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class LandingEventForwarding extends Construct {
  /** Dead-letter queue of the rules: events that could not be forwarded. */
  public readonly deadLetterQueue: sqs.IQueue;

  private readonly target: events.IRuleTarget;
  private readonly sourceBus?: events.IEventBusRef;
  private readonly senders: Senders;

  /**
   * @throws if a landing event is on a schedule, or its source is known to be in another account or region than this
   *   construct
   */
  constructor(scope: Construct, id: string, props: LandingEventForwardingProps) {
    super(scope, id);
    const { landingEvents, eventBus, sourceBus } = props;
    if (landingEvents.length === 0) {
      throw new Error(
        `${this.node.path} would forward nothing: landingEvents is empty, give it at least one LandingEvent`,
      );
    }
    if (sourceBus) {
      checkBus('sourceBus', this, sourceBus);
    }
    this.sourceBus = sourceBus;
    if (props.deadLetterQueue) {
      checkQueue('deadLetterQueue', this, props.deadLetterQueue);
    }
    this.deadLetterQueue = props.deadLetterQueue ?? this.newQueue();
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
      description: 'Forwards landing events of SPICE data sets to one event bus, and nothing else',
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] }));
    const deadLetterConfig = { arn: this.deadLetterQueue.queueArn };
    this.target = { bind: () => ({ arn: eventBus.eventBusArn, role, deadLetterConfig }) };
    this.senders = new Senders(this, sourceBus);
    this.senders.sendUndeliveredTo(this.deadLetterQueue);
    for (const landingEvent of boundLandingEvents(this, landingEvents)) {
      this.forward(landingEvent);
    }
    this.letIn(eventBus);
  }

  private forward({ id, config }: BoundLandingEvent): void {
    const { eventPattern, name } = config;
    if (eventPattern === undefined) {
      throw new Error(
        `a landing event on a schedule is not forwarded: got ${name} for ${this.node.path}; give it to addDataSet alone`,
      );
    }
    checkForwarded(this, config);
    for (const [at, part] of patternParts(this, eventPattern, id).entries()) {
      const ruleId = at === 0 ? id : `${id}-Part${at + 1}`;
      const rule = new events.Rule(this, ruleId, {
        description: `Forwards data landing for SPICE data sets (${Stack.of(this).stackName})`,
        eventPattern: part,
        eventBus: this.sourceBus,
        targets: [this.target],
      });
      this.senders.add(rule);
    }
  }

  /** The bus of another account takes no event of this one unless its policy says so. */
  private letIn(eventBus: events.IEventBus): void {
    const { account } = Stack.of(this);
    if (Token.compareStrings(environmentOfBus(eventBus).account, account) !== TokenComparison.DIFFERENT) {
      return;
    }
    const statement = new iam.PolicyStatement({
      sid: Names.uniqueResourceName(this, { maxLength: 64 }),
      principals: [new iam.AccountPrincipal(account)],
      actions: ['events:PutEvents'],
      resources: [eventBus.eventBusArn],
    });
    const added = eventBus instanceof events.EventBus && eventBus.addToResourcePolicy(statement).statementAdded;
    if (!added) {
      Annotations.of(this).addWarningV2(
        'cdk-spice-refresh:eventBusPolicy',
        `the policy of ${eventBus.node.path} cannot be changed from this app, and must let account ${account} put events: ` +
          `add ${JSON.stringify(Stack.of(this).resolve(statement.toStatementJson()))}`,
      );
    }
  }

  private newQueue(): sqs.Queue {
    const queue = new sqs.Queue(this, 'DeadLetterQueue', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
    });
    acknowledgeLastQueue(queue);
    return queue;
  }
}
