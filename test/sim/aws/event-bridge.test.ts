import { App, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DataSetAccess, LandingEvent, LandingEventForwarding, SpiceDataSet, SpiceRefresh } from '../../../lib';
import { audit } from '../../../sim/checks/audit';
import { glueJobStateChange, s3ObjectCreated } from '../../../sim/samples';
import { seeded } from '../../../sim/seeds/random';
import { deploy } from '../../../sim/template/deployment';
import { ENVIRONMENT } from '../../../sim/template/environment';
import { World } from '../../../sim/world/world';

const START = Date.parse('2026-11-23T06:00:00Z');
const LAKE = '999999999999';
const env = { account: ENVIRONMENT.account, region: ENVIRONMENT.region };

/** QuickSight's account as docs/landing-events.md has it: a bus of its own, and what forwards a Glue job's events to it. */
function dashboards(forward: boolean): Stack {
  const stack = new Stack(new App(), 'Dashboards', { env });
  const dataBus = new events.EventBus(stack, 'DataBus', { eventBusName: 'data' });
  dataBus.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'FromTheLake',
      principals: [new iam.AccountPrincipal(LAKE)],
      actions: ['events:PutEvents'],
      resources: [dataBus.eventBusArn],
    }),
  );
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', { eventBus: dataBus });
  const job = LandingEvent.glueJobSucceeded(CfnJob.fromJobName(stack, 'Job', 'load-orders'));
  if (forward) {
    new LandingEventForwarding(stack, 'Forwarding', { landingEvents: [job], eventBus: dataBus });
  }
  const orders = refresh.addDataSet('orders', { dataSet: SpiceDataSet.fromDataSetId('orders'), refreshOn: [job] });
  refresh.addDataSet('by-region', {
    dataSet: SpiceDataSet.fromDataSetId('by-region'),
    refreshOn: [LandingEvent.refreshSucceeded(orders)],
  });
  const lake = Bucket.fromBucketName(stack, 'Lake', 'lake');
  refresh.addDataSet('sales', {
    dataSet: SpiceDataSet.fromDataSetId('sales'),
    refreshOn: [LandingEvent.objectCreated(lake, { keyPrefix: 'sales/', eventBridgeEnabled: true })],
  });
  refresh.addDataSet('stock', {
    dataSet: SpiceDataSet.fromDataSetId('stock'),
    refreshOn: [
      LandingEvent.fromPattern({
        account: [LAKE],
        source: ['aws.glue'],
        detailType: ['Glue Job State Change'],
        detail: { jobName: ['load-orders'], state: ['SUCCEEDED'] },
      }),
    ],
  });
  return stack;
}

/** What is refreshed within an hour of what `happens`. */
async function refreshed(stack: Stack, happens: (world: World) => void): Promise<string[]> {
  const { template } = (stack.node.root as App).synth().getStackByName(stack.stackName);
  const world = new World(deploy(template, ENVIRONMENT), { start: START, random: seeded(5) });
  for (const id of ['orders', 'by-region', 'sales', 'stock']) {
    world.quickSight.add({
      arn: `arn:aws:quicksight:${env.region}:${env.account}:dataset/${id}`,
      tags: { 'spice-refresh': 'allowed' },
      quota: 32,
      whileActive: 'queue',
      plan: () => ({ seconds: 90, status: 'COMPLETED', rowsIngested: 1_000 }),
    });
  }
  world.clock.at(START + 60_000, () => happens(world));
  await world.clock.run(START + 3_600_000);
  const ids = world.quickSight.ingestions.map(({ dataSetArn }) => dataSetArn.split('/')[1] as string);
  expect(audit(world)).toMatchObject({ landings: ids.length, covered: ids.length, lost: 0 });
  return ids.sort();
}

describe('with a bus of its own', () => {
  test('what a rule forwards refreshes as it would from the default bus, and so do outcomes on that bus', async () => {
    const happens = (world: World) => void world.putEvent(glueJobStateChange('load-orders', 'SUCCEEDED'));
    expect(await refreshed(dashboards(true), happens)).toEqual(['by-region', 'orders']);
  });

  test('what stays on the default bus refreshes nothing', async () => {
    const happens = (world: World) => {
      world.putEvent(glueJobStateChange('load-orders', 'SUCCEEDED'));
      world.putEvent(s3ObjectCreated('lake', 'sales/part-0.parquet'));
    };
    expect(await refreshed(dashboards(false), happens)).toEqual([]);
  });

  test("another account's events refresh when they are sent to the bus, and may be distinguished by account", async () => {
    const happens = (world: World) => {
      world.putEvent({ ...s3ObjectCreated('lake', 'sales/part-0.parquet'), account: LAKE }, undefined, 'data');
      world.putEvent({ ...glueJobStateChange('load-orders', 'SUCCEEDED'), account: LAKE }, undefined, 'data');
    };
    // a pattern without account takes the job of that name in either account
    expect(await refreshed(dashboards(true), happens)).toEqual(['by-region', 'orders', 'sales', 'stock']);
  });
});

