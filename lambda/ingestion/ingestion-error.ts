/**
 * What becomes of an ingestion that failed, by QuickSight's `ErrorInfo.Type` (all 45 of service model
 * 2018-04-01). QuickSight documents the names, not what to do about them; each row gives the reason we act on.
 */

/**
 * - `retry`: it may well pass by itself; tried again after each of `RETRY_DELAYS`.
 * - `superseded`: another caller's ingestion took over; ours is retried when theirs should have ended.
 * - `permanent`: it fails again until a person changes something.
 */
export type Remedy = 'retry' | 'superseded' | 'permanent';

interface IngestionError {
  readonly remedy: Remedy;
  readonly reason: string;
}

const retry = (reason: string): IngestionError => ({ remedy: 'retry', reason });
const superseded = (reason: string): IngestionError => ({ remedy: 'superseded', reason });
const permanent = (reason: string): IngestionError => ({ remedy: 'permanent', reason });

export const INGESTION_ERRORS: Readonly<Record<string, IngestionError>> = {
  // transient: the source or the service was busy, or could not be reached for a while
  INTERNAL_SERVICE_ERROR: retry('QuickSight had an internal error'),
  QUERY_TIMEOUT: retry('the source did not answer the query in time'),
  SOURCE_API_LIMIT_EXCEEDED_FAILURE: retry("the source's API limit was reached"),
  SOURCE_RESOURCE_LIMIT_EXCEEDED: retry('the source ran out of a resource, such as memory for the query'),
  CONNECTION_FAILURE: retry('the connection to the source broke'),
  DATA_SOURCE_CONNECTION_FAILED: retry('the source refused or lost the connection'),
  UNRESOLVABLE_HOST: retry("the source's host name did not resolve"),
  UNROUTABLE_HOST: retry("the source's host could not be reached"),
  SQL_EXCEPTION: retry('the source failed the query, often for a lock or a restart'),
  S3_FILE_INACCESSIBLE: retry('an object could not be read, often because it was being replaced'),

  // caused by another caller
  INGESTION_SUPERSEDED: superseded('another ingestion took over'),
  REFRESH_SUPPRESSED_BY_EDIT: superseded('the data set was being edited'),
  INGESTION_CANCELED: permanent('it was cancelled; it stays so until the next landing'),

  // rights and credentials
  FAILURE_TO_ASSUME_ROLE: permanent('QuickSight may not assume the role of the data source'),
  IAM_ROLE_NOT_AVAILABLE: permanent('the role of the data source is gone'),
  PERMISSION_DENIED: permanent('QuickSight lacks a permission on the source'),
  PERMISSION_NOT_FOUND: permanent('the permission QuickSight used is gone'),
  DATA_SOURCE_AUTH_FAILED: permanent('the source rejected the credentials'),
  PASSWORD_AUTHENTICATION_FAILURE: permanent('the source rejected the password'),
  OAUTH_TOKEN_FAILURE: permanent('the OAuth token is not valid any more'),
  SSL_CERTIFICATE_VALIDATION_FAILURE: permanent("the source's certificate is not trusted"),

  // the source or the data set is defined in a way that cannot work
  INVALID_DATA_SOURCE_CONFIG: permanent('the data source is configured wrongly'),
  DATA_SOURCE_NOT_FOUND: permanent('the data source is gone'),
  SQL_TABLE_NOT_FOUND: permanent('a table of the query is gone'),
  SQL_SCHEMA_MISMATCH_ERROR: permanent('the columns of the source have changed'),
  SQL_INVALID_PARAMETER_VALUE: permanent('a parameter of the query is not valid'),
  SQL_NUMERIC_OVERFLOW: permanent('a number does not fit its column'),
  INVALID_DATE_FORMAT: permanent('a date does not have the declared format'),
  INVALID_DATAPREP_SYNTAX: permanent('a calculated field or a join is not valid'),
  DUPLICATE_COLUMN_NAMES_FOUND: permanent('two columns have the same name'),
  DATA_TOLERANCE_EXCEPTION: permanent('too many rows could not be read'),
  CUSTOMER_ERROR: permanent('QuickSight blames the definition of the data set or its source'),
  S3_MANIFEST_ERROR: permanent('the S3 manifest is not valid'),
  S3_UPLOADED_FILE_DELETED: permanent('an uploaded file was deleted'),
  FAILURE_TO_PROCESS_JSON_FILE: permanent('a JSON file could not be read'),
  IOT_FILE_NOT_FOUND: permanent('the IoT Analytics data set has no content'),
  IOT_DATA_SET_FILE_EMPTY: permanent('the content of the IoT Analytics data set is empty'),
  CURSOR_NOT_ENABLED: permanent('the source does not allow cursors'),
  ELASTICSEARCH_CURSOR_NOT_ENABLED: permanent('the search domain does not allow cursors'),

  // capacity and limits
  ACCOUNT_CAPACITY_LIMIT_EXCEEDED: permanent('the SPICE capacity of the account is used up'),
  DATA_SET_SIZE_LIMIT_EXCEEDED: permanent('the data set is larger than SPICE allows'),
  ROW_SIZE_LIMIT_EXCEEDED: permanent('a row is larger than SPICE allows'),

  // the data set is gone or not one to ingest
  DATA_SET_DELETED: permanent('the data set was deleted'),
  SPICE_TABLE_NOT_FOUND: permanent('the SPICE table of the data set is gone'),
  DATA_SET_NOT_SPICE: permanent('the data set queries its source directly; only SPICE data sets are refreshed'),
};

/** What becomes of an ingestion that failed. An unknown type is retried: the attempts are bounded. */
export function remedyFor(errorType: string): IngestionError {
  const known = Object.hasOwn(INGESTION_ERRORS, errorType) ? INGESTION_ERRORS[errorType] : undefined;
  return known ?? retry(`QuickSight gave an error type that is not known here (${errorType})`);
}
