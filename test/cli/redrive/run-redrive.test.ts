import { App, Stack } from 'aws-cdk-lib';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import { type RetryMessage, SCHEMA } from '../../../lib/private/contract';
import type { AccountServer } from '../../../local/account/account-server';
import { run } from '../../support/command';
import { expectDocumented } from '../../support/documented';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { NOON } from '../../support/rows';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

let server: AccountServer;
let template: { Resources: Record<string, { Type: string }> };
const slept: number[] = [];
const context = { sleep: async (milliseconds: number) => void slept.push(milliseconds) };

const failed: RetryMessage = {
  schema: SCHEMA,
  kind: 'retry',
  dataSetArn: 'arn:aws:quicksight:eu-west-1:111122223333:dataset/sales',
  failedAt: NOON,
  error: 'SQL_TABLE_NOT_FOUND',
  message: 'table sales\u001b[2J does not exist',
};

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  const app = new App();
  new SpiceRefresh(new Stack(app, 'Dashboards'), 'Refresh').addDataSet('Sales', {
    dataSet: SpiceDataSet.fromDataSetId('sales'),
    refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
  });
  template = app.synth().getStackByName('Dashboards').template;
});

afterAll(() => stopAccount(server));

function deadLetters(...bodies: string[]): { source: string; destination: string } {
  const queues = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
    Type === 'AWS::SQS::Queue' ? [id] : [],
  );
  const dead = queues.find((id) => id.includes('DeadLetter')) ?? '';
  const queue = queues.find((id) => id !== dead && !id.includes('Undelivered')) ?? '';
  const physicalIds = Object.fromEntries(
    Object.keys(template.Resources).map((id) => [
      id,
      queues.includes(id) ? `${process.env.AWS_ENDPOINT_URL}/111122223333/${id}` : id,
    ]),
  );
  server.account = {
    ...tenDataSets(),
    stacks: { Dashboards: { template, physicalIds } },
    queues: { [dead]: { messages: bodies.length, bodies } },
  };
  server.received.clear();
  server.moves.length = 0;
  slept.length = 0;
  return {
    source: `arn:aws:sqs:eu-west-1:111122223333:${dead}`,
    destination: `arn:aws:sqs:eu-west-1:111122223333:${queue}`,
  };
}

test('redrive shows what is in the dead-letter queue, and moves nothing without --yes', async () => {
  deadLetters(JSON.stringify(failed), 'sent by hand');
  const { status, out } = await run(['redrive', '--stack', 'Dashboards'], context);
  expect(status).toBe(0);
  expectDocumented('redrive --stack Dashboards', out);
  expect(out).not.toContain('sent by hand');
  expect(server.moves).toEqual([]);
});

test('redrive --yes moves it to the queue of the construct, once what was shown is visible again', async () => {
  const { source, destination } = deadLetters(JSON.stringify(failed));
  const { status, out } = await run(['redrive', '--stack', 'Dashboards', '--yes'], context);
  expect(status).toBe(0);
  expect(out).toContain('moving them; see how it goes: npx --no cdk-spice-refresh status --table ');
  expect(server.moves).toEqual([`${source} ${destination}`]);
  expect(slept).toEqual([6_000]);
});

test('an empty queue is nothing to redrive', async () => {
  deadLetters();
  expect(await run(['redrive', '--stack', 'Dashboards', '--yes'], context)).toMatchObject({
    status: 0,
    out: 'the dead-letter queue is empty: nothing to redrive\n',
  });
  expect(server.moves).toEqual([]);
});
