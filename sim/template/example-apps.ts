import { App, type Stack } from 'aws-cdk-lib';
import { accountsApp } from '../../examples/typescript/accounts';
import { DashboardsStack } from '../../examples/typescript/app';
import { type Deployment, deploy } from './deployment';
import { ENVIRONMENT } from './environment';

/** The example app, synthesized now and read as if it had been deployed. */
export function deployExample(): Deployment {
  const app = new App();
  const stack = new DashboardsStack(app, 'Dashboards');
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

/** The example with two accounts, as if both were deployed: what happens in ours, and the roles of the other. */
export function deployAccounts(): Deployment {
  const { app, platform, finance } = accountsApp();
  const assembly = app.synth();
  const deployed = ({ stackName, account, region }: Stack): Deployment =>
    deploy(assembly.getStackByName(stackName).template, { ...ENVIRONMENT, account, region });
  const [ours, theirs] = [deployed(platform), deployed(finance)];
  return { ...ours, roles: [...ours.roles, ...theirs.roles], dataSets: [...ours.dataSets, ...theirs.dataSets] };
}
