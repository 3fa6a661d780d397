import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountServer } from '../../../local/account/account-server';
import { run } from '../../support/command';
import { expectDocumented } from '../../support/documented';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');
const NO_WAIT = { sleep: async () => {} };
let server: AccountServer;
let folder: string;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  // inside the repository, so that packages are found, and in no folder that is packed
  mkdirSync(join(ROOT, 'cdk.out'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'cdk.out', 'discovered-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stopAccount(server);
});

beforeEach(() => {
  server.account = tenDataSets();
});

const written = async (language: string, ...more: string[]): Promise<string> => {
  const { status, out, err } = await run(['discover', '--write', language, '--out', '-', ...more], NO_WAIT);
  expect([status, err]).toEqual([0, '']);
  return out;
};

test('discover lists the SPICE data sets of every page', async () => {
  const { status, out } = await run(['discover'], NO_WAIT);
  expect(status).toBe(0);
  expectDocumented('discover', out);
});

test('discover lists the data sets as JSON', async () => {
  const { out } = await run(['discover', '--json', 'Stock', 'customers'], NO_WAIT);
  expect(JSON.parse(out)).toEqual([
    {
      name: 'Customers',
      dataSetId: 'customers',
      dataSetArn: 'arn:aws:quicksight:eu-west-1:111122223333:dataset/customers',
      spice: true,
      schedules: ['DAILY at 06:00 Europe/Berlin, FULL_REFRESH'],
      tagged: true,
    },
    expect.objectContaining({ name: 'Stock', lastRefresh: '2026-11-23T10:05:00Z', rows: 42, tagged: false }),
  ]);
});

test('discover writes the app, parents before children, and says what is left out and what is doubled', async () => {
  const code = await written('typescript');
  expect(code).toMatchSnapshot();
  const order = [...code.matchAll(/^(?:const \w+ = |\/\/ )?refresh\.addDataSet\('(\w+)'/gm)].map(([, id]) => id);
  expect(order.indexOf('Orders')).toBeLessThan(order.indexOf('SalesByRegion'));
  expect(order.indexOf('SalesByRegion')).toBeLessThan(order.indexOf('BoardReport'));
});

test('discover never shows a query', async () => {
  for (const args of [['discover'], ['discover', '--json'], ['discover', '--write', 'typescript', '--out', '-']]) {
    const { out, err } = await run(args, NO_WAIT);
    expect(out + err).not.toMatch(/top-secret|SELECT|since/i);
  }
});

test('a table that is struck out refreshes nothing', async () => {
  const code = await written('typescript', 'Customer value', '--ignore', 'lake.customers');
  expect(code).toContain('// reads Glue table lake.customers (through custom SQL): ask, left out by --ignore'.slice(3));
  expect(code).not.toContain('customers/');
  expect(code).toContain("tableName: 'payments'");
});

test('the names of data sets stay in their comments and strings', async () => {
  const stock = server.account.dataSets.find(({ id }) => id === 'stock');
  const name = "x\n*/ process.exit(1); '${`\u2028new App();\u001b[2J";
  server.account = { ...tenDataSets(), dataSets: [{ ...(stock as NonNullable<typeof stock>), name }] };
  const [typescript, python] = [await written('typescript'), await written('python')];
  for (const [code, mark] of [
    [typescript, '// '],
    [python, '# '],
  ] as const) {
    expect(
      code.split(/\r|\n|\u2028/).filter((line) => line.includes('process.exit') && !line.startsWith(mark)),
    ).toEqual([]);
  }
});

test('what it writes in TypeScript compiles and synthesizes', async () => {
  writeFileSync(join(folder, 'app.ts'), await written('typescript'));
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { noUnusedLocals: true, paths: { 'cdk-spice-refresh': [join(ROOT, 'lib', 'index.ts')] } },
    include: ['app.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder], {
    encoding: 'utf8',
  });
  expect(tsc.stdout).toBe('');
  execFileSync(process.execPath, [join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs'), join(folder, 'app.ts')], {
    cwd: folder,
    env: { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out'), TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json') },
  });
  const template = readFileSync(join(folder, 'cdk.out', 'SpiceRefresh.template.json'), 'utf8');
  for (const id of [
    'orders',
    'order-history',
    'customer-value',
    'sales-by-region',
    'board-report',
    'stock',
    'customers',
  ]) {
    expect(template).toContain(`dataset/${id}`);
  }
  expect(template).not.toContain('dataset/bookings');
}, 120_000);

test('what it writes in Python says the same, and compiles where there is Python', async () => {
  const code = await written('python');
  expect(code).toMatchSnapshot();
  writeFileSync(join(folder, 'app.py'), code);
  const compiled = spawnSync('python3', ['-m', 'py_compile', join(folder, 'app.py')], { encoding: 'utf8' });
  expect(compiled.error ? '' : compiled.stderr).toBe('');
});

test('discover writes to a file, says what comes next, and never over one that is there', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'discover-')), 'spice-refresh.ts');
  const { status, out } = await run(['discover', '--write', 'typescript', '--out', file], NO_WAIT);
  expect(status).toBe(0);
  expectDocumented('discover --write typescript', out.replaceAll(file, 'spice-refresh.ts'));
  expect(readFileSync(file, 'utf8')).toBe(await written('typescript'));
  expect(await run(['discover', '--write', 'typescript', '--out', file], NO_WAIT)).toMatchObject({
    status: 1,
    err: `${file} exists: choose another file with --out, or move it away\n`,
  });
});

test('a missing permission is an error where nothing can be done without it', async () => {
  server.account = { ...tenDataSets(), denied: new Set(['quicksight:ListDataSets']) };
  const { status, err } = await run(['discover'], NO_WAIT);
  expect(status).toBe(1);
  expect(err).toMatch(/^the credentials lack quicksight:ListDataSets: User: test is not authorized/);
});

test('discover says a doubt otherwise, and asks it in the app', async () => {
  const denied = [
    'quicksight:ListIngestions',
    'quicksight:ListTagsForResource',
    'glue:GetTable',
    's3:GetObject',
    's3:GetBucketNotification',
  ];
  server.account = { ...tenDataSets(), denied: new Set(denied) };
  const { out } = await run(['discover'], NO_WAIT);
  expect(out).toContain('not complete: the credentials lack quicksight:ListIngestions');
  const code = await written('typescript');
  expect(code).toContain('reads lake.orders: ask, the credentials lack glue:GetTable on it');
  expect(code).toContain('could not be read: the credentials lack s3:GetObject');
});

test('a data set that is not there is an error that names those that are', async () => {
  const { status, err } = await run(['discover', 'Ordres'], NO_WAIT);
  expect(status).toBe(1);
  expect(err).toContain('no data set Ordres in this account and region: there are Board report (board-report), ');
});

test('discover asks ListIngestions no more than five times a second', async () => {
  const gaps: number[] = [];
  await run(['discover'], { now: () => 0, sleep: async (milliseconds) => void gaps.push(milliseconds) });
  expect(gaps.sort((a, b) => a - b)).toEqual([200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600]);
});
