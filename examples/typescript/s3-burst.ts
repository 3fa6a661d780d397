import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';

/** Files land in a bucket, a few or hundreds at a time: one refresh, a minute after the last of them. */
const stack = new Stack(new App(), 'S3Burst');
const landingBucket = new Bucket(stack, 'LandingBucket', { enforceSSL: true });

const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
refresh.addDataSet('Sales', {
  dataSet: SpiceDataSet.fromDataSetId('sales'),
  refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'sales/' })],
});
