import { commentsOf, leftOutComments } from './app-comments';
import { type AppDataSet, type AppModel, bucketsOf } from './app-model';
import type { EventCode } from './landing';
import { cronOf } from './schedule';

/** The app in TypeScript. */
export function typescriptApp(model: AppModel): string {
  const written = model.dataSets.filter(({ ask }) => !ask);
  const events = written.flatMap(({ lines }) => lines.map(({ event }) => event));
  const buckets = bucketsOf(events);
  const imports = [
    `import { App, ${written.some(({ safetyNet }) => safetyNet) ? 'Duration, ' : ''}Stack } from 'aws-cdk-lib';`,
    ...(buckets.length > 0 ? ["import { Bucket } from 'aws-cdk-lib/aws-s3';"] : []),
    `import { ${written.length > 0 ? 'LandingEvent, SpiceDataSet, ' : ''}SpiceRefresh } from 'cdk-spice-refresh';`,
  ];
  const variables = new Map(model.dataSets.map((each) => [each.found.arn, variableOf(each)]));
  const bucketVariables = new Map(buckets.map((bucket, at) => [bucket, `bucket${at + 1}`]));
  const env = `{ account: ${text(model.account)}, region: ${text(model.region)} }`;
  return [
    ...imports,
    '',
    'const app = new App();',
    `const stack = new Stack(app, 'SpiceRefresh', { env: ${env} });`,
    `${written.length > 0 ? 'const refresh = ' : ''}new SpiceRefresh(stack, 'Refresh');`,
    ...buckets.map(
      (bucket, at) => `const bucket${at + 1} = Bucket.fromBucketName(stack, 'Bucket${at + 1}', ${text(bucket)});`,
    ),
    ...model.dataSets.flatMap((each) => ['', ...addDataSet(each, model.account, variables, bucketVariables)]),
    ...leftOutComments(model).map((line, at) => `${at === 0 ? '\n' : ''}// ${line}`),
    '',
  ].join('\n');
}

function addDataSet(
  each: AppDataSet,
  account: string,
  variables: ReadonlyMap<string, string>,
  buckets: ReadonlyMap<string, string>,
): string[] {
  const { found, constructId, lines, ask, awaited, safetyNet } = each;
  const events = lines.flatMap(({ event }) => (event ? [eventCode(event, variables, buckets)] : []));
  const code = [
    `${awaited ? `const ${variables.get(found.arn)} = ` : ''}refresh.addDataSet(${text(constructId)}, {`,
    `  dataSet: SpiceDataSet.fromDataSetId(${text(found.id)}),`,
    ...(ask
      ? [`  refreshOn: [${proposal(each)}],`]
      : ['  refreshOn: [', ...events.map((event) => `    ${event},`), '  ],']),
    ...(safetyNet ? ['  refreshAtLeastEvery: Duration.hours(24),'] : []),
    '});',
  ];
  return [...commentsOf(each, account).map((line) => `// ${line}`), ...(ask ? code.map((line) => `// ${line}`) : code)];
}

/** Today's schedule, where nothing better is known. */
function proposal({ found }: AppDataSet): string {
  const [cron] = found.schedules.flatMap((schedule) => cronOf(schedule) ?? []);
  return cron
    ? `LandingEvent.schedule(Schedule.cron({ hour: '${cron.hour}', minute: '${cron.minute}' })) /* of aws-cdk-lib/aws-events, in UTC; today it is ${cron.zone.replaceAll('*/', '')} */`
    : 'LandingEvent.fromPattern({ source: [/* ask */] })';
}

function eventCode(
  event: EventCode,
  variables: ReadonlyMap<string, string>,
  buckets: ReadonlyMap<string, string>,
): string {
  switch (event.kind) {
    case 'refreshSucceeded':
      return `LandingEvent.refreshSucceeded(${variables.get(event.dataSetArn)})`;
    case 'glueTableChanged':
      return `LandingEvent.glueTableChanged({ databaseName: ${text(event.database)}, tableName: ${text(event.table)} })`;
    case 'objectCreated': {
      const prefix = event.prefix === '' ? '' : `keyPrefix: ${text(event.prefix)}, `;
      return `LandingEvent.objectCreated(${buckets.get(event.bucket)}, { ${prefix}eventBridgeEnabled: true })`;
    }
  }
}

/** With an end that makes it no keyword and no name of the app's own. */
function variableOf({ constructId }: AppDataSet): string {
  return `${constructId.charAt(0).toLowerCase()}${constructId.slice(1)}Refresh`;
}

/** A string literal, with the quotes that the CDK's own examples have where it may. */
function text(value: string): string {
  return /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/.test(value) ? `'${value}'` : JSON.stringify(value);
}
