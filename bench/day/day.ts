import { App, Stack } from 'aws-cdk-lib';
import { DAY, HOUR, SECOND } from '../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { MetricName, OutcomeDetailType } from '../../lib/private/contract';
import type { BusEvent } from '../../sim/aws/event-bridge';
import { transform } from '../../sim/aws/input-transformer';
import { seeded } from '../../sim/seeds/random';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import { type Effect, type Faults, NO_FAULTS } from '../../sim/world/faults';
import type { Occurrence } from '../../sim/world/occurrence';
import { World } from '../../sim/world/world';
import { sectionOf } from '../measure/figure';
import type { Section } from '../measure/section';
import { costOf, costPerEvent, PER_EVENT, total, type Usage } from './cost';

/** A day of a million landings for a hundred data sets, played by the real function in the simulator's world. */

const DATA_SETS = 100;
const LANDINGS_EACH = 10_000;
const START = Date.parse('2026-11-23T00:00:00Z');
const INGESTION_SECONDS = 300;

/** DynamoDB's units. */
const READ_BYTES = 4_096;
const WRITE_BYTES = 1_024;

const METHOD =
  `${DATA_SETS} data sets with ${LANDINGS_EACH.toLocaleString('en-US')} landings each: 25 land evenly all day, 25 in ` +
  'office hours, 25 in the first five minutes of every hour, 25 in half an hour of the night. Every landing message goes ' +
  'through the real function in the simulator, which batches for 10 seconds, one batch at a time (Lambda polls with five, and may make five of one); a call takes 20 ' +
  'ms and the code no time, an ingestion 5 min. ' +
  'Nothing is extrapolated but bytes: of rows from each hundredth call, of log lines 700 each. Prices: us-east-1 on ' +
  'demand, 2026-11, without free tier (bench/day/prices.ts). Not in it: alarms, storage, whatever sends the events. The ' +
  `alternative: a function of 128 MB for each event, ${PER_EVENT.seconds * 1_000} ms for CreateIngestion, its log, no ` +
  'metrics; QuickSight refuses it all but 32 calls a day and data set.';

export async function day(): Promise<Section> {
  const usage = new Counted();
  const { quickSight, deadLetters } = await play(usage);
  const cost = costOf(usage);
  const calls = Object.entries(usage.calls).map(([effect, count]) => ({
    key: `day.calls.${effect}`,
    what: CALLS[effect as Effect],
    value: count,
  }));
  return sectionOf({
    title: 'A day of 1,000,000 landings',
    method: METHOD,
    figures: [
      { key: 'day.invocations', what: 'invocations', value: usage.invocations },
      { key: 'day.quickSightCalls', what: 'calls of QuickSight', value: usage.calls.create + usage.calls.describe },
      ...calls,
      { key: 'day.ingestions', what: 'ingestions', value: quickSight },
      ...Object.entries(cost).map(([item, value]) => ({
        key: `day.cost.${item}`,
        what: `cost of ${item}`,
        value,
        unit: '$',
      })),
      { key: 'day.costUsd', what: 'cost in all', value: total(cost), unit: '$' },
      {
        key: 'day.costVsLambdaPerEvent',
        what: 'cost in all over one Lambda function for each event',
        value: total(cost) / costPerEvent(usage.landings),
      },
      {
        key: 'day.costVsLambdaPerEvent.withoutMetrics',
        what: 'the same without metrics, which the alternative does not have',
        value: (total(cost) - (cost.metrics as number)) / costPerEvent(usage.landings),
      },
    ],
    breaches: deadLetters > 0 ? [`${deadLetters} messages in the dead-letter queue`] : [],
  });
}

const CALLS: Readonly<Record<Effect, string>> = {
  read: 'DynamoDB GetItem',
  scan: 'DynamoDB Scan of a sweep',
  write: 'DynamoDB PutItem',
  create: 'QuickSight CreateIngestion',
  describe: 'QuickSight DescribeIngestion',
  wake: 'SQS SendMessage of a wake',
  deadLetter: 'SQS SendMessage to the dead-letter queue',
  sendAgain: 'SQS SendMessageBatch of what there was no time for',
  publish: 'events for EventBridge PutEvents',
};

