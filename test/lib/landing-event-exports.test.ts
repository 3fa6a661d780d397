import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/aws-events';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent } from '../../lib';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { dataExchangeRevision, rdsSnapshotEvent, s3ObjectCreated, transferServerFile } from '../../sim/samples';
import { onBus } from '../support/landing-event-catalogue';
import { some } from '../support/some';
import { add, deployed, newRefresh, newStack, rulesOf, templateOf } from '../support/stack';

/** Whether the rule for a landing event takes an event. */
function taken(landingEvent: (stack: Stack) => LandingEvent, event: Parameters<typeof onBus>[0]): boolean {
  const stack = newStack();
  const refresh = newRefresh({}, stack);
  add(refresh, 'Sales', { refreshOn: [landingEvent(stack)] });
  const template = templateOf(refresh);
  const [{ EventPattern }] = some(rulesOf(template));
  return matches(deployed(template, EventPattern), onBus(event));
}

describe('transferUploadCompleted', () => {
  test.each(['SFTP', 'FTPS', 'FTP'] as const)('transferUploadCompleted takes an upload by %s', (protocol) => {
    const landingEvent = () => LandingEvent.transferUploadCompleted('s-1');
    expect(taken(landingEvent, transferServerFile('s-1', '/landing/a', 'Upload Completed', { protocol }))).toBe(true);
  });

  test.each(['', '/', 'landing/sales/', 's3://landing/sales/'])(
    "transferUploadCompleted fails when filePathPrefix is '%s', with which no path in an event begins, or every one",
    (filePathPrefix) => {
      expect(() => LandingEvent.transferUploadCompleted('s-1', { filePathPrefix })).toThrow(
        'filePathPrefix must begin with a slash and the bucket or file system, as the path in the event does, such as ' +
          `'/landing/sales/': got '${filePathPrefix}'`,
      );
    },
  );

  test('transferUploadCompleted takes a filePathPrefix that is known at deployment', () => {
    const filePathPrefix = new CfnParameter(newStack(), 'Prefix').valueAsString;
    expect(() => LandingEvent.transferUploadCompleted('s-1', { filePathPrefix })).not.toThrow();
  });
});

describe('rdsSnapshotExported', () => {
  test.each(['snapshot', 'cluster-snapshot'] as const)(
    'rdsSnapshotExported takes the export of a completed %s',
    (kind) => {
      const landingEvent = () => LandingEvent.rdsSnapshotExported('rds:Sales-');
      expect(taken(landingEvent, rdsSnapshotEvent('rds:sales-2026-11-23-05-10', 'completed', kind))).toBe(true);
      expect(taken(landingEvent, rdsSnapshotEvent('rds:sales-2026-11-23-05-10', 'canceled', kind))).toBe(false);
      expect(taken(landingEvent, rdsSnapshotEvent('rds:salesman-2026-11-23-05-10', 'completed', kind))).toBe(false);
    },
  );

  test('rdsSnapshotExported fails when every snapshot of the account would count', () => {
    expect(() => LandingEvent.rdsSnapshotExported('')).toThrow(
      'snapshotIdentifierPrefix must not be empty, or the export of any snapshot of the account would count: give the ' +
        "beginning of the snapshot's identifier, such as 'rds:sales-' for the automated ones of a DB instance",
    );
  });
});

describe('dataExchangeRevisionPublished', () => {
  test.each([
    'Revision Published To Data Set',
    'Revision Published to S3 Data Access Data Set(s)',
    'Revision Published To Redshift Data Shares Data Set',
  ])('dataExchangeRevisionPublished takes %s', (detailType) => {
    const landingEvent = () => LandingEvent.dataExchangeRevisionPublished('aae4');
    expect(taken(landingEvent, dataExchangeRevision('aae4', detailType))).toBe(true);
  });

  test('dataExchangeRevisionPublished takes the ARN of a data set, of which events have the id', () => {
    const arn = 'arn:aws:dataexchange:us-east-1::data-sets/aae4';
    expect(taken(() => LandingEvent.dataExchangeRevisionPublished(arn), dataExchangeRevision('aae4'))).toBe(true);
  });
});

describe('dynamoDbExportCompleted', () => {
  const EXPORT = 'AWSDynamoDB/01234567890123-a1b2c3d4';
  const landingEvent = (s3Prefix?: string) => (stack: Stack) =>
    LandingEvent.dynamoDbExportCompleted(Bucket.fromBucketName(stack, 'Bucket', 'exports'), {
      s3Prefix,
      eventBridgeEnabled: true,
    });

  test.each([
    ['orders', `orders/${EXPORT}/manifest-summary.json`, true],
    ['orders/', `orders/${EXPORT}/manifest-summary.json`, true],
    ['orders', `orders-2/${EXPORT}/manifest-summary.json`, false],
    ['orders', `orders/${EXPORT}/manifest-files.json`, false],
    [undefined, `${EXPORT}/manifest-summary.json`, true],
    [undefined, `any/${EXPORT}/manifest-summary.json`, true],
    [undefined, `${EXPORT}/data/asdl123dasas.json.gz`, false],
  ])('with the prefix %s: %s is the end of an export: %s', (s3Prefix, key, is) => {
    expect(taken(landingEvent(s3Prefix), s3ObjectCreated('exports', key))).toBe(is);
  });

  test('dynamoDbExportCompleted turns on the events of a bucket of this app', () => {
    const stack = newStack();
    const refresh = newRefresh({}, stack);
    add(refresh, 'Sales', { refreshOn: [LandingEvent.dynamoDbExportCompleted(new CfnBucket(stack, 'Bucket'))] });
    templateOf(refresh).hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });
});

describe('fromPattern', () => {
  /**
   * As `BucketEvents.fromBucket(bucket).objectCreatedPattern({ object: { key: Match.prefix('sales/') } })` of
   * `@aws-cdk/mixins-preview` 2.275.0-alpha.0 made it. That package needs a newer aws-cdk-lib than the least one that is
   * tested here, so its pattern is recorded.
   */
  const typedPattern = {
    source: ['aws.s3'],
    detailType: ['Object Created'],
    detail: { bucket: { name: ['landing'] }, object: { key: Match.prefix('sales/') } },
  };

  test('fromPattern takes a typed pattern, and makes of it what objectCreated makes', () => {
    const fromPattern = () => LandingEvent.fromPattern(typedPattern);
    expect(taken(fromPattern, s3ObjectCreated('landing', 'sales/part-0'))).toBe(true);
    expect(taken(fromPattern, s3ObjectCreated('landing', 'stock/part-0'))).toBe(false);
    const stack = newStack();
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'landing');
    const options = { keyPrefix: 'sales/', eventBridgeEnabled: true, ignoreKeys: [] };
    const objectCreated = LandingEvent.objectCreated(bucket, options).bind(stack).eventPattern;
    expect(stack.resolve(fromPattern().bind(stack).eventPattern)).toEqual(stack.resolve(objectCreated));
  });
});
