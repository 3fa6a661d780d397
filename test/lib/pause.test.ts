import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { SpiceDataSet } from '../../lib';
import { Environment } from '../../lib/private/contract';
import { some } from '../support/some';
import { ACCOUNT, add, KNOWN, newRefresh, newStack, synthesize, templateOf } from '../support/stack';

function variable(template: Template): unknown {
  const [{ Properties }] = some(Object.values(template.findResources('AWS::Lambda::Function')));
  return Properties.Environment.Variables[Environment.PAUSED];
}

test('a construct is not paused by default, and the function has no variable for it', () => {
  expect(variable(synthesize())).toBeUndefined();
  expect(variable(synthesize({ enabled: true }, { paused: false }))).toBeUndefined();
});

test('a construct with enabled: false pauses everything, and keeps rules and event source mapping: nothing that lands is lost', () => {
  const [paused, running] = [synthesize({ enabled: false }), synthesize()];
  expect(variable(paused)).toBe('*');
  for (const type of ['AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping']) {
    expect(paused.findResources(type)).toEqual(running.findResources(type));
  }
});

test('paused pauses one data set, by its name', () => {
  const refresh = newRefresh({}, newStack(KNOWN));
  add(refresh, 'Sales', { paused: true });
  add(refresh, 'Orders');
  const dataSetArn = `arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/stock`;
  add(refresh, 'Stock', { paused: true, dataSet: SpiceDataSet.fromDataSetArn(dataSetArn) });
  expect(variable(templateOf(refresh))).toBe('sales,us-east-1/stock');
});

test('a stack without an environment has the name from CloudFormation', () => {
  const refresh = newRefresh();
  const dataSetArn = `arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/stock`;
  add(refresh, 'Stock', { paused: true, dataSet: SpiceDataSet.fromDataSetArn(dataSetArn) });
  expect(JSON.stringify(variable(templateOf(refresh)))).toContain('Fn::If');
  expect(Stack.of(refresh).node.tryFindChild('Ownus-east-1')).toBeDefined();
});

test('more names than the environment of a function has room for are an error that says the way out', () => {
  const refresh = newRefresh({}, newStack(KNOWN));
  const many = (): void => {
    for (let at = 0; at < 60; at++) {
      add(refresh, `data-set-with-a-name-of-many-characters-${'x'.repeat(30)}${at}`, { paused: true });
    }
  };
  expect(many).toThrow(/may have 3000 characters together.*pause all with enabled: false/);
});
