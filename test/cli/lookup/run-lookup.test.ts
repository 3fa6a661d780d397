import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import type { AccountServer } from '../../../local/account/account-server';
import { run } from '../../support/command';
import { expectDocumented } from '../../support/documented';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

const ENV = { account: '111122223333', region: 'eu-west-1' };
let server: AccountServer;
let folder: string;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
});
afterAll(() => stopAccount(server));

beforeEach(() => {
  server.account = tenDataSets();
  folder = mkdtempSync(join(tmpdir(), 'lookup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const contextFile = (): string => join(folder, 'cdk.context.json');
const context = (): Record<string, unknown> => JSON.parse(readFileSync(contextFile(), 'utf8'));

function synthesize(names: readonly string[], given: Record<string, unknown> = {}, env = ENV): string {
  const app = new App({ outdir: join(folder, 'cdk.out'), context: given });
  const stack = new Stack(app, 'Stack', { env });
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  for (const [at, name] of names.entries()) {
    refresh.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromLookup(stack, { name }),
      refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
    });
  }
  return JSON.stringify(app.synth().getStackByName('Stack').template);
}

const lookup = () => run(['lookup', '--assembly', join(folder, 'cdk.out'), '--context', contextFile()]);

test('lookup writes what is missing beside what is there, and the next synthesis has the exact ids', async () => {
  writeFileSync(contextFile(), '{"kept":true}');
  synthesize(['Orders', 'Customer value']);
  const { status, out } = await lookup();
  expect(status).toBe(0);
  expectDocumented('lookup', out.replaceAll(contextFile(), 'cdk.context.json'));
  expect(context()).toMatchObject({ kept: true });
  const template = synthesize(['Orders', 'Customer value'], context());
  expect(template).toContain('dataset/customer-value/ingestion/*');
  expect(await lookup()).toMatchObject({ status: 0, out: 'no data set is missing: nothing to look up\n' });
});

test('lookup fails for several data sets of a name and lists them, and the others are written', async () => {
  const double = { id: 'orders-2', name: 'Orders', spice: false, tags: {} };
  server.account = { ...tenDataSets(), dataSets: [...tenDataSets().dataSets, double] };
  synthesize(['Orders', 'Stock']);
  const { status, out, err } = await lookup();
  expect(status).toBe(1);
  expect(out).toContain('Stock is stock');
  expect(err).toBe(
    "2 data sets are called 'Orders' in 111122223333, eu-west-1: rename all but one, or take one by SpiceDataSet.fromDataSetId\n" +
      '  Orders (orders, SPICE)\n  Orders (orders-2, DIRECT_QUERY)\n',
  );
  expect(Object.keys(context())).toHaveLength(1);
});

test('a name that no data set has is an error that lists what is alike, or all there are', async () => {
  synthesize(['ORDERS', 'Nothing']);
  const { status, err } = await lookup();
  expect(status).toBe(1);
  expect(err).toContain(
    "no data set is called 'ORDERS' in 111122223333, eu-west-1: did you mean\n  Orders (orders, SPICE)\n",
  );
  expect(err).toContain("no data set is called 'Nothing' in 111122223333, eu-west-1: there are\n");
  expect(err).toContain('\n  Board report (board-report, SPICE)');
});

test("another account's data sets need its own credentials", async () => {
  synthesize(['Orders'], {}, { account: '444455556666', region: 'eu-west-1' });
  expect(await lookup()).toMatchObject({
    status: 1,
    err: "'Orders' of account 444455556666: these are credentials of 111122223333, run it again with some of 444455556666\n",
  });
});

test('lookup fails without a cloud assembly, and says how to make one', async () => {
  const { status, err } = await run(['lookup', '--assembly', join(folder, 'none')]);
  expect([status, err]).toEqual([
    1,
    `no cloud assembly in ${join(folder, 'none')}: run npx --no cdk synth first, or name the folder with --assembly\n`,
  ]);
});
