import { type Deployment, deploy } from './deployment';
import { ENVIRONMENT } from './environment';
import { PLAN_DATA_SET } from './plan-names';
import { planTemplate } from './plan-template';
import type { RuleResource } from './resources';

/** What a plan changes of the defaults: seconds, and ingestions in any 24 hours. */
export interface PlanSettings {
  readonly settle: number;
  readonly quota: number;
}

/** The construct with these data sets: the rule of its one data set is there for each of them. */
export function planDeployment(dataSetIds: readonly string[], settings: PlanSettings): Deployment {
  const deployment = deploy(planTemplate(), ENVIRONMENT);
  return {
    ...deployment,
    rules: dataSetIds.flatMap((id) => deployment.rules.map((rule) => ruleOf(rule, id, settings))),
    // the policy names the one data set: it is not what is planned
    functions: deployment.functions.map((each) => renamed(each, '*')),
  };
}

/** With the ARN that the queue's policy lets in. */
function ruleOf(rule: RuleResource, id: string, settings: PlanSettings): RuleResource {
  const { targets, ...rest } = renamed(rule, id);
  return {
    ...rest,
    targets: targets.map(({ inputTransformer, ...target }) => ({
      ...target,
      ...(inputTransformer && {
        inputTransformer: {
          ...inputTransformer,
          InputTemplate: withSettings(inputTransformer.InputTemplate, settings),
        },
      }),
    })),
  };
}

/** Ids of data sets have no character that JSON would escape. */
function renamed<T>(value: T, id: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(PLAN_DATA_SET, id));
}

function withSettings(inputTemplate: string, { settle, quota }: PlanSettings): string {
  return Object.entries({ settle, maxWait: Math.max(900, settle), perDay: quota }).reduce((text, [field, value]) => {
    const changed = text.replace(new RegExp(`"${field}":\\d+`), `"${field}":${value}`);
    if (!changed.includes(`"${field}":${value}`)) {
      throw new Error(`the landing message has no ${field}: a plan cannot set it`);
    }
    return changed;
  }, inputTemplate);
}
