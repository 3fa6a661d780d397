import { App, Duration, Stack } from 'aws-cdk-lib';
import { DataSetAccess, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { Template } from '../template/intrinsics';

/** What the simulation plays on: one data set with two landing events and requests, with and without a safety net, or removed. */
export interface SimulationTemplates {
  readonly plain: Template;
  readonly withSafetyNet: Template;
  readonly removed: Template;
}

export function synthesizeSimulation(): SimulationTemplates {
  return {
    plain: synthesize(simulated(false)),
    withSafetyNet: synthesize(simulated(true)),
    removed: synthesize(another),
  };
}

function synthesize(addTo: (stack: Stack) => void): Template {
  const app = new App();
  const stack = new Stack(app, 'Simulation');
  addTo(stack);
  return app.synth().getStackByName(stack.stackName).template;
}

const simulated = (safetyNet: boolean) => (stack: Stack) =>
  new SpiceRefresh(stack, 'SpiceRefresh', {
    acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') },
  }).addDataSet('Simulated', {
    dataSet: SpiceDataSet.fromDataSetId('simulated'),
    refreshOn: [
      LandingEvent.fromPattern({ source: ['simulation'], detailType: ['orders'] }),
      LandingEvent.fromPattern({ source: ['simulation'], detailType: ['customers'] }),
    ],
    ...(safetyNet && { refreshAtLeastEvery: Duration.hours(8) }),
  });

const another = (stack: Stack) =>
  new SpiceRefresh(stack, 'SpiceRefresh').addDataSet('Another', {
    dataSet: SpiceDataSet.fromDataSetId('another'),
    refreshOn: [LandingEvent.fromPattern({ source: ['simulation'], detailType: ['another'] })],
  });
