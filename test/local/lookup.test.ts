import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AccountServer } from '../../local/account/account-server';
import { run } from '../support/command';
import { AppFolder } from '../support/discovered-app';
import { startAccount, stopAccount } from '../support/local/local-account';
import { tenDataSets } from '../support/ten-data-sets';

/** `SpiceDataSet.fromLookup` with the real CDK CLI, against an account on this machine. */
const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';
const stack = new Stack(new App(), 'Lookup', { env: { account: '111122223333', region: 'eu-west-1' } });
new SpiceRefresh(stack, 'SpiceRefresh').addDataSet('Value', {
  dataSet: SpiceDataSet.fromLookup(stack, { name: 'Customer value' }),
  refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
});
`;

let server: AccountServer;
let folder: AppFolder;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  folder = new AppFolder();
  writeFileSync(folder.file('app.ts'), APP);
});

afterAll(async () => {
  await stopAccount(server);
  folder.remove();
});

beforeEach(() => {
  server.account = tenDataSets();
  rmSync(folder.file('cdk.context.json'), { force: true });
});

const template = (): string => readFileSync(folder.file('cdk.out', 'Lookup.template.json'), 'utf8');
const lookup = () =>
  run(['lookup', '--assembly', folder.file('cdk.out'), '--context', folder.file('cdk.context.json')]);

test('the CLI looks it up once, and keeps it', async () => {
  await folder.synth('app.ts');
  expect(template()).toContain('dataset/customer-value/ingestion/*');
  expect(readFileSync(folder.file('cdk.context.json'), 'utf8')).toContain('"DataSetId": "customer-value"');
  server.requests.length = 0;
  await folder.synth('app.ts');
  expect(server.requests).toEqual([]);
});

test('the synthesis names the command where its role may not look up, and the command does', async () => {
  server.account = { ...tenDataSets(), denied: new Set(['quicksight:ListDataSets']) };
  await expect(folder.synth('app.ts')).rejects.toThrow(/npx --no cdk-spice-refresh lookup/);
  server.account = tenDataSets();
  expect(await lookup()).toMatchObject({
    status: 0,
    out: expect.stringContaining('Customer value is customer-value\n'),
  });
  await folder.synth('app.ts');
  expect(template()).toContain('dataset/customer-value/ingestion/*');
});

test('the look-up fails for two data sets of the name, and the command lists them', async () => {
  const double = { id: 'value-2', name: 'Customer value', spice: true, tags: {} };
  server.account = { ...tenDataSets(), dataSets: [...tenDataSets().dataSets, double] };
  await expect(folder.synth('app.ts')).rejects.toThrow(/Found 2 resources/);
  expect(await lookup()).toMatchObject({
    status: 1,
    err: expect.stringContaining('  Customer value (customer-value, SPICE)\n  Customer value (value-2, SPICE)\n'),
  });
});
