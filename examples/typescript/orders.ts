import { App, Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  DataSetAccess,
  Ingestion,
  IngestionQuota,
  LandingEvent,
  RefreshWhen,
  SpiceDataSet,
  SpiceRefresh,
  SpiceRefreshMonitoring,
} from 'cdk-spice-refresh';

/** What people set most often, on one data set: all landing events, incremental ingestions, quota, requests, monitoring. */
const stack = new Stack(new App(), 'Orders');
const landingBucket = new Bucket(stack, 'LandingBucket', { enforceSSL: true });
const pipelineRole = new Role(stack, 'PipelineRole', { assumedBy: new ServicePrincipal('glue.amazonaws.com') });

const refresh = new SpiceRefresh(stack, 'SpiceRefresh', {
  acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') },
});
refresh.grantRequestRefresh(pipelineRole);

const orders = refresh.addDataSet('Orders', {
  dataSet: SpiceDataSet.fromDataSetId('orders'),
  refreshOn: [
    LandingEvent.objectCreated(landingBucket, { keyPrefix: 'orders/', keySuffix: '/_SUCCESS' }),
    LandingEvent.schedule(Schedule.cron({ hour: '6', minute: '0' })),
  ],
  refreshWhen: RefreshWhen.all({ within: Duration.hours(2) }),
  ingestion: Ingestion.incremental({ fullEvery: Duration.days(7) }),
  quota: IngestionQuota.enterprise({ reserved: 4 }),
});

const monitoring = new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
monitoring.watch(orders, { freshnessObjective: Duration.hours(1), landsAtLeastEvery: Duration.days(1) });
