import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECOND } from '../../lambda/time';
import { LocalStack } from '../../local/local-stack';
import type { Fault, HttpRequest } from '../../local/servers/faulty-proxy';
import { aDataSet, completedIn, deployApp, landing, refreshedBy } from '../support/local/local-apps';
import { callsOf, ingestionsOf } from '../support/local/story';

/** Checks that cannot fail prove nothing: here something is broken on purpose, and they must say so. */

const BUNDLE = join(__dirname, '..', '..', 'bundle');

const started: LocalStack[] = [];
const copies: string[] = [];

afterAll(async () => {
  await Promise.all(started.map((stack) => stack.stop()));
  for (const copy of copies) {
    rmSync(copy, { recursive: true });
  }
});

/** The function as it ships, but for one thing. */
function bundleWith(find: RegExp, replacement: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'bundle-'));
  copies.push(copy);
  cpSync(BUNDLE, copy, { recursive: true });
  const file = join(copy, 'index.mjs');
  const code = readFileSync(file, 'utf8');
  expect([...code.matchAll(new RegExp(find, 'g'))]).toHaveLength(1);
  writeFileSync(file, code.replace(find, replacement));
  return copy;
}

async function start(taskRoot?: string): Promise<LocalStack> {
  const stack = await LocalStack.start(
    deployApp((refresh) => refresh.addDataSet('Sales', refreshedBy('sales'))),
    { speed: 10, dataSets: [aDataSet('sales', { plan: () => completedIn(600) })], ...(taskRoot && { taskRoot }) },
  );
  started.push(stack);
  return stack;
}

/** Plays it through until there is nothing more to come. */
async function play(stack: LocalStack): Promise<void> {
  for (let i = 0; i < 8; i++) {
    await stack.skip(200 * SECOND);
    await stack.clock.sleep(8 * SECOND);
  }
}

describe('a ledger that is away as data lands', () => {
  async function away(taskRoot?: string): Promise<LocalStack> {
    const stack = await start(taskRoot);
    await stack.dynamodb.proxy.pullOut();
    stack.eventBus.put(landing('sales'));
    await stack.until('the reconcile has failed', () => stack.log.some((line) => line.includes('reconcile failed')));
    await stack.clock.sleep(5 * SECOND);
    await stack.dynamodb.proxy.plugIn();
    await play(stack);
    return stack;
  }

  test('a ledger that is away as data lands loses nothing', async () => {
    expect(await (await away()).findings(32)).toMatchObject({ landings: 1, covered: 1, lost: 0 });
  });

  test('a function that does not name the messages of a failed reconcile loses landings, and the check finds it', async () => {
    const bundle = bundleWith(
      /\{batchItemFailures:\[\.\.\.\w+\]\.map\(\w+=>\(\{itemIdentifier:\w+\}\)\)\}/,
      '{batchItemFailures:[]}',
    );
    expect(await (await away(bundle)).findings(32)).toMatchObject({ landings: 1, covered: 0, lost: 1 });
  });
});

describe('an answer of QuickSight that is lost', () => {
  async function lost(taskRoot?: string): Promise<LocalStack> {
    const stack = await start(taskRoot);
    stack.quickSight.proxy.fault = ({ method }) =>
      method === 'PUT' && ingestionsOf(stack, 'sales').length === 0 ? { do: 'reset', when: 'after' } : undefined;
    stack.eventBus.put(landing('sales'));
    await stack.until('it has been called', () => callsOf(stack, 'sales') === 1);
    await play(stack);
    return stack;
  }

  test('an answer of QuickSight that is lost starts nothing a second time', async () => {
    expect(await (await lost()).findings(32)).toMatchObject({ ingestions: 1, covered: 1, violations: [] });
  });

  test('a function that takes no answer for a refusal starts a second ingestion beside the first, and the check finds it', async () => {
    const bundle = bundleWith(/(===void 0\|\|\w+<400\|\|\w+>=500\)return)"ambiguous"/, '$1"throttled"');
    const { violations } = await (await lost(bundle)).findings(32);
    expect(violations).toMatchObject([{ rule: 'one at a time' }]);
  });
});

test('a queue that forgets what it was sent loses it', async () => {
  const stack = await start();
  stack.sqs.proxy.fault = forget;
  stack.eventBus.put(landing('sales'));
  await stack.clock.sleep(20 * SECOND);
  expect(await stack.findings(32)).toMatchObject({ landings: 1, covered: 0, lost: 1 });
});

function forget({ headers, body }: HttpRequest): Fault | undefined {
  if (!String(headers['x-amz-target']).endsWith('SendMessageBatch')) {
    return undefined;
  }
  const { Entries } = JSON.parse(body.toString()) as { Entries: { Id: string; MessageBody: string }[] };
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const taken = Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) }));
  const answer = {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ Successful: taken, Failed: [] }),
  };
  return { do: 'answer', answer };
}
