import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DataSetAccess, DataSetRefresh, LandingEvent } from '../../lib';
import { add, dataSetArn, KNOWN, newRefresh, newStack, rulesOf, templateOf } from '../support/stack';

function imported(access?: DataSetAccess) {
  const stack = newStack(KNOWN);
  const orders = DataSetRefresh.fromDataSetRefreshAttributes(stack, 'Orders', {
    dataSetArn: dataSetArn('orders'),
    access,
  });
  return { stack, orders };
}

test('a data set of another app can be chained: what comes behind it waits for its success', () => {
  const { stack, orders } = imported();
  const refresh = newRefresh({}, stack);
  add(refresh, 'OrdersByRegion', { refreshOn: [LandingEvent.refreshSucceeded(orders)] });
  expect(rulesOf(templateOf(refresh))[0]?.EventPattern).toEqual({
    source: ['cdk-spice-refresh'],
    'detail-type': ['SPICE Refresh Succeeded'],
    detail: { dataSetArn: [dataSetArn('orders')] },
  });
});

test('it has its id, its metrics and its rules, and adds nothing to the template', () => {
  const { stack, orders } = imported();
  expect(orders.dataSetId).toBe('orders');
  expect(orders.metricFreshnessLag().dimensions).toEqual({ DataSet: 'orders' });
  expect(orders.metricQuickSightIngestionErrors().dimensions).toEqual({ DatasetId: 'orders' });
  expect(stack.node.findAll().filter((node) => 'cfnResourceType' in node)).toEqual([]);
  expect(orders.onFailed('Told').node.path).toBe('Dashboards/Orders/Told');
});

test.each([
  [undefined, { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } }],
  [DataSetAccess.arnAndTag('team', 'finance'), { StringEquals: { 'aws:ResourceTag/team': 'finance' } }],
])('grantRefresh is on the condition of its access', (access, condition) => {
  const { stack, orders } = imported(access);
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('glue.amazonaws.com') });
  const grant = orders.grantRefresh(role);
  expect(grant.principalStatement?.toStatementJson()).toMatchObject({
    Resource: `${dataSetArn('orders')}/ingestion/*`,
    Condition: condition,
  });
});
