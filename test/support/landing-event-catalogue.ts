import { App, Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { toEvent } from '../../lambda/outcome/outcome';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { OutcomeDetailType } from '../../lib/private/contract';
import type { BusEvent, NewEvent } from '../../sim/aws/event-bridge';
import * as samples from '../../sim/samples';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import { ARN, but, type Entries, type Entry } from './landing-events/entry';
import { EXPORTS } from './landing-events/exports';
import { GLUE } from './landing-events/glue';
import { QUERIES } from './landing-events/queries';
import { TRANSFERS } from './landing-events/transfers';
import { WORKFLOWS } from './landing-events/workflows';
import { PUBLISHER } from './rows';

export const quickSightArn = (id: string): string => `arn:aws:quicksight:${ARN}:dataset/${id}`;

/** An outcome event as the function puts it on the bus. */
function outcome(detailType: OutcomeDetailType, dataSetId: string): NewEvent {
  const event = toEvent(
    { detailType, at: 0, dataSetArn: quickSightArn(dataSetId), reason: 'covered', next: 'rests' },
    PUBLISHER,
  );
  return {
    source: event.Source,
    'detail-type': event.DetailType,
    resources: event.Resources,
    detail: JSON.parse(event.Detail),
  };
}

const custom = (detailType: string, table: string): NewEvent => ({
  source: 'com.example.pipeline',
  'detail-type': detailType,
  detail: { table },
});

/** Every factory: what it is called with, its event as AWS documents it, and events that are none. */
export const CATALOGUE: Entries = {
  objectCreated: {
    landingEvent: (scope) =>
      LandingEvent.objectCreated(Bucket.fromBucketName(scope, 'Bucket', 'landing'), {
        keyPrefixes: ['sales/', 'returns/'],
        keySuffixes: ['.parquet', '/manifest.json'],
        ignoreEmptyObjects: true,
        eventBridgeEnabled: true,
      }),
    delivery: 'at least once',
    sample: samples.s3ObjectCreated('landing', 'sales/2026/part-0.parquet'),
    otherResource: samples.s3ObjectCreated('attic', 'sales/2026/part-0.parquet'),
    lookAlikes: [
      samples.s3ObjectCreated('landing', 'sales/2026/part-0.parquet', 0),
      samples.s3ObjectCreated('landing', 'stock/2026/part-0.parquet'),
      samples.s3ObjectCreated('landing', 'sales/2026/part-0.csv'),
      samples.s3ObjectCreated('landing', 'sales/_temporary/0/_temporary/attempt_0/part-0.parquet'),
      samples.s3ObjectCreated('landing', 'sales/.spark-staging-1/part-0.parquet'),
      but(samples.s3ObjectCreated('landing', 'sales/2026/part-0.parquet'), { 'detail-type': 'Object Deleted' }),
    ],
  },
  ...EXPORTS,
  ...GLUE,
  ...QUERIES,
  ...TRANSFERS,
  ...WORKFLOWS,
  refreshSucceeded: {
    landingEvent: (_, parent) => LandingEvent.refreshSucceeded(parent),
    delivery: 'at least once',
    sample: outcome(OutcomeDetailType.SUCCEEDED, 'parent'),
    failed: outcome(OutcomeDetailType.FAILED, 'parent'),
    otherResource: outcome(OutcomeDetailType.SUCCEEDED, 'parent-2'),
    lookAlikes: [outcome(OutcomeDetailType.STARTED, 'parent'), outcome(OutcomeDetailType.DEFERRED, 'parent')],
  },
  schedule: {
    landingEvent: () => LandingEvent.schedule(Schedule.rate(Duration.hours(1))),
    delivery: 'at least once',
  },
  fromPattern: {
    landingEvent: () =>
      LandingEvent.fromPattern({
        source: ['com.example.pipeline'],
        detailType: ['Load Finished'],
        detail: { table: ['sales'] },
      }),
    delivery: 'as its source delivers',
    sample: custom('Load Finished', 'sales'),
    failed: custom('Load Failed', 'sales'),
    otherResource: custom('Load Finished', 'stock'),
  },
};

export const ENTRIES = Object.entries(CATALOGUE);
export const WITH_SAMPLE = ENTRIES.filter(([, { sample }]) => sample) as [string, Entry & { sample: NewEvent }][];

/** One stack with a data set for every factory, called like it, and one that is the parent of another. */
export function deployCatalogue(): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Catalogue');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  const parent = refresh.addDataSet('parent', {
    dataSet: SpiceDataSet.fromDataSetId('parent'),
    refreshOn: [LandingEvent.fromPattern({ source: ['com.example.parent'] })],
  });
  for (const [factory, { landingEvent }] of ENTRIES) {
    refresh.addDataSet(factory, {
      dataSet: SpiceDataSet.fromDataSetId(factory),
      refreshOn: [landingEvent(stack, parent)],
    });
  }
  return deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
}

/** An event of the catalogue as it is on the bus. */
export const onBus = (event: NewEvent): BusEvent => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  account: ENVIRONMENT.account,
  region: ENVIRONMENT.region,
  time: '2026-11-23T06:00:00Z',
  resources: [],
  ...event,
});

type Rule = Deployment['rules'][number];

export const hasPattern = ({ eventPattern }: Rule): boolean => eventPattern !== undefined;

/** The rules with a pattern that refresh a data set. */
export function rulesFor({ rules }: Deployment, dataSetId: string): readonly Rule[] {
  const named = new RegExp(`[/"]${dataSetId}"`);
  return rules
    .filter(hasPattern)
    .filter(({ targets }) => targets.some(({ inputTransformer }) => named.test(inputTransformer?.InputTemplate ?? '')));
}
