import { tagCommand } from '../../lib/private/contract';
import { truncate } from '../format';
import { allowedCalls, callsInWindow } from '../pace/quota';
import type { ApiError } from '../ports';
import { type Failure, type LedgerRow, newFailure } from '../row';
import { DAY } from '../time';
import { FIRST_POLL_PAUSE, LONGEST_CALL_PAUSE, LONGEST_POLL_PAUSE, QUOTA_PAUSE, SHORTEST_QUOTA_PAUSE } from '../timing';

/**
 * All that is known of QuickSight's API errors: which kind each is, by its name, what that means for the call, when it is
 * tried again, and what the person who reads of it should do.
 */

/** What a refusal means for the call that got it. */
export type ApiErrorKind =
  /** The ingestion id is used already, or another ingestion of the data set is running: its own id decides. */
  | 'alreadyExists'
  /** Not now; the call did not take effect. */
  | 'throttled'
  /** It is unknown whether the call took effect. */
  | 'ambiguous'
  /** The ingestions of the last 24 hours have used up the quota. */
  | 'quota'
  /** Not before a person has changed something. */
  | 'permanent';

/** There is no such data set; or, of `DescribeIngestion`, no ingestion of that id. */
export const NOT_FOUND = 'ResourceNotFoundException';

const KINDS: Readonly<Record<string, ApiErrorKind>> = {
  ResourceExistsException: 'alreadyExists',
  ThrottlingException: 'throttled',
  // not documented for CreateIngestion; what a refusal because of a running ingestion would be called
  ConflictException: 'throttled',
  LimitExceededException: 'quota',
  AccessDeniedException: 'permanent',
  // these two are answers of STS, which was asked for the role: QuickSight was not called
  AccessDenied: 'permanent',
  Throttling: 'throttled',
  InvalidParameterValueException: 'permanent',
  ResourceNotFoundException: 'permanent',
  InternalFailureException: 'ambiguous',
};

/**
 * By name; an error that has none of the documented names, by its HTTP status. `LimitExceededException` is the daily quota
 * only where it says so or says nothing: it is also the answer to a lack of SPICE capacity.
 */
export function kindOf({ error, status, resourceType }: ApiError): ApiErrorKind {
  if (isOtherLimit(error, resourceType)) {
    return 'permanent';
  }
  const known = Object.hasOwn(KINDS, error) ? KINDS[error] : undefined;
  if (known) {
    return known;
  }
  if (status === undefined || status < 400 || status >= 500) {
    // below 400 the call was accepted, and its answer broke off on the way
    return 'ambiguous';
  }
  switch (status) {
    case 429:
      return 'throttled';
    case 409:
      // of an answer that broke off: it may have said that the id is used already, by us
      return 'ambiguous';
    default:
      return 'permanent';
  }
}

/** A limit that is not the number of ingestions in 24 hours. */
function isOtherLimit(error: string, resourceType: string | undefined): boolean {
  return error === 'LimitExceededException' && resourceType !== undefined && resourceType !== 'INGESTION';
}

/** What a failure is called: a limit of something else than ingestions names what is limited. */
export function nameOf({ error, resourceType }: ApiError): string {
  return isOtherLimit(error, resourceType) ? `${error}:${resourceType}` : error;
}

/** The error and its HTTP status, as a log line and `status` say it. */
export function labelOf(apiError: ApiError): string {
  const { status } = apiError;
  return status === undefined ? nameOf(apiError) : `${status} ${nameOf(apiError)}`;
}

/** There were too many calls of the account, or too many at once. */
export function isThrottled({ error, status }: ApiError): boolean {
  return error === 'ThrottlingException' || error === 'Throttling' || status === 429;
}

/** Denied by STS, which was asked for the role, or by IAM. */
export function isDenied({ error }: Pick<ApiError, 'error'>): boolean {
  return error === 'AccessDenied' || error === 'AccessDeniedException';
}

/** Denied by IAM or STS, or throttled: QuickSight began no ingestion and counts none against the quota. */
export function isUncounted(apiError: ApiError): boolean {
  return isDenied(apiError) || isThrottled(apiError);
}

/** Another ingestion of the data set is running: `CreateIngestion` said that one exists, and it is not this id. */
export const ANOTHER_INGESTION: ApiError = {
  error: 'ConflictException',
  message: 'another ingestion of this data set is running; this one is tried again when that one should be over',
  status: 409,
};

