import { readFileSync } from 'node:fs';
import type { Status } from '../../cli/status/status';
import type { AccountServer } from '../../local/account/account-server';
import { LocalStack } from '../../local/local-stack';
import { deploy } from '../../sim/template/deployment';
import type { Template } from '../../sim/template/intrinsics';
import { run } from '../support/command';
import { AppFolder } from '../support/discovered-app';
import { startAccount, stopAccount } from '../support/local/local-account';
import { completedIn } from '../support/local/local-apps';
import { tenDataSets } from '../support/ten-data-sets';

/** From an account with ten data sets to a running app, by nothing but the command and the CDK CLI. */
const STACK = 'SpiceRefresh';
const REFRESHED = [
  'board-report',
  'customer-value',
  'customers',
  'order-history',
  'orders',
  'sales-by-region',
  'stock',
];

let server: AccountServer;
let folder: AppFolder;
let stack: LocalStack | undefined;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  folder = new AppFolder();
});

afterAll(async () => {
  await stack?.stop();
  await stopAccount(server);
  folder.remove();
});

/** What CloudFormation would do: the stack runs, and its resources have names. */
async function deployLocally(template: Template): Promise<LocalStack> {
  const { account, region, dataSets } = server.account;
  const deployment = deploy(template, { account, region, partition: 'aws' });
  const started = await LocalStack.start(deployment, {
    speed: 10,
    dataSets: dataSets.map(({ id, tags }) => ({
      arn: `arn:aws:quicksight:${region}:${account}:dataset/${id}`,
      // the same tags: what doctor sets, QuickSight sees
      tags,
      quota: 32,
      whileActive: 'queue',
      plan: () => completedIn(20),
    })),
  });
  const physicalIds = Object.fromEntries(
    Object.entries(template.Resources).map(([logicalId, { Type }]) => [
      logicalId,
      Type === 'AWS::SQS::Queue' ? started.sqs.urlOf(`arn:aws:sqs:${region}:${account}:${logicalId}`) : logicalId,
    ]),
  );
  server.account = { ...server.account, stacks: { [STACK]: { template, physicalIds } } };
  process.env.AWS_ENDPOINT_URL_SQS = started.sqs.proxy.endpoint;
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.dynamodb.proxy.endpoint;
  return started;
}

test('discover --write, cdk synth, doctor, refresh --wait, status', async () => {
  const app = folder.file('spice-refresh.ts');
  const discovered = await run(['discover', '--write', 'typescript', '--out', app]);
  expect(discovered).toMatchObject({ status: 0, out: expect.stringContaining('wrote ') });

  await folder.synth('spice-refresh.ts');
  const file = folder.file('cdk.out', `${STACK}.template.json`);

  // one lacks its tag, a bucket is silent, one is refreshed natively as well
  const before = await run(['doctor', '--template', file, '--fix']);
  expect(before.status).toBe(1);
  expect(before.out).toMatch(/^error .* stock: it lacks the tag/m);
  expect(before.out).toMatch(/^error .* bucket lake-data: it does not send its events/m);
  expect(before.out).toMatch(/^warning .* customers: QuickSight refreshes it as well/m);

  // what it says to do
  server.account = {
    ...server.account,
    buckets: { ...server.account.buckets, 'lake-data': { eventBridge: true } },
    dataSets: server.account.dataSets.map((each) => (each.id === 'customers' ? { ...each, schedules: [] } : each)),
  };
  const after = await run(['doctor', '--template', file]);
  expect(after).toEqual({ status: 0, out: '7 data sets checked: 0 errors, 0 warnings\n', err: '' });

  stack = await deployLocally(JSON.parse(readFileSync(file, 'utf8')));
  const { clock } = stack;
  const time = { now: () => clock.now(), sleep: (milliseconds: number) => clock.sleep(milliseconds) };
  const refreshed = await run(['refresh', '--all', '--stack', STACK, '--wait'], time);
  expect(refreshed.status).toBe(0);
  for (const id of REFRESHED) {
    expect(refreshed.out).toMatch(new RegExp(`^${id}: refreshed in .*, 1000 rows$`, 'm'));
  }

  // a parent that was refreshed refreshes its children: all is over when each has what its parent brought
  const newerThan = (child?: Status, parent?: Status): boolean =>
    Date.parse(child?.freshThrough ?? '') >= Date.parse(parent?.freshSince ?? '');
  const statuses = await stack.until('everything is in order', async () => {
    const { out } = await run(['status', '--stack', STACK, '--json'], time);
    const all = JSON.parse(out) as Status[];
    const [orders, sales, board] = ['orders', 'sales-by-region', 'board-report'].map((id) =>
      all.find(({ dataSetId }) => dataSetId === id),
    );
    const settled = all.every(({ group }) => group === 'inOrder');
    return settled && newerThan(sales, orders) && newerThan(board, sales) ? all : undefined;
  });
  expect(statuses.map(({ name }) => name).sort()).toEqual(REFRESHED);
  const { out } = await run(['status', '--stack', STACK], time);
  expect(out).toMatch(/^IN ORDER \(7\)$/m);
});

test('pause keeps what lands meanwhile, and resume has it refreshed', async () => {
  const { clock } = stack as LocalStack;
  const time = { now: () => clock.now(), sleep: (milliseconds: number) => clock.sleep(milliseconds) };
  const named = ['stock', '--stack', STACK];
  const statusNow = async (): Promise<Status> => JSON.parse((await run(['status', ...named, '--json'], time)).out)[0];
  expect(await run(['pause', ...named], time)).toMatchObject({ status: 0, out: 'stock: paused until resume\n' });
  const askedAt = clock.now();
  expect((await run(['refresh', ...named, '--wait', '--timeout', '3'], time)).out).toMatch(
    /: paused by an operator since /,
  );
  expect(await statusNow()).toMatchObject({ group: 'paused', waiting: 1, paused: { by: 'operator' } });
  expect(await run(['resume', ...named], time)).toMatchObject({
    status: 0,
    out: expect.stringContaining('stock: resumed; '),
  });
  await stack?.until('stock is refreshed', async () => {
    const { group, freshThrough = '' } = await statusNow();
    return group === 'inOrder' && Date.parse(freshThrough) >= Math.floor(askedAt / 1_000) * 1_000 ? true : undefined;
  });
});
