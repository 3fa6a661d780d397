import type { Stack } from 'aws-cdk-lib';
import type { IDataSetRefresh, LandingEvent } from '../../../lib';
import type { NewEvent } from '../../../sim/aws/event-bridge';
import { ENVIRONMENT } from '../../../sim/template/environment';

/** One factory: what it is called with, the event it waits for as AWS documents it, and events that are none. */
export interface Entry {
  readonly landingEvent: (scope: Stack, parent: IDataSetRefresh) => LandingEvent;
  readonly delivery: 'at least once' | 'best effort' | 'as its source delivers';
  /** None for a schedule, whose rule sends an event of its own. */
  readonly sample?: NewEvent;
  readonly failed?: NewEvent;
  readonly otherResource?: NewEvent;
  readonly lookAlikes?: readonly NewEvent[];
}

/** By factory. */
export type Entries = Readonly<Record<string, Entry>>;

/** Of the account and region in an ARN. */
export const ARN = `${ENVIRONMENT.region}:${ENVIRONMENT.account}`;

/** Like an event, but with this instead. */
export const but = (event: NewEvent, instead: Partial<NewEvent>): NewEvent => ({ ...event, ...instead });
