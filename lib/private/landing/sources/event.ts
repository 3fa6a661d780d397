import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { LandingEventConfig } from '../../../landing-event-config';
import { environmentOf, type Source } from '../source-environment';

/** @param senders the resource that sends the events, in its account and region */
export function event(
  name: string,
  source: string,
  detailType: string | readonly string[],
  detail?: Record<string, unknown>,
  ...senders: (Source | undefined)[]
): LandingEventConfig {
  return {
    name,
    eventPattern: { source: [source], detailType: [detailType].flat(), ...(detail && { detail }) },
    sourceEnv: environmentOf(...senders.filter((sender) => sender !== undefined)),
  };
}

/** The same of certain resources only. */
export function about(config: LandingEventConfig, resources: string[]): LandingEventConfig {
  return { ...config, eventPattern: { ...config.eventPattern, resources } };
}

/** A filter where there is something to filter by. */
export function only(field: string, ...values: (string | undefined)[]): Record<string, unknown> {
  const given = values.filter((value) => value !== undefined);
  return given.length > 0 ? { [field]: given } : {};
}

/** Of EventBridge's rules, which know UTC only: an expression of EventBridge Scheduler looks the same, but for its zone. */
export function schedule(given: Schedule): LandingEventConfig {
  if ('timeZone' in given) {
    throw new Error(
      'a landing event on a schedule takes an events.Schedule, in UTC: got a ScheduleExpression of EventBridge Scheduler, ' +
        'whose time zone would be lost; for local time, let a schedule of EventBridge Scheduler put an event of your own ' +
        'on the bus and take LandingEvent.fromPattern',
    );
  }
  return { name: 'Schedule', schedule: given };
}
