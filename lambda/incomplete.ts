import { OutcomeDetailType, type RefreshSettings } from '../lib/private/contract';
import type { Landings } from './landings';
import type { Outcome } from './outcome/outcome';
import type { LedgerRow } from './row';

/** The landing events of `RefreshWhen.all` that have not occurred. */
export function missingFrom({ by }: Landings, { all }: RefreshSettings): readonly string[] {
  return all ? all.landingEvents.filter((landingEvent) => !Object.hasOwn(by, landingEvent)) : [];
}

/** As a field of an outcome: absent where none is missing. */
export function missingField(landings: Landings, settings: RefreshSettings): Pick<Outcome, 'missingLandingEvents'> {
  const missingLandingEvents = missingFrom(landings, settings);
  return missingLandingEvents.length > 0 ? { missingLandingEvents } : {};
}

/**
 * Whether it keeps waiting after the time. Not for what is nothing that it waits for: a request, the tick of a safety
 * net, or a row that was restored asks for the refresh, complete or not.
 */
export function keepsWaiting({ by }: Landings, { all }: RefreshSettings): boolean {
  return all?.whenIncomplete === 'wait' && Object.keys(by).every((name) => all.landingEvents.includes(name));
}

/** That it keeps waiting, as it is announced: by itself nothing happens before a landing event. */
export function incomplete(row: LedgerRow, pending: Landings, reason: string, at: number): Outcome {
  const missing = missingFrom(pending, row.settings);
  return {
    detailType: OutcomeDetailType.DEFERRED,
    at,
    dataSetArn: row.dataSetArn,
    reason,
    next: `starts when ${missing.join(', ')} ${missing.length > 1 ? 'have' : 'has'} landed, or when a refresh is requested`,
    landings: pending,
    missingLandingEvents: missing,
  };
}
