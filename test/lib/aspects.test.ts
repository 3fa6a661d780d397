import { CfnResource, RemovalPolicies, Stack, TagManager, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DataSetAccess, LandingEvent, SpiceDataSet, SpiceRefreshMonitoring } from '../../lib';
import { add, loaded, newRefresh, newStack, resourcesOf } from '../support/stack';

/** Everything that a stack may get of the construct. */
function everything() {
  const stack = newStack();
  const refresh = newRefresh({ acceptRequests: { access: DataSetAccess.tagOnly('on-request', 'yes') } }, stack);
  const dataSet = new CfnDataSet(stack, 'DataSet', { dataSetId: 'stock', awsAccountId: stack.account, name: 'Stock' });
  const bucket = new Bucket(stack, 'Bucket');
  add(refresh, 'Stock', {
    dataSet: SpiceDataSet.fromDataSet(dataSet),
    refreshOn: [loaded(), LandingEvent.objectCreated(bucket)],
  });
  new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
  return { stack, refresh };
}

/** The resources within a construct, with their properties as they are deployed. */
function resourcesIn(scope: Construct) {
  const template = resourcesOf(Template.fromStack(Stack.of(scope)));
  return scope.node
    .findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node))
    .map((node) => ({ node, ...(template[Stack.of(scope).resolve(node.logicalId)] ?? { Type: '' }) }));
}

test('a permissions boundary is on every role', () => {
  const { stack } = everything();
  const boundary = ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'team-boundary');
  PermissionsBoundary.of(stack).apply(boundary);
  const roles = resourcesIn(stack).filter(({ Type }) => Type === 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThanOrEqual(2);
  for (const { Properties } of roles) {
    expect(Properties?.PermissionsBoundary).toEqual(stack.resolve(boundary.managedPolicyArn));
  }
});

test('resources that can have tags have the tags of the stack', () => {
  const { stack, refresh } = everything();
  Tags.of(stack).add('cost-centre', 'data');
  const taggable = resourcesIn(stack).filter(
    ({ node }) => TagManager.isTaggable(node) || TagManager.isTaggableV2(node),
  );
  const types = new Set(taggable.map(({ Type }) => Type));
  for (const type of [
    'SQS::Queue',
    'DynamoDB::Table',
    'Logs::LogGroup',
    'IAM::Role',
    'Lambda::Function',
    'CloudWatch::Alarm',
  ]) {
    expect(types).toContain(`AWS::${type}`);
  }
  for (const { Properties } of taggable) {
    expect(JSON.stringify(Properties?.Tags)).toContain('cost-centre');
  }
  expect(refresh.node.path).toBe('Dashboards/SpiceRefresh');
});

test('a data set keeps its tag that allows refreshes when the stack has tags', () => {
  const { stack } = everything();
  Tags.of(stack).add('cost-centre', 'data');
  const [dataSet] = resourcesIn(stack).filter(({ Type }) => Type === 'AWS::QuickSight::DataSet');
  expect(dataSet?.Properties?.Tags).toEqual([
    { Key: 'cost-centre', Value: 'data' },
    { Key: 'spice-refresh', Value: 'allowed' },
  ]);
});

test('removal policies of an aspect take the place of the construct’s', () => {
  const { refresh } = everything();
  RemovalPolicies.of(refresh).retain();
  const stateful = resourcesIn(refresh).filter(({ Type }) =>
    ['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'].includes(Type),
  );
  expect(stateful).toHaveLength(5);
  for (const { DeletionPolicy, UpdateReplacePolicy } of stateful) {
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  }
});
