import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import dynalite from 'dynalite';
import { DynamoDbLedger } from '../../../lambda/aws/dynamodb-ledger';
import { createHandler } from '../../../lambda/handler';
import type { LedgerRow } from '../../../lambda/row';
import { HOUR, MINUTE } from '../../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import type { AccountServer } from '../../../local/account/account-server';
import { createLedgerTable } from '../../../local/servers/create-ledger-table';
import { type Ran, run } from '../../support/command';
import { expectDocumented } from '../../support/documented';
import { FakePorts } from '../../support/fake-ports';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { close, listen, NOWHERE } from '../../support/local/loopback';
import { anIngestion, aRow, landedAt, NOON } from '../../support/rows';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

const dynamoDb = dynalite({ createTableMs: 0 });
const arn = (id: string): string => `arn:aws:quicksight:eu-west-1:111122223333:dataset/${id}`;
let server: AccountServer;
let client: DynamoDBClient;
let ledger: DynamoDbLedger;
let tables = 0;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  const endpoint = await listen(dynamoDb);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  client = new DynamoDBClient({ ...NOWHERE, endpoint });
});

afterAll(async () => {
  client.destroy();
  await close(dynamoDb);
  await stopAccount(server);
});

/** A deployed stack with `sales`, `orders` and `stock`, and a ledger of its own with these rows. */
async function deploy(rows: readonly Partial<LedgerRow>[], paused = false): Promise<void> {
  const app = new App();
  const stack = new Stack(app, 'Dashboards', { env: { account: '111122223333', region: 'eu-west-1' } });
  const refresh = new SpiceRefresh(stack, 'Refresh');
  for (const id of ['sales', 'orders', 'stock']) {
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id),
      refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
      paused: paused && id === 'sales',
    });
  }
  const { template } = app.synth().getStackByName('Dashboards');
  const table = `ledger-${++tables}`;
  const physicalIds = Object.fromEntries(
    Object.entries(template.Resources as Record<string, { Type: string }>).map(([id, { Type }]) => [
      id,
      Type === 'AWS::SQS::Queue'
        ? `${process.env.AWS_ENDPOINT_URL}/111122223333/${id}`
        : Type === 'AWS::DynamoDB::Table'
          ? table
          : id,
    ]),
  );
  server.account = { ...tenDataSets(), stacks: { Dashboards: { template, physicalIds } } };
  server.sent.length = 0;
  await createLedgerTable(client, table);
  ledger = new DynamoDbLedger(client, table);
  for (const row of rows) {
    await ledger.write(aRow({ ...row, version: 0 }));
  }
}

/** Runs the command while the function handles what it sends, unless it is off. */
async function withFunction(args: readonly string[], { isOff = false, pausedByApp = '' } = {}): Promise<Ran> {
  const world = new FakePorts();
  world.paused.add(arn(pausedByApp));
  const handle = createHandler(() => ({ ...world.ports, ledger }));
  let handled = 0;
  const sleep = async (milliseconds: number): Promise<void> => {
    world.now += milliseconds;
    const Records = server.sent.slice(handled).map((body, at) => ({ messageId: `${at}`, body }));
    if (Records.length > 0 && !isOff) {
      handled = server.sent.length;
      const answer = await handle({ Records } as Parameters<typeof handle>[0], {
        getRemainingTimeInMillis: () => 60_000,
      });
      expect(answer.batchItemFailures).toEqual([]);
    }
  };
  return run([...args, '--stack', 'Dashboards'], { now: () => world.now, sleep });
}

const row = (id: string): Promise<LedgerRow | undefined> => ledger.read(arn(id));

test('pause has the function pause data sets, and says what becomes of what is there', async () => {
  await deploy([
    { dataSetArn: arn('sales'), pending: landedAt(NOON - MINUTE, NOON - 1) },
    { dataSetArn: arn('orders'), ingestion: anIngestion({ id: 'spice-refresh-1', pollAt: NOON + HOUR }) },
  ]);
  const { status, out } = await withFunction(['pause', 'sales', 'orders', '--hours', '4']);
  expectDocumented('pause sales orders --hours 4 --stack Dashboards', out);
  expect(status).toBe(0);
  expect(await row('sales')).toMatchObject({ code: 'Paused', operator: { paused: true, until: NOON + 4 * HOUR } });
  expect(await row('stock')).toBeUndefined();
});

test('status shows what is paused, also where nothing waits', async () => {
  await deploy([{ dataSetArn: arn('sales'), fresh: { through: NOON - HOUR, at: NOON - HOUR } }]);
  await withFunction(['pause', 'sales']);
  const { out } = await run(['status', '--stack', 'Dashboards'], { now: () => NOON + 3 * HOUR + MINUTE });
  expect(out).toMatch(/^PAUSED \(1\)$/m);
  expect(out).toMatch(/^ {2}paused {8}by an operator since 2026-11-23T12:00:02Z \(3 h ago\), until resume$/m);
});

