import type { RuleTargetInputProperties } from 'aws-cdk-lib/aws-events';

interface Column {
  readonly name: string;
  readonly comment: string;
  /** In the outcome event. */
  readonly path: string;
}

/**
 * What is written of each refresh. All of it is text in the table, times as ISO 8601 in UTC: what an event does not have comes
 * as an empty text, which is no number. The query makes timestamps and numbers of them.
 */
export const COLUMNS: readonly Column[] = [
  { name: 'data_set', comment: 'Name of the data set, as in metrics and log', path: '$.detail.dataSet' },
  { name: 'data_set_arn', comment: 'ARN of the data set', path: '$.detail.dataSetArn' },
  { name: 'ingestion_id', comment: 'Id of the ingestion', path: '$.detail.ingestionId' },
  { name: 'data_as_of', comment: 'What landed until then is in it', path: '$.detail.freshThrough' },
  { name: 'last_landing', comment: 'Last landing that it covers', path: '$.detail.lastLanding' },
  { name: 'completed_at', comment: 'When it completed', path: '$.time' },
  { name: 'row_count', comment: 'Rows that were ingested', path: '$.detail.rows' },
];

/** A line of the table. Values stand outside quotes: EventBridge puts them around a text, and escapes what is in it. */
export function record(): RuleTargetInputProperties {
  return {
    inputPathsMap: Object.fromEntries(COLUMNS.map(({ name, path }) => [name, path])),
    inputTemplate: `{${COLUMNS.map(({ name }) => `"${name}":<${name}>`)}}`,
  };
}

/** Of each data set the newest; QuickSight takes no timestamps with a time zone. */
export function latestOfEach(databaseName: string, tableName: string): string {
  const utc = (column: string): string =>
    `CAST(from_iso8601_timestamp(max(${column})) AT TIME ZONE 'UTC' AS timestamp) AS ${column}`;
  return (
    `SELECT data_set, ${utc('data_as_of')}, ${utc('completed_at')}, TRY_CAST(max_by(row_count, completed_at) AS bigint) AS row_count ` +
    `FROM "${databaseName}"."${tableName}" GROUP BY data_set`
  );
}
