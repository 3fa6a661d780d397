import { SECOND } from '../../lambda/time';
import { LocalStack, type ServerName } from '../../local/local-stack';
import { aDataSet, deployApp, landing, refreshedBy } from '../support/local/local-apps';
import { ingestionsOf, outcomesOf, typesOf } from '../support/local/story';

/** Enough for the function and the poller to notice, and to try in vain. */
const OUTAGE = 20 * SECOND;

const SERVERS: readonly ServerName[] = ['sqs', 'dynamodb', 'quickSight', 'eventBus', 'runtimeApi'];

let stack: LocalStack;

beforeAll(async () => {
  const deployment = deployApp((refresh) => {
    for (const id of SERVERS) {
      refresh.addDataSet(id, refreshedBy(id));
    }
  });
  stack = await LocalStack.start(deployment, { speed: 10, dataSets: SERVERS.map((id) => aDataSet(id)) });
});

afterAll(() => stack?.stop());

async function outage(name: ServerName): Promise<void> {
  const wires = stack.wiresOf(name);
  await Promise.all(wires.map((proxy) => proxy.pullOut()));
  await stack.clock.sleep(OUTAGE);
  await Promise.all(wires.map((proxy) => proxy.plugIn()));
}

/** What failed comes back after six minutes; they are skipped, a part at a time. */
async function recovery(name: ServerName, refreshes: number): Promise<void> {
  const successes = () => typesOf(outcomesOf(stack, name)).filter((type) => type === 'Succeeded').length;
  await stack.until(`${name} is refreshed ${refreshes} times`, async () => {
    if (successes() >= refreshes) {
      return true;
    }
    await stack.skip(100 * SECOND);
    await stack.clock.sleep(5 * SECOND);
    return false;
  });
  expect(successes()).toBe(refreshes);
  expect(ingestionsOf(stack, name)).toHaveLength(refreshes);
}

describe.each(SERVERS)('%s is pulled out', (name) => {
  test('a server that is pulled out as data lands: it is refreshed when the server is back', async () => {
    stack.eventBus.put(landing(name));
    await outage(name);
    await recovery(name, 1);
  });

  test('a server that is pulled out in the midst of an ingestion: that is seen to its end', async () => {
    stack.eventBus.put(landing(name));
    await stack.until('the ingestion has started', () => ingestionsOf(stack, name).length === 2);
    await outage(name);
    await recovery(name, 2);
  });
});

test('every landing is covered in the end, by the record of the servers, and no rule was broken', async () => {
  const { landings, ...findings } = await stack.findings(32);
  expect(landings).toBe(2 * SERVERS.length);
  expect(findings).toMatchObject({ covered: landings, reported: 0, lost: 0, violations: [], stranded: [] });
});
