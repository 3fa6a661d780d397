import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SpiceRefreshMonitoring, type SpiceRefreshMonitoringProps } from '../../lib';
import { add, newRefresh } from './stack';

/** A refresh of one data set, and its monitoring. */
export function monitored(props: Partial<SpiceRefreshMonitoringProps> = {}) {
  const refresh = newRefresh();
  const stack = Stack.of(refresh);
  const sales = add(refresh);
  const monitoring = new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, ...props });
  return { refresh, stack, sales, monitoring, template: () => Template.fromStack(stack) };
}

/** The properties of the alarms of a template, by their construct path below the monitoring. */
// biome-ignore lint/suspicious/noExplicitAny: properties of a template
export const alarmsOf = (template: Template): Record<string, any> =>
  Object.fromEntries(
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
      id.replace(/^Monitoring|[0-9A-F]{8}$/g, ''),
      Properties,
    ]),
  );
