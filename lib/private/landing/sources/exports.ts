import { Token } from 'aws-cdk-lib';
import type { IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { LandingEventConfig } from '../../../landing-event-config';
import type { DynamoDbExportCompletedOptions } from '../../../landing-event-options';
import { objectCreated } from '../object-created';
import { about, event } from './event';

/** The export sends no event of its own: its summary is the last object that it writes. */
export function dynamoDbExport(bucket: IBucketRef, options: DynamoDbExportCompletedOptions): LandingEventConfig {
  const { s3Prefix, eventBridgeEnabled } = options;
  const config = objectCreated(bucket, {
    keySuffix: '/manifest-summary.json',
    ignoreKeys: [],
    eventBridgeEnabled,
    ...(s3Prefix && { keyPrefix: `${s3Prefix.replace(/\/+$/, '')}/` }),
  });
  return { ...config, name: 'DynamoDbExportCompleted' };
}

/** Of a snapshot of a DB instance, and of a DB cluster. */
const SNAPSHOT_EXPORTED = ['RDS-EVENT-0161', 'RDS-EVENT-0164'];

/**
 * Identifiers are stored in lower case.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterSnapshot.html
 */
export function rdsSnapshotExport(snapshotIdentifierPrefix: string): LandingEventConfig {
  if (snapshotIdentifierPrefix === '') {
    throw new Error(
      'snapshotIdentifierPrefix must not be empty, or the export of any snapshot of the account would count: give the ' +
        "beginning of the snapshot's identifier, such as 'rds:sales-' for the automated ones of a DB instance",
    );
  }
  const prefix = Token.isUnresolved(snapshotIdentifierPrefix)
    ? snapshotIdentifierPrefix
    : snapshotIdentifierPrefix.toLowerCase();
  const detail = { EventID: SNAPSHOT_EXPORTED, SourceIdentifier: [{ prefix }] };
  const detailTypes = ['RDS DB Snapshot Event', 'RDS DB Cluster Snapshot Event'];
  return event('RdsSnapshotExported', 'aws.rds', detailTypes, detail);
}

/** Of data sets that are read where they are. That of Lake Formation data names no data set in its resources. */
const REVISION_PUBLISHED = [
  'Revision Published To Data Set',
  'Revision Published to S3 Data Access Data Set(s)',
  'Revision Published To Redshift Data Shares Data Set',
];

export function dataExchangeRevision(dataSetId: string): LandingEventConfig {
  const config = event('DataExchangeRevisionPublished', 'aws.dataexchange', REVISION_PUBLISHED);
  return about(config, [idOf(dataSetId)]);
}

/** The event names a product in its resources: the data set is in its detail. */
export function dataExchangeExport(dataSetId: string): LandingEventConfig {
  const detail = { DataSets: { Id: [idOf(dataSetId)] } };
  return event('DataExchangeExportCompleted', 'aws.dataexchange', 'Auto-export Job Completed', detail);
}

/** The events name a data set by its id alone: an ARN would never match. */
function idOf(dataSet: string): string {
  return dataSet.startsWith('arn:') ? dataSet.slice(dataSet.lastIndexOf('/') + 1) : dataSet;
}
