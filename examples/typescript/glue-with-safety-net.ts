import { App, Duration, Stack } from 'aws-cdk-lib';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';

/** A Glue job loads the data. Its event is sent with best effort, so that the data set is refreshed once a day even if it never comes. */
const stack = new Stack(new App(), 'GlueWithSafetyNet');
const stockJob = CfnJob.fromJobName(stack, 'StockJob', 'load-stock');

const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
refresh.addDataSet('Stock', {
  dataSet: SpiceDataSet.fromDataSetId('stock'),
  refreshOn: [LandingEvent.glueJobSucceeded(stockJob)],
  refreshAtLeastEvery: Duration.hours(24),
});