test('resume has it go on, and says with what', async () => {
  const operator = { paused: true, at: NOON - HOUR };
  await deploy([
    { dataSetArn: arn('sales'), paused: NOON - HOUR, operator, pending: landedAt(NOON - 2 * HOUR) },
    { dataSetArn: arn('stock'), paused: NOON - HOUR, operator, fresh: { through: NOON - HOUR, at: NOON - HOUR } },
  ]);
  const { status, out } = await withFunction(['resume', 'sales', 'stock']);
  expectDocumented(
    'resume sales stock --stack Dashboards',
    out.replace(/spice-refresh-\d+T\d+Z-\w+/, 'spice-refresh-1'),
  );
  expect(status).toBe(0);
  expect(await row('sales')).toMatchObject({ operator: { paused: false }, ingestion: { covers: { count: 1 } } });
});

test('--all is every data set of the stack, and those that only requests named; each of one that ended is left', async () => {
  await deploy([
    { dataSetArn: arn('requested') },
    { dataSetArn: arn('gone'), ended: { at: NOON - HOUR, reason: 'removed' } },
  ]);
  const { status, out } = await withFunction(['pause', '--all']);
  expect(status).toBe(0);
  expect(out.split('\n').filter(Boolean).sort()).toEqual(
    ['orders', 'requested', 'sales', 'stock'].map((id) => `${id}: paused until resume`),
  );
  expect(await row('stock')).toMatchObject({ operator: { paused: true } });
});

test('where the app pauses as well, resume says what ends that', async () => {
  await deploy([{ dataSetArn: arn('sales'), operator: { paused: true, at: NOON - HOUR }, paused: NOON - HOUR }], true);
  const { status, out } = await withFunction(['resume', 'sales'], { pausedByApp: 'sales' });
  expect([status, out]).toEqual([
    1,
    'sales: the app pauses it as well: remove paused or enabled: false there, and deploy\n',
  ]);
  const { out: findings } = await run(['doctor', '--stack', 'Dashboards', '--json'], { now: () => NOON });
  expect(JSON.parse(findings).findings).toContainEqual(
    expect.objectContaining({ level: 'warning', check: 'paused', subject: 'sales', what: 'the app pauses it' }),
  );
});

test('doctor reminds of a pause, and says since when and how it ends', async () => {
  await deploy([{ dataSetArn: arn('sales'), paused: NOON - HOUR, operator: { paused: true, at: NOON - HOUR } }]);
  const { out } = await run(['doctor', '--stack', 'Dashboards'], { now: () => NOON });
  expect(out).toMatch(
    /^warning +sales: an operator paused it at 2026-11-23T11:00:00Z; what lands is kept, and nothing is refreshed. Fix: npx --no cdk-spice-refresh resume sales --stack Dashboards$/m,
  );
});

test('while the function is off, it says that the message waits', async () => {
  await deploy([{ dataSetArn: arn('sales') }]);
  const { status, out } = await withFunction(['pause', 'sales'], { isOff: true });
  expect(status).toBe(1);
  expect(out).toMatch(/^sales: the function has not read it yet; it holds as soon as it has/);
});

test('a clock that is behind the one of the pause before does not keep it from being the newest', async () => {
  await deploy([{ dataSetArn: arn('sales'), operator: { paused: true, at: NOON + HOUR }, paused: NOON }]);
  const { status, out } = await withFunction(['resume', 'sales']);
  expect([status, out]).toEqual([0, 'sales: resumed; nothing has landed yet\n']);
});

test('a refresh that is requested says that it waits for the end of a pause', async () => {
  await deploy([{ dataSetArn: arn('sales'), operator: { paused: true, at: NOON - HOUR }, paused: NOON - HOUR }]);
  const { status, out } = await withFunction(['refresh', 'sales', '--wait', '--timeout', '1']);
  expect(status).toBe(1);
  expect(out).toMatch(/^sales: not refreshed after 1 min: paused by an operator since 2026-11-23T11:00:00Z; /m);
});

test.each<[string[], RegExp]>([
  [['pause'], /expected either the names of data sets, or --all/],
  [['resume', 'sales', '--all'], /expected either the names of data sets, or --all/],
  [['pause', 'sales', '--hours', '0'], /--hours takes hours, more than 0 and at most 8784: got '0'/],
  [['pause', 'sales', '--hours', 'x'], /got 'x'/],
])('the verb fails when it is called wrongly (%j), and says what is wrong', async (args, message) => {
  const { status, err } = await run([...args, '--stack', 'Dashboards']);
  expect(status).toBe(2);
  expect(err).toMatch(message);
});

test('a data set that is neither in the stack nor in the ledger is an error that names those that are', async () => {
  await deploy([{ dataSetArn: arn('requested') }]);
  const { status, err } = await withFunction(['pause', 'sale']);
  expect([status, err]).toEqual([
    1,
    'the SpiceRefresh has no data set sale: there are orders, requested, sales, stock\n',
  ]);
});
