import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSetGroup } from '../../lib/private/contract';
import { SCHEMA } from '../../lib/private/contract';
import { type Figure, sectionOf } from '../measure/figure';
import { median, ratio } from '../measure/measure';
import type { Section } from '../measure/section';
import { SHIPPED } from './cold-start';
import { functionEnvironment } from './function-environment';
import { LoopbackAws } from './loopback-aws';

/** The largest batch that an event source mapping may ask for, as one invocation of the shipped function. */

const LANDINGS = 10_000;
const DATA_SETS = [1, 10, 1_000];
const INVOCATIONS = 7;
/** With so many calls each, fewer are enough. */
const INVOCATIONS_OF_1000 = 4;
const MIB = 2 ** 20;
/** The function has 256 MB: half of it free. */
const MEMORY_GOAL = 128;

const METHOD =
  '10,000 landing messages in one invocation of the shipped function, in a process of its own against servers on this ' +
  'machine. Lambda delivers no more than 6 MB, which with what SQS adds to each message is about 5,000 of these: it is ' +
  'more than can come. CPU: of the whole invocation, its calls included, over JSON.parse of the same bodies just ' +
  'before, in the same process; median of the invocations after the first. Memory: the most that a new process ever ' +
  'had, Node.js and the event included, with the heap that Node.js gives itself on a machine of 256 MB; median of three ' +
  'processes. Calls: of a new process, for data that has not settled yet.';

/** What Node.js allows itself where it finds 256 MB of memory; here it finds more, and would be in no hurry to tidy up. */
const HEAP = ['--max-old-space-size=128', '--max-semi-space-size=1'];

/** What one process came to. */
interface Run {
  readonly invocations: readonly number[];
  readonly parses: readonly number[];
  readonly failures: number;
  readonly peakRss: number;
}

export async function burst(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'burst-'));
  const figures: Figure[] = [];
  const breaches: string[] = [];
  try {
    for (const dataSets of DATA_SETS) {
      const many = eventFile(folder, LANDINGS, dataSets);
      const repeated = await run(many, dataSets === 1_000 ? INVOCATIONS_OF_1000 : INVOCATIONS);
      const [once, ...again] = [await run(many, 1), await run(many, 1), await run(many, 1)] as const;
      const oneLandingEach = await run(eventFile(folder, dataSets, dataSets), 1);
      for (const { failures } of [repeated, once, ...again, oneLandingEach]) {
        if (failures > 0) {
          breaches.push(`${failures} messages for ${dataSets} data sets came back`);
        }
      }
      figures.push(
        ...figuresOf(dataSets, {
          repeated,
          once,
          oneLandingEach,
          peak: median([once, ...again].map(({ peakRss }) => peakRss)),
        }),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const peak = figures.filter(({ key }) => key.startsWith('burst.peakRssMb')).map(({ value }) => value);
  figures.push({
    key: 'burst.peakRssMb',
    what: 'peak memory, the worst of them',
    value: Math.max(...peak),
    unit: 'MiB',
    goal: MEMORY_GOAL,
  });
  return sectionOf({ title: 'Burst', method: METHOD, figures, breaches });
}

type Counted = Run & { readonly calls: number };

function figuresOf(
  dataSets: number,
  {
    repeated,
    once,
    oneLandingEach,
    peak,
  }: Record<'repeated' | 'once' | 'oneLandingEach', Counted> & { readonly peak: number },
): Figure[] {
  // the figure of one data set has the plain name
  const suffix = dataSets === 1 ? '' : `.${dataSets}DataSets`;
  const of = dataSets === 1 ? 'one data set' : `${dataSets.toLocaleString('en-US')} data sets`;
  return [
    {
      key: `burst.vsJsonParse${suffix}`,
      what: `CPU over JSON.parse, ${of}`,
      value: ratio(repeated.invocations.slice(1), repeated.parses.slice(1)),
      ...(dataSets === 1 && { goal: 2 }),
    },
    {
      key: `burst.callsPerDataSet${suffix}`,
      what: `AWS calls for each of ${of}; goal: as for one landing each`,
      value: once.calls / dataSets,
      goal: oneLandingEach.calls / dataSets,
    },
    {
      key: `burst.peakRssMb${suffix || '.1DataSet'}`,
      what: `peak memory, ${of}`,
      value: peak / MIB,
      unit: 'MiB',
      goal: MEMORY_GOAL,
    },
  ];
}

async function run(file: string, times: number): Promise<Counted> {
  const aws = new LoopbackAws();
  try {
    const program = [join(__dirname, 'largest-batch-process.mjs'), SHIPPED, file, String(times)];
    const child = spawn(process.execPath, [...HEAP, ...program], {
      env: functionEnvironment(await aws.listen()),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      // only the last line counts; before it come the function's log lines, by the thousand
      last = (last + chunk).slice(-10_000);
    });
    const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (status !== 0) {
      throw new Error(`the invocation ended with status ${status}`);
    }
    const figures = JSON.parse(last.trim().split('\n').at(-1) as string) as Run;
    return { ...figures, calls: Object.values(aws.calls).reduce((sum, calls) => sum + calls, 0) };
  } finally {
    aws.close();
  }
}

/** An event as Lambda makes it of so many messages, landings of the next minutes by turns for each data set. */
function eventFile(folder: string, landings: number, dataSets: number): string {
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  const Records = Array.from({ length: landings }, (_, at) => {
    const message = {
      schema: SCHEMA,
      kind: 'landing',
      landingEvent: 'ObjectCreated-9f86d081884c7d65',
      time: `${new Date(now + Math.floor((at * 60) / landings) * 1_000).toISOString().slice(0, 19)}Z`,
      dataSets: [{ ...DATA_SETS_OF_ONE_STACK, ids: [dataSetId(at % dataSets)] } satisfies DataSetGroup],
    };
    return {
      messageId: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      receiptHandle: 'AQEB'.padEnd(180, 'x'),
      body: JSON.stringify(message),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(now),
        SenderId: 'AIDAIT2UOQQY3AUEKVGXU',
        ApproximateFirstReceiveTimestamp: String(now),
      },
      messageAttributes: {},
      md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:queue',
      awsRegion: 'eu-west-1',
    };
  });
  const file = join(folder, `${landings}-${dataSets}.json`);
  writeFileSync(file, JSON.stringify({ Records }));
  return file;
}

const DATA_SETS_OF_ONE_STACK = {
  arnPrefix: 'arn:aws:quicksight:eu-west-1:123456789012:dataset/',
  settings: { tag: { key: 'spice-refresh', value: 'allowed' } },
};

function dataSetId(at: number): string {
  return `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
}
