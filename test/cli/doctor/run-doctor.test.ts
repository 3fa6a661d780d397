import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import dynalite from 'dynalite';
import { DynamoDbLedger } from '../../../lambda/aws/dynamodb-ledger';
import { HOUR } from '../../../lambda/time';
import { DoctorPolicy, Ingestion, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import type { AccountServer } from '../../../local/account/account-server';
import type { DescribedKey } from '../../../local/account/description';
import { createLedgerTable } from '../../../local/servers/create-ledger-table';
import { run } from '../../support/command';
import { commandsPage, expectDocumented } from '../../support/documented';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { close, listen, NOWHERE } from '../../support/local/loopback';
import { aFailure, aRow, landedAt, NOON } from '../../support/rows';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

const AT_NOON = { now: () => NOON, sleep: async () => {} };
const dynamoDb = dynalite({ createTableMs: 0 });
let server: AccountServer;
let template: Record<string, { Type: string }>;
let file: string;
let client: DynamoDBClient;

const arn = (id: string): string => `arn:aws:quicksight:eu-west-1:111122223333:dataset/${id}`;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  const endpoint = await listen(dynamoDb);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
  client = new DynamoDBClient({ ...NOWHERE, endpoint });
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'doctor-')) });
  const stack = new Stack(app, 'SpiceRefresh', { env: { account: '111122223333', region: 'eu-west-1' } });
  const refresh = new SpiceRefresh(stack, 'Refresh');
  const lake = Bucket.fromBucketName(stack, 'Lake', 'lake-data');
  const exports = Bucket.fromBucketName(stack, 'Exports', 'exports');
  const add = (id: string, ingestion?: Ingestion, bucket = exports): void => {
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id),
      refreshOn: [LandingEvent.objectCreated(bucket, { keyPrefix: `${id}/`, eventBridgeEnabled: true })],
      ingestion,
    });
  };
  add('orders', undefined, lake);
  add('order-history', Ingestion.incremental());
  add('stock');
  add('customers');
  add('live-clicks');
  add('removed');
  app.synth();
  file = join(app.outdir, 'SpiceRefresh.template.json');
  template = JSON.parse(readFileSync(file, 'utf8')).Resources;
});

afterAll(async () => {
  client.destroy();
  await close(dynamoDb);
  await stopAccount(server);
});

beforeEach(() => {
  server.account = tenDataSets();
});

const checks = (out: string): string[] =>
  JSON.parse(out)
    .findings.map(({ check, subject }: { check: string; subject: string }) => `${check} ${subject}`)
    .sort();

/** The policy of a queue that lets in what these rules send. */
const queuePolicy = (rules: string): string =>
  JSON.stringify({
    Statement: [
      { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnLike: { 'aws:SourceArn': rules }, StringEquals: { 'aws:SourceAccount': '111122223333' } },
      },
    ],
  });

/** The stack as it is deployed: each resource is called by its logical id. */
function deployed(): { rules: string[]; queues: string[]; deadLetterQueue: string } {
  const ids = (type: string): string[] => Object.keys(template).filter((id) => template[id]?.Type === type);
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const physicalIds = Object.fromEntries(
    Object.entries(template).map(([id, { Type }]) => [
      id,
      Type === 'AWS::SQS::Queue' ? `${endpoint}/111122223333/${id}` : Type === 'AWS::DynamoDB::Table' ? 'ledger' : id,
    ]),
  );
  const queues = ids('AWS::SQS::Queue');
  const policy = queuePolicy('arn:aws:events:eu-west-1:111122223333:rule/*');
  server.account = {
    ...tenDataSets(),
    stacks: { SpiceRefresh: { template: { Resources: template }, physicalIds } },
    queues: Object.fromEntries(queues.map((id) => [id, { policy, messages: 0 }])),
  };
  return {
    rules: ids('AWS::Events::Rule'),
    queues,
    deadLetterQueue: queues.find((id) => id.includes('DeadLetter')) ?? '',
  };
}

