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

export type CreateAnswer = { readonly created: true } | { readonly apiError: ApiError };
export type DescribeAnswer = { readonly ingestion: IngestionDescription } | { readonly apiError: ApiError };

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
export interface ApiError {
  /** The exception's name, or `NetworkError` where there was no answer at all. */
  readonly error: string;
  readonly message: string;
  /** The answer's HTTP status, where there was an answer. */
  readonly status?: number;
}

/** What a refusal means for the call that got it. */
export type ApiErrorKind =
  /** The ingestion id is used already: by us, in an earlier try. */
  | 'alreadyExists'
  /** Not now; the call did not take effect. */
  | 'throttled'
  /** Nobody knows whether the call took effect. */
  | 'ambiguous'
  /** The ingestions of the last 24 hours have used up the quota. */
  | 'quota'
  /** Not before a person has changed something. */
  | 'permanent';

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

/** By name; an error that has none of the documented names, by its HTTP status. */
export function kindOf({ error, status }: ApiError): ApiErrorKind {
  if (Object.hasOwn(KINDS, error)) {
    return KINDS[error] as ApiErrorKind;
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
