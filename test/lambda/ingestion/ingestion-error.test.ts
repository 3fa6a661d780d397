import { IngestionErrorType } from '@aws-sdk/client-quicksight';
import { INGESTION_ERRORS, remedyFor } from '../../../lambda/ingestion/ingestion-error';
import { MINUTE } from '../../../lambda/time';
import { RETRY_DELAYS } from '../../../lambda/timing';

test('the table has exactly the error types of the service model', () => {
  expect(Object.keys(INGESTION_ERRORS).sort()).toEqual(Object.values(IngestionErrorType).sort());
  expect(Object.keys(INGESTION_ERRORS)).toHaveLength(45);
});

test.each(Object.values(IngestionErrorType))('%s has a remedy and a reason', (type) => {
  const { remedy, reason } = remedyFor(type);
  expect(['retry', 'superseded', 'permanent']).toContain(remedy);
  expect(reason).toMatch(/\w+ \w+/);
  expect(Object.values(INGESTION_ERRORS).filter((other) => other.reason === reason)).toHaveLength(1);
});

test('what may pass by itself is retried', () => {
  const retried = Object.keys(INGESTION_ERRORS).filter((type) => remedyFor(type).remedy === 'retry');
  expect(retried.sort()).toEqual(
    [
      'INTERNAL_SERVICE_ERROR',
      'QUERY_TIMEOUT',
      'SOURCE_API_LIMIT_EXCEEDED_FAILURE',
      'SOURCE_RESOURCE_LIMIT_EXCEEDED',
      'CONNECTION_FAILURE',
      'DATA_SOURCE_CONNECTION_FAILED',
      'UNRESOLVABLE_HOST',
      'UNROUTABLE_HOST',
      'SQL_EXCEPTION',
      'S3_FILE_INACCESSIBLE',
    ].sort(),
  );
});

test('an ingestion or edit of others is waited for, and a cancellation is respected', () => {
  expect(remedyFor('INGESTION_SUPERSEDED').remedy).toBe('superseded');
  expect(remedyFor('REFRESH_SUPPRESSED_BY_EDIT').remedy).toBe('superseded');
  expect(remedyFor('INGESTION_CANCELED').remedy).toBe('permanent');
});

test.each(['NEVER_HEARD_OF', '', 'constructor', '__proto__'])('the unknown type %p is retried and named', (type) => {
  expect(remedyFor(type)).toEqual({ remedy: 'retry', reason: expect.stringContaining(`(${type})`) });
});

test('retries come after 1, 5 and 15 minutes', () => {
  expect(RETRY_DELAYS).toEqual([MINUTE, 5 * MINUTE, 15 * MINUTE]);
});
