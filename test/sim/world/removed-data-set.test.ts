import { App, Duration, Stack } from 'aws-cdk-lib';
import { DAY, HOUR, MINUTE } from '../../../lambda/time';
import {
  DataSetAccess,
  LandingEvent,
  SpiceDataSet,
  SpiceRefresh,
  SpiceRefreshMonitoring,
  type SpiceRefreshProps,
} from '../../../lib';
import { OutcomeDetailType, REQUEST_DETAIL_TYPE } from '../../../lib/private/contract';
import { seeded } from '../../../sim/seeds/random';
import { type Deployment, deploy } from '../../../sim/template/deployment';
import { ENVIRONMENT } from '../../../sim/template/environment';
import type { Occurrence } from '../../../sim/world/occurrence';
import { Operations } from '../../../sim/world/operations';

jest.setTimeout(120_000);

const START = Date.parse('2026-11-23T06:00:00Z');
const arnOf = (id: string): string => `arn:aws:quicksight:eu-west-1:123456789012:dataset/${id}`;
const SALES = arnOf('sales');

/** A stack that refreshes these data sets, and watches all of them together: nothing waits for longer than 20 minutes. */
function deploymentOf(ids: readonly string[], props: SpiceRefreshProps = {}): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Removed');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', props);
  for (const id of ids) {
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id),
      refreshOn: [LandingEvent.fromPattern({ source: ['pipeline'], detail: { table: [id] } })],
    });
  }
  new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh, freshnessObjective: Duration.minutes(20) });
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

const both = deploymentOf(['sales', 'orders']);
const ordersAlone = deploymentOf(['orders']);
const withRequests = deploymentOf(['orders'], {
  acceptRequests: { access: DataSetAccess.tagOnly('spice-refresh', 'allowed') },
});

let operations: Operations;

function begin(deployment: Deployment): void {
  operations = new Operations(deployment, { start: START, random: seeded(1) });
  for (const id of ['sales', 'orders']) {
    operations.world.quickSight.add({
      arn: arnOf(id),
      tags: {},
      quota: 32,
      whileActive: 'queue',
      plan: () => ({ seconds: id === 'sales' ? 1_800 : 240, status: 'COMPLETED', rowsIngested: 1, rowsDropped: 0 }),
    });
    Object.assign(operations.world.quickSight.dataSet(arnOf(id))?.tags ?? {}, { 'spice-refresh': 'allowed' });
  }
}

beforeEach(() => begin(both));

const land = (table: string): void => {
  operations.world.putEvent({ source: 'pipeline', 'detail-type': 'Loaded', detail: { table } });
};

const wait = (milliseconds: number): Promise<void> => operations.run(operations.world.clock.now() + milliseconds);

/** What happened of one kind to `sales` from then on. */
function of<What extends Occurrence['what']>(what: What, since: number, dataSetArn = SALES): number {
  return operations.world.occurrences.filter(
    (occurrence) =>
      occurrence.at >= since &&
      occurrence.what === what &&
      ('dataSetArn' in occurrence ? occurrence.dataSetArn === dataSetArn : false),
  ).length;
}

const failed = (): number =>
  operations.world.occurrences.filter(
    (occurrence) => occurrence.what === 'outcome' && occurrence.outcome.detailType === OutcomeDetailType.FAILED,
  ).length;

test('a data set that is removed while its ingestion runs comes to an end, and hides nothing of the others', async () => {
  land('sales');
  await wait(10 * MINUTE);
  expect(operations.world.ledger.get(SALES)?.ingestion?.phase).toBe('running');
  operations.world.deploy(ordersAlone);
  await wait(2 * HOUR);
  const row = operations.world.ledger.get(SALES);
  expect(row?.ended?.reason).toMatch(/^no longer refreshed by this construct/);
  expect(failed()).toBe(1);
  expect(operations.world.deadLetterQueue.all()).toHaveLength(1);

  // a person deletes the message, or redrives it after `forget`
  operations.world.deadLetterQueue.purge();
  const since = operations.world.clock.now();
  await wait(DAY);
  expect(['calling', 'called', 'wakeSent', 'stands'].map((what) => of(what as Occurrence['what'], since))).toEqual([
    0, 0, 0, 0,
  ]);
  expect(operations.wentOff(since + HOUR)).toEqual([]);

  // what waits of another data set is seen
  Object.assign(operations.world.quickSight.dataSet(arnOf('orders')) ?? {}, { tags: {} });
  land('orders');
  await wait(HOUR);
  expect(operations.stateOf('FreshnessObjectiveMissed')).toBe('ALARM');
});

test('a row that ended is deleted after two weeks', async () => {
  land('sales');
  await wait(10 * MINUTE);
  operations.world.deploy(ordersAlone);
  await operations.world.clock.run(START + 14 * DAY);
  expect(operations.world.ledger.has(SALES)).toBe(true);
  await operations.world.clock.run(START + 14 * DAY + 3 * HOUR);
  expect(operations.world.ledger.has(SALES)).toBe(false);
  expect(of('forgotten', START)).toBe(1);
});

test('a data set that is added back goes on with its next landing, and what was pending is in', async () => {
  land('sales');
  await wait(10 * MINUTE);
  land('sales');
  await wait(5 * MINUTE);
  operations.world.deploy(ordersAlone);
  await wait(DAY);
  expect(operations.world.ledger.get(SALES)).toMatchObject({ ended: {}, pending: { count: 1 } });
  operations.world.deploy(both);
  land('sales');
  await wait(2 * HOUR);
  expect(operations.world.ledger.get(SALES)).not.toHaveProperty('ended');
  expect(operations.world.ledger.get(SALES)).not.toHaveProperty('pending');
  expect(operations.world.ledger.get(SALES)?.fresh?.through).toBeGreaterThan(START + DAY);
});

test('a request for an id that does not exist is one Failed, a few wake-ups and a few lines', async () => {
  begin(withRequests);
  const request = (): void => {
    operations.world.putEvent({
      source: 'somebody',
      'detail-type': REQUEST_DETAIL_TYPE,
      detail: { dataSetId: 'no-such-data-set' },
    });
  };
  request();
  const since = operations.log.length;
  await wait(2 * DAY);
  const arn = arnOf('no-such-data-set');
  expect(operations.world.ledger.get(arn)?.ended?.reason).toContain('only requests have named it');
  expect(failed()).toBe(1);
  expect(of('wakeSent', START, arn)).toBeLessThan(5);
  expect(of('calling', START, arn)).toBe(1);
  expect(JSON.stringify(operations.log.slice(since)).length).toBeLessThan(20_000);
  expect(operations.stateOf('FreshnessObjectiveMissed')).toBe('OK');
});
