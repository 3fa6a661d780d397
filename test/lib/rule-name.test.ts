import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LandingEvent, LandingEventForwarding, SpiceDataSet, SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import { newStack } from '../support/stack';

/*
 * CloudFormation cannot replace a resource by one with the same name, and it replaces a rule whose bus is another one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */

type Rules = Readonly<Record<string, string>>;

/** Names of the rules, by logical id. */
function namesWith(busIn?: (stack: Stack) => IEventBus): Rules {
  const stack = newStack();
  const bus = busIn?.(stack);
  const landing = LandingEvent.fromPattern({ source: ['lake'] });
  const refresh = new SpiceRefresh(stack, 'Refresh', { eventBus: bus });
  refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn: [landing] });
  new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, chatTopic: new Topic(stack, 'Chat') });
  new LandingEventForwarding(stack, 'Forwarding', {
    landingEvents: [landing],
    eventBus: EventBus.fromEventBusName(stack, 'Target', 'target'),
    sourceBus: bus,
  });
  return Object.fromEntries(
    Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule')).map(([id, { Properties }]) => [
      id,
      JSON.stringify(Properties.Name),
    ]),
  );
}

const BUSES: Readonly<Record<string, (stack: Stack) => IEventBus>> = {
  'a bus of the app': (stack) => new EventBus(stack, 'Bus'),
  'a bus of the app with a name': (stack) => new EventBus(stack, 'Bus', { eventBusName: 'data' }),
  'the same with another name': (stack) => new EventBus(stack, 'Bus', { eventBusName: 'lake' }),
  'another bus of the app': (stack) => new EventBus(stack, 'Lake'),
  'an imported bus': (stack) => EventBus.fromEventBusName(stack, 'Bus', 'data'),
  'another imported bus': (stack) => EventBus.fromEventBusName(stack, 'Bus', 'lake'),
};

const onBus = ([id]: [string, string]): boolean => !id.includes('Sweep');

describe('the name of a rule', () => {
  const without = namesWith();
  const all = Object.entries(BUSES).map(([what, bus]) => [what, namesWith(bus)] as const);

  test.each(all)('another name comes with %s, for each rule that moves to it', (_, names) => {
    expect(Object.keys(names)).toEqual(Object.keys(without));
    const moved = Object.entries(names).filter(onBus);
    expect(moved).toHaveLength(4);
    expect(moved.filter(([id, name]) => without[id] === name)).toEqual([]);
  });

  test('no two buses give a rule the same name', () => {
    for (const id of Object.keys(without).filter((each) => onBus([each, '']))) {
      expect(new Set(all.map(([, names]) => names[id])).size).toBe(all.length);
    }
  });

  test('the name stays where the bus does', () => {
    expect(namesWith(BUSES['an imported bus'])).toEqual(namesWith(BUSES['an imported bus']));
  });

  test('the sweep, which is on the default bus, keeps its name', () => {
    const swept = (names: Rules): string[] => Object.entries(names).flatMap((each) => (onBus(each) ? [] : [each[1]]));
    for (const [, names] of all) {
      expect(swept(names)).toEqual(swept(without));
    }
  });
});
