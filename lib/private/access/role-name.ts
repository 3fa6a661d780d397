import { createHash } from 'node:crypto';
import { Lazy, Names, Stack, Token } from 'aws-cdk-lib';
import type { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** IAM's limit: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const NAME_CHARACTERS = 64;

/**
 * The name of a role that another account may refer to, now or later. A role that is given a name later is replaced. Where
 * the account or the region is not known at synthesis CloudFormation names it, and no other account can refer to it.
 */
export function stableRoleName(scope: IConstruct): string | undefined {
  const { account, region } = Stack.of(scope);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    return undefined;
  }
  // a role is its account's, whatever the region: the same stack in another one has another role
  const hash = createHash('sha256').update([account, region, scope.node.path].join()).digest('hex').slice(0, 8);
  const maxLength = NAME_CHARACTERS - hash.length - 1;
  return `${Names.uniqueResourceName(scope, { maxLength, separator: '-' })}-${hash}`;
}

/**
 * The ARN of a role of this app, wherever it is used: in another account with the name and the path that the role has in the
 * end, such as a path that an aspect has set. The CDK would leave that out.
 */
export function finalRoleArn(role: Role): string {
  const own = Stack.of(role);
  return Lazy.uncachedString({
    produce: ({ scope }) => {
      const { account, region } = Stack.of(scope);
      return account === own.account && region === own.region ? role.roleArn : named(role);
    },
  });
}

function named(role: Role): string {
  const { path = '/', roleName } = role.node.defaultChild as CfnRole;
  const stack = Stack.of(role);
  // one that CloudFormation makes is a token that becomes nothing
  if (stack.resolve(roleName) === undefined) {
    throw new Error(
      `the role ${role.node.path} is referred to from another account or region, so its name must be known at synthesis: ` +
        `give the stack ${stack.node.path} an env with an account and a region`,
    );
  }
  const resourceName = `${path.replace(/^\//, '')}${roleName}`;
  return stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
}
