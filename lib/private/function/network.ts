import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { RefreshNetworkOptions } from '../../refresh-network-options';
import { acknowledgeNetworkInterfaces } from '../access/nag-acknowledgements';
import { functionArnIn } from '../arn';

/**
 * What Lambda does as the function's role to attach it to a VPC.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Lambda's limit: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
const MAX_SECURITY_GROUPS = 5;

/** The network of the function, and what its role needs for it. The managed policy for that may create log groups too. */
export function networkOf(role: Role, options: RefreshNetworkOptions): FunctionOptions {
  const { vpc, vpcSubnets, securityGroups, allowAllOutbound } = options;
  if (!vpc) {
    const [orphan] =
      Object.entries({ vpcSubnets, securityGroups, allowAllOutbound }).find(([, value]) => value !== undefined) ?? [];
    if (orphan !== undefined) {
      throw new Error(`${orphan} needs vpc: pass the VPC of the function, or leave ${orphan} out`);
    }
    return {};
  }
  const groups = securityGroups?.length ?? 1;
  if (groups < 1 || groups > MAX_SECURITY_GROUPS) {
    throw new Error(
      `securityGroups must have 1 to ${MAX_SECURITY_GROUPS} groups, which is Lambda's limit: got ${groups}`,
    );
  }
  if (securityGroups && allowAllOutbound !== undefined) {
    throw new Error('allowAllOutbound is of the new security group: set it on yours, or leave securityGroups out');
  }
  role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: NETWORK_INTERFACE_ACTIONS,
      resources: ['*'],
      // the key is there only when the function's code calls, not when Lambda does
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': functionArnIn(role, '*') } },
    }),
  );
  acknowledgeNetworkInterfaces(role);
  return { vpc, vpcSubnets, securityGroups, allowAllOutbound };
}
