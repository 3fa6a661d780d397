import { DynamoDBClient, type GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { DynamoDbLedger } from '../../../lambda/aws/dynamodb-ledger';
import { LedgerConflict } from '../../../lambda/ports';
import type { LedgerRow } from '../../../lambda/row';
import { HOUR, MINUTE } from '../../../lambda/time';
import { OutcomeDetailType } from '../../../lib/private/contract';
import { createLedgerTable } from '../../../local/servers/create-ledger-table';
import { close, listen, NOWHERE } from '../../support/local/loopback';
import { ARN, aFailure, anIngestion, aRow, landed, landedAt, NOON, OTHER_ARN, settings } from '../../support/rows';

const TABLE = 'ledger';
const server = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;
let ledger: DynamoDbLedger;

beforeAll(async () => {
  client = new DynamoDBClient({ ...NOWHERE, endpoint: await listen(server) });
  await createLedgerTable(client, TABLE);
  ledger = new DynamoDbLedger(client, TABLE);
});

afterAll(async () => {
  client.destroy();
  await close(server);
});

/** A data set of its own for each test. */
let tests = 0;
let arn = ARN;
beforeEach(() => {
  tests += 1;
  arn = `${ARN}-${tests}`;
});

const aNewRow = (changes: Partial<LedgerRow> = {}): LedgerRow => aRow({ dataSetArn: arn, version: 0, ...changes });

test('a data set that nothing is known of has no row', async () => {
  expect(await ledger.read(arn)).toBeUndefined();
});

test('a row is deleted as it was read, and not when it has been written since', async () => {
  const first = await ledger.write(aNewRow());
  const second = await ledger.write(first);
  await expect(ledger.delete(first)).rejects.toBeInstanceOf(LedgerConflict);
  expect(await ledger.read(arn)).toEqual(second);
  await ledger.delete(second);
  expect(await ledger.read(arn)).toBeUndefined();
  await expect(ledger.delete(second)).rejects.toBeInstanceOf(LedgerConflict);
  // who had read it before does not bring it back
  await expect(ledger.write(second)).rejects.toBeInstanceOf(LedgerConflict);
});

test('a row with everything in it comes back as it was written', async () => {
  const row = aNewRow({
    namedSince: NOON,
    deniedSince: NOON,
    ended: { at: NOON, reason: 'no longer refreshed' },
    settings: settings({
      ingestion: { type: 'INCREMENTAL_REFRESH', fullEvery: 86_400, fallBackToFull: false },
      all: { landingEvents: ['Files', 'Orders'], within: 3_600 },
      tag: { key: 'spice-refresh', value: '' },
    }),
    pending: landed({ Files: [NOON], 'Orders-1a2b3c4d': [NOON, NOON + 1] }),
    ingestion: anIngestion({ unanswered: 2, notFound: true }),
    calls: [NOON - HOUR, NOON],
    fresh: { through: NOON - HOUR, at: NOON, rows: 0, rowsDropped: 9_007_199_254_740_991 },
    failure: aFailure({ retryAt: NOON + MINUTE, message: 'zeichen – 💥' }),
    fullAt: NOON,
    expectedSeconds: 1,
    wakeAt: NOON + MINUTE,
    deferred: { first: NOON, last: NOON, count: 1, until: NOON + MINUTE },
    outbox: [
      {
        detailType: OutcomeDetailType.STARTED,
        at: NOON,
        dataSetArn: arn,
        reason: 'quiet',
        next: 'looks',
        landings: landedAt(NOON),
      },
    ],
  });
  expect(await ledger.write(row)).toEqual({ ...row, version: 1 });
  expect(await ledger.read(arn)).toEqual({ ...row, version: 1 });
});

test('what is undefined in a row is not written, at any depth', async () => {
  await ledger.write(
    aNewRow({
      pending: undefined,
      failure: { ...aFailure(), retryAt: undefined },
      settings: settings({ all: undefined }),
    }),
  );
  const read = await ledger.read(arn);
  expect(read).not.toHaveProperty('pending');
  expect(read?.failure).not.toHaveProperty('retryAt');
  expect(read?.settings).not.toHaveProperty('all');
});

test('what a row loses is gone with the next write', async () => {
  const written = await ledger.write(aNewRow({ pending: landedAt(NOON) }));
  await ledger.write({ ...written, pending: undefined });
  expect(await ledger.read(arn)).toEqual(aNewRow({ version: 2 }));
});

test('each write has a version of its own', async () => {
  const first = await ledger.write(aNewRow());
  const second = await ledger.write(first);
  expect([first.version, second.version]).toEqual([1, 2]);
  expect((await ledger.read(arn))?.version).toBe(2);
});

test('of two writers of a new row, one gets a conflict', async () => {
  const writes = await Promise.allSettled([
    ledger.write(aNewRow({ reason: 'one' })),
    ledger.write(aNewRow({ reason: 'other' })),
  ]);
  expect(writes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = writes.find((write) => write.status === 'rejected');
  expect(lost?.reason).toBeInstanceOf(LedgerConflict);
  expect(lost?.reason.message).toContain(arn);
  expect((await ledger.read(arn))?.version).toBe(1);
});

test('of ten writers of the same version, nine get a conflict', async () => {
  const row = await ledger.write(aNewRow());
  const writes = await Promise.allSettled(Array.from({ length: 10 }, () => ledger.write(row)));
  const conflicts = writes.filter((write) => write.status === 'rejected' && write.reason instanceof LedgerConflict);
  expect(conflicts).toHaveLength(9);
  expect((await ledger.read(arn))?.version).toBe(2);
});

test('a row that is gone cannot be written as if it were there', async () => {
  await expect(ledger.write(aNewRow({ version: 3 }))).rejects.toThrow(LedgerConflict);
  expect(await ledger.read(arn)).toBeUndefined();
});

test('the row of one data set is not that of another', async () => {
  await ledger.write(aNewRow());
  expect(await ledger.read(OTHER_ARN)).toBeUndefined();
});

test('a row of a newer schema is refused, so that it is not written back without what only that knows', async () => {
  await client.send(
    new PutItemCommand({ TableName: TABLE, Item: marshall({ ...aNewRow({ version: 1 }), schema: 2 }) }),
  );
  await expect(ledger.read(arn)).rejects.toThrow(/schema 2, this function knows 1/);
});

test('a row is written with the schema of today', async () => {
  await ledger.write(aNewRow({ schema: 0 }));
  expect((await ledger.read(arn))?.schema).toBe(1);
});

test('any other error of the table is no conflict', async () => {
  const elsewhere = new DynamoDbLedger(client, 'no-such-table');
  await expect(elsewhere.write(aNewRow())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(elsewhere.read(arn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a row is read as it is now, not as it was a moment ago', async () => {
  const send = jest.spyOn(client, 'send');
  await ledger.read(arn);
  const command = send.mock.calls[0]?.[0] as GetItemCommand;
  send.mockRestore();
  expect(command.input.ConsistentRead).toBe(true);
});

test('a scan finds the rows that wait for something, page by page, and no others', async () => {
  const waiting = [
    aNewRow({ dataSetArn: `${arn}-a`, pending: landedAt(NOON) }),
    aNewRow({ dataSetArn: `${arn}-b`, ingestion: anIngestion() }),
  ];
  for (const row of [...waiting, aNewRow({ dataSetArn: `${arn}-c` })]) {
    await ledger.write(row);
  }
  const found = new Map<string, LedgerRow>();
  let after: string | undefined;
  do {
    const page = await ledger.scan(after);
    for (const row of page.rows) {
      found.set(row.dataSetArn, row);
    }
    after = page.next;
  } while (after !== undefined);
  expect([...found.keys()].filter((key) => key.startsWith(`${arn}-`)).sort()).toEqual([`${arn}-a`, `${arn}-b`]);
  expect(found.get(`${arn}-a`)).toEqual(await ledger.read(`${arn}-a`));
});

test('a scan asks for the page after a data set, and says where the next begins', async () => {
  const other = new DynamoDBClient(NOWHERE);
  const send = jest.spyOn(other, 'send').mockImplementation(() =>
    Promise.resolve({
      Items: [marshall({ ...aRow(), schema: 99, pending: landedAt(NOON) }, { removeUndefinedValues: true })],
      LastEvaluatedKey: marshall({ dataSetArn: OTHER_ARN }),
    }),
  );
  // a row of a newer version is left out: it must not keep the others from being found
  expect(await new DynamoDbLedger(other, TABLE).scan(ARN)).toEqual({ rows: [], next: OTHER_ARN });
  expect(send.mock.calls[0]?.[0].input).toMatchObject({
    TableName: TABLE,
    ExclusiveStartKey: marshall({ dataSetArn: ARN }),
  });
  other.destroy();
});