/** A refused call as the row's failure: what it means and when, if ever, it is tried again by itself. */
export function toFailure(row: LedgerRow, apiError: ApiError, now: number, random: number): Failure {
  const failedCalls = (row.failure?.failedCalls ?? 0) + 1;
  const retryAt = retryTime(row, apiError, failedCalls, now, random);
  const failure = {
    at: now,
    error: nameOf(apiError),
    message: truncate(explain(row, apiError)),
    attempts: row.failure?.attempts ?? 0,
    failedCalls,
  };
  return newFailure(failure, retryAt);
}

function retryTime(
  row: LedgerRow,
  apiError: ApiError,
  failedCalls: number,
  now: number,
  random: number,
): number | undefined {
  switch (kindOf(apiError)) {
    case 'permanent':
      return undefined;
    case 'quota': {
      // others have used it up: hourly, and when the oldest call that we know of leaves the window
      const oldest = callsInWindow(row.calls, now)[0] ?? now;
      return Math.max(Math.min(now + QUOTA_PAUSE, oldest + DAY), now + SHORTEST_QUOTA_PAUSE);
    }
    default: {
      // a throttled call costs nothing, and calls are spaced besides: two short pauses, then longer ones
      const inARow = isThrottled(apiError) ? Math.max(failedCalls - 1, 1) : failedCalls;
      return now + backOffCalls(row, inARow, random);
    }
  }
}

/** What happened and what to do about it, for the person who reads the log, the event or the dead-letter queue. */
function explain(row: LedgerRow, apiError: ApiError): string {
  if (apiError === ANOTHER_INGESTION) {
    return apiError.message;
  }
  const said = `QuickSight said: ${apiError.message}`;
  const { dataSetArn, settings } = row;
  switch (apiError.error) {
    case 'AccessDenied':
      return (
        `the function may not assume ${settings.role?.arn}, the role with the permission to refresh ${dataSetArn}: it ` +
        "must exist, trust the function's role, and ask for this external id; deploy its DataSetAccessRole, with the " +
        `refreshRole and externalId of this SpiceRefresh. STS said: ${apiError.message}`
      );
    case 'AccessDeniedException': {
      const { tag } = settings;
      const remedy = tag
        ? `the policy asks for the tag ${tag.key}=${tag.value} on it; set it with: ${tagCommand(dataSetArn, tag)}. ` +
          'If the tag is there, tags may not be ' +
          'evaluated in this account: see DataSetAccess.arnOnly()'
        : `compare this ARN with the ones in the policy of ${settings.role?.arn ?? 'the function'}`;
      return `the function may not refresh ${dataSetArn}: ${remedy}. ${said}`;
    }
    case 'ResourceNotFoundException':
      return `there is no data set ${dataSetArn}; if it was recreated, pass its new id to addDataSet. ${said}`;
    case 'InvalidParameterValueException':
      return (
        `${dataSetArn} cannot be refreshed like this: it must be a SPICE data set, and an incremental refresh needs ` +
        `a look-back window in its refresh properties. ${said}`
      );
    case 'LimitExceededException':
      if (isOtherLimit(apiError.error, apiError.resourceType)) {
        return (
          `QuickSight has reached its limit of ${apiError.resourceType}, which is not the number of ingestions in 24 h: check the ` +
          `SPICE capacity of the account and region in QuickSight (Manage QuickSight, SPICE capacity). ${said}`
        );
      }
      return `the ${settings.quota.perDay} ingestions in 24 h are used up, by others too; nothing is lost, it waits. ${said}`;
    default:
      return said;
  }
}

/**
 * How long to leave a busy or unreachable QuickSight alone before `CreateIngestion` is called again. Each try
 * counts against the quota: with 32 a day the first pause is half a minute and the longest about an hour, and a
 * day of trouble does not use them up. A smaller quota is spent more slowly, but a day of trouble may use it up.
 */
export function backOffCalls(row: LedgerRow, failedCalls: number, random: number): number {
  const even = DAY / allowedCalls(row);
  return backOff(failedCalls, even / 90, Math.max(LONGEST_CALL_PAUSE, 1.5 * even), random);
}

/** The same for `DescribeIngestion`, which costs nothing. */
export function backOffPolls(failedCalls: number, random: number): number {
  return backOff(failedCalls, FIRST_POLL_PAUSE, LONGEST_POLL_PAUSE, random);
}

/** Twice as long each time up to a limit, and up to half as much again so that many data sets do not come back together. */
function backOff(failedCalls: number, first: number, longest: number, random: number): number {
  return Math.round(Math.min(first * 2 ** Math.min(failedCalls - 1, 30), longest) * (1 + random / 2));
}
