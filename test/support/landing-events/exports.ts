import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent } from '../../../lib';
import * as samples from '../../../sim/samples';
import type { Entries } from './entry';

/** Of which the objects of an export begin, after its prefix. */
const EXPORT = 'AWSDynamoDB/01234567890123-a1b2c3d4';
const SNAPSHOT = 'rds:sales-2026-11-23-05-10';
const DATA_SET = 'aae4c2cd145a48454f9369d4a4db5c66';

export const EXPORTS: Entries = {
  dynamoDbExportCompleted: {
    landingEvent: (scope) =>
      LandingEvent.dynamoDbExportCompleted(Bucket.fromBucketName(scope, 'ExportBucket', 'exports'), {
        s3Prefix: 'orders',
        eventBridgeEnabled: true,
      }),
    delivery: 'at least once',
    sample: samples.s3ObjectCreated('exports', `orders/${EXPORT}/manifest-summary.json`),
    otherResource: samples.s3ObjectCreated('exports', `stock/${EXPORT}/manifest-summary.json`),
    lookAlikes: [
      samples.s3ObjectCreated('attic', `orders/${EXPORT}/manifest-summary.json`),
      samples.s3ObjectCreated('exports', `orders/${EXPORT}/_started`, 0),
      samples.s3ObjectCreated('exports', `orders/${EXPORT}/data/asdl123dasas.json.gz`),
      samples.s3ObjectCreated('exports', `orders/${EXPORT}/manifest-files.json`),
      samples.s3ObjectCreated('exports', `orders/${EXPORT}/manifest-summary.checksum`),
    ],
  },
  rdsSnapshotExported: {
    landingEvent: () => LandingEvent.rdsSnapshotExported('rds:Sales-'),
    delivery: 'best effort',
    sample: samples.rdsSnapshotEvent(SNAPSHOT, 'completed'),
    failed: samples.rdsSnapshotEvent(SNAPSHOT, 'failed'),
    otherResource: samples.rdsSnapshotEvent('rds:stock-2026-11-23-05-10', 'completed'),
    lookAlikes: [
      samples.rdsSnapshotEvent(SNAPSHOT, 'canceled'),
      samples.rdsSnapshotEvent(SNAPSHOT, 'created'),
      samples.rdsSnapshotEvent(SNAPSHOT, 'failed', 'cluster-snapshot'),
    ],
  },
  dataExchangeRevisionPublished: {
    landingEvent: () => LandingEvent.dataExchangeRevisionPublished(DATA_SET),
    delivery: 'best effort',
    sample: samples.dataExchangeRevision(DATA_SET),
    otherResource: samples.dataExchangeRevision(`${DATA_SET}7`),
    lookAlikes: [
      samples.dataExchangeRevision(DATA_SET, 'Revision Revoked'),
      samples.dataExchangeRevision(DATA_SET, 'Data Set Update Delayed'),
      samples.dataExchangeAutoExport(DATA_SET, 'Completed'),
    ],
  },
  dataExchangeExportCompleted: {
    landingEvent: () => LandingEvent.dataExchangeExportCompleted(DATA_SET),
    delivery: 'best effort',
    sample: samples.dataExchangeAutoExport(DATA_SET, 'Completed'),
    failed: samples.dataExchangeAutoExport(DATA_SET, 'Failed'),
    otherResource: samples.dataExchangeAutoExport(`${DATA_SET}7`, 'Completed'),
    lookAlikes: [samples.dataExchangeRevision(DATA_SET)],
  },
};
