import { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type ISpiceRefresh, SpiceRefresh } from '../../lib';
import { ON } from '../support/on-outcome';
import { add, newRefresh, newStack, rulesOf, templateOf } from '../support/stack';

test.each(ON)(
  '%s is a rule for %j of every data set of this construct, and of no other construct',
  (on, detailType) => {
    const refresh = newRefresh();
    add(refresh);
    refresh[on]('Told', { target: new SqsQueue(new Queue(refresh, 'Target')), description: 'for the team' });
    const [rule, ...more] = rulesOf(templateOf(refresh)).filter(({ id }) => id.includes('Told'));
    expect(more).toEqual([]);
    expect(rule).toMatchObject({ Description: 'for the team', targets: [{ Id: 'Target0' }] });
    expect(rule?.EventPattern).toEqual({
      source: ['cdk-spice-refresh'],
      'detail-type': detailType,
      detail: { functionName: [{ Ref: expect.stringMatching(/^SpiceRefreshFunction/) }] },
    });
  },
);

test('a rule without a target, on the bus of the outcomes, is one to add targets to', () => {
  const stack = newStack();
  const refresh = newRefresh({ eventBus: new EventBus(stack, 'Bus') }, stack);
  add(refresh);
  refresh.onFailed('Told');
  const rule = rulesOf(templateOf(refresh)).find(({ id }) => id.includes('Told'));
  expect(rule?.targets).toEqual([]);
  expect(rule?.EventBusName).toEqual({ Ref: expect.stringMatching(/^Bus/) });
});

describe('metric', () => {
  const refresh = newRefresh();
  const sales = add(refresh);

  test('metric() is that of the method of the same name', () => {
    expect(refresh.metric('QuotaLeft', { label: 'left' })).toEqual(refresh.metricQuotaLeft({ label: 'left' }));
    expect(sales.metric('RowsIngested')).toEqual(sales.metricRowsIngested());
    expect(refresh.metric('ProcessingErrors')).toEqual(refresh.metricProcessingErrors());
  });

  test.each([() => refresh.metric('Landing'), () => sales.metric('toString')])(
    'metric() fails when there is none of that name, and lists those that there are',
    (ask) => {
      expect(ask).toThrow(/metricName must be one of Landings, RefreshesStarted, .*: got (Landing|toString)$/);
    },
  );

  test('metric() fails for what has a metric for each reason, or of all data sets together', () => {
    expect(() => refresh.metric('Decisions')).toThrow('Decisions has a metric for each reason: use metricDecisions');
    expect(() => sales.metric('Decisions')).toThrow(
      'is a metric of all data sets together: ask the SpiceRefresh for it',
    );
    expect(() => sales.metric('ProcessingErrors')).toThrow('is a metric of all data sets together');
  });
});

describe('a SpiceRefresh of another app', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
  const arns = {
    functionArn: arn('lambda', 'function:refresh'),
    queueArn: arn('sqs', 'queue'),
    deadLetterQueueArn: arn('sqs', 'dead'),
    undeliveredQueueArn: arn('sqs', 'undelivered'),
    ledgerTableArn: arn('dynamodb', 'table/ledger'),
    logGroupArn: arn('logs', 'log-group:/refresh:*'),
    roleArn: 'arn:aws:iam::111122223333:role/refresh',
  };
  const stack = newStack({ account: '111122223333', region: 'eu-west-1' });
  const eventBus = EventBus.fromEventBusName(stack, 'Bus', 'data');
  const imported: ISpiceRefresh = SpiceRefresh.fromSpiceRefreshAttributes(stack, 'Imported', { ...arns, eventBus });
  const own = newRefresh({ functionName: 'own' }, newStack());

  test('a SpiceRefresh of another app is its resources, and adds none', () => {
    expect({
      function: imported.refreshFunction.functionName,
      queues: [imported.queue, imported.deadLetterQueue, imported.undeliveredQueue].map(({ queueName }) => queueName),
      table: imported.ledgerTable.tableName,
      logGroup: imported.logGroup.logGroupName,
      role: imported.role.roleName,
      principal: imported.grantPrincipal,
    }).toEqual({
      function: 'refresh',
      queues: ['queue', 'dead', 'undelivered'],
      table: 'ledger',
      logGroup: '/refresh',
      role: 'refresh',
      principal: imported.role,
    });
    expect(stack.node.findAll().filter((node) => 'cfnResourceType' in node)).toEqual([]);
  });

  test.each(Object.getOwnPropertyNames(SpiceRefresh.prototype).filter((name) => name.startsWith('metric')))(
    'a SpiceRefresh of another app has %s as a SpiceRefresh of this app has',
    (name) => {
      const ask = (of: ISpiceRefresh) => {
        const method = of[name as 'metric'].bind(of);
        return name === 'metric' || name === 'metricDecisions'
          ? method(name === 'metric' ? 'Landings' : 'Settling', { label: 'x' })
          : (method as unknown as (options: object) => unknown)({ label: 'x' });
      };
      const plain = (of: ISpiceRefresh) =>
        JSON.stringify(ask(of), ['namespace', 'metricName', 'statistic', 'label', 'Reason', 'dimensions']);
      expect(plain(imported)).toBe(plain(own));
      expect(JSON.stringify(ask(imported))).toContain('"FunctionName":"refresh"');
    },
  );

  test.each(ON)('a SpiceRefresh of another app has %s for %j of its function, on its bus', (on, detailType) => {
    const app = newStack({ account: '111122223333', region: 'eu-west-1' });
    const other = SpiceRefresh.fromSpiceRefreshAttributes(app, 'Imported', {
      ...arns,
      eventBus: EventBus.fromEventBusName(app, 'Bus', 'data'),
    });
    const rule = other[on]('Told');
    expect(
      Stack.of(rule).resolve((rule.node.defaultChild as unknown as { eventPattern: unknown }).eventPattern),
    ).toEqual({
      source: ['cdk-spice-refresh'],
      'detail-type': detailType,
      detail: { functionName: ['refresh'] },
    });
    expect((rule.node.defaultChild as unknown as { eventBusName: string }).eventBusName).toBe('data');
  });
});
