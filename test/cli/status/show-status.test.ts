import { BatchWriteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbLedger } from '../../../lambda/aws/dynamodb-ledger';
import { toItem } from '../../../lambda/aws/ledger-item';
import { record } from '../../../lambda/pace/demand';
import { HOUR, MINUTE } from '../../../lambda/time';
import { LEDGER_KEY } from '../../../lib/private/contract';
import { createLedgerTable } from '../../../local/servers/create-ledger-table';
import { run } from '../../support/command';
import { commandsPage, expectDocumented } from '../../support/documented';
import { type LedgerServers, startLedgerServers } from '../../support/local/ledger-servers';
import { aFailure, anIngestion, aRow, landedAt, NOON } from '../../support/rows';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

let servers: LedgerServers;
let client: DynamoDBClient;
const arn = (id: string): string => `arn:aws:quicksight:eu-west-1:111122223333:dataset/${id}`;

beforeAll(async () => {
  servers = await startLedgerServers();
  client = servers.client;
  await createLedgerTable(client, 'ledger');
  const ledger = new DynamoDbLedger(client, 'ledger');
  await ledger.write(aRow({ dataSetArn: arn('sales'), version: 0, pending: landedAt(NOON) }));
  await ledger.write(aRow({ dataSetArn: arn('orders'), version: 0, fresh: { through: NOON, at: NOON } }));
});

afterAll(() => servers.close());

const at = (now: number) => ({ now: () => now });

test('status says how each data set stands that the function has written a row of', async () => {
  const { status, out } = await run(['status', '--table', 'ledger'], at(NOON + 30_000));
  expect(status).toBe(0);
  expect(out.match(/^\S.*$/gm)).toEqual(['WAITING (1)', 'sales', 'IN ORDER (1)', 'orders']);
  expect(out).toContain('looks again at 2026-11-23T12:01:00Z');
});

test('status shows what docs/commands.md shows', async () => {
  await createLedgerTable(client, 'documented');
  const ledger = new DynamoDbLedger(client, 'documented');
  const fresh = { through: NOON - 2 * HOUR, at: NOON - 2 * HOUR + 5 * MINUTE, rows: 1_200_000, rowsDropped: 0 };
  await ledger.write(aRow({ dataSetArn: arn('sales'), version: 0, fresh, pending: landedAt(NOON - 30_000) }));
  await ledger.write(aRow({ dataSetArn: arn('stock'), version: 0, fresh }));
  const failure = aFailure({ at: NOON - HOUR, message: 'table stock_levels does not exist' });
  const levels = { dataSetArn: arn('stock-levels'), pending: landedAt(NOON - HOUR), failure };
  await ledger.write(aRow({ ...levels, version: 0, calls: [NOON - HOUR] }));
  const { out } = await run(['status', '--table', 'documented'], at(NOON));
  expectDocumented('status --table ledger', out);
});

test('status says the same as JSON, of one data set, by name or ARN', async () => {
  for (const name of ['sales', arn('sales')]) {
    const { status, out } = await run(['status', '--table=ledger', '--json', name], at(NOON + MINUTE));
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ dataSetId: 'sales', waiting: 1, step: 'start', code: 'Settled' }]);
  }
});

test('docs/commands.md has every field of the JSON, and no other', async () => {
  await createLedgerTable(client, 'fields');
  const ledger = new DynamoDbLedger(client, 'fields');
  const fresh = { through: NOON - 2 * HOUR, at: NOON - 2 * HOUR, rows: 1, rowsDropped: 1 };
  const failure = aFailure({ retryAt: NOON + HOUR });
  const ingestion = anIngestion({ unanswered: 1, pollAt: NOON + HOUR });
  const demand = record(undefined, landedAt(NOON - HOUR), 60, NOON);
  const operator = { paused: true, at: NOON, until: NOON + HOUR };
  await ledger.write(aRow({ version: 0, fresh, failure, ingestion, demand, paused: NOON, operator }));
  const gone = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/gone';
  await ledger.write(aRow({ version: 0, dataSetArn: gone, ended: { at: NOON, reason: 'removed' } }));
  const shown: Record<string, object>[] = JSON.parse(
    (await run(['status', '--table', 'fields', '--json'], at(NOON))).out,
  );
  const all = shown.flatMap(({ failure: shownFailure = {}, paused = {}, ...rest }) => [
    ...Object.keys(rest),
    ...Object.keys(shownFailure).map((key) => `failure.${key}`),
    ...Object.keys(paused).map((key) => `paused.${key}`),
  ]);
  const fields = [...new Set(all)];
  const table = /\n## status[\s\S]*?\| field ([\s\S]*?)\n\n/.exec(commandsPage())?.[1] ?? '';
  const documented = table.split('\n').flatMap((line) => {
    const names = [...(line.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, name]) => name as string);
    const [whole] = names[0]?.split('.') ?? [];
    return names.map((name) => (name.startsWith('.') ? `${whole}${name}` : name));
  });
  expect(documented.sort()).toEqual(fields.sort());
});

