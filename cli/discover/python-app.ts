import { commentsOf, leftOutComments } from './app-comments';
import { type AppDataSet, type AppModel, bucketsOf } from './app-model';
import type { EventCode } from './landing';
import { cronOf } from './schedule';

/** The app in Python. */
export function pythonApp(model: AppModel): string {
  const written = model.dataSets.filter(({ ask }) => !ask);
  const buckets = bucketsOf(written.flatMap(({ lines }) => lines.map(({ event }) => event)));
  const variables = new Map(model.dataSets.map((each) => [each.found.arn, variableOf(each)]));
  const bucketVariables = new Map(buckets.map((bucket, at) => [bucket, `bucket_${at + 1}`]));
  return [
    `from aws_cdk import App, ${written.some(({ safetyNet }) => safetyNet) ? 'Duration, ' : ''}Environment, Stack`,
    ...(buckets.length > 0 ? ['from aws_cdk.aws_s3 import Bucket'] : []),
    `from cdk_spice_refresh import ${written.length > 0 ? 'LandingEvent, SpiceDataSet, ' : ''}SpiceRefresh`,
    '',
    'app = App()',
    'stack = Stack(',
    '    app,',
    '    "SpiceRefresh",',
    `    env=Environment(account=${text(model.account)}, region=${text(model.region)}),`,
    ')',
    'refresh = SpiceRefresh(stack, "Refresh")',
    ...buckets.map(
      (bucket, at) => `bucket_${at + 1} = Bucket.from_bucket_name(stack, "Bucket${at + 1}", ${text(bucket)})`,
    ),
    ...model.dataSets.flatMap((each) => ['', ...addDataSet(each, model.account, variables, bucketVariables)]),
    ...leftOutComments(model).map((line, at) => `${at === 0 ? '\n' : ''}# ${line}`),
    '',
    'app.synth()',
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
    `${awaited ? `${variables.get(found.arn)} = ` : ''}refresh.add_data_set(`,
    `    ${text(constructId)},`,
    `    data_set=SpiceDataSet.from_data_set_id(${text(found.id)}),`,
    '    refresh_on=[',
    ...(ask ? proposal(each) : events.map((event) => `${event},`)).map((line) => `        ${line}`),
    '    ],',
    ...(safetyNet ? ['    refresh_at_least_every=Duration.hours(24),'] : []),
    ')',
  ];
  return [...commentsOf(each, account).map((line) => `# ${line}`), ...(ask ? code.map((line) => `# ${line}`) : code)];
}

/** Today's schedule, where nothing better is known. */
function proposal({ found }: AppDataSet): string[] {
  const [cron] = found.schedules.flatMap((schedule) => cronOf(schedule) ?? []);
  return cron
    ? [
        `LandingEvent.schedule(Schedule.cron(hour="${cron.hour}", minute="${cron.minute}")),  # of aws_cdk.aws_events, in UTC; today it is ${cron.zone}`,
      ]
    : ['LandingEvent.from_pattern(source=[]),  # ask'];
}

function eventCode(
  event: EventCode,
  variables: ReadonlyMap<string, string>,
  buckets: ReadonlyMap<string, string>,
): string {
  switch (event.kind) {
    case 'refreshSucceeded':
      return `LandingEvent.refresh_succeeded(${variables.get(event.dataSetArn)})`;
    case 'glueTableChanged':
      return `LandingEvent.glue_table_changed(database_name=${text(event.database)}, table_name=${text(event.table)})`;
    case 'objectCreated': {
      const prefix = event.prefix === '' ? '' : `key_prefix=${text(event.prefix)}, `;
      return `LandingEvent.object_created(${buckets.get(event.bucket)}, ${prefix}event_bridge_enabled=True)`;
    }
  }
}

/** With an end that makes it no keyword and no name of the app's own. */
function variableOf({ constructId }: AppDataSet): string {
  const snake = constructId.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return `${snake}_refresh`;
}

const text = (value: string): string => JSON.stringify(value);
