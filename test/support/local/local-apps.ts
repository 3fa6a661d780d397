import { App, Duration, Stack } from 'aws-cdk-lib';
import { type DataSetRefreshOptions, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import type { NewEvent } from '../../../sim/aws/event-bridge';
import type { DataSetModel, IngestionPlan } from '../../../sim/aws/quick-sight-model';
import { type Deployment, deploy } from '../../../sim/template/deployment';
import { ENVIRONMENT } from '../../../sim/template/environment';

/** An app with a `SpiceRefresh` of its own, synthesized and read as if it had been deployed. */
export function deployApp(build: (refresh: SpiceRefresh) => void): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Local');
  build(new SpiceRefresh(stack, 'SpiceRefresh', { batchingWindow: Duration.seconds(1) }));
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

/** A data set that is refreshed when something `landed` in it. */
export const refreshedBy = (id: string, more: Partial<DataSetRefreshOptions> = {}): DataSetRefreshOptions => ({
  dataSet: SpiceDataSet.fromDataSetId(id),
  refreshOn: [LandingEvent.fromPattern({ source: ['local'], detailType: [id] })],
  settle: Duration.seconds(5),
  maxWait: Duration.seconds(30),
  ...more,
});

export const landing = (id: string): NewEvent => ({ source: 'local', 'detail-type': id, detail: {} });

export const arnOf = (id: string): string =>
  `arn:${ENVIRONMENT.partition}:quicksight:${ENVIRONMENT.region}:${ENVIRONMENT.account}:dataset/${id}`;

/** A data set that QuickSight knows, allowed by its owner and refreshed in 20 seconds. */
export function aDataSet(id: string, changes: Partial<DataSetModel> = {}): DataSetModel {
  const tags = { 'spice-refresh': 'allowed' };
  return { arn: arnOf(id), tags, quota: 32, whileActive: 'queue', plan: () => completedIn(20), ...changes };
}

export const completedIn = (seconds: number): IngestionPlan => ({
  seconds,
  status: 'COMPLETED',
  rowsIngested: 1_000,
  rowsDropped: 0,
});

export const failedWith = (type: string): IngestionPlan => ({
  seconds: 5,
  status: 'FAILED',
  error: { type, message: type },
});