test('status watches until it is stopped', async () => {
  let now = NOON;
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    if (now > NOON + 15_000) {
      throw new Error('stopped');
    }
  };
  const { out } = await run(['status', '--table', 'ledger', '--watch'], { now: () => now, sleep });
  expect(out.match(/^ledger at .*$/gm)).toEqual([
    'ledger at 2026-11-23T12:00:00Z, again every 10 s',
    'ledger at 2026-11-23T12:00:10Z, again every 10 s',
  ]);
});

test.each([
  ['region', 'us-east-1:111122223333', 'us-east-1/sales'],
  ['account', 'eu-west-1:999988887777', '999988887777/eu-west-1/sales'],
  ['account and region', 'us-east-1:999988887777', '999988887777/us-east-1/sales'],
])('a data set with the same id in another %s is shown and found by its own name', async (_, place, name) => {
  const table = place.replace(':', '-');
  await createLedgerTable(client, table);
  const ledger = new DynamoDbLedger(client, table);
  for (const dataSetArn of [arn('sales'), `arn:aws:quicksight:${place}:dataset/sales`]) {
    await ledger.write(aRow({ dataSetArn, version: 0 }));
  }
  const names = async (...dataSets: string[]): Promise<string[]> => {
    const { out } = await run(['status', '--table', table, '--json', ...dataSets], at(NOON));
    return (JSON.parse(out) as { name: string }[]).map((each) => each.name).sort();
  };
  expect(await names()).toEqual(['sales', name].sort());
  expect(await names(name)).toEqual([name]);
  expect(await names('sales')).toEqual(['sales']);
});

test('status reads every page of a large table', async () => {
  await createLedgerTable(client, 'large');
  const filler = 'x'.repeat(20_000);
  for (let batch = 0; batch < 4; batch++) {
    const requests = Array.from({ length: 25 }, (_, index) => {
      const row = aRow({ dataSetArn: arn(`s${batch * 25 + index}`), reason: filler });
      return { PutRequest: { Item: marshall(toItem(row)) } };
    });
    await client.send(new BatchWriteItemCommand({ RequestItems: { large: requests } }));
  }
  const { out } = await run(['status', '--table', 'large', '--json'], at(NOON));
  expect(JSON.parse(out)).toHaveLength(100);
});

test('a data set that is not there is an error that names those that are', async () => {
  expect(await run(['status', '--table', 'ledger', 'sale'])).toEqual({
    status: 1,
    out: '',
    err: 'no data set sale in ledger: there are orders, sales\n',
  });
});

test('a table that is not there is an error in one line', async () => {
  const { status, err } = await run(['status', '--table', 'nowhere']);
  expect(status).toBe(1);
  expect(err).toMatch(/^no table nowhere in account \d{12}, region \S+: check the name, --profile and --region\n$/);
});

test.each([
  [{ [LEDGER_KEY]: 'x' }, /is no ledger/],
  [{ ...aRow(), schema: 2 }, /schema 2, this command knows 1/],
])('a row that is not one it knows is an error: %#', async (item, message) => {
  await createLedgerTable(client, 'foreign').catch(() => {});
  await client.send(new PutItemCommand({ TableName: 'foreign', Item: marshall({ ...item, [LEDGER_KEY]: 'x' }) }));
  const { status, err } = await run(['status', '--table', 'foreign']);
  expect(status).toBe(1);
  expect(err).toMatch(message);
});

test('status fails without a table or a stack, and says what it expects', async () => {
  expect(await run(['status'])).toEqual({
    status: 2,
    out: '',
    err: 'expected --table NAME, the ledger table, or --stack NAME, the stack that has it\n',
  });
});
