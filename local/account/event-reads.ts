import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { json } from './answers';
import type { AccountDescription } from './description';

/** The calls of EventBridge that read rules and event buses. */
export function answerEvents(
  { account, region, partition = 'aws', disabledRules, eventBuses = {} }: AccountDescription,
  { headers, body }: HttpRequest,
): HttpAnswer | undefined {
  const { Name, TargetArn = '' } = JSON.parse(body.toString());
  const arnOf = (name: string): string => `arn:${partition}:events:${region}:${account}:event-bus/${name}`;
  switch (headers['x-amz-target']) {
    case 'AWSEvents.DescribeRule':
      return json(200, { Name, State: disabledRules?.has(Name) ? 'DISABLED' : 'ENABLED' });
    case 'AWSEvents.DescribeEventBus': {
      const bus = Name === 'default' ? (eventBuses.default ?? {}) : eventBuses[Name];
      return bus
        ? json(200, { Name, Arn: arnOf(Name), Policy: bus.policy })
        : json(400, { __type: 'ResourceNotFoundException', message: `Event bus ${Name} does not exist.` });
    }
    case 'AWSEvents.ListRuleNamesByTarget': {
      const [, bus] = Object.entries(eventBuses).find(([name]) => arnOf(name) === TargetArn) ?? [];
      return json(200, { RuleNames: bus?.rulesTo ?? [] });
    }
    default:
      return undefined;
  }
}
