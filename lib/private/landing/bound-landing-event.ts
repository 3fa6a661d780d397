import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import type { LandingEvent } from '../../landing-event';
import type { LandingEventConfig } from '../../landing-event-config';
import { identity } from '../tokens';

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
  const hash = createHash('sha256').update(
    identity(scope, schedule?.expressionString ?? (ignoreKeys ? [eventPattern, ignoreKeys] : eventPattern)),
  );
  return { id: `${name}-${hash.digest('hex').slice(0, 8)}`, config };
}
