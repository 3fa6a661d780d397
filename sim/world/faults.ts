import type { ApiError } from '../../lambda/ports';
import type { QueuedMessage } from '../aws/sqs';

/** What the function does to the world outside itself. */
export type Effect =
  | 'read'
  | 'scan'
  | 'write'
  | 'delete'
  | 'create'
  | 'describe'
  | 'wake'
  | 'deadLetter'
  | 'sendAgain'
  | 'publish';

/** What may go wrong around the function. By default nothing does. */
export interface Faults {
  /**
   * Runs one effect of the function: may delay it, fail it, or cut the invocation off before or after it. The function
   * waits for it no longer than its client of the service does; one that is delayed for longer happens all the same.
   *
   * @param resource ARN of what it is done to
   * @throws CutOff, Refused or any other error, with or without having performed it
   */
  effect<T>(name: Effect, perform: () => Promise<T>, resource: string): Promise<T>;
  /** How far the clock of an invocation is off, in milliseconds. */
  skew(): number;
  /** How far the clock is off that stamps an event, in milliseconds. */
  stampSkew(): number;
  /** How many milliseconds old what an eventually consistent read shows is. */
  staleness(): number;
  /** How a batch is shared out over invocations side by side. */
  share(batch: readonly QueuedMessage[]): readonly (readonly QueuedMessage[])[];
  /** How often, and how many milliseconds late, what was sent once arrives. */
  deliveries(): readonly number[];
}

export const NO_FAULTS: Faults = {
  effect: (_name, perform) => perform(),
  skew: () => 0,
  stampSkew: () => 0,
  staleness: () => 0,
  share: (batch) => [batch],
  deliveries: () => [0],
};

/** The invocation ends here and now, as if the process had died. */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** QuickSight answers a call like this. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly apiError: ApiError) {
    super(apiError.message);
  }
}
