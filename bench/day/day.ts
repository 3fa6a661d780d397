import { App, Duration, Stack } from 'aws-cdk-lib';
import { DAY, HOUR, SECOND } from '../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh, SpiceRefreshMonitoring } from '../../lib';
import { Environment } from '../../lib/private/contract';
import { CapturedTelemetry } from '../../sim/aws/cloudwatch/captured-telemetry';
import type { BusEvent } from '../../sim/aws/event-bridge';
import { transform } from '../../sim/aws/input-transformer';
import { seeded } from '../../sim/seeds/random';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import type { Effect } from '../../sim/world/faults';
import { World } from '../../sim/world/world';
import { sectionOf } from '../measure/figure';
import type { Section } from '../measure/section';
import { costOf, costPerEvent, PER_EVENT, total, type Usage } from './cost';
import { Counted } from './counted';
import { PRICES } from './prices';

/** A day of a million landings for a hundred data sets, played by the real function in the simulator's world. */

const DATA_SETS = 100;
const LANDINGS_EACH = 10_000;
const START = Date.parse('2026-11-23T00:00:00Z');
const INGESTION_SECONDS = 300;

const DAY_OF_AN_ALARM = PRICES.alarmMonth / 30;

const METHOD =
  `${DATA_SETS} data sets with ${LANDINGS_EACH.toLocaleString('en-US')} landings each: 25 land evenly all day, 25 in ` +
  'office hours, 25 in the first five minutes of every hour, 25 in half an hour of the night. Every landing message goes ' +
  'through the real function in the simulator, which batches for 10 seconds, one batch at a time (Lambda polls with five, and may make five of one); a call takes 20 ' +
  'ms and the code no time, an ingestion 5 min. ' +
  'Nothing is extrapolated but the size of rows, taken of each twentieth read; log lines and metrics are those that the ' +
  'shipped telemetry writes. The watched data sets each have an objective for freshness and for landings. Prices: us-east-1 on ' +
  'demand, 2026-11, without free tier (bench/day/prices.ts). Not in it: alarms, dashboard, storage, whatever sends the events. The ' +
  `alternative: a function of 128 MB for each event, ${PER_EVENT.seconds * 1_000} ms for CreateIngestion, its log, no ` +
  'metrics; QuickSight refuses it all but 32 calls a day and data set.';

export async function day(): Promise<Section> {
  const byDefault = await play(false);
  const watched = await play(true);
  const { usage, quickSight } = byDefault;
  const cost = costOf(usage);
  const ratio = (used: Usage): number => total(costOf(used)) / costPerEvent(used.landings);
  const calls = Object.entries(usage.calls).map(([effect, count]) => ({
    key: `day.calls.${effect}`,
    what: CALLS[effect as Effect],
    value: count,
  }));
  const items = (key: string, of: string, costs: Readonly<Record<string, number>>) =>
    Object.entries(costs).map(([item, value]) => ({
      key: `${key}.${item}`,
      what: `cost of ${item}${of}`,
      value,
      unit: '$',
    }));
  const deadLetters = byDefault.deadLetters + watched.deadLetters;
  return sectionOf({
    title: 'A day of 1,000,000 landings',
    method: METHOD,
    figures: [
      { key: 'day.invocations', what: 'invocations', value: usage.invocations },
      { key: 'day.quickSightCalls', what: 'calls of QuickSight', value: usage.calls.create + usage.calls.describe },
      ...calls,
      {
        key: 'day.unitsPerWrite',
        what: 'write units of a row, of 1 KB each',
        value: usage.unitsAWrite,
        goal: 1,
      },
      { key: 'day.ingestions', what: 'ingestions', value: quickSight },
      ...items('day.cost', '', cost),
      { key: 'day.costUsd', what: 'cost in all', value: total(cost), unit: '$' },
      {
        key: 'day.costVsLambdaPerEvent',
        what: 'cost in all over one Lambda function for each event',
        value: ratio(usage),
        goal: 1,
      },
      ...items('day.watched.cost', ', every data set watched', costOf(watched.usage)),
      {
        key: 'day.watched.costVsLambdaPerEvent',
        what: 'cost in all over one Lambda function for each event, every data set watched',
        value: ratio(watched.usage),
        goal: 3,
      },
      {
        key: 'day.watched.alarmsUsd',
        what: `beside it, ${watched.alarms} alarms`,
        value: watched.alarms * DAY_OF_AN_ALARM,
        unit: '$',
      },
    ],
    breaches: deadLetters > 0 ? [`${deadLetters} messages in the dead-letter queue`] : [],
  });
}