test('doctor finds in a template what would not work, and shows what docs/commands.md shows', async () => {
  const { status, out } = await run(['doctor', '--template', file], AT_NOON);
  expect(status).toBe(1);
  expectDocumented('doctor --template cdk.out/SpiceRefresh.template.json', out);
});

test('each finding is of a check', async () => {
  const { out } = await run(['doctor', '--template', file, '--json'], AT_NOON);
  expect(checks(out)).toEqual([
    'bucketEvents bucket lake-data',
    'dataSetExists removed',
    'lookBackWindow order-history',
    'nativeSchedule customers',
    'refreshed Board report (board-report)',
    'refreshed Customer value (customer-value)',
    'refreshed Sales by region (sales-by-region)',
    'spice live-clicks',
    'tag stock',
  ]);
});

test('what is in order is not mentioned, and ends with 0', async () => {
  const all = tenDataSets();
  const kept = ['orders', 'order-history', 'stock', 'customers'];
  server.account = {
    ...all,
    buckets: { ...all.buckets, 'lake-data': { eventBridge: true } },
    dataSets: [...kept, 'live-clicks', 'removed'].map((id) => ({
      id,
      name: id,
      spice: true,
      lookBackWindow: true,
      tags: { 'spice-refresh': 'allowed' },
    })),
  };
  expect(await run(['doctor', '--template', file], AT_NOON)).toEqual({
    status: 0,
    out: '6 data sets checked: 0 errors, 0 warnings\n',
    err: '',
  });
});

test('doctor --fix sets the missing tags, after showing them', async () => {
  const { out, err } = await run(['doctor', '--template', file, '--fix'], AT_NOON);
  expect(out).toContain('stock: it lacks the tag spice-refresh=allowed');
  expect(err).toBe(`tagged ${arn('stock')} with spice-refresh=allowed\n`);
  expect(server.account.dataSets.find(({ id }) => id === 'stock')?.tags).toEqual({ 'spice-refresh': 'allowed' });
  const again = await run(['doctor', '--template', file, '--json'], AT_NOON);
  expect(checks(again.out)).not.toContain('tag stock');
});

test('doctor checks rules, queues and the ledger of a stack as well', async () => {
  const { rules, queues, deadLetterQueue } = deployed();
  const [queue = ''] = queues.filter((id) => id !== deadLetterQueue && !id.includes('Undelivered'));
  server.account = {
    ...server.account,
    disabledRules: new Set([rules[0] ?? '']),
    queues: { ...server.account.queues, [queue]: { messages: 0 }, [deadLetterQueue]: { messages: 2 } },
  };
  await createLedgerTable(client, 'ledger');
  const ledger = new DynamoDbLedger(client, 'ledger');
  const failure = aFailure({ message: 'no table' });
  await ledger.write(aRow({ dataSetArn: arn('stock'), version: 0, pending: landedAt(NOON), failure }));
  const lost = { pending: landedAt(NOON - 5 * HOUR), wakeAt: NOON - 2 * HOUR };
  await ledger.write(aRow({ dataSetArn: arn('orders'), version: 0, ...lost }));
  const { status, out } = await run(['doctor', '--stack', 'SpiceRefresh', '--json'], AT_NOON);
  expect(status).toBe(1);
  expect(checks(out)).toEqual(
    expect.arrayContaining([
      `rule rule ${rules[0]}`,
      `queuePolicy queue ${queue}`,
      `deadLetters queue ${deadLetterQueue}`,
      'failed stock',
      'overdue orders',
      'tag stock',
    ]),
  );
  const printed = await run(['doctor', '--stack', 'SpiceRefresh'], AT_NOON);
  // the name of a rule follows from all that it matches
  const named = printed.out.replace(/(?<=ObjectCreated)\w{16}/g, '0123456789ABCDEF');
  expectDocumented('doctor --stack SpiceRefresh', named);
});

