import { App, Stack } from 'aws-cdk-lib';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { Template } from './intrinsics';
import { PLAN_DATA_SET, PLAN_DETAIL_TYPE, PLAN_SOURCE } from './plan-names';

/**
 * A construct with one data set and the defaults that everybody gets: what a plan is made from. The bundle of the
 * command has what this answers instead of this, so that planning needs no AWS CDK.
 */
export function planTemplate(): Template {
  const app = new App();
  const stack = new Stack(app, 'Plan');
  new SpiceRefresh(stack, 'SpiceRefresh').addDataSet('DataSet', {
    dataSet: SpiceDataSet.fromDataSetId(PLAN_DATA_SET),
    refreshOn: [
      LandingEvent.fromPattern({
        source: [PLAN_SOURCE],
        detailType: [PLAN_DETAIL_TYPE],
        detail: { dataSetId: [PLAN_DATA_SET] },
      }),
    ],
  });
  return app.synth().getStackByName(stack.stackName).template;
}
