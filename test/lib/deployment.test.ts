import { CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { DataSetAccess, SpiceDataSet, type SpiceRefresh } from '../../lib';
import { add, newRefresh, newStack, templateOf } from '../support/stack';

/** What the function knows the deployment by. */
function deploymentOf(refresh: SpiceRefresh): unknown {
  const functions = templateOf(refresh).findResources('AWS::Lambda::Function');
  return Object.values(functions)[0]?.Properties.Environment.Variables.DEPLOYMENT;
}

function deployment(...ids: readonly string[]): unknown {
  const refresh = newRefresh();
  for (const id of ids) {
    add(refresh, id);
  }
  return deploymentOf(refresh);
}

test('the function knows its deployment by a short text that is the same in every synthesis', () => {
  expect(deployment('Sales', 'Orders')).toMatch(/^[0-9a-f]{16}$/);
  expect(deployment('Sales', 'Orders')).toBe(deployment('Sales', 'Orders'));
});

test('it does not depend on the order of the data sets, nor on anything but which they are', () => {
  expect(deployment('Orders', 'Sales')).toBe(deployment('Sales', 'Orders'));
  const refresh = newRefresh({
    memorySize: 512,
    acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') },
  });
  add(refresh, 'Sales');
  expect(deploymentOf(refresh)).toBe(deployment('Sales'));
});

test('it is another one when a data set is added or removed', () => {
  const all = [deployment('Sales'), deployment('Orders'), deployment('Sales', 'Orders')];
  expect(new Set(all).size).toBe(3);
});

test('acceptRequests alone needs a deployment, too', () => {
  expect(
    deploymentOf(newRefresh({ acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') } })),
  ).toMatch(/^[0-9a-f]{16}$/);
});

test('a data set of the app, of another stack or of a parameter is distinguished without a reference to it', () => {
  const deploymentWith = (pick: (stack: Stack) => SpiceDataSet): unknown => {
    const stack = newStack();
    const refresh = newRefresh({}, stack);
    add(refresh, 'Sales', { dataSet: pick(stack) });
    return deploymentOf(refresh);
  };
  const parameter = (name: string) => (stack: Stack) =>
    SpiceDataSet.fromDataSetId(new CfnParameter(stack, name).valueAsString);
  const defined = (stack: Stack) =>
    SpiceDataSet.fromDataSet(new CfnDataSet(stack, 'DataSet', { dataSetId: 'defined' }));
  const elsewhere = (stack: Stack) =>
    SpiceDataSet.fromDataSet(
      new CfnDataSet(new Stack(stack.node.root as never, 'Owner'), 'DataSet', { dataSetId: 'x' }),
    );
  const picks = [parameter('One'), parameter('Two'), defined, elsewhere];
  const all = picks.map(deploymentWith);
  expect(new Set(all).size).toBe(picks.length);
  expect(picks.map(deploymentWith)).toEqual(all);
  for (const each of all) {
    expect(each).toMatch(/^[0-9a-f]{16}$/);
  }
});
