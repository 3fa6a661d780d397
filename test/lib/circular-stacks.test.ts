import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { KNOWN } from '../support/stack';

/** The lake needs something of the dashboards, so that it is deployed after them. */
function stacks() {
  const app = new App();
  const dashboards = new Stack(app, 'Dashboards', { env: KNOWN });
  const lake = new Stack(app, 'Lake', { env: KNOWN });
  lake.addDependency(dashboards);
  return { app, dashboards, lake };
}

function addSales(refresh: SpiceRefresh, landingEvent: LandingEvent): void {
  refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn: [landingEvent] });
}

test('a bucket whose stack depends on the stack of the refresh is a circular reference, which the CDK refuses', () => {
  const { app, dashboards, lake } = stacks();
  addSales(new SpiceRefresh(dashboards, 'SpiceRefresh'), LandingEvent.objectCreated(new Bucket(lake, 'Bucket')));
  expect(() => app.synth()).toThrow(/cyclic reference/);
});

test('it is none where the refresh has a stack of its own', () => {
  const { app, lake } = stacks();
  const refresh = new SpiceRefresh(new Stack(app, 'Refresh', { env: KNOWN }), 'SpiceRefresh');
  addSales(refresh, LandingEvent.objectCreated(new Bucket(lake, 'Bucket')));
  expect(() => app.synth()).not.toThrow();
});

test('it is none where the bucket is given by its name and its own stack turns on its events', () => {
  const { app, dashboards, lake } = stacks();
  new Bucket(lake, 'Bucket', { bucketName: 'the-lake', eventBridgeEnabled: true });
  const bucket = Bucket.fromBucketName(dashboards, 'Lake', 'the-lake');
  const landingEvent = LandingEvent.objectCreated(bucket, { eventBridgeEnabled: true });
  addSales(new SpiceRefresh(dashboards, 'SpiceRefresh'), landingEvent);
  expect(() => app.synth()).not.toThrow();
});
