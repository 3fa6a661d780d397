import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { main } from '../../cli/index';
import { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { LEDGER_KEY } from '../../lib/private/contract';
import { createLedgerTable } from '../../local/servers/ledger-table';
import { close, listen, NOWHERE } from '../support/loopback';
import { aRow, landedAt, MINUTE, NOON } from '../support/rows';

const server = dynalite({ createTableMs: 0 });
const before = { ...process.env };
let client: DynamoDBClient;
let out: string;
let err: string;

const arn = (id: string): string => `arn:aws:quicksight:eu-west-1:111122223333:dataset/${id}`;

beforeAll(async () => {
  const endpoint = await listen(server);
  client = new DynamoDBClient({ ...NOWHERE, endpoint });
  // found as by every AWS tool
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: NOWHERE.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  await createLedgerTable(client, 'ledger');
  const ledger = new DynamoDbLedger(client, 'ledger');
  await ledger.write(aRow({ dataSetArn: arn('sales'), version: 0, pending: landedAt(NOON) }));
  await ledger.write(aRow({ dataSetArn: arn('orders'), version: 0, fresh: { through: NOON, at: NOON } }));
});

afterAll(async () => {
  process.env = before;
  client.destroy();
  await close(server);
});

beforeEach(() => {
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += chunk;
    return true;
  });
  jest.spyOn(console, 'log').mockImplementation((line) => {
    out += line;
  });
  jest.spyOn(console, 'error').mockImplementation((line) => {
    err += line;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

test('says of each data set that the function has written a row of how it stands', async () => {
  expect(await main(['status', '--table', 'ledger'], NOON + 30_000)).toBe(0);
  expect(out.match(/^\S.*$/gm)).toEqual(['sales', 'orders']);
  expect(out).toContain('looks again at 2026-11-23T12:01:00Z');
});

test('says the same as JSON, of one data set', async () => {
  expect(await main(['status', '--table=ledger', '--json', 'sales'], NOON + MINUTE)).toBe(0);
  expect(JSON.parse(out)).toMatchObject([{ dataSetId: 'sales', waiting: 1, step: 'start', code: 'Settled' }]);
});

test('reads every page of a large table', async () => {
  await createLedgerTable(client, 'large');
  const filler = 'x'.repeat(20_000);
  for (let batch = 0; batch < 4; batch++) {
    const requests = Array.from({ length: 25 }, (_, at) => {
      const row = aRow({ dataSetArn: arn(`s${batch * 25 + at}`), reason: filler });
      return { PutRequest: { Item: marshall(row) } };
    });
    await client.send(new BatchWriteItemCommand({ RequestItems: { large: requests } }));
  }
  expect(await main(['status', '--table', 'large', '--json'], NOON)).toBe(0);
  expect(JSON.parse(out)).toHaveLength(100);
});

test('a data set that is not there is an error that names those that are', async () => {
  expect(await main(['status', '--table', 'ledger', 'sale'], NOON)).toBe(1);
  expect(err).toBe('no data set sale in ledger: there are orders, sales');
});

test('a table that is not there is an error in one line', async () => {
  expect(await main(['status', '--table', 'nowhere'], NOON)).toBe(1);
  expect(err).toMatch(/^ResourceNotFoundException: /);
});

test.each([
  [{ [LEDGER_KEY]: 'x' }, /is no ledger/],
  [{ ...aRow(), schema: 2 }, /schema 2, this command knows 1/],
])('a row that is not one it knows is an error: %#', async (item, message) => {
  await createLedgerTable(client, 'foreign').catch(() => {});
  await client.send(new PutItemCommand({ TableName: 'foreign', Item: marshall({ ...item, [LEDGER_KEY]: 'x' }) }));
  expect(await main(['status', '--table', 'foreign'], NOON)).toBe(1);
  expect(err).toMatch(message);
});

test.each<[string[], RegExp]>([
  [[], /expected the command status, got none/],
  [['state', '--table', 'x'], /got state/],
  [['status'], /expected --table NAME/],
  [['status', '--tabel', 'x'], /--tabel/],
])('asked wrongly (%j), it says what it expects', async (args, message) => {
  expect(await main(args)).toBe(2);
  expect(err).toMatch(message);
  expect(err).toContain('npx cdk-spice-refresh status --table NAME');
});

test('asked for help, it helps', async () => {
  expect(await main(['--help'])).toBe(0);
  expect(out).toContain('--table NAME');
});
