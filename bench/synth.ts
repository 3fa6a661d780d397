import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../lib';
import { type Figure, sectionOf } from './measure/figure';
import { difference, inTurn } from './measure/measure';
import type { Section } from './measure/section';

/** What the construct adds to the synthesis of an app, and whether a data set costs the same however many there are. */

const ROUNDS = 7;
const LANDING_EVENTS = 20;
/** Above this it would not be linear. */
const GROWTH = 1.5;

const METHOD =
  `an app with ${LANDING_EVENTS} sources of landing events, with 1, 100 and 1,000 data sets on them and without the ` +
  'construct, in turn in one process after a first round that does not count; medians of the differences. A data set ' +
  'is what each costs beyond the first one; construct and function asset come with that.';

/** What one synthesis came to. */
interface Run {
  readonly ms: number;
  readonly bytes: number;
  readonly resources: number;
}

export async function synth(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const run = (dataSets: number) => (): Run => synthesize(join(folder, String(dataSets)), dataSets);
    const runs = await inTurn(ROUNDS, { none: run(0), one: run(1), hundred: run(100), thousand: run(1_000) });
    const [none, one, hundred, thousand] = [runs.none, runs.one, runs.hundred, runs.thousand].map((each) =>
      each.map(({ ms }) => ms),
    ) as [number[], number[], number[], number[]];
    const each100 = difference(hundred, one) / 99;
    const each1000 = difference(thousand, one) / 999;
    const beyondTheFirst = (what: 'bytes' | 'resources'): number =>
      ((runs.thousand[0]?.[what] as number) - (runs.one[0]?.[what] as number)) / 999;
    const figures: Figure[] = [
      { key: 'synth.msFirst', what: 'the construct with one data set', value: difference(one, none), unit: 'ms' },
      { key: 'synth.msPerDataSet100', what: 'each of 100 data sets', value: each100, unit: 'ms' },
      { key: 'synth.msPerDataSet1000', what: 'each of 1,000 data sets', value: each1000, unit: 'ms' },
      { key: 'synth.growth', what: 'of 1,000 over of 100', value: each1000 / each100, goal: GROWTH },
      { key: 'synth.bytesPerDataSet', what: 'template bytes for each of 1,000', value: beyondTheFirst('bytes') },
      { key: 'synth.resourcesPerDataSet', what: 'resources for each of 1,000', value: beyondTheFirst('resources') },
    ];
    return sectionOf({ title: 'Synth', method: METHOD, figures });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function synthesize(outdir: string, dataSets: number): Run {
  rmSync(outdir, { recursive: true, force: true });
  const began = performance.now();
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Dashboards', { env: { account: '123456789012', region: 'eu-west-1' } });
  const bucket = new Bucket(stack, 'Lake');
  const landingEvents = Array.from({ length: LANDING_EVENTS }, (_, at) =>
    at < LANDING_EVENTS / 2
      ? LandingEvent.objectCreated(bucket, { keyPrefix: `table-${at}/` })
      : LandingEvent.glueJobSucceeded(CfnJob.fromJobName(stack, `Job${at}`, `load-${at}`)),
  );
  const refresh = dataSets > 0 ? new SpiceRefresh(stack, 'SpiceRefresh') : undefined;
  for (let at = 0; at < dataSets; at++) {
    refresh?.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromDataSetId(`00000000-0000-4000-8000-${String(at).padStart(12, '0')}`),
      refreshOn: [landingEvents[at % LANDING_EVENTS] as LandingEvent],
    });
  }
  const { template } = app.synth().getStackByName(stack.stackName);
  const ms = performance.now() - began;
  return { ms, bytes: JSON.stringify(template).length, resources: Object.keys(template.Resources).length };
}
