import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { SpiceDataSet } from '../../lib';
import { ON } from '../support/on-outcome';
import { add, deployed, newRefresh, newStack, rulesOf, templateOf } from '../support/stack';

test.each(ON)('%s is a rule for %j of this data set, with the target, under the given id', (on, detailType) => {
  const refresh = newRefresh();
  const sales = add(refresh);
  const target = new SqsQueue(new Queue(refresh, 'Target'));
  const rule = sales[on]('Told', { target, description: 'for the team', eventPattern: { detail: { error: ['X'] } } });
  expect(rule.node.path).toBe('Dashboards/SpiceRefresh/DataSets/Sales/Told');
  const template = templateOf(refresh);
  const [found, ...more] = rulesOf(template).filter(({ id }) => id.includes('Told'));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ Description: 'for the team', targets: [{ Id: 'Target0' }] });
  expect(found).not.toHaveProperty('EventBusName');
  expect(deployed(template, found?.EventPattern)).toEqual({
    source: ['cdk-spice-refresh'],
    'detail-type': detailType,
    detail: { error: ['X'], dataSetArn: ['arn:aws:quicksight:eu-west-1:111122223333:dataset/sales'] },
  });
});

test('a rule without a target is one to add targets to', () => {
  const refresh = newRefresh();
  add(refresh).onFailed('Told');
  const rule = rulesOf(templateOf(refresh)).find(({ id }) => id.includes('Told'));
  expect(rule?.targets).toEqual([]);
});

test('the rule is on the bus that the outcomes are put on', () => {
  const stack = newStack();
  const eventBus = new EventBus(stack, 'Bus');
  const refresh = newRefresh({ eventBus }, stack);
  add(refresh).onFailed('Told');
  const rule = rulesOf(templateOf(refresh)).find(({ id }) => id.includes('Told'));
  expect(rule?.EventBusName).toEqual({ Ref: expect.stringMatching(/^Bus/) });
});

test('a data set that is defined in the app has its id at deployment', () => {
  const stack = newStack();
  const refresh = newRefresh({}, stack);
  const dataSet = SpiceDataSet.fromDataSet(new CfnDataSet(stack, 'DataSet', { dataSetId: 'defined' }));
  const { dataSetId } = add(refresh, 'Defined', { dataSet });
  expect(stack.resolve(dataSetId)).toEqual({
    'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['DataSet', 'Arn'] }] }],
  });
  expect(add(refresh, 'Named').dataSetId).toBe('named');
});
