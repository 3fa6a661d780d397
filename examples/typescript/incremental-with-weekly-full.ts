import { App, Duration, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Ingestion, IngestionQuota, LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';

/** Only new rows are read, all of them once a week, and four refreshes a day are left to people. */
const stack = new Stack(new App(), 'IncrementalWithWeeklyFull');
const landingBucket = new Bucket(stack, 'LandingBucket', { enforceSSL: true });

const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
refresh.addDataSet('Clicks', {
  dataSet: SpiceDataSet.fromDataSetId('clicks'),
  refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'clicks/', keySuffix: '/_SUCCESS' })],
  ingestion: Ingestion.incremental({ fullEvery: Duration.days(7) }),
  quota: IngestionQuota.enterprise({ reserved: 4 }),
});