/** Every check of a stack that is encrypted under a key. */
function deployedUnder(key: DescribedKey, keyId = KEY): void {
  const { queues } = deployed();
  server.account = {
    ...server.account,
    keys: { [KEY]: key },
    queues: Object.fromEntries(queues.map((id) => [id, { policy: queuePolicy('*'), messages: 0, keyId }])),
  };
}

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const keyPolicy = (...actions: string[]): string =>
  JSON.stringify({
    Statement: { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: actions, Resource: '*' },
  });

test.each<[string, DescribedKey, RegExp]>([
  ['a key of AWS', { managedByAws: true }, /is under arn:\S+, a key of AWS's that EventBridge may not use/],
  ['a disabled key', { state: 'PendingDeletion' }, /its key arn:\S+ is not enabled/],
  [
    'a key without a policy for it',
    { policy: '{}' },
    /does not allow EventBridge kms:Decrypt and kms:GenerateDataKey;/,
  ],
  ['a key it may not decrypt with', { policy: keyPolicy('kms:GenerateDataKey*') }, /EventBridge kms:Decrypt;/],
])('EventBridge cannot send to a queue under %s', async (_, key, message) => {
  deployedUnder(key);
  const { out } = await run(['doctor', '--stack', 'SpiceRefresh'], AT_NOON);
  expect(out.split('\n').filter((line) => message.test(line))).toHaveLength(2);
});

test.each([KEY, 'alias/refresh'])('a key (%s) that lets EventBridge in is no finding', async (keyId) => {
  deployedUnder({ alias: 'alias/refresh', policy: keyPolicy('kms:GenerateDataKey*', 'kms:Decrypt') }, keyId);
  const { out } = await run(['doctor', '--stack', 'SpiceRefresh', '--json'], AT_NOON);
  expect(checks(out).filter((check) => check.startsWith('key '))).toEqual([]);
});

test('rules that the policy of the queue has forgotten are counted', async () => {
  const { queues, rules } = deployed();
  const policy = queuePolicy(`arn:aws:events:eu-west-1:111122223333:rule/${rules[0]}`);
  server.account = { ...server.account, queues: Object.fromEntries(queues.map((id) => [id, { policy, messages: 0 }])) };
  const { out } = await run(['doctor', '--stack', 'SpiceRefresh'], AT_NOON);
  expect(out).toMatch(new RegExp(`its policy does not let ${rules.length - 1} rules? in, such as `));
});

test.each([
  [500, 1_024, undefined],
  [940, 1_024, 'warning'],
  [1_030, 1_024, 'error'],
])('doctor calls a SPICE capacity with %d of %d MB used %s', async (consumed, limit, level) => {
  server.account = {
    ...tenDataSets(),
    metrics: {
      'AWS/QuickSight SPICECapacityConsumedInMB': consumed,
      'AWS/QuickSight SPICECapacityLimitInMB': limit,
    },
  };
  const { out } = await run(['doctor', '--template', file, '--json'], AT_NOON);
  const found = JSON.parse(out).findings.find(({ check }: { check: string }) => check === 'capacity');
  expect(found?.level).toBe(level);
});

test('what it calls is what DoctorPolicy allows and docs/commands.md lists, and no more', async () => {
  deployedUnder({ policy: keyPolicy('kms:*') });
  // on a bus of its own, to which events of AWS services are forwarded
  const { stacks: { SpiceRefresh: own } = {} } = server.account;
  const onBus = Object.entries(template).map(([id, resource]) => [
    id,
    resource.Type === 'AWS::Events::Rule'
      ? { ...resource, Properties: { ...(resource as { Properties?: object }).Properties, EventBusName: 'data' } }
      : resource,
  ]);
  server.account = {
    ...server.account,
    stacks: {
      SpiceRefresh: { physicalIds: own?.physicalIds ?? {}, template: { Resources: Object.fromEntries(onBus) } },
    },
    eventBuses: { data: {} },
  };
  server.actions.clear();
  const table = Object.values(server.account.stacks?.SpiceRefresh?.physicalIds ?? {}).find((id) => id === 'ledger');
  await run(['doctor', '--table', table ?? ''], AT_NOON);
  // the ledger is another server; GetCallerIdentity needs no permission, and KMS is asked by DynamoDB
  const called = new Set([...server.actions, 'dynamodb:Scan', 'kms:Decrypt']);
  called.delete('sts:GetCallerIdentity');
  const stack = new Stack(new App(), 'Stack');
  const refresh = new SpiceRefresh(stack, 'Refresh', { encryptionKey: new Key(stack, 'Key') });
  refresh.addDataSet('Orders', {
    dataSet: SpiceDataSet.fromDataSetId('orders'),
    refreshOn: [LandingEvent.fromPattern({ source: ['orders'] })],
  });
  new DoctorPolicy(stack, 'Doctor', { refresh });
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  const allowed: string[] = policy?.Properties.PolicyDocument.Statement.flatMap(
    ({ Action }: { Action: string | string[] }) => Action,
  );
  expect(allowed.sort()).toEqual([...called].sort());
  const documented = /This policy is enough[\s\S]*?```json\n([\s\S]*?)```/.exec(commandsPage())?.[1] ?? '';
  expect(JSON.parse(documented).Statement[0].Action).toEqual([...called].sort());
});

test("others' ingestions eat the quota", async () => {
  const manual = {
    IngestionStatus: 'COMPLETED',
    Arn: 'x',
    RequestSource: 'MANUAL',
    CreatedTime: (NOON - HOUR) / 1_000,
  };
  const scheduled = { ...manual, RequestSource: 'SCHEDULED' };
  server.account = {
    ...tenDataSets(),
    dataSets: tenDataSets().dataSets.map((each) =>
      each.id === 'orders' ? { ...each, ingestions: [manual, manual, scheduled] } : each,
    ),
  };
  const { out } = await run(['doctor', '--template', file], AT_NOON);
  expect(out).toContain('orders: others started 2 of its 32 ingestions of the last 24 hours');
});

test('what may not be read is said, and the rest is checked', async () => {
  server.account = {
    ...tenDataSets(),
    denied: new Set(['quicksight:ListTagsForResource', 's3:GetBucketNotification']),
  };
  const { out } = await run(['doctor', '--template', file], AT_NOON);
  expect(out).toContain('not checked: the credentials lack quicksight:ListTagsForResource');
  expect(out).toContain('not checked: the credentials lack s3:GetBucketNotification');
  expect(out).toContain('removed: QuickSight has no such data set');
});

test.each<[string[], number, RegExp]>([
  [[], 2, /expected --stack NAME or --table NAME, or --template FILE/],
  [['--template', __filename], 1, /has no JSON template/],
  [['--stack', 'Nothing'], 1, /^no stack Nothing in account 111122223333, region eu-west-1: check/],
])('doctor fails when it is called wrongly (%j), and says what is wrong', async (args, expected, message) => {
  const { status, err } = await run(['doctor', ...args], AT_NOON);
  expect(status).toBe(expected);
  expect(err).toMatch(message);
});

test('a template without a SpiceRefresh is an error', async () => {
  const empty = join(mkdtempSync(join(tmpdir(), 'doctor-')), 'empty.json');
  writeFileSync(empty, '{"Resources":{}}');
  expect((await run(['doctor', '--template', empty], AT_NOON)).err).toContain('has no SpiceRefresh');
});

test('refresh sends what a landing of now would send, and follows the ledger until it is covered', async () => {
  deployed();
  await createLedgerTable(client, 'ledger').catch(() => {});
  const ledger = new DynamoDbLedger(client, 'ledger');
  let now = NOON + 500;
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    for (const [id, changes] of [
      ['customers', { fresh: { through: NOON + 1, at: NOON + 65_000, rows: 1_200 } }],
      ['removed', { pending: landedAt(NOON), failure: aFailure({ at: NOON + 60_000, message: 'no such data set' }) }],
    ] as const) {
      await ledger.write(aRow({ dataSetArn: arn(id), version: 0, ...changes })).catch(() => {});
    }
  };
  const args = ['refresh', 'customers', 'removed', '--stack', 'SpiceRefresh', '--wait'];
  const { status, out } = await run(args, { now: () => now, sleep });
  expect(status).toBe(1);
  expectDocumented(
    'refresh sales orders --stack Dashboards --wait',
    out.replaceAll('customers', 'sales').replaceAll('removed', 'orders'),
  );
  expect(server.sent.map((body) => JSON.parse(body))).toEqual(
    ['customers', 'removed'].map((id) => ({
      schema: 1,
      kind: 'landing',
      landingEvent: 'Requested',
      time: '2026-11-23T12:00:00Z',
      dataSets: [{ arns: [arn(id)], settings: expect.objectContaining({ settle: 60 }) }],
    })),
  );
});

