import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { VERBS } from '../../cli/program';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import type { AccountServer } from '../../local/account/account-server';
import type { AccountDescription } from '../../local/account/description';
import type { Template } from '../../sim/template/intrinsics';
import { type Ran, run } from '../support/command';
import { startAccount, stopAccount } from '../support/local/local-account';
import { aRow, NOON } from '../support/rows';
import { tenDataSets } from '../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(120_000);

/** Each verb with each of its calls denied: what is missing is said by name. */
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';
let server: AccountServer;
let account: AccountDescription;
let folder: string;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  const template = synthesize();
  const ofType = (type: string): string[] =>
    Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === type);
  const queues = ofType('AWS::SQS::Queue');
  const physicalIds = Object.fromEntries(
    Object.keys(template.Resources).map((id) => [
      id,
      queues.includes(id) ? `${process.env.AWS_ENDPOINT_URL}/111122223333/${id}` : id,
    ]),
  );
  const [logGroup = ''] = ofType('AWS::Logs::LogGroup');
  account = {
    ...tenDataSets(),
    stacks: { Dashboards: { template, physicalIds } },
    keys: { [KEY]: { policy: '{}' } },
    queues: Object.fromEntries(queues.map((id) => [id, { messages: 1, bodies: ['{}'], keyId: KEY }])),
    logs: { [logGroup]: [] },
    rows: [aRow({ dataSetArn: 'arn:aws:quicksight:eu-west-1:111122223333:dataset/stock' })],
  };
});

afterAll(() => stopAccount(server));

/** A stack with a data set without a tag, and the assembly of an app that looks one up by its name. */
function synthesize(): Template {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Dashboards', { env: { account: '111122223333', region: 'eu-west-1' } });
  const refresh = new SpiceRefresh(stack, 'Refresh');
  refresh.addDataSet('Stock', {
    dataSet: SpiceDataSet.fromDataSetId('stock'),
    refreshOn: [
      LandingEvent.objectCreated(Bucket.fromBucketName(stack, 'Lake', 'lake-data'), { eventBridgeEnabled: true }),
    ],
  });
  const other = new Stack(app, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
  new SpiceRefresh(other, 'Refresh').addDataSet('Orders', {
    dataSet: SpiceDataSet.fromLookup(other, { name: 'Orders' }),
    refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
  });
  return app.synth().getStackByName('Dashboards').template;
}

/** Command lines that make each verb ask for all that it may ask for. */
const COMMAND_LINES: Readonly<Record<string, () => readonly string[]>> = {
  discover: () => ['discover', '--write', 'typescript', '--out', join(mkdtempSync(join(folder, 'app-')), 'app.ts')],
  lookup: () => [
    'lookup',
    '--assembly',
    join(folder, 'cdk.out'),
    '--context',
    join(mkdtempSync(join(folder, 'context-')), 'cdk.context.json'),
  ],
  doctor: () => ['doctor', '--table', tableName(), '--fix'],
  refresh: () => ['refresh', 'stock', '--stack', 'Dashboards', '--wait', '--timeout', '1'],
  status: () => ['status', '--stack', 'Dashboards'],
  history: () => ['history', 'stock', '--stack', 'Dashboards'],
  pause: () => ['pause', 'stock', '--stack', 'Dashboards'],
  resume: () => ['resume', 'stock', '--stack', 'Dashboards'],
  forget: () => ['forget', 'stock', '--stack', 'Dashboards'],
  redrive: () => ['redrive', '--stack', 'Dashboards', '--yes'],
};

const tableName = (): string =>
  Object.keys(account.stacks?.Dashboards?.physicalIds ?? {}).find((id) => id.includes('Ledger')) ?? '';

/** Runs a verb with an action denied, and answers what it asked for. */
async function ask(verb: string, ...denied: string[]): Promise<Ran & { actions: readonly string[] }> {
  // descriptions are read, and tags are set in them
  server.account = { ...structuredClone(account), denied: new Set(denied) };
  server.actions.clear();
  server.received.clear();
  let now = NOON;
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const ran = await run(COMMAND_LINES[verb]?.() ?? [verb], { now: () => now, sleep });
  return { ...ran, actions: [...server.actions].filter((action) => action !== 'sts:GetCallerIdentity') };
}

test('docs/commands.md has a command line for every verb that calls AWS', () => {
  const asking = VERBS.filter(({ permissions }) => permissions.length > 0).map(({ name }) => name);
  expect(Object.keys(COMMAND_LINES).sort()).toEqual(asking.sort());
});

test.each(Object.keys(COMMAND_LINES))('%s names the permission that is missing, whichever it is', async (verb) => {
  const { actions, err } = await ask(verb);
  expect(err).not.toContain('the local account does not answer');
  expect(actions.length).toBeGreaterThan(0);
  const silent: string[] = [];
  for (const action of actions) {
    const { out, err: said, status } = await ask(verb, action);
    if (!new RegExp(`credentials lack ${action}\\b`).test(out + said) || /\n\s+at /.test(said) || status > 1) {
      silent.push(`${action}: ${said || out}`);
    }
  }
  expect(silent).toEqual([]);
});

test('forget that may not delete keeps the row, and names the permission', async () => {
  const { actions } = await ask('forget');
  expect(actions).toContain('dynamodb:DeleteItem');
  const { out, err, status } = await ask('forget', 'dynamodb:DeleteItem');
  expect([status, out]).toEqual([1, '']);
  expect(err).toMatch(/^the credentials lack dynamodb:DeleteItem: User: test is not authorized/);
});

test.each(Object.keys(COMMAND_LINES))('the help of %s lists each permission that it asks for', async (verb) => {
  const { actions } = await ask(verb);
  const listed = VERBS.find(({ name }) => name === verb)?.permissions.join(', ') ?? '';
  expect(actions.filter((action) => !new RegExp(`\\b${action}\\b`).test(listed))).toEqual([]);
});
