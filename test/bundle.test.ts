import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { functionEnvironment } from '../bench/process/function-environment';
import { LoopbackAws } from '../bench/process/loopback-aws';
import { entryBytes as budget } from '../bundle-budget.json';
import { SCHEMA } from '../lib/private/contract';

/** The function as it ships, in a process of its own, with all that is split off its entry. */
const ENTRY = join(__dirname, '..', 'bundle', 'index.mjs');
const ARN = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/sales';

let aws: LoopbackAws;

beforeEach(() => {
  aws = new LoopbackAws();
});
afterEach(() => aws.close());

/** Answers what the function answers, and the modules of Node.js that were loaded by then. */
async function invoke(
  messages: readonly object[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ answer: unknown; loaded: readonly string[]; log: string }> {
  const records = messages.map((message, at) => ({ messageId: String(at), body: JSON.stringify(message) }));
  const program = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(ENTRY))});
    const loaded = process.moduleLoadList.map((name) => name.split(' ').at(-1));
    const answer = await handler({ Records: ${JSON.stringify(records)} }, { getRemainingTimeInMillis: () => 60_000 });
    console.log('\\n' + JSON.stringify({ answer, loaded }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...functionEnvironment(await aws.listen()), ...environment },
    timeout: 30_000,
  });
  let log = '';
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) {
    throw new Error(`ended with status ${status}: ${log}`);
  }
  return { ...JSON.parse(log.trim().split('\n').at(-1) as string), log };
}

/** Landed so long ago that it has settled. */
const landing = (at = '2026-01-01T00:00:00Z'): object => ({
  schema: SCHEMA,
  kind: 'landing',
  landingEvent: 'Loaded',
  time: at,
  dataSets: [{ arns: [ARN] }],
});

test('the bundle calls DynamoDB, SQS, QuickSight and EventBridge, wherever the code for it is', async () => {
  const { answer } = await invoke([landing()]);
  expect(answer).toEqual({ batchItemFailures: [] });
  // the intent, then what came of it
  expect(aws.calls).toEqual({ GetItem: 1, PutItem: 2, CreateIngestion: 1, PutEvents: 1, SendMessage: 1 });
}, 60_000);

test('the bundle waits for data to settle without QuickSight or EventBridge', async () => {
  await invoke([landing(new Date().toISOString())]);
  expect(aws.calls).toEqual({ GetItem: 1, PutItem: 1, SendMessage: 1 });
}, 60_000);

test('the bundle takes its credentials from the environment, and says so where there are none', async () => {
  const { answer, log } = await invoke([landing()], { AWS_ACCESS_KEY_ID: undefined });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
  expect(log).toContain('Unable to find environment variable credentials');
  expect(aws.calls).toEqual({});
}, 60_000);

describe('an error of AWS, of whose class the bundle has nothing,', () => {
  test('a failed condition is a conflict: the reconcile starts over', async () => {
    aws.refusals.PutItem = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' };
    const { answer } = await invoke([landing(new Date().toISOString())]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(aws.calls).toMatchObject({ GetItem: 2, PutItem: 2 });
  }, 60_000);

  test('a denial by a key is logged with its name and message', async () => {
    aws.refusals.SendMessage = { name: 'com.amazonaws.sqs#KmsAccessDenied', message: 'The key is not yours' };
    const { answer, log } = await invoke([landing(new Date().toISOString())]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(log).toContain('"name":"KmsAccessDenied"');
    expect(log).toContain('"message":"The key is not yours"');
  }, 60_000);
});

describe('its start', () => {
  test('the start of the bundle loads no module of Node.js that only an import would have loaded', async () => {
    const { loaded } = await invoke([]);
    expect(loaded).toEqual(expect.arrayContaining(['https', 'crypto']));
    expect(
      loaded.filter((name) => ['fs/promises', 'internal/readline/interface', 'internal/process/report'].includes(name)),
    ).toEqual([]);
  }, 60_000);

  test('the start of the bundle reads no more than a tenth above its budget', () => {
    const { size } = statSync(ENTRY);
    if (size > budget * 1.1) {
      throw new Error(
        `bundle/index.mjs has ${size} bytes, ${Math.round((size / budget - 1) * 100)} % more than bundle-budget.json ` +
          'allows for. Every cold start reads all of it: load what few reconciles need on demand, as lambda/index.ts does, ' +
          'or raise the budget and say in docs/performance.md what for',
      );
    }
  });
});
