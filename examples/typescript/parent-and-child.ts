import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';

/** A data set is built on another one: it is refreshed after it, which QuickSight does not do by itself. */
const stack = new Stack(new App(), 'ParentAndChild');
const landingBucket = new Bucket(stack, 'LandingBucket', { enforceSSL: true });

const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
const sales = refresh.addDataSet('Sales', {
  dataSet: SpiceDataSet.fromDataSetId('sales'),
  refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'sales/' })],
});
refresh.addDataSet('SalesByRegion', {
  dataSet: SpiceDataSet.fromDataSetId('sales-by-region'),
  refreshOn: [LandingEvent.refreshSucceeded(sales)],
});
