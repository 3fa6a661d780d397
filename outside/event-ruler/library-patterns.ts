import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, type ObjectCreatedOptions, SpiceDataSet, SpiceRefresh } from '../../lib';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import { hasPattern, rulesFor } from '../../test/support/landing-event-catalogue';

/** Prefixes and suffixes that people give, and that make wildcards in pairs. */
const PREFIXES = ['sales/', 'returns/', 'sales/eu/', 'raw/2026/', 'export-'];
const MARKER = '/_SUCCESS';
const SUFFIXES = ['.parquet', MARKER, '.csv', '.csv.gz', '/manifest.json', '.json', '.avro'];

/** Every shape of `objectCreated`: up to so many prefixes with up to so many suffixes, with empty objects or without. */
function* shapes(): Generator<ObjectCreatedOptions> {
  for (let prefixes = 0; prefixes <= PREFIXES.length; prefixes++) {
    for (let suffixes = 0; suffixes <= SUFFIXES.length; suffixes++) {
      for (const ignoreEmptyObjects of [true, false]) {
        yield {
          ...(prefixes > 0 && { keyPrefixes: PREFIXES.slice(0, prefixes) }),
          // a marker is an empty object: the library refuses to leave out what it waits for
          ...(suffixes > 0 && {
            keySuffixes: SUFFIXES.slice(0, suffixes).filter((suffix) => !(ignoreEmptyObjects && suffix === MARKER)),
          }),
          ignoreEmptyObjects,
          eventBridgeEnabled: true,
        };
      }
    }
  }
}

/** A pattern of the library, with the name of the rule that has it. */
export interface LibraryPattern {
  readonly name: string;
  readonly eventPattern: unknown;
}

/** Patterns of every shape of `objectCreated`. */
export function objectCreatedPatterns(): readonly LibraryPattern[] {
  const app = new App();
  const stack = new Stack(app, 'Shapes');
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'landing');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  const names = [...shapes()].map((options, at) => {
    const refreshOn = [LandingEvent.objectCreated(bucket, options)];
    refresh.addDataSet(`Shape${at}`, { dataSet: SpiceDataSet.fromDataSetId(`shape-${at}-`), refreshOn });
    const { keyPrefixes = [], keySuffixes = [] } = options;
    return `${keyPrefixes.length} prefixes × ${keySuffixes.length} suffixes`;
  });
  const deployment = deploy(app.synth().getStackByName(stack.stackName).template, ENVIRONMENT);
  return names.flatMap((name, at) =>
    rulesFor(deployment, `shape-${at}-`).map(({ eventPattern }) => ({ name, eventPattern })),
  );
}

export function patternsOf({ rules }: Deployment): readonly LibraryPattern[] {
  return rules.filter(hasPattern).map(({ name, eventPattern }) => ({ name, eventPattern }));
}
