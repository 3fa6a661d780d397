import {
  FULL_REQUEST_LANDING_EVENT,
  INCREMENTAL_REQUEST_LANDING_EVENT,
  type IngestionType,
  REQUEST_LANDING_EVENT,
} from '../lib/private/contract';
import type { Landing, Landings } from './landings';

/**
 * Refreshes that are requested by name are landings with names of their own, so a row remembers them as it remembers any
 * landing: until an ingestion that covers them completes.
 */
const REQUESTS: ReadonlySet<string> = new Set([
  REQUEST_LANDING_EVENT,
  FULL_REQUEST_LANDING_EVENT,
  INCREMENTAL_REQUEST_LANDING_EVENT,
]);

/** Whether requests by name alone ask for the refresh. */
export function isRequestedOnly({ by }: Landings): boolean {
  return Object.keys(by).every((landingEvent) => REQUESTS.has(landingEvent));
}

/** The kind of ingestion that is requested: a full one by any request, an incremental one if nothing else has landed. */
export function requestedType({ by }: Landings): IngestionType | undefined {
  if (Object.hasOwn(by, FULL_REQUEST_LANDING_EVENT)) {
    return 'FULL_REFRESH';
  }
  const names = Object.keys(by);
  return names.length === 1 && names[0] === INCREMENTAL_REQUEST_LANDING_EVENT ? 'INCREMENTAL_REFRESH' : undefined;
}

/** Whether an ingestion of this type can cover a landing: a full one that was requested is covered by a full one alone. */
export function canCover(type: IngestionType, { landingEvent }: Pick<Landing, 'landingEvent'>): boolean {
  return type === 'FULL_REFRESH' || landingEvent !== FULL_REQUEST_LANDING_EVENT;
}
