import { type Environment, identitiesOf, resolve, type Template } from './intrinsics';

/** The body of a template's only dashboard, with every name and ARN filled in: what CloudWatch would have been given. */
export function dashboardBody(template: Template, environment: Environment): string {
  const [dashboard, ...more] = Object.values(template.Resources).filter(
    ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
  );
  if (!dashboard || more.length > 0) {
    throw new Error(`expected one dashboard in the template: there are ${dashboard ? more.length + 1 : 0}`);
  }
  return resolve(dashboard.Properties?.DashboardBody, identitiesOf(template, environment), environment) as string;
}

/** What the alarms of a template are called, by logical id. */
export function alarmNames({ Resources }: Template): Map<string, string> {
  return new Map(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([logicalId, { Properties }]) => [logicalId, Properties?.AlarmName as string]),
  );
}
