import { ABSENT_SETTINGS, type DataSetGroup } from '../../lib/private/contract';
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

/** Settings that are the default are not in a message: these are written into it. */
function withSettings(inputTemplate: string, { settle, quota }: PlanSettings): string {
  const message = JSON.parse(inputTemplate.replace('<time>', '"<time>"'));
  const changed = { settle, maxWait: Math.max(ABSENT_SETTINGS.maxWait, settle), quota: { perDay: quota, reserved: 0 } };
  const dataSets = message.dataSets.map((group: DataSetGroup) => ({
    ...group,
    settings: { ...group.settings, ...changed },
  }));
  return JSON.stringify({ ...message, dataSets }).replace('"<time>"', '<time>');
}
