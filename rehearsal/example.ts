import { App } from 'aws-cdk-lib';
import { DashboardsStack } from '../examples/typescript/app';
import { type Deployment, deploy } from './deployment';
import { ENVIRONMENT } from './environment';

/** The example app, synthesized now and read as if it had been deployed. */
export function deployExample(): Deployment {
  const app = new App();
  const stack = new DashboardsStack(app, 'Dashboards');
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}
