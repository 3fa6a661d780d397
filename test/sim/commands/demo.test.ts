import { audit } from '../../../sim/checks/audit';
import { simulateMorning } from '../../../sim/commands/demo';
import { timeline } from '../../../sim/report/timeline';
import type { Deployment } from '../../../sim/template/deployment';
import { deployExample } from '../../../sim/template/example-apps';
import type { World } from '../../../sim/world/world';
import { changed } from '../../support/broken-deployment';

const ACCOUNTED_FOR = { landings: 503, covered: 502, reported: 1, lost: 0, ingestions: 2, maxIngestionsIn24h: 1 };

/** What an operator would see: besides the landings, what was reported and what went wrong inside. */
function comesTo(world: World): unknown {
  const outcomes = world.occurrences.flatMap((occurrence) =>
    occurrence.what === 'outcome' ? [occurrence.outcome.detailType] : [],
  );
  const processingErrors = world.occurrences.filter(({ what }) => what === 'processingError').length;
  return { ...audit(world), outcomes: outcomes.sort(), processingErrors };
}

let deployment: Deployment;
let morning: World;

beforeAll(async () => {
  deployment = deployExample();
  morning = await simulateMorning(deployment);
}, 60_000);

const told = (world: World, subject: string): string[] =>
  timeline(world.occurrences)
    .filter((line) => line.subject === subject)
    .map(({ text }) => text);

describe('the morning of the demo', () => {
  test('every landing is covered or reported', () => {
    expect(audit(morning)).toEqual(ACCOUNTED_FOR);
  });

  test('five hundred files in four minutes are one ingestion', () => {
    const { ingestions } = morning.quickSight;
    expect(ingestions.filter(({ dataSetArn }) => dataSetArn.endsWith('/sales'))).toHaveLength(1);
    expect(told(morning, 'sales')).toContainEqual(expect.stringMatching(/^start: 500 landings .* quiet for 1 min$/));
  });

  test('the data set without the tag is denied, reported and in the dead-letter queue', () => {
    expect(morning.quickSight.ofDataSet('arn:aws:quicksight:eu-west-1:123456789012:dataset/forecast')).toEqual([]);
    const [message, ...more] = morning.deadLetterQueue.all().map(({ body }) => JSON.parse(body));
    expect(more).toEqual([]);
    expect(message).toMatchObject({ kind: 'retry', error: 'AccessDeniedException' });
    expect(message.message).toContain('--tags Key=spice-refresh,Value=allowed');
  });

  test('the duplicate and the latecomer start nothing', () => {
    expect(told(morning, 'sales').slice(-6)).toEqual([
      'Object Created sales/2026-11-23/part-00000.parquet, delivered again',
      'late: 1 landing delivered after the refresh that covers its time began, not refreshed again',
      expect.stringMatching(/^rest: nothing new/),
      'Object Created sales/2026-11-23/late.parquet, 22 min late',
      'late: 1 landing delivered after the refresh that covers its time began, not refreshed again',
      expect.stringMatching(/^rest: nothing new/),
    ]);
  });

  test('a Glue job that no data set waits for causes no wake-up', () => {
    expect(told(morning, '–')).toEqual([expect.stringMatching(/load-prices .* no rule matches/)]);
  });

  test('the outcomes are on the bus as events that a rule could match', () => {
    const outcomes = morning.occurrences.flatMap((occurrence) =>
      occurrence.what === 'event' && occurrence.event.source === 'cdk-spice-refresh' ? [occurrence.event] : [],
    );
    expect(outcomes.map((event) => event['detail-type']).sort()).toEqual([
      'SPICE Refresh Failed',
      'SPICE Refresh Started',
      'SPICE Refresh Started',
      'SPICE Refresh Succeeded',
      'SPICE Refresh Succeeded',
    ]);
  });

  test('the right tag and a redrive of the dead-letter queue cover the rest', async () => {
    const world = await simulateMorning(deployment);
    const dataSet = world.quickSight.dataSet('arn:aws:quicksight:eu-west-1:123456789012:dataset/forecast');
    Object.assign(dataSet?.tags ?? {}, { 'spice-refresh': 'allowed' });
    expect(world.deadLetterQueue.redriveTo(world.queue)).toBe(1);
    await world.clock.run(world.clock.now() + 600_000);
    expect(audit(world)).toMatchObject({ covered: 503, reported: 0, lost: 0 });
  });
});

/** Each joint of the template broken on purpose: the simulator, which reads it, must not come to the same end. */
describe('a broken joint', () => {
  test.each<[string, string | RegExp, string]>([
    ["a rule's event pattern", '"prefix":"sales/"', '"prefix":"sale-"'],
    ["the transformer's path", '"time":"$.time"', '"time":"$.detail.time"'],
    ["the policy's tag", 'aws:ResourceTag/spice-refresh', 'aws:ResourceTag/another'],
    ["the policy's ARN", 'dataset/sales/ingestion/*', 'dataset/sale/ingestion/*'],
    ["the policy's second action", 'quicksight:DescribeIngestion', 'quicksight:DescribeDataSet'],
    [
      "the queue policy's rules",
      /"aws:SourceArn":\[[^\]]*\]/g,
      '"aws:SourceArn":["arn:aws:events:eu-west-1:123456789012:rule/another"]',
    ],
    ['the permission to write the ledger', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ['the permission to send messages', /"sqs:SendMessage"/g, '"sqs:GetQueueUrl"'],
    ["the ledger's name", /"LEDGER_TABLE":"[^"]*"/, '"LEDGER_TABLE":"another"'],
    ['the event bus', /"EVENT_BUS":"[^"]*"/, '"EVENT_BUS":"arn:aws:events:eu-west-1:123456789012:event-bus/another"'],
    [
      'the dead-letter queue of the function',
      /"DEAD_LETTER_QUEUE_URL":"[^"]*"/,
      '"DEAD_LETTER_QUEUE_URL":"https://nowhere"',
    ],
  ])('the demo fails with a wrong joint, %s', async (_joint, from, to) => {
    const outcome = await simulateMorning(changed(deployment, from, to)).then(comesTo, (error: Error) => error.message);
    expect(outcome).not.toEqual(comesTo(morning));
  });

  test("the transformer's field name, the messages cannot be read", async () => {
    const broken = changed(deployment, /\\"time\\":<time>/g, '\\"landedAt\\":<time>');
    await expect(simulateMorning(broken)).rejects.toThrow('time must be a string');
  });
});
