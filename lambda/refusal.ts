import { callsInWindow, DAY } from './pace';
import { meaningOf, type Refusal } from './quick-sight';
import type { Failure, LedgerRow } from './row';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST_BACK_OFF = 5_000;

/**
 * How long to leave a busy or unreachable QuickSight alone: twice as long each time, up to an hour, the later
 * half of it at random so that many data sets do not come back together. Every try counts as a call against
 * the quota; with an hour between them, a day of trouble cannot use it up.
 */
export function backOff(refusals: number, random: number): number {
  const longest = Math.min(FIRST_BACK_OFF * 2 ** Math.min(refusals, 20), HOUR);
  return Math.round(longest * (0.5 + random / 2));
}

/** A refused call as the row's failure: what it means and when, if ever, it is tried again by itself. */
export function toFailure(row: LedgerRow, refusal: Refusal, now: number, random: number): Failure {
  const refusals = (row.failure?.refusals ?? 0) + 1;
  const retryAt = retryTime(row, refusal, refusals, now, random);
  return {
    at: now,
    error: refusal.error,
    message: explain(row, refusal),
    attempts: row.failure?.attempts ?? 0,
    ...(row.failure?.ingestionType && { ingestionType: row.failure.ingestionType }),
    refusals,
    ...(retryAt !== undefined && { retryAt }),
  };
}

function retryTime(
  row: LedgerRow,
  refusal: Refusal,
  refusals: number,
  now: number,
  random: number,
): number | undefined {
  switch (meaningOf(refusal)) {
    case 'fix':
      return undefined;
    case 'quota': {
      // others have used it up: hourly, and when the oldest call that we know of leaves the window
      const oldest = callsInWindow(row.calls, now)[0] ?? now;
      return Math.max(Math.min(now + HOUR, oldest + DAY), now + MINUTE);
    }
    default:
      return now + backOff(refusals, random);
  }
}

/** What happened and what to do about it, for the person who reads the log, the event or the dead-letter queue. */
function explain(row: LedgerRow, refusal: Refusal): string {
  const said = `QuickSight said: ${refusal.message}`;
  const { dataSetArn, settings } = row;
  switch (refusal.error) {
    case 'AccessDeniedException': {
      const { tag } = settings;
      const remedy = tag
        ? `the policy asks for the tag ${tag.key}=${tag.value} on it; set it with: aws quicksight tag-resource ` +
          `--resource-arn ${dataSetArn} --tags Key=${tag.key},Value=${tag.value}. If the tag is there, tags may not be ` +
          'evaluated in this account: see DataSetAccess.byArnAlone()'
        : 'compare this ARN with the one in the policy of the function';
      return `the function may not refresh ${dataSetArn}: ${remedy}. ${said}`;
    }
    case 'ResourceNotFoundException':
      return `there is no data set ${dataSetArn}; if it was made anew, give its new id to addDataSet. ${said}`;
    case 'InvalidParameterValueException':
      return (
        `${dataSetArn} cannot be refreshed like this: it must be a SPICE data set, and an incremental refresh needs ` +
        `a look-back window in its refresh properties. ${said}`
      );
    case 'LimitExceededException':
      return `the ${settings.quota.perDay} ingestions in 24 h are used up, by others too; nothing is lost, it waits. ${said}`;
    default:
      return said;
  }
}
