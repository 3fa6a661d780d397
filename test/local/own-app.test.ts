import { HOUR, MINUTE } from '../../lambda/time';
import { LandingEvent, SpiceDataSet } from '../../lib';
import { LocalStack } from '../../local/local-stack';
import { aDataSet, arnOf, deployApp, landing, refreshedBy } from '../support/local/local-apps';
import { callsOf, ingestionsOf, outcomesOf, refreshed, rowOf, typesOf } from '../support/local/story';

/** What takes hours, in seconds: where nothing happens, time is skipped. */
const SPEED = 10;

let stack: LocalStack;

beforeAll(async () => {
  const deployment = deployApp((refresh) => {
    const parent = refresh.addDataSet('Parent', refreshedBy('parent'));
    refresh.addDataSet('Child', { ...refreshedBy('child'), refreshOn: [LandingEvent.refreshSucceeded(parent)] });
    refresh.addDataSet('Busy', refreshedBy('busy'));
    refresh.addDataSet('CutOff', refreshedBy('cut-off'));
    refresh.addDataSet('Other', refreshedBy('other', { dataSet: SpiceDataSet.fromDataSetId('other:with+signs@1') }));
  });
  stack = await LocalStack.start(deployment, {
    speed: SPEED,
    dataSets: [
      aDataSet('parent'),
      aDataSet('child'),
      aDataSet('busy'),
      aDataSet('cut-off'),
      aDataSet('other:with+signs@1'),
    ],
  });
});

afterAll(() => stack?.stop());

test('a parent is refreshed, then its child; an id with signs in it arrives as it is', async () => {
  stack.eventBus.put(landing('parent'));
  stack.eventBus.put(landing('other'));
  await Promise.all([refreshed(stack, 'child'), refreshed(stack, 'other:with+signs@1')]);
  const [parent] = ingestionsOf(stack, 'parent');
  const [child, ...more] = ingestionsOf(stack, 'child');
  expect(child?.createdAt).toBeGreaterThan(parent?.endsAt ?? Number.NaN);
  expect(more).toEqual([]);
});

test('an ingestion whose acceptance broke off on the way is looked for, not started again', async () => {
  const { proxy } = stack.quickSight;
  proxy.fault = ({ method, path }) => {
    if (method !== 'PUT' || !path.includes('/cut-off/')) {
      return undefined;
    }
    proxy.fault = () => undefined;
    return { do: 'half' };
  };
  stack.eventBus.put(landing('cut-off'));
  await refreshed(stack, 'cut-off');
  expect(ingestionsOf(stack, 'cut-off')).toHaveLength(1);
  expect(typesOf(outcomesOf(stack, 'cut-off'))).toEqual(['Succeeded']);
});

test('a quota that people have used up is waited for, with one call an hour', async () => {
  const now = stack.clock.now();
  for (let i = 0; i < 32; i++) {
    const createdAt = now - 23.5 * HOUR;
    const id = `by-hand-${i}`;
    stack.quickSight.model.ingestions.push({
      id,
      dataSetArn: arnOf('busy'),
      by: 'people',
      type: 'FULL_REFRESH',
      createdAt,
      startsAt: createdAt,
      endsAt: createdAt,
      plan: { seconds: 0, status: 'COMPLETED' },
    });
  }
  stack.eventBus.put(landing('busy'));
  const row = await stack.until('it is put off', async () => {
    const latest = await rowOf(stack, 'busy');
    return latest?.failure && latest;
  });
  expect(row).toMatchObject({ pending: { count: 1 }, failure: { error: 'LimitExceededException' } });
  // the SDK takes this error for throttling, and would have called again
  expect(callsOf(stack, 'busy')).toBe(1);
  await stack.until('that is told', () => typesOf(outcomesOf(stack, 'busy')).join() === 'Deferred');
  for (let quarter = 0; callsOf(stack, 'busy') === 1; quarter++) {
    expect(quarter).toBeLessThan(6);
    const wakeAt = (await rowOf(stack, 'busy'))?.wakeAt ?? 0;
    if (wakeAt > stack.clock.now()) {
      await stack.skip(wakeAt - stack.clock.now());
    }
    await stack.until('it has been looked at', async () => (await rowOf(stack, 'busy'))?.wakeAt !== wakeAt);
  }
  expect(stack.clock.now() - now).toBeGreaterThanOrEqual(HOUR);
  await refreshed(stack, 'busy');
  expect(callsOf(stack, 'busy')).toBe(2);
});

test('a message that cannot be read comes back five times and is then in the dead-letter queue; its batch goes on', async () => {
  await stack.sqs.send(stack.mapping.queueArn, ['not one of ours']);
  stack.eventBus.put(landing('parent'));
  await refreshed(stack, 'parent', 2);
  const letters = async (): Promise<string[]> => (await stack.sqs.inspect(stack.deadLetterArn)).map(({ body }) => body);
  const received = (): number => stack.log.filter((line) => line.includes('message could not be parsed')).length;
  for (let receives = 1; receives <= 5; receives++) {
    await stack.until(`it was received ${receives} times`, () => received() === receives);
    expect(await letters()).toEqual([]);
    await stack.skip(7 * MINUTE);
  }
  await stack.until('it lies in the dead-letter queue', async () => (await letters()).join() === 'not one of ours');
});

test('every landing is covered in the end, by the record of the servers, and no rule was broken', async () => {
  const { landings, ...findings } = await stack.findings(32);
  expect(findings).toMatchObject({ covered: landings, reported: 0, lost: 0, violations: [], stranded: [] });
});
