import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Network of the function that refreshes. It calls AWS APIs only, so it needs no VPC; where a rule asks for one,
 * docs/network.md lists the endpoints that the VPC needs.
 */
export interface RefreshNetworkOptions {
  /**
   * VPC of the function. Its subnets must reach SQS, DynamoDB, EventBridge and QuickSight, and STS if roles are assumed.
   *
   * @default - no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the function. Needs `vpc`. In a public subnet a function reaches nothing: it has no public IP address.
   *
   * @default - the VPC's private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the function: at most 5, which is Lambda's limit. Needs `vpc`.
   *
   * @default - a new security group that allows all outbound traffic
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the new security group allows all outbound traffic. Without it, allow HTTPS to the endpoints:
   * `refresh.connections.allowTo(endpoint, ec2.Port.HTTPS)`. Needs `vpc`, excludes `securityGroups`.
   *
   * @default true
   */
  readonly allowAllOutbound?: boolean;
}
