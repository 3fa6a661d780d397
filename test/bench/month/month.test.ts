import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Counted } from '../../../bench/day/counted';
import { PRICES } from '../../../bench/day/prices';
import { LOAD, METRICS, monthTable, PER_REFRESH, PROPERTIES } from '../../../bench/month/month';
import { DAY, HOUR, SECOND } from '../../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh, SpiceRefreshMonitoring } from '../../../lib';
import { DATA_SET_DIMENSION } from '../../../lib/private/contract';
import { CapturedTelemetry } from '../../../sim/aws/cloudwatch/captured-telemetry';
import { seeded } from '../../../sim/seeds/random';
import { deploy } from '../../../sim/template/deployment';
import { ENVIRONMENT } from '../../../sim/template/environment';
import { World } from '../../../sim/world/world';

// the first run loads what a world is made of
jest.setTimeout(60_000);

const START = Date.parse('2026-11-23T00:00:00Z');

/** A day of one data set under the load of the month, as the real function and its telemetry take it. */
async function aDay(
  watch: (monitoring: SpiceRefreshMonitoring, sales: never) => void,
  metrics = false,
): Promise<Counted> {
  const app = new App();
  const stack = new Stack(app, 'Month');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  const sales = refresh.addDataSet('Sales', {
    dataSet: SpiceDataSet.fromDataSetId('sales'),
    refreshOn: [LandingEvent.fromPattern({ source: ['bench'] })],
    metrics,
  });
  watch(new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh }), sales as never);
  const deployment = deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
  const { name, environment } = deployment.functions.find((each) => 'LEDGER_TABLE' in each.environment) ?? {
    name: '',
    environment: {},
  };
  const counted = new Counted(LOAD.refreshesADay * LOAD.landingsARefresh);
  const telemetry = new CapturedTelemetry(() => world.clock.now(), name, deployment.environment, environment);
  const world: World = new World(deployment, { start: START, random: seeded(1), faults: counted.faults, telemetry });
  world.quickSight.add({
    arn: 'arn:aws:quicksight:eu-west-1:123456789012:dataset/sales',
    tags: { 'spice-refresh': 'allowed' },
    quota: 32,
    whileActive: 'queue',
    plan: () => ({ seconds: 300, status: 'COMPLETED', rowsIngested: 1_000, rowsDropped: 0 }),
  });
  for (let burst = 0; burst < LOAD.refreshesADay; burst++) {
    for (let file = 0; file < LOAD.landingsARefresh; file++) {
      const at = START + 10 * SECOND + burst * 3 * HOUR + file * 1.2 * SECOND;
      world.clock.at(at, () => world.putEvent({ source: 'bench', 'detail-type': 'Landed', detail: {} }));
    }
  }
  await world.clock.run(START + DAY);
  counted.take(world.occurrences, telemetry.lines);
  expect(world.quickSight.ingestions).toHaveLength(LOAD.refreshesADay);
  return counted;
}

const perHour = (counted: Counted, of: (metric: string) => boolean): number => [...counted.metrics].filter(of).length;
const isAlone = (metric: string): boolean => metric.includes(`${DATA_SET_DIMENSION}=`);

describe('what the model takes for granted is what the function does', () => {
  test('a refresh takes about that much, and no more', async () => {
    const counted = await aDay(() => {});
    const { invocations, calls, logBytes } = counted;
    const each = (count: number): number => count / LOAD.refreshesADay;
    const measured = {
      invocations: each(invocations),
      reads: each(calls.read),
      writes: each(calls.write),
      wakes: each(calls.wake),
      outcomes: each(calls.publish),
      logBytes: each(logBytes),
    };
    for (const [name, value] of Object.entries(measured)) {
      const assumed = PER_REFRESH[name as keyof typeof PER_REFRESH];
      expect([name, value <= assumed && value >= assumed * 0.7, value]).toEqual([name, true, value]);
    }
    expect(counted.unitsAWrite).toBe(1);
    expect(perHour(counted, isAlone)).toBe(0);
    expect(perHour(counted, (metric) => !isAlone(metric))).toBeLessThanOrEqual(METRICS.total);
  });

  test('a watched data set has that many metrics, and one that asks for all of them', async () => {
    const watched = await aDay((monitoring, sales) =>
      monitoring.watch(sales, { freshnessObjective: Duration.hours(1), landsAtLeastEvery: Duration.days(1) }),
    );
    expect(perHour(watched, isAlone)).toBe(METRICS.watched);
    expect(perHour(await aDay(() => {}, true), isAlone)).toBe(METRICS.all);
  });
});

describe('a month', () => {
  const month = (what: string, dataSets: number): number =>
    PROPERTIES.find((property) => property.what.startsWith(what))?.month(dataSets) ?? Number.NaN;

  test('the bill of a month of the empty construct is what its pollers cost', () => {
    expect(month('`SpiceRefresh`', 0)).toBeCloseTo(21_600 * 30 * PRICES.sqsRequest, 8);
  });

  test('the bill of alarms, dashboard and key grows by $0.10 with each of the first 9 data sets, then no more', () => {
    expect(month('`SpiceRefreshMonitoring`', 1)).toBeCloseTo(0.8 + 0.2 + 3 + 1, 8);
    expect(month('`SpiceRefreshMonitoring`', 9)).toBeCloseTo(0.8 + 1 + 3 + 1, 8);
    expect(month('`SpiceRefreshMonitoring`', 1_000)).toBeCloseTo(0.8 + 1 + 3 + 1, 8);
  });

  test('the bill of metrics is $0.30 each by the hours they are sent in, $0.10 from the ten thousandth on', () => {
    expect(month('`metrics: true`', 3)).toBeCloseTo(3 * METRICS.all * 0.3 * (8 / 24), 6);
    const thousands = month('`metrics: true`', 30_000) / 30_000;
    expect(thousands).toBeLessThan(METRICS.all * 0.3 * (8 / 24) * 0.5);
  });

  test('the bill of a month grows with the data sets, and never falls', () => {
    for (const { month: of } of PROPERTIES) {
      expect(of(1_000)).toBeGreaterThanOrEqual(of(100));
      expect(of(100)).toBeGreaterThanOrEqual(of(1));
    }
  });
});

test('docs/cost.md has the table that the model makes', () => {
  const document = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'cost.md'), 'utf8');
  const cells = (text: string): string[] => text.split('\n').map((line) => line.replace(/\s*\|\s*/g, '|'));
  const table = cells(monthTable()).filter((_, at) => at !== 1);
  expect(cells(document)).toEqual(expect.arrayContaining(table));
});