const CALLS: Readonly<Record<Effect, string>> = {
  read: 'DynamoDB GetItem',
  scan: 'DynamoDB Scan of a sweep',
  write: 'DynamoDB PutItem',
  delete: 'DynamoDB DeleteItem of a sweep',
  create: 'QuickSight CreateIngestion',
  describe: 'QuickSight DescribeIngestion',
  wake: 'SQS SendMessage of a wake',
  deadLetter: 'SQS SendMessage to the dead-letter queue',
  sendAgain: 'SQS SendMessageBatch of what there was no time for',
  publish: 'events for EventBridge PutEvents',
};

interface Played {
  readonly usage: Counted;
  readonly quickSight: number;
  readonly deadLetters: number;
  readonly alarms: number;
}

async function play(watched: boolean): Promise<Played> {
  const usage = new Counted(DATA_SETS * LANDINGS_EACH);
  const deployment = synthesize(watched);
  const resource = deployment.functions.find(({ environment }) => Environment.LEDGER_TABLE in environment);
  const { name = '', environment = {} } = resource ?? {};
  // the telemetry that ships: its lines are what is charged
  const telemetry = new CapturedTelemetry(() => world.clock.now(), name, deployment.environment, environment);
  const world: World = new World(deployment, { start: START, random: seeded(1), faults: usage.faults, telemetry });
  world.onReleased(() => {
    // the beginnings were taken off
    usage.seconds += world.clock.now() / SECOND;
  });
  const random = seeded(2);
  for (let at = 0; at < DATA_SETS; at++) {
    world.quickSight.add({
      arn: dataSetArn(at),
      tags: { 'spice-refresh': 'allowed' },
      quota: 32,
      whileActive: 'queue',
      plan: () => ({ seconds: INGESTION_SECONDS, status: 'COMPLETED', rowsIngested: 1_000, rowsDropped: 0 }),
    });
    land(world, deployment, at, draw(at % 4, random));
  }
  for (let until = START + HOUR / 4; until <= START + DAY; until += HOUR / 4) {
    await world.clock.run(until);
    usage.take(world.occurrences, telemetry.lines);
  }
  return {
    usage,
    quickSight: world.quickSight.ingestions.length,
    deadLetters: world.deadLetterQueue.all().length,
    alarms: deployment.alarms.length,
  };
}

/** The rule's input transformer makes the message once; after that only its time is another. */
function land(world: World, deployment: Deployment, dataSet: number, times: readonly number[]): void {
  const rule = deployment.rules.find(({ eventPattern }) => JSON.stringify(eventPattern).includes(`"${idOf(dataSet)}"`));
  const target = rule?.targets[0];
  if (!rule || !target) {
    throw new Error(`no rule for ${idOf(dataSet)}`);
  }
  const time = '2026-01-01T00:00:00Z';
  const event = {
    source: 'bench',
    'detail-type': 'Data Landed',
    time,
    detail: {},
    resources: [],
  } as unknown as BusEvent;
  const body = transform({ inputTransformer: target.inputTransformer }, event, rule);
  for (const at of times) {
    world.clock.at(at, () => world.queue.send(body.replace(time, `${new Date(at).toISOString().slice(0, 19)}Z`)));
  }
}

/** Sorted times of a data set's landings. */
function draw(kind: number, random: () => number): number[] {
  const at = (): number => {
    switch (kind) {
      case 0:
        return DAY * random();
      case 1:
        return 8 * HOUR + 10 * HOUR * random();
      case 2:
        return HOUR * (Math.floor(24 * random()) + random() / 12);
      default:
        return 2 * HOUR + (HOUR / 2) * random();
    }
  };
  return Array.from({ length: LANDINGS_EACH }, () => Math.floor(START + at())).sort((a, b) => a - b);
}

function synthesize(watched: boolean): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Day');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  const monitoring = watched ? new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh }) : undefined;
  for (let at = 0; at < DATA_SETS; at++) {
    const dataSet = refresh.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromDataSetId(idOf(at)),
      refreshOn: [
        LandingEvent.fromPattern({ source: ['bench'], detailType: ['Data Landed'], detail: { dataSetId: [idOf(at)] } }),
      ],
    });
    monitoring?.watch(dataSet, { freshnessObjective: Duration.hours(1), landsAtLeastEvery: Duration.days(1) });
  }
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

const idOf = (at: number): string => `data-set-${at}`;

function dataSetArn(at: number): string {
  const { account, partition, region } = ENVIRONMENT;
  return `arn:${partition}:quicksight:${region}:${account}:dataset/${idOf(at)}`;
}
