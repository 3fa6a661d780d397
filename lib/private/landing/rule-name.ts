import { createHash } from 'node:crypto';
import { Fn, Stack } from 'aws-cdk-lib';
import type { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { ruleArnIn } from '../arn';

/** What a name of 64 characters has room for beside hash and UUID. */
const ID_CHARACTERS = 18;

/**
 * The name of a rule, of 64 characters at most. It is known before the rule is there, so the policies of queues can name the
 * rule and be deployed first. It ends with the UUID of the stack: no other stack has it, however often a template is deployed.
 */
export function ruleNameIn(scope: IConstruct, id: string): string {
  const hash = createHash('sha256').update(`${scope.node.path}/${id}`).digest('hex').slice(0, 8);
  // as in `GlueJobSucceeded-1a2b3c4d-Part2`, whose hash is in the other one
  const [what = ''] = id.split('-');
  return `${what.slice(0, ID_CHARACTERS)}-${hash}-${stackUuid(scope)}`;
}

/** What stands for the ARNs of all rules of the stack that are named so. The `*` takes the name of a bus and its slash, too. */
export function stackRulesArn(scope: IConstruct): string {
  return ruleArnIn(scope, `*-${stackUuid(scope)}`);
}

/** The name that a rule has when the template is written: an aspect may have given it another one. */
export function finalRuleName(rule: Rule): string | undefined {
  // overrides are protected in the CDK's types, as they are in renderedProperties
  const resource = rule.node.defaultChild as unknown as { rawOverrides: { Properties?: { Name?: string } } };
  return resource.rawOverrides.Properties?.Name ?? (rule.node.defaultChild as CfnRule).name;
}

function stackUuid(scope: IConstruct): string {
  return Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
}
