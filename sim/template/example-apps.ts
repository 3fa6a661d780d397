import { App, Duration, type Stack } from 'aws-cdk-lib';
import { accountsApp } from '../../examples/typescript/accounts';
import { DashboardsStack } from '../../examples/typescript/app';
import { SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import { AddedDataSet } from '../../lib/private/added-data-set';
import { type Deployment, deploy } from './deployment';
import { ENVIRONMENT } from './environment';
import type { Template } from './intrinsics';

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

/** The example app with monitoring, as docs/monitoring.md has it: two of its three data sets are watched. */
export function synthesizeWatchedExample(): Template {
  const app = new App();
  const stack = new DashboardsStack(app, 'Dashboards');
  const constructs = stack.node.findAll();
  const refresh = constructs.find((each) => each instanceof SpiceRefresh);
  if (!refresh) {
    throw new Error('the example app has no SpiceRefresh');
  }
  const monitoring = new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, alarmNamePrefix: 'spice' });
  for (const dataSet of constructs) {
    if (dataSet instanceof AddedDataSet && ['Sales', 'Inventory'].includes(dataSet.node.id)) {
      monitoring.watch(dataSet, { freshnessObjective: Duration.hours(1), landsAtLeastEvery: Duration.days(1) });
    }
  }
  return app.synth().getStackByName(stack.stackName).template;
}
