import { LocalStack } from '../../local/local-stack';
import { glueJobStateChange, s3ObjectCreated } from '../../sim/samples';
import { deployExample } from '../../sim/template/example-apps';
import { aDataSet, completedIn, failedWith } from '../support/local/local-apps';
import { callsOf, ingestionsOf, outcomesOf, refreshed, rowOf, sideBySide, typesOf } from '../support/local/story';

/** The example app as it is: settled for a minute, batches of ten seconds, six minutes of invisibility. */
const SPEED = 10;

const forecast = aDataSet('forecast', { tags: {} });
let inventoryFails = 1;
let stack: LocalStack;

beforeAll(async () => {
  const plan = () => (inventoryFails-- > 0 ? failedWith('SQL_EXCEPTION') : completedIn(20));
  stack = await LocalStack.start(deployExample(), {
    speed: SPEED,
    dataSets: [aDataSet('sales'), aDataSet('inventory', { plan }), forecast],
  });
});

afterAll(() => stack?.stop());

const land = (key: string) => stack.eventBus.put(s3ObjectCreated(stack.deployment.physicalName('LandingBucket'), key));

sideBySide({
  'a burst of files, each announced twice, is one ingestion that covers them all': async () => {
    for (let file = 0; file < 60; file++) {
      stack.eventBus.route(land(`sales/part-${file}.parquet`));
    }
    land('elsewhere/part-0.parquet');
    const succeeded = await refreshed(stack, 'sales');
    // what arrives late, on a busy machine, is covered all the same, but not counted
    expect(succeeded.detail).toMatchObject({ dataSetId: 'sales', rows: 1_000, rowsDropped: 0 });
    expect(ingestionsOf(stack, 'sales')).toMatchObject([{ type: 'FULL_REFRESH', by: 'us' }]);
    expect(typesOf(outcomesOf(stack, 'sales'))).toEqual(['Started', 'Succeeded']);
    expect(await rowOf(stack, 'sales')).toMatchObject({ fresh: { rows: 1_000 } });
  },

  'an event that is delivered again when it is covered starts nothing': async () => {
    const early = land('sales/early.parquet');
    await refreshed(stack, 'sales');
    stack.eventBus.route(early);
    // the same decision again is not in the log, the landing is counted all the same
    const logged = stack.log.length;
    await stack.until('it has been looked at', () =>
      stack.log.slice(logged).some((line) => line.includes('"Landings":')),
    );
    expect(callsOf(stack, 'sales')).toBe(1);
  },

  'an ingestion that fails is tried again after a minute': async () => {
    stack.eventBus.put(glueJobStateChange('load-inventory', 'FAILED'));
    stack.eventBus.put(glueJobStateChange('load-inventory', 'SUCCEEDED'));
    await refreshed(stack, 'inventory');
    const [failed, completed, ...more] = ingestionsOf(stack, 'inventory');
    expect(failed?.plan).toMatchObject({ status: 'FAILED' });
    expect(completed?.plan).toMatchObject({ status: 'COMPLETED' });
    expect((completed?.createdAt ?? 0) - (failed?.endsAt ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(more).toEqual([]);
    expect(typesOf(outcomesOf(stack, 'inventory'))).toEqual(['Started', 'Deferred', 'Started', 'Succeeded']);
  },

  'a data set that is not allowed is refused, says what to do, and is refreshed after that and a redrive': async () => {
    land('forecast/2026.parquet');
    const { body } = await stack.until('a dead letter is there', async () => {
      const [letter] = await stack.sqs.inspect(stack.deadLetterArn);
      return letter;
    });
    expect(JSON.parse(body)).toMatchObject({
      kind: 'retry',
      dataSetArn: forecast.arn,
      error: 'AccessDeniedException',
      message: expect.stringContaining(
        `aws quicksight tag-resource --resource-arn ${forecast.arn} --tags Key=spice-refresh,Value=allowed`,
      ),
    });
    expect(ingestionsOf(stack, 'forecast')).toEqual([]);
    await stack.until('its failure is told', () => typesOf(outcomesOf(stack, 'forecast')).join() === 'Failed');

    forecast.tags = { 'spice-refresh': 'allowed' };
    await stack.sqs.redrive(stack.deadLetterArn, stack.mapping.queueArn);
    await refreshed(stack, 'forecast');
    expect(callsOf(stack, 'forecast')).toBe(2);
  },
});

test('every landing is covered in the end, by the record of the servers, and no rule was broken', async () => {
  const { landings, ...findings } = await stack.findings(32);
  expect(landings).toBeGreaterThanOrEqual(63);
  expect(findings).toMatchObject({ covered: landings, reported: 0, lost: 0, violations: [], stranded: [] });
});
