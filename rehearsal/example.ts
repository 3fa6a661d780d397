import { App } from 'aws-cdk-lib';
import { DashboardsStack } from '../examples/typescript/app';
import { type Deployment, deploy } from './deployment';

/** Where the rehearsal takes place. */
export const ENVIRONMENT = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

/** The example app, synthesized now and read as if it had been deployed. */
export function deployExample(): Deployment {
  const app = new App();
  const stack = new DashboardsStack(app, 'Dashboards');
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}
