import { type IEventBusRef, type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { OUTCOME_SOURCE, OutcomeDetailType } from './contract';

/** Whose outcome events: a field of their detail, and its value. */
export type Subject = { readonly dataSetArn: string } | { readonly functionName: string };

/** A rule for outcome events on the bus that they are put on; of every kind unless one is given. */
export function outcomeRule(
  scope: Construct,
  id: string,
  { target, ...options }: OnEventOptions,
  eventBus: IEventBusRef | undefined,
  subject: Subject,
  ...detailType: OutcomeDetailType[]
): Rule {
  const rule = new Rule(scope, id, { ...options, eventBus });
  rule.addEventPattern({
    source: [OUTCOME_SOURCE],
    detailType: detailType.length > 0 ? detailType : Object.values(OutcomeDetailType),
    detail: Object.fromEntries(Object.entries(subject).map(([field, value]) => [field, [value]])),
  });
  rule.addTarget(target);
  return rule;
}
