import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { RefreshNetworkOptions } from '../../lib';
import { Policies } from '../../sim/aws/iam';
import { ACCOUNT, add, deployed, newRefresh, newStack, REGION, roleStatements, templateOf } from '../support/stack';

function inVpc(options: (vpc: Vpc, stack: Stack) => RefreshNetworkOptions = () => ({})) {
  const stack = newStack();
  const vpc = new Vpc(stack, 'Vpc');
  const refresh = newRefresh({ vpc, ...options(vpc, stack) }, stack);
  add(refresh);
  return { refresh, vpc, stack };
}

const FUNCTION = 'AWS::Lambda::Function';

test('a function without vpc has no network, and no permission for one', () => {
  const refresh = newRefresh();
  add(refresh);
  const template = templateOf(refresh);
  template.hasResourceProperties(FUNCTION, { VpcConfig: Match.absent() });
  expect(JSON.stringify(roleStatements(template))).not.toContain('ec2:');
  expect(() => refresh.connections).toThrow(/VPC/);
});

test('vpc puts the function into private subnets, behind a security group of its own that lets everything out', () => {
  const template = templateOf(inVpc().refresh);
  template.hasResourceProperties(FUNCTION, {
    VpcConfig: {
      SubnetIds: [
        { Ref: Match.stringLikeRegexp('^VpcPrivateSubnet1') },
        { Ref: Match.stringLikeRegexp('^VpcPrivateSubnet2') },
      ],
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^SpiceRefreshFunctionSecurityGroup'), 'GroupId'] }],
    },
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', IpProtocol: '-1' })],
    SecurityGroupIngress: Match.absent(),
  });
});

test('vpcSubnets and securityGroups are those of the function', () => {
  const { refresh } = inVpc((vpc, stack) => ({
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS, onePerAz: true },
    securityGroups: [new SecurityGroup(stack, 'Mine', { vpc })],
  }));
  templateOf(refresh).hasResourceProperties(FUNCTION, {
    VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'GroupId'] }] },
  });
});

test('connections lets the function reach an endpoint where nothing is allowed out', () => {
  const { refresh, vpc, stack } = inVpc(() => ({ allowAllOutbound: false }));
  const endpoint = new InterfaceVpcEndpoint(stack, 'Sqs', { vpc, service: InterfaceVpcEndpointAwsService.SQS });
  refresh.connections.allowTo(endpoint, Port.HTTPS);
  const template = templateOf(refresh);
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: Match.stringLikeRegexp('SpiceRefreshFunction'),
    SecurityGroupEgress: Match.absent(),
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
describe.each([
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
])('%s', (action) => {
  const template = templateOf(inVpc().refresh);
  const policies = new Policies([{ Version: '2012-10-17', Statement: deployed(template, roleStatements(template)) }]);
  const request = (context?: Record<string, string>) => ({
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/SpiceRefreshRole/function`,
    action,
    resource: action.includes('Describe') ? '*' : `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/eni-1`,
    accountId: ACCOUNT,
    context,
  });

  test('the action is allowed to Lambda', async () => {
    expect(await policies.allows(request())).toBe(true);
  });

  test('the action is denied to the code of the function', async () => {
    const sourceArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:Dashboards-SpiceRefreshFunction`;
    expect(await policies.allows(request({ 'lambda:SourceFunctionArn': sourceArn }))).toBe(false);
  });
});

describe('a wrong option', () => {
  test.each([
    ['vpcSubnets', { vpcSubnets: { subnetType: SubnetType.PUBLIC } }],
    ['securityGroups', { securityGroups: [] }],
    ['allowAllOutbound', { allowAllOutbound: true }],
    ['allowAllOutbound', { allowAllOutbound: false }],
  ])('SpiceRefresh fails with %s and no vpc', (name, options) => {
    expect(() => newRefresh(options)).toThrow(`${name} needs vpc: pass the VPC of the function, or leave ${name} out`);
  });

  test.each([0, 6])('SpiceRefresh fails with %s security groups', (groups) => {
    const group = (stack: Stack) =>
      SecurityGroup.fromSecurityGroupId(stack, `Group${stack.node.children.length}`, 'sg-1');
    expect(() => inVpc((_, stack) => ({ securityGroups: Array.from({ length: groups }, () => group(stack)) }))).toThrow(
      `securityGroups must have 1 to 5 groups, which is Lambda's limit: got ${groups}`,
    );
  });

  test('SpiceRefresh fails with allowAllOutbound for security groups that are given', () => {
    const groups = (vpc: Vpc, stack: Stack) => [new SecurityGroup(stack, 'Mine', { vpc })];
    expect(() => inVpc((vpc, stack) => ({ allowAllOutbound: false, securityGroups: groups(vpc, stack) }))).toThrow(
      'allowAllOutbound is of the new security group: set it on yours, or leave securityGroups out',
    );
  });
});
