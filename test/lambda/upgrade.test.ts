import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem, type LedgerItem } from '../../lambda/aws/ledger-item';
import { createHandler } from '../../lambda/handler';
import { parse } from '../../lambda/message/parse';
import type { LedgerRow } from '../../lambda/row';
import { FakePorts } from '../support/fake-ports';

/**
 * What earlier versions have written and a deployment finds: recorded, not made by today's code. A file here is never
 * changed; a new schema gets a folder of its own, and the folders before it must still be read.
 */
const FIXTURES = join(__dirname, '..', 'fixtures');
const SCHEMAS = readdirSync(FIXTURES).filter((name) => /^schema-\d+$/.test(name));

const text = (file: string): string => readFileSync(join(FIXTURES, file), 'utf8');
const named = (kind: RegExp): string[] =>
  SCHEMAS.flatMap((schema) =>
    readdirSync(join(FIXTURES, schema))
      .filter((name) => kind.test(name))
      .map((name) => `${schema}/${name}`),
  );
const MESSAGES = named(/^(landing|wake|retry|pause|sweep)/);
const ROWS = named(/^row/);
const ITEMS = named(/^item/);

type Batch = Parameters<ReturnType<typeof createHandler>>[0];

const SIX = Date.parse('2026-11-23T06:00:00Z');

test('there are recorded messages of every kind, and rows', () => {
  expect(new Set(MESSAGES.map((file) => parse(text(file)).kind))).toEqual(
    new Set(['landing', 'wake', 'retry', 'pause', 'sweep']),
  );
  expect(ROWS.length).toBeGreaterThan(2);
  expect(ITEMS.length).toBeGreaterThan(0);
});

test.each(MESSAGES.filter((file) => !file.includes('/landing')))('%s is read whole', (file) => {
  expect(parse(text(file))).toEqual(JSON.parse(text(file)));
});

test.each(ITEMS)('a row of the table, %s, is read as it was', (file) => {
  const { item, row } = JSON.parse(text(file), (key, value) => (key === 'B' ? Buffer.from(value, 'base64') : value));
  expect(fromItem(unmarshall(item) as LedgerItem)).toEqual(row);
});

test('schema-1/landing.json is read whole, and what is absent means what it meant', () => {
  const { dataSets, ...rest } = JSON.parse(text('schema-1/landing.json'));
  const sales = {
    settle: 60,
    maxWait: 900,
    ingestionTimeout: 21_600,
    quota: { perDay: 32, reserved: 0 },
    ingestion: { type: 'FULL_REFRESH' },
    tag: { key: 'spice-refresh', value: 'allowed' },
  };
  expect(parse(text('schema-1/landing.json'))).toEqual({
    ...rest,
    dataSets: [
      { arn: 'arn:aws:quicksight:eu-west-1:111122223333:dataset/sales', settings: sales },
      { arn: 'arn:aws:quicksight:eu-west-1:111122223333:dataset/stock', settings: sales },
      { arn: 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders', settings: dataSets[1].settings },
    ],
  });
});

describe.each(ROWS)('a ledger with %s', (file) => {
  const row = JSON.parse(text(file)) as LedgerRow;

  async function taking(message: string): Promise<FakePorts> {
    const world = new FakePorts(row);
    world.now = SIX + 60_000;
    if (row.ingestion) {
      world.ingestions.set(row.ingestion.id, row.ingestion.startedAt);
    }
    const batch = { Records: [{ messageId: message, body: text(message) }] } as Batch;
    const answer = await createHandler(() => world.ports)(batch, { getRemainingTimeInMillis: () => 60_000 });
    expect(answer.batchItemFailures).toEqual([]);
    expect(world.processingErrors).toEqual([]);
    return world;
  }

  test.each(MESSAGES)('a ledger of an older version takes %s, and loses nothing that was known', async (message) => {
    const world = await taking(message);
    expect(world.row.version).toBeGreaterThanOrEqual(row.version);
    expect(world.row.settings.quota).toEqual(row.settings.quota);
    expect(world.row.calls).toEqual(expect.arrayContaining([...row.calls]));
    expect(world.row.fresh?.through ?? 0).toBeGreaterThanOrEqual(row.fresh?.through ?? 0);
  });

  test('a row of an older version becomes fresh with a landing', async () => {
    const world = await taking('schema-1/landing.json');
    await world.settle();
    expect(world.row.fresh?.through).toBeGreaterThanOrEqual(SIX);
    expect(world.row).not.toHaveProperty('failure');
  });
});
