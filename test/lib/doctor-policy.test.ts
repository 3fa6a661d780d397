import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { DoctorPolicy, SpiceDataSet, SpiceRefresh } from '../../lib';
import { Policies } from '../../sim/aws/iam';
import { type Template as DeployedTemplate, identitiesOf, resolve } from '../../sim/template/intrinsics';
import { loaded } from '../support/stack';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

/** The policy of a key, as the CDK writes it. */
const LEFT_TO_IAM = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
  ],
};

function synthesize(encrypted = false) {
  const app = new App();
  const stack = new Stack(app, 'Dashboards', { env: ENVIRONMENT });
  const encryptionKey = encrypted ? new Key(stack, 'Key') : undefined;
  const refresh = new SpiceRefresh(stack, 'Refresh', { encryptionKey });
  refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn: [loaded()] });
  const { managedPolicy } = new DoctorPolicy(stack, 'Doctor', { refresh });
  return { app, stack, managedPolicy };
}

/** The policy as it is deployed, and who is asked. */
function deployed(encrypted = false) {
  const template = synthesize(encrypted).app.synth().getStackByName('Dashboards').template as DeployedTemplate;
  const identities = identitiesOf(template, ENVIRONMENT);
  const named = (prefix: string): string =>
    [...identities].find(([logicalId]) => logicalId.startsWith(prefix))?.[1].arn ?? '';
  const { Properties } = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::IAM::ManagedPolicy') ?? {};
  const policies = new Policies([resolve(Properties?.PolicyDocument, identities, ENVIRONMENT)]);
  const may = (action: string, resource: string): Promise<boolean> =>
    policies.allows(
      { principal: 'arn:aws:iam::111122223333:role/operators', action, resource, accountId: '111122223333' },
      action.startsWith('kms:') ? LEFT_TO_IAM : undefined,
    );
  return { may, named };
}

test('the policy of doctor is a managed policy that a role can be given', () => {
  const { stack, managedPolicy } = synthesize();
  const assumedBy = new AccountRootPrincipal();
  new Role(stack, 'Operators', { assumedBy, managedPolicies: [managedPolicy] });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: [{ Ref: Match.stringLikeRegexp('^DoctorPolicy') }],
  });
});

test('the policy of doctor may be named', () => {
  const { stack } = synthesize();
  const refresh = stack.node.findChild('Refresh') as SpiceRefresh;
  new DoctorPolicy(stack, 'Named', { refresh, managedPolicyName: 'spice-doctor' });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'spice-doctor' });
});

test.each([
  ['cloudformation:GetTemplate', 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Dashboards/1', true],
  ['cloudformation:GetTemplate', 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Other/1', false],
  ['cloudformation:UpdateStack', 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Dashboards/1', false],
  ['quicksight:DescribeDataSet', 'arn:aws:quicksight:eu-west-1:111122223333:dataset/any', true],
  ['quicksight:DescribeDataSet', 'arn:aws:quicksight:us-east-1:111122223333:dataset/any', false],
  ['quicksight:TagResource', 'arn:aws:quicksight:eu-west-1:111122223333:dataset/any', false],
  ['quicksight:CreateIngestion', 'arn:aws:quicksight:eu-west-1:111122223333:dataset/any/ingestion/1', false],
  ['events:DescribeRule', 'arn:aws:events:eu-west-1:111122223333:rule/bus/any', true],
  ['events:DescribeEventBus', 'arn:aws:events:eu-west-1:111122223333:event-bus/data', true],
  ['events:DeleteEventBus', 'arn:aws:events:eu-west-1:111122223333:event-bus/data', false],
  ['lambda:ListEventSourceMappings', '*', true],
  ['lambda:UpdateEventSourceMapping', 'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:1', false],
  ['events:DisableRule', 'arn:aws:events:eu-west-1:111122223333:rule/any', false],
  ['s3:GetBucketNotification', 'arn:aws:s3:::lake', true],
  ['s3:GetObject', 'arn:aws:s3:::lake/orders.csv', false],
])('the policy of doctor allows %s on %s: %s', async (action, resource, allowed) => {
  expect(await deployed().may(action, resource)).toBe(allowed);
});

test('the policy of doctor reads queues and tables of the construct, and no message', async () => {
  const { may, named } = deployed();
  for (const queue of ['RefreshQueue', 'RefreshDeadLetterQueue', 'RefreshUndeliveredQueue']) {
    expect(await may('sqs:GetQueueAttributes', named(queue))).toBe(true);
    expect(await may('sqs:ReceiveMessage', named(queue))).toBe(false);
  }
  expect(await may('sqs:GetQueueAttributes', 'arn:aws:sqs:eu-west-1:111122223333:other')).toBe(false);
  expect(await may('dynamodb:Scan', named('RefreshLedger'))).toBe(true);
  expect(await may('dynamodb:PutItem', named('RefreshLedger'))).toBe(false);
});

test('the policy of doctor reads the concurrency of the function of the construct, and no code', async () => {
  const { may, named } = deployed();
  expect(await may('lambda:GetFunctionConcurrency', named('RefreshFunction'))).toBe(true);
  expect(await may('lambda:GetFunctionConcurrency', 'arn:aws:lambda:eu-west-1:111122223333:function:other')).toBe(
    false,
  );
  expect(await may('lambda:GetFunction', named('RefreshFunction'))).toBe(false);
});

test('the policy of doctor reads the key of the construct, if there is one', async () => {
  const { may, named } = deployed(true);
  const key = named('Key');
  expect(await may('kms:GetKeyPolicy', key)).toBe(true);
  expect(await may('kms:Encrypt', key)).toBe(false);
  expect(await deployed().may('kms:DescribeKey', key)).toBe(false);
});

test.each([AwsSolutionsChecks, NIST80053R5Checks])('%p has no finding on the policy of doctor', (Pack) => {
  const { app } = synthesize(true);
  const findings = new Pack(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.flatMap(({ constructPath }) => (constructPath?.includes('Doctor') ? [ruleName] : [])),
    );
  expect(findings).toEqual([]);
});
