import { CfnCondition, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { dataSetIdOf } from './arn';
import { dataSetName, type Place } from './contract';

/**
 * The name that the function gives a data set, as far as synthesis knows account and region. Where it does not, in a stack
 * without an environment, CloudFormation compares them. An ARN that is known at deployment alone is taken for one of
 * the stack's own account and region.
 *
 * @param scope of the function
 */
export function dataSetNameIn(scope: IConstruct, dataSetArn: string): string {
  const [, , , region, account, ...more] = dataSetArn.split(':');
  if (region === undefined || account === undefined || more.length === 0) {
    return dataSetIdOf(dataSetArn);
  }
  const stack = Stack.of(scope);
  const name = (own: Place): string => dataSetName(dataSetArn, own);
  const elsewhere = '';
  return either(
    stack,
    account,
    stack.account,
    either(stack, region, stack.region, name({ account, region }), name({ account, region: elsewhere })),
    name({ account: elsewhere, region: elsewhere }),
  );
}

/** One of two texts, by whether two others are the same. */
function either(stack: Stack, a: string, b: string, same: string, different: string): string {
  if (JSON.stringify(stack.resolve(a)) === JSON.stringify(stack.resolve(b))) {
    return same;
  }
  const known = [a, b].filter((each) => !Token.isUnresolved(each));
  if (known.length === 0) {
    return same;
  }
  return known.length === 2
    ? different
    : decidedAtDeployment(stack, condition(stack, `Own${known}`, a, b), same, different);
}

function decidedAtDeployment(stack: Stack, { logicalId }: CfnCondition, same: string, different: string): string {
  const lazy = Lazy.uncachedAny({
    produce: ({ scope }) => {
      const user = Stack.of(scope);
      if (user !== stack) {
        throw new Error(
          `the name of data set ${different} depends on the account and region of the stack ${stack.stackName}: give it an ` +
            `env, so that the stack ${user.stackName} can use metrics of the data set`,
        );
      }
      return Fn.conditionIf(logicalId, same, different);
    },
  });
  return Token.asString(lazy);
}

function condition(stack: Stack, id: string, a: string, b: string): CfnCondition {
  const known = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return known ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(a, b) });
}
