import { App, Duration, Stack } from 'aws-cdk-lib';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { Template } from '../template/intrinsics';

/** What the simulation plays on: one data set with two landing events, with and without a safety net. */
export interface SimulationTemplates {
  readonly plain: Template;
  readonly withSafetyNet: Template;
}

export function synthesizeSimulation(): SimulationTemplates {
  return { plain: synthesize(false), withSafetyNet: synthesize(true) };
}

function synthesize(safetyNet: boolean): Template {
  const app = new App();
  const stack = new Stack(app, 'Simulation');
  new SpiceRefresh(stack, 'SpiceRefresh').addDataSet('Simulated', {
    dataSet: SpiceDataSet.fromDataSetId('simulated'),
    refreshOn: [
      LandingEvent.fromPattern({ source: ['simulation'], detailType: ['orders'] }),
      LandingEvent.fromPattern({ source: ['simulation'], detailType: ['customers'] }),
    ],
    ...(safetyNet && { refreshAtLeastEvery: Duration.hours(8) }),
  });
  return app.synth().getStackByName(stack.stackName).template;
}
