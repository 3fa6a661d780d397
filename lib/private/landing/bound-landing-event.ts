import { createHash } from 'node:crypto';
import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LandingEvent } from '../../landing-event';
import type { LandingEventConfig } from '../../landing-event-config';
import { identity } from '../tokens';
import { givenString } from '../validate';

/** A landing event as it stands on the bus, and its name in messages, settings and construct ids. */
export interface BoundLandingEvent {
  readonly id: string;
  readonly config: LandingEventConfig;
}

/** Landing events by what they match, each once: the same event has the same name in every data set and deployment. */
export function boundLandingEvents(scope: Construct, landingEvents: readonly LandingEvent[]): BoundLandingEvent[] {
  const bound = landingEvents.map((landingEvent) => named(scope, landingEvent.bind(scope)));
  return [...new Map(bound.map((landingEvent) => [landingEvent.id, landingEvent])).values()];
}

function named(scope: Construct, config: LandingEventConfig): BoundLandingEvent {
  const { name, eventPattern, ignoreKeys, schedule } = config;
  // the function takes no other names, and a construct id no slash
  if (!/^[A-Za-z][A-Za-z0-9]{0,99}$/.test(name)) {
    throw new Error(
      `a landing event is named by a letter and up to 99 letters and digits, such as ObjectCreated: got '${name}'`,
    );
  }
  if ((eventPattern === undefined) === (schedule === undefined)) {
    throw new Error(
      `a landing event needs either an event pattern or a schedule: ${name} has ${eventPattern ? 'both' : 'neither'}`,
    );
  }
  checkFilters(name, eventPattern ?? {});
  const hash = createHash('sha256').update(
    identity(scope, schedule?.expressionString ?? (ignoreKeys ? [eventPattern, ignoreKeys] : eventPattern)),
  );
  return { id: `${name}-${hash.digest('hex').slice(0, 8)}`, config };
}

/** A filter that is undefined is left out of the template: the rule would match nothing, or everything. */
function checkFilters(name: string, pattern: object): void {
  for (const [field, filter] of Object.entries(pattern)) {
    if (Array.isArray(filter) && filter.includes(undefined)) {
      givenString(undefined, `a filter of ${name} on ${field}`);
    } else if (typeof filter === 'object' && filter !== null && !Token.isUnresolved(filter)) {
      checkFilters(name, filter);
    }
  }
}