/** A pipeline outside of AWS, as docs/landing-events.md has it. */
describe('a partner event bus', () => {
  const PARTNER = 'aws.partner/example.com/acme/loads';

  function dashboardsOfPartner(): Stack {
    const stack = new Stack(new App(), 'Dashboards', { env });
    const loaded = LandingEvent.fromPattern({
      source: [PARTNER],
      detailType: ['job.run.completed'],
      detail: { data: { jobName: ['load-sales'], runStatus: ['Success'] } },
    });
    new LandingEventForwarding(stack, 'Forwarding', {
      landingEvents: [loaded],
      sourceBus: new events.EventBus(stack, 'PartnerBus', { eventSourceName: PARTNER }),
      eventBus: events.EventBus.fromEventBusName(stack, 'Default', 'default'),
    });
    const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
    refresh.addDataSet('sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn: [loaded] });
    return stack;
  }

  const run = (runStatus: string, jobName = 'load-sales') => ({
    source: PARTNER,
    'detail-type': 'job.run.completed',
    detail: { data: { jobName, runStatus } },
  });

  test('a partner event bus refreshes by what it says of success, over the default bus', async () => {
    const happens = (world: World) => void world.putEvent(run('Success'), undefined, PARTNER);
    expect(await refreshed(dashboardsOfPartner(), happens)).toEqual(['sales']);
  });

  test('a partner event bus refreshes nothing by a run that completed without success, or of another job', async () => {
    const happens = (world: World) => {
      world.putEvent(run('Error'), undefined, PARTNER);
      world.putEvent(run('Success', 'load-stock'), undefined, PARTNER);
    };
    expect(await refreshed(dashboardsOfPartner(), happens)).toEqual([]);
  });
});

describe('a request by name', () => {
  function dashboardsOnRequest(): Stack {
    const stack = new Stack(new App(), 'Dashboards', { env });
    const access = DataSetAccess.tagOnly('spice-refresh', 'allowed');
    new SpiceRefresh(stack, 'SpiceRefresh', { acceptRequests: { access, sources: ['com.example.pipelines'] } });
    return stack;
  }

  const request = (source: string) => ({
    source,
    'detail-type': 'SPICE Refresh Requested',
    detail: { dataSetId: 'sales' },
  });

  test('a request by name refreshes the data set that it names', async () => {
    const happens = (world: World) => void world.putEvent(request('com.example.pipelines'));
    expect(await refreshed(dashboardsOnRequest(), happens)).toEqual(['sales']);
  });

  test('a request by name refreshes nothing if its source is not one of those that are served', async () => {
    const happens = (world: World) => void world.putEvent(request('com.example.games'));
    expect(await refreshed(dashboardsOnRequest(), happens)).toEqual([]);
  });
});

test('what was forwarded to a bus is not sent on to a third one, as on AWS', async () => {
  const stack = new Stack(new App(), 'Dashboards', { env });
  const job = LandingEvent.glueJobSucceeded(CfnJob.fromJobName(stack, 'Job', 'load-orders'));
  const [first, second] = ['first', 'second'].map((id) => new events.EventBus(stack, id, { eventBusName: id }));
  const landingEvents = [job];
  new LandingEventForwarding(stack, 'ToFirst', { landingEvents, eventBus: first as events.EventBus });
  new LandingEventForwarding(stack, 'ToSecond', {
    landingEvents,
    sourceBus: first,
    eventBus: second as events.EventBus,
  });
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', { eventBus: second });
  refresh.addDataSet('orders', { dataSet: SpiceDataSet.fromDataSetId('orders'), refreshOn: [job] });
  const happens = (world: World) => void world.putEvent(glueJobStateChange('load-orders', 'SUCCEEDED'));
  expect(await refreshed(stack, happens)).toEqual([]);
});
