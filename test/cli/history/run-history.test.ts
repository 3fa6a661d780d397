import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE } from '../../../lambda/time';
import type { AccountServer } from '../../../local/account/account-server';
import type { Template } from '../../../sim/template/intrinsics';
import { run } from '../../support/command';
import { expectDocumented } from '../../support/documented';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { deployMonitored, Operator, SALES, synthesizeMonitored } from '../../support/operator';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

const LOG_GROUP = '/aws/lambda/refresh';
let server: AccountServer;
let operator: Operator;
let template: Template;

const time = () => ({ now: () => operator.now, sleep: async () => {} });
const history = (...more: string[]) => run(['history', 'sales', '--stack', 'Dashboards', ...more], time());

/** A morning: a burst that becomes one refresh, one that fails for lack of a table, a redrive, and data that still settles. */
async function anEventfulMorning(): Promise<Operator> {
  const morning = new Operator(deployMonitored());
  for (let file = 0; file < 20; file++) {
    morning.land();
    await morning.wait(3_000);
  }
  await morning.wait(20 * MINUTE);
  morning.plans.push({ seconds: 30, status: 'FAILED', error: { type: 'SQL_TABLE_NOT_FOUND', message: 'no table' } });
  morning.land();
  await morning.wait(15 * MINUTE);
  morning.redrive();
  await morning.wait(20 * MINUTE);
  morning.land();
  await morning.wait(20_000);
  return morning;
}

beforeAll(async () => {
  server = await startAccount({ ...tenDataSets(), account: '123456789012' });
  operator = await anEventfulMorning();
  template = synthesizeMonitored();
});

beforeEach(() => {
  const physicalIds = Object.fromEntries(
    Object.entries(template.Resources).map(([id, { Type }]) => [id, Type === 'AWS::Logs::LogGroup' ? LOG_GROUP : id]),
  );
  server.account = {
    ...tenDataSets(),
    account: '123456789012',
    stacks: { Dashboards: { template, physicalIds } },
    logs: { [LOG_GROUP]: operator.operations.log.map(({ at, fields }) => ({ at, message: JSON.stringify(fields) })) },
  };
});

afterAll(async () => {
  await stopAccount(server);
});

test('history says what was decided and what became of it, as docs/commands.md shows', async () => {
  const { status, out } = await history();
  expect(status).toBe(0);
  expectDocumented('history sales --stack Dashboards', out);
});

test('history names each ingestion that QuickSight took, and no other', async () => {
  const { out } = await history('--json');
  const { refreshes } = JSON.parse(out);
  const records = operator.world.quickSight.ofDataSet(SALES);
  expect(refreshes.map(({ ingestionId }: { ingestionId: string }) => ingestionId)).toEqual(records.map(({ id }) => id));
  expect(refreshes).toMatchObject([
    { status: 'COMPLETED', rows: 1_000, landings: 20, firstLanding: '2026-11-23T06:00:00Z' },
    { status: 'FAILED', error: 'SQL_TABLE_NOT_FOUND', landings: 1 },
    { status: 'COMPLETED', landings: 1 },
  ]);
});

test('history has every decision with its code', async () => {
  const { decisions } = JSON.parse((await history('--json')).out);
  const logged = operator.operations.log.filter(({ fields }) => fields.step && fields.dataSet === 'sales');
  expect(decisions).toHaveLength(logged.length);
  expect(decisions.map(({ code }: { code: string }) => code)).toEqual(logged.map(({ fields }) => fields.code));
});

test('history --hours looks no further back: a refresh that began before is known by its end', async () => {
  const { out } = await history('--json', '--hours', '0.97');
  const { refreshes } = JSON.parse(out);
  expect(refreshes[0]).toMatchObject({ status: 'COMPLETED', startedAt: expect.stringMatching(/^2026-11-23T06:0/) });
});

test('history --svg draws it, with what waits and what failed', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'history-')), 'sales.svg');
  expect((await history('--svg', file)).status).toBe(0);
  const svg = readFileSync(file, 'utf8');
  expect(svg).toContain('22 landings · 3 ingestions');
  expect(svg.match(/class="bar completed"/g)).toHaveLength(3);
  expect(svg).toMatch(/class="bar failed"[^>]*><title>[^<]*SQL_TABLE_NOT_FOUND/);
  expect(svg).toMatch(/class="waits person"/);
});

test('history shows nothing that a terminal would act upon', async () => {
  const outcome = {
    detailType: 'SPICE Refresh Failed',
    at: operator.now,
    dataSetArn: SALES,
    reason: 'a\u001b[2Jb',
    next: '',
  };
  const message = JSON.stringify({ dataSetArn: SALES, outcome });
  server.account = { ...server.account, logs: { [LOG_GROUP]: [{ at: operator.now, message }] } };
  expect((await history()).out).not.toContain('\u001b');
});

test('what is no line of the function is left out, and an empty log is said', async () => {
  const logs = [{ at: operator.now, message: 'START RequestId: 1' }];
  server.account = { ...server.account, logs: { [LOG_GROUP]: logs } };
  expect((await history()).out).toBe(
    'the log has nothing about sales in the last 24 h: nothing landed, or the log is not kept that long\n',
  );
});

test('its stack is found by its table', async () => {
  const table = Object.keys(template.Resources).find((id) => template.Resources[id]?.Type === 'AWS::DynamoDB::Table');
  const { status } = await run(['history', 'sales', '--table', table ?? ''], time());
  expect(status).toBe(0);
});

test.each<[string[], number, RegExp]>([
  [['history', 'sales'], 2, /expected --stack NAME, the stack of the SpiceRefresh, or --table NAME/],
  [['history', '--stack', 'Dashboards'], 2, /missing required argument 'dataSet'/],
  [['history', 'sales', '--stack', 'Dashboards', '--hours', '0'], 2, /--hours takes hours, more than 0/],
  [['history', 'nothing', '--stack', 'Dashboards'], 1, /has no data set nothing: there are orders, sales/],
  [['history', 'sales', '--stack', 'Dashboards', '--table', 'other'], 1, /no SpiceRefresh with the ledger table other/],
  [
    ['history', 'sales', '--table', 'other'],
    1,
    /table other is of no stack in account \d+, region eu-west-1: .*, or give --stack NAME/,
  ],
])('history fails when it is called wrongly (%j), and says what is wrong', async (args, expected, message) => {
  const { status, err } = await run(args, time());
  expect(err).toMatch(message);
  expect(status).toBe(expected);
});
