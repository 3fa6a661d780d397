import type { AssumedRole, IngestionType } from '../lib/private/contract';

/**
 * The two calls of QuickSight that a refresh needs, made as the function or as a role that it assumes. Neither
 * throws: an error is an answer, too, also one of assuming the role.
 */
export interface QuickSight {
  createIngestion(
    dataSetArn: string,
    ingestionId: string,
    type: IngestionType,
    role?: AssumedRole,
  ): Promise<CreateAnswer>;
  describeIngestion(dataSetArn: string, ingestionId: string, role?: AssumedRole): Promise<DescribeAnswer>;
}

export type CreateAnswer = { readonly created: true } | { readonly refusal: Refusal };
export type DescribeAnswer = { readonly ingestion: IngestionDescription } | { readonly refusal: Refusal };

/** QuickSight's `Ingestion`, as far as it matters here. */
export interface IngestionDescription {
  readonly status: string;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly seconds?: number;
  readonly rowsIngested?: number;
  readonly rowsDropped?: number;
  readonly error?: { readonly type: string; readonly message: string };
}

/** Why QuickSight did not do what it was asked. */
export interface Refusal {
  /** The exception's name, or `NetworkError` where there was no answer at all. */
  readonly error: string;
  readonly message: string;
  /** The answer's HTTP status, where there was an answer. */
  readonly status?: number;
}

/** What a refusal means for the call that got it. */
export type RefusalMeaning =
  /** The ingestion id is used already: by us, in an earlier try. */
  | 'exists'
  /** Not now; the call did not take effect. */
  | 'busy'
  /** Nobody knows whether the call took effect. */
  | 'unknown'
  /** The ingestions of the last 24 hours have used up the quota. */
  | 'quota'
  /** Not before a person has changed something. */
  | 'fix';

const MEANINGS: Readonly<Record<string, RefusalMeaning>> = {
  ResourceExistsException: 'exists',
  ThrottlingException: 'busy',
  // not documented for CreateIngestion; what a refusal because of a running ingestion would be called
  ConflictException: 'busy',
  LimitExceededException: 'quota',
  AccessDeniedException: 'fix',
  // these two are answers of STS, which was asked for the role: QuickSight was not called
  AccessDenied: 'fix',
  Throttling: 'busy',
  InvalidParameterValueException: 'fix',
  ResourceNotFoundException: 'fix',
  InternalFailureException: 'unknown',
};

/** By name; an error that has none of the documented names, by its HTTP status. */
export function meaningOf({ error, status }: Refusal): RefusalMeaning {
  if (Object.hasOwn(MEANINGS, error)) {
    return MEANINGS[error] as RefusalMeaning;
  }
  if (status === undefined || status < 400 || status >= 500) {
    // below 400 the call was accepted, and its answer broke off on the way
    return 'unknown';
  }
  switch (status) {
    case 429:
      return 'busy';
    case 409:
      // of an answer that broke off: it may have said that the id is used already, by us
      return 'unknown';
    default:
      return 'fix';
  }
}