test('refresh without --wait ends at once; --all is every data set', async () => {
  deployed();
  server.sent.length = 0;
  const { status, out } = await run(['refresh', '--all', '--stack', 'SpiceRefresh'], AT_NOON);
  expect(status).toBe(0);
  expect(out).toMatch(/^6 data sets asked for at 2026-11-23T12:00:00Z; see how it goes: .* status --table ledger\n$/);
  expect(server.sent).toHaveLength(6);
});

test.each([
  ['--full', 'RequestedFull'],
  ['--incremental', 'RequestedIncremental'],
])('refresh %s requests that kind of ingestion', async (flag, landingEvent) => {
  deployed();
  server.sent.length = 0;
  const { status } = await run(['refresh', 'orders', '--stack', 'SpiceRefresh', flag], AT_NOON);
  expect(status).toBe(0);
  expect(server.sent.map((body) => JSON.parse(body))).toMatchObject([{ kind: 'landing', landingEvent }]);
});

test('refresh --full --wait waits for a full one: an incremental refresh of the time is not it', async () => {
  deployed();
  await createLedgerTable(client, 'ledger').catch(() => {});
  const ledger = new DynamoDbLedger(client, 'ledger');
  let now = NOON + 2 * HOUR;
  let row = aRow({ dataSetArn: arn('live-clicks'), version: 0, fresh: { through: now + 1, at: now + 60_000 } });
  row = await ledger.write(row);
  let reads = 0;
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    if (++reads === 3) {
      await ledger.write({ ...row, fullAt: NOON + 2 * HOUR + 10_000, fresh: { through: now, at: now } });
    }
  };
  const args = ['refresh', 'live-clicks', '--stack', 'SpiceRefresh', '--full', '--wait'];
  const { status, out } = await run(args, { now: () => now, sleep });
  expect([status, reads]).toEqual([0, 3]);
  expect(out).toContain('live-clicks: refreshed in 15 s');
});

