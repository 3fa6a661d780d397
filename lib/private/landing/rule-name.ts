import { createHash } from 'node:crypto';
import { Fn, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnEventBus, CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { ruleArnIn } from '../arn';

/** What a name of 64 characters has room for beside hash and UUID. */
const ID_CHARACTERS = 18;

/**
 * Names a rule, with 64 characters at most. The name is known before the rule is there, so the policies of queues can name the
 * rule and be deployed first. It ends with the UUID of the stack: no other stack has it, however often a template is deployed.
 * A rule that moves to another bus gets another name: CloudFormation does not replace a named resource by one of its name.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
export function nameRule(rule: Rule): string {
  const resource = rule.node.defaultChild as CfnRule;
  const identity = [rule.node.path, ...(resource.eventBusName === undefined ? [] : busOf(rule, resource.eventBusName))];
  const hash = createHash('sha256').update(identity.join('\n')).digest('hex').slice(0, 8);
  // as in `GlueJobSucceeded-1a2b3c4d-Part2`, whose hash is in the other one
  const [what = ''] = rule.node.id.split('-');
  resource.name = `${what.slice(0, ID_CHARACTERS)}-${hash}-${stackUuid(rule)}`;
  return resource.name;
}

/** What tells one bus from another: a bus of the app that gets another name is another bus. */
function busOf(rule: Rule, eventBusName: string): string[] {
  const [token] = Tokenization.reverseString(eventBusName).tokens;
  return token instanceof Reference
    ? [token.target.node.path, String((token.target as Partial<CfnEventBus>).name)]
    : [JSON.stringify(Stack.of(rule).resolve(eventBusName))];
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
