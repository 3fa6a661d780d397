import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { readDashboard } from '../aws/cloudwatch/dashboard';
import type { IngestionPlan } from '../aws/quick-sight-model';
import { dashboardPicture } from '../report/dashboard/dashboard-picture';
import { glueJobStateChange, s3ObjectCreated } from '../samples';
import { seeded } from '../seeds/random';
import { alarmNames, dashboardBody } from '../template/dashboard-body';
import { type Deployment, deploy } from '../template/deployment';
import { dataSetArn, ENVIRONMENT } from '../template/environment';
import { synthesizeWatchedExample } from '../template/example-apps';
import { exampleDataSet } from '../world/example-data-set';
import { Operations } from '../world/operations';
import { putServiceMetrics } from '../world/service-metrics';
import type { World } from '../world/world';

const FROM = Date.parse('2026-11-23T18:00:00Z');
const TO = FROM + DAY;
const FILES = 40;

/** When the warehouse does not answer the queries of `inventory`, and from when on it rejects the credentials of `sales`. */
const TIMEOUTS = { from: FROM + 12 * HOUR, to: FROM + 13 * HOUR };
const REJECTED_FROM = FROM + 21 * HOUR;

const failed = (type: string, message: string): IngestionPlan => ({
  seconds: 45,
  status: 'FAILED',
  error: { type, message },
});

/** A picture of the dashboard of the example app after a simulated day with two faults, the second of which goes on. */
export async function drawDashboard(): Promise<string> {
  const template = synthesizeWatchedExample();
  const operations = await simulateDay(deploy(template, ENVIRONMENT));
  const names = alarmNames(template);
  return dashboardPicture(readDashboard(dashboardBody(template, ENVIRONMENT)), {
    from: FROM,
    to: TO,
    data: operations.data,
    log: operations.log,
    alarmOf: (arn) => {
      const id = arn.slice(arn.lastIndexOf(':') + 1);
      return { name: names.get(id) ?? id, state: operations.stateOf(id) };
    },
  });
}

async function simulateDay(deployment: Deployment): Promise<Operations> {
  const operations = new Operations(deployment, { start: FROM, random: seeded(1) });
  const { world } = operations;
  addDataSets(world);
  const bucket = deployment.physicalName('LandingBucket');
  const lands = (time: number, key: string): void => {
    world.clock.at(FROM + time, () => world.putEvent(s3ObjectCreated(bucket, key)));
  };
  // every two hours at night, every half hour from seven in the morning
  const night = [1, 3, 5, 7, 9, 11].map((hours) => hours * HOUR);
  const day = Array.from({ length: 22 }, (_, index) => 13 * HOUR + index * 30 * MINUTE);
  for (const burst of [...night, ...day]) {
    for (let file = 0; file < FILES; file++) {
      lands(burst + file * 3 * SECOND, `sales/${burst / MINUTE}/part-${file}.parquet`);
    }
  }
  for (let time = 10 * MINUTE; time < DAY; time += 3 * HOUR) {
    world.clock.at(FROM + time, () => world.putEvent(glueJobStateChange('load-inventory', 'SUCCEEDED')));
  }
  lands(11 * HOUR, 'forecast/2026-11-24.parquet');
  await operations.run(TO);
  putServiceMetrics(operations);
  return operations;
}

function addDataSets({ clock, quickSight }: World): void {
  const allowed = { 'spice-refresh': 'allowed' };
  const arn = (id: string): string => dataSetArn(ENVIRONMENT, id);
  const sales = exampleDataSet(arn('sales'), 240, allowed);
  const inventory = exampleDataSet(arn('inventory'), 900, allowed);
  quickSight.add(exampleDataSet(arn('forecast'), 2_400, allowed));
  quickSight.add({
    ...sales,
    plan: (...given) =>
      clock.now() < REJECTED_FROM
        ? sales.plan(...given)
        : failed('DATA_SOURCE_AUTH_FAILED', 'The data source rejected the credentials'),
  });
  quickSight.add({
    ...inventory,
    plan: (...given) =>
      clock.now() > TIMEOUTS.from && clock.now() < TIMEOUTS.to
        ? failed('QUERY_TIMEOUT', 'The query timed out')
        : { ...inventory.plan(...given), rowsIngested: 450_000 },
  });
}
