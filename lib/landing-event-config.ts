import type { ResourceEnvironment } from 'aws-cdk-lib';
import type { EventPattern, Schedule } from 'aws-cdk-lib/aws-events';

/** What a landing event is on a bus: exactly one of `eventPattern` and `schedule`. */
export interface LandingEventConfig {
  /**
   * What kind of landing this is, such as `ObjectCreated`: a letter and up to 99 letters and digits. Part of the
   * rule's construct id and of the messages.
   */
  readonly name: string;

  /**
   * The events that count.
   *
   * @default - none: `schedule` says when
   */
  readonly eventPattern?: EventPattern;

  /**
   * Of the events that match, those of S3 objects that do not count all the same: whose `$.detail.object.key` is like
   * one of these wildcards, in which `*` is any run of characters. The function leaves them out, so each costs a message.
   *
   * @default - every event that matches counts
   */
  readonly ignoreKeys?: string[];

  /**
   * The account and region of what sends the events: a rule elsewhere never sees them, so that synthesis fails unless
   * they are forwarded. A `SpiceRefresh` with an `eventBus` is taken for one to which they are.
   *
   * @default - not known: not checked
   */
  readonly sourceEnv?: ResourceEnvironment;

  /**
   * ARN of the bus on which the events are put: synthesis warns where the rule is on another one.
   *
   * @default - not known: not checked
   */
  readonly sourceBusArn?: string;

  /**
   * The times that count.
   *
   * @default - none: `eventPattern` says what
   */
  readonly schedule?: Schedule;
}
