import { Environment, type RefreshSettings } from '../../lib/private/contract';
import type { Deployment } from '../template/deployment';
import type { ScenarioLanding } from './scenario';

/** What a deployment makes of landing events: read from the input templates of its rules, and changed there; and whether it is paused. */

/** The ids of the landing events, as the rules' input templates name them. */
export function landingEventIds(deployment: Deployment): Record<ScenarioLanding, string> {
  const idOf = (landing: ScenarioLanding): string => {
    const rule = deployment.rules.find(({ eventPattern }) => JSON.stringify(eventPattern)?.includes(`"${landing}"`));
    return JSON.parse(readable(rule?.targets[0]?.inputTransformer?.InputTemplate ?? '{}')).landingEvent;
  };
  return { orders: idOf('orders'), customers: idOf('customers') };
}

/** The same deployment with other settings in its landing and request messages, and another time to gather a batch in. */
export function withSettings(deployment: Deployment, settings: RefreshSettings, batchingWindow?: number): Deployment {
  const template = (inputTemplate: string): string => {
    const message = JSON.parse(readable(inputTemplate));
    const changed = message.dataSets
      ? { ...message, dataSets: message.dataSets.map((entry: object) => ({ ...entry, settings })) }
      : { ...message, settings };
    return JSON.stringify(changed).replace(/"(<\w+>)"/g, '$1');
  };
  return {
    ...deployment,
    eventSourceMappings: deployment.eventSourceMappings.map((mapping) => ({
      ...mapping,
      ...(batchingWindow !== undefined && { batchingWindow }),
    })),
    rules: deployment.rules.map((rule) => ({
      ...rule,
      targets: rule.targets.map((target) => ({
        ...target,
        inputTransformer: target.inputTransformer && {
          ...target.inputTransformer,
          InputTemplate: template(target.inputTransformer.InputTemplate),
        },
      })),
    })),
  };
}

/** The same deployment with these data sets paused: their names, `*` for all, or none. */
export function withPause(deployment: Deployment, who: string | undefined): Deployment {
  return who === undefined
    ? deployment
    : {
        ...deployment,
        functions: deployment.functions.map((each) => ({
          ...each,
          environment: { ...each.environment, [Environment.PAUSED]: who },
        })),
      };
}

const readable = (inputTemplate: string): string => inputTemplate.replace(/<\w+>/g, '"$&"');
