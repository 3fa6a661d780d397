import { Annotations, type ResourceEnvironment, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { LandingEventConfig } from '../../landing-event-config';
import { eventBusArnIn } from '../arn';
import { identity } from '../tokens';
import { environmentOf } from './source-environment';

const DOCS = 'docs/landing-events.md, "Another region or account"';

/**
 * Events stay on the default bus of the account and region of their source, and a rule sees those of its own bus only.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export function checkReach(scope: Construct, { name, sourceEnv }: LandingEventConfig): void {
  const here = Stack.of(scope).env;
  if (sourceEnv && isElsewhere(sourceEnv, here)) {
    throw new Error(
      `${name} waits for events of ${described(sourceEnv)}, which never reach ${scope.node.path} in ${described(here)}: ` +
        'create a SpiceRefresh there, which may refresh data sets of any region, or forward the events by a ' +
        `LandingEventForwarding to a bus here and pass that as eventBus (${DOCS})`,
    );
  }
}

/** What is put on another bus may be forwarded to this one, and then all is well. */
export function warnOfBus(scope: Construct, { name, sourceBusArn }: LandingEventConfig, eventBus?: IEventBusRef): void {
  const busArn = eventBus?.eventBusRef.eventBusArn ?? eventBusArnIn(scope, 'default');
  if (sourceBusArn !== undefined && identity(scope, sourceBusArn) !== identity(scope, busArn)) {
    Annotations.of(scope).addWarningV2(
      'cdk-spice-refresh:sourceBus',
      `${name} waits for events on ${eventBus ? 'the bus given as eventBus' : 'the default bus'}, and they are put on ` +
        'another one: give both SpiceRefresh the same eventBus, or forward them by a LandingEventForwarding with sourceBus',
    );
  }
}

/** Events are forwarded from where they are. */
export function checkForwarded(scope: Construct, { name, sourceEnv }: LandingEventConfig): void {
  const here = Stack.of(scope).env;
  if (sourceEnv && isElsewhere(sourceEnv, here)) {
    throw new Error(
      `a LandingEventForwarding must be in the account and region of what sends the events, for ${name} ` +
        `${described(sourceEnv)}: got ${scope.node.path} in ${described(here)}`,
    );
  }
}

/** A rule is in the account and region of its bus. */
export function checkBus(name: 'eventBus' | 'sourceBus', scope: Construct, eventBus: IEventBusRef): void {
  const here = Stack.of(scope).env;
  const there = environmentOfBus(eventBus);
  if (isElsewhere(there, here)) {
    throw new Error(
      `${name} must be in the account and region of ${scope.node.path}, ${described(here)}: got one of ` +
        `${described(there)}; forward its events to a bus here (${DOCS})`,
    );
  }
}

/** A rule sends what it cannot deliver to a queue of its own account and region. */
export function checkQueue(name: 'deadLetterQueue', scope: Construct, { env }: IQueue): void {
  const here = Stack.of(scope).env;
  if (isElsewhere(env, here)) {
    throw new Error(
      `${name} must be in the account and region of ${scope.node.path}, ${described(here)}: got one of ${described(env)}`,
    );
  }
}

/** Of a bus that is imported by its ARN that is in the ARN. */
export function environmentOfBus(eventBus: IEventBusRef): ResourceEnvironment {
  return environmentOf(eventBus.eventBusRef.eventBusArn) ?? eventBus.env;
}

/** Where one of the two is not known at synthesis, they may be the same. */
function isElsewhere(there: ResourceEnvironment, here: ResourceEnvironment): boolean {
  return differ(there.account, here.account) || differ(there.region, here.region);
}

function differ(one: string, other: string): boolean {
  return Token.compareStrings(one, other) === TokenComparison.DIFFERENT;
}

/** For people; a part that is not known yet is left out. */
function described({ account, region }: ResourceEnvironment): string {
  const known = [
    !Token.isUnresolved(account) && `account ${account}`,
    !Token.isUnresolved(region) && `region ${region}`,
  ].filter((part) => part !== false);
  return known.join(', ');
}