/** Counts what the function does while it does it. */
class Counted implements Usage {
  readonly landings = DATA_SETS * LANDINGS_EACH;
  readonly calls: Record<Effect, number> = {
    read: 0,
    scan: 0,
    write: 0,
    create: 0,
    describe: 0,
    wake: 0,
    deadLetter: 0,
    sendAgain: 0,
    publish: 0,
  };
  readonly faults: Faults = {
    ...NO_FAULTS,
    effect: async (effect, perform) => {
      this.calls[effect]++;
      const result = await perform();
      const unit = { read: READ_BYTES, write: WRITE_BYTES }[effect as string];
      if (unit !== undefined && this.calls[effect] % 100 === 1) {
        this.units[effect as 'read' | 'write'].push(Math.ceil((JSON.stringify(result ?? '').length || 1) / unit));
      }
      return result;
    },
  };
  invocations = 0;
  seconds = 0;
  messages = 0;
  logLines = 0;
  private readonly units = { read: [] as number[], write: [] as number[] };
  private readonly sent = new Set<string>();

  get wakes(): number {
    return this.calls.wake;
  }
  get reads(): number {
    return this.calls.read * mean(this.units.read);
  }
  get writes(): number {
    return this.calls.write * mean(this.units.write);
  }
  get outcomes(): number {
    return this.calls.publish;
  }
  /** One for each reconcile, and each reconcile reads its row once. */
  get metricLines(): number {
    return this.calls.read;
  }
  get metricHours(): number {
    return this.sent.size;
  }

  /** Takes note of what happened, and forgets it: a day of it would not fit. */
  take(occurrences: Occurrence[]): void {
    for (const occurrence of occurrences) {
      const hour = Math.floor(occurrence.at / HOUR);
      if (occurrence.what === 'invocation') {
        this.invocations++;
        this.messages += occurrence.messages;
        this.seconds -= occurrence.at / SECOND;
      } else if (occurrence.what === 'decided') {
        this.logLines++;
        for (const name of SENT_WITH_EACH_TURN) {
          this.sent.add(`${name} ${occurrence.dataSetArn} ${hour}`);
        }
      } else if (occurrence.what === 'outcome') {
        this.logLines++;
        const { detailType, dataSetArn } = occurrence.outcome;
        for (const name of detailType === OutcomeDetailType.SUCCEEDED ? SENT_WITH_SUCCESS : [detailType]) {
          this.sent.add(`${name} ${dataSetArn} ${hour}`);
        }
      }
    }
    occurrences.length = 0;
  }
}

const SENT_WITH_EACH_TURN = [MetricName.LANDINGS, MetricName.OLDEST_LANDING_AGE, MetricName.QUOTA_LEFT];
const SENT_WITH_SUCCESS = [
  MetricName.REFRESHES_SUCCEEDED,
  MetricName.FRESHNESS_LAG,
  MetricName.INGESTION_TIME,
  MetricName.ROWS_INGESTED,
  MetricName.ROWS_DROPPED,
];

async function play(usage: Counted): Promise<{ quickSight: number; deadLetters: number }> {
  const deployment = synthesize();
  const world = new World(deployment, { start: START, random: seeded(1), faults: usage.faults });
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
    usage.take(world.occurrences);
  }
  return { quickSight: world.quickSight.ingestions.length, deadLetters: world.deadLetterQueue.all().length };
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

function synthesize(): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Day');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  for (let at = 0; at < DATA_SETS; at++) {
    refresh.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromDataSetId(idOf(at)),
      refreshOn: [
        LandingEvent.fromPattern({ source: ['bench'], detailType: ['Data Landed'], detail: { dataSetId: [idOf(at)] } }),
      ],
    });
  }
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

const idOf = (at: number): string => `data-set-${at}`;

function dataSetArn(at: number): string {
  const { account, partition, region } = ENVIRONMENT;
  return `arn:${partition}:quicksight:${region}:${account}:dataset/${idOf(at)}`;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
