import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbLedger } from '../../../lambda/aws/dynamodb-ledger';
import { LedgerConflict } from '../../../lambda/ports';
import { DAY, HOUR, MINUTE } from '../../../lambda/time';
import { createLedgerTable } from '../../../local/servers/create-ledger-table';
import { run } from '../../support/command';
import { expectDocumented } from '../../support/documented';
import { type LedgerServers, startLedgerServers } from '../../support/local/ledger-servers';
import { aFailure, anIngestion, aRow, landedAt, NOON } from '../../support/rows';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

let servers: LedgerServers;
let client: DynamoDBClient;
let ledger: DynamoDbLedger;
const arn = (id: string): string => `arn:aws:quicksight:eu-west-1:111122223333:dataset/${id}`;
const at = { now: () => NOON };
let tables = 0;
let table: string;

beforeAll(async () => {
  servers = await startLedgerServers();
  client = servers.client;
});

afterAll(() => servers.close());

beforeEach(async () => {
  table = `ledger-${++tables}`;
  await createLedgerTable(client, table);
  ledger = new DynamoDbLedger(client, table);
  const write = { version: 0 };
  const reason = 'no longer refreshed by this construct: denied for 15 min, and no landing message has named it since';
  await ledger.write(
    aRow({
      ...write,
      dataSetArn: arn('orders'),
      pending: landedAt(NOON - DAY),
      failure: aFailure({ error: 'AccessDeniedException' }),
      ended: { at: NOON - HOUR, reason },
    }),
  );
  await ledger.write(
    aRow({ ...write, dataSetArn: arn('stock'), fresh: { through: NOON - 2 * HOUR, at: NOON - 2 * HOUR + 5 * MINUTE } }),
  );
  await ledger.write(
    aRow({ ...write, dataSetArn: arn('returns'), ingestion: anIngestion({ id: 'spice-refresh-1', startedAt: NOON }) }),
  );
  await ledger.write(aRow({ ...write, dataSetArn: arn('sales') }));
});

const left = async (): Promise<string[]> => {
  const rows = await Promise.all(['orders', 'stock', 'returns', 'sales'].map((id) => ledger.read(arn(id))));
  return rows.flatMap((row) => (row ? [row.dataSetArn] : []));
};

test('forget deletes the rows that are named and no other, but for one with an ingestion in flight', async () => {
  const { status, out } = await run(['forget', 'orders', 'stock', 'returns', '--table', table], at);
  expect(status).toBe(1);
  expectDocumented('forget orders stock returns --table ledger', out);
  expect(await left()).toEqual([arn('returns'), arn('sales')]);
});

test('forget --force deletes a row with an ingestion in flight, too', async () => {
  const { status, out } = await run(['forget', arn('returns'), '--table', table, '--force'], at);
  expect(status).toBe(0);
  expect(out).toMatch(/^returns: forgotten: 1 landing since /);
  expect(await left()).not.toContain(arn('returns'));
});

test('the row of one that ended while an ingestion was in flight needs no force', async () => {
  const row = await ledger.read(arn('returns'));
  await ledger.write({ ...(row ?? aRow()), ended: { at: NOON, reason: 'no longer refreshed' } });
  expect(await run(['forget', 'returns', '--table', table], at)).toMatchObject({ status: 0 });
});

test('forget keeps a row that the function has written since it was shown', async () => {
  const spy = jest.spyOn(DynamoDbLedger.prototype, 'delete').mockRejectedValueOnce(new LedgerConflict('newer'));
  const { status, out } = await run(['forget', 'sales', '--table', table], at);
  spy.mockRestore();
  expect(status).toBe(1);
  expect(out).toBe('sales: kept: the function has written it in the meantime; look at status\n');
});

test('an id without a row deletes nothing', async () => {
  const { status, err } = await run(['forget', 'sales', 'sale', '--table', table], at);
  expect(status).toBe(1);
  expect(err).toBe(`no data set sale in ${table}: there are orders, returns, sales, stock\n`);
  expect(await left()).toHaveLength(4);
});

test('forget fails without an id, says what it expects, and deletes nothing', async () => {
  expect(await run(['forget', '--table', table], at)).toMatchObject({ status: 2 });
  expect(await left()).toHaveLength(4);
});