test('refresh gives up after its time', async () => {
  deployed();
  let now = NOON + HOUR;
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const args = ['refresh', 'stock', '--stack', 'SpiceRefresh', '--wait', '--timeout', '1'];
  expect(await run(args, { now: () => now, sleep })).toMatchObject({
    status: 1,
    out: expect.stringContaining('stock: not refreshed after 1 min'),
  });
});

test.each<[string[], RegExp]>([
  [['refresh', '--stack', 'SpiceRefresh'], /expected the ids of data sets, or --all/],
  [['refresh', 'sales', '--full', '--incremental'], /expected --full or --incremental, not both/],
  [['refresh', 'sales'], /expected --stack NAME, the stack of the SpiceRefresh, or --table NAME/],
  [['refresh', 'sales', '--stack', 'SpiceRefresh', '--timeout', 'x'], /--timeout takes minutes/],
])('refresh fails when it is called wrongly (%j), and says what is wrong', async (args, message) => {
  const { status, err } = await run(args, AT_NOON);
  expect(status).toBe(2);
  expect(err).toMatch(message);
});

test('a data set that the construct does not have is an error that names those it has', async () => {
  deployed();
  const { err } = await run(['refresh', 'sales', '--stack', 'SpiceRefresh'], AT_NOON);
  expect(err).toBe(
    'the SpiceRefresh has no data set sales: there are customers, live-clicks, order-history, orders, removed, stock\n',
  );
});
