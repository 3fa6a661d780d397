import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DataSetAccessRole, type IDataSetAccessRole } from '../../data-set-access-role';
import { accountOf } from '../arn';

/** A data set of another account needs a role of that account. */
export function checkOwner(scope: Construct, dataSetArn: string, accessRole?: IDataSetAccessRole): void {
  const { account } = Stack.of(scope);
  const owner = accountOf(dataSetArn);
  if (accessRole) {
    const roleAccount = accountOfRole(accessRole);
    if (owner !== undefined && roleAccount !== undefined && roleAccount !== owner) {
      throw new Error(
        `a role gives access to data sets of its own account: got '${dataSetArn}' with an accessRole of account ${roleAccount}; ` +
          `pass the DataSetAccessRole of account ${owner}`,
      );
    }
  } else if (owner !== undefined && !Token.isUnresolved(account) && owner !== account) {
    throw new Error(
      `a data set of another account needs the accessRole of its owner: got '${dataSetArn}' in a stack of account ${account}; ` +
        `deploy a DataSetAccessRole in account ${owner} and pass it as accessRole`,
    );
  }
}

function accountOfRole(accessRole: IDataSetAccessRole): string | undefined {
  if (!(accessRole instanceof DataSetAccessRole)) {
    return accountOf(accessRole.roleArn);
  }
  const stack = Stack.of(accessRole);
  if (Token.isUnresolved(stack.account)) {
    throw new Error(
      `the account of accessRole must be known at synthesis: give the stack ${stack.node.path} an env with an account, ` +
        'or pass DataSetAccessRole.fromDataSetAccessRoleAttributes',
    );
  }
  return stack.account;
}
