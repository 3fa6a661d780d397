import { run } from '../support/command';
import { ALL_VERBS, EveryVerb } from '../support/local/every-verb';
import { NOON } from '../support/rows';
import { tenDataSets } from '../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(120_000);

/** Accounts that are not like the one of the other tests: another partition, and hundreds of data sets. */
let verbs: EveryVerb;

beforeAll(async () => {
  verbs = await EveryVerb.start({ region: 'cn-north-1', partition: 'aws-cn' });
});

afterAll(() => verbs.stop());

test.each(ALL_VERBS)('%s finds in another partition what it finds in this one', async (verb) => {
  const { status, out, err } = await verbs.ask(verb);
  const wrong = `${out}${err}`.match(/arn:aws:\S*|\S*(us|eu)-[a-z]+-\d\S*/g) ?? [];
  // the lineage of the described data sets has ARNs of its own
  expect([verb, wrong]).toEqual([verb, []]);
  // doctor has findings, and nothing refreshes or reads what refresh, pause and resume send
  expect([verb, status]).toEqual([verb, ['doctor', 'refresh', 'pause', 'resume'].includes(verb) ? 1 : 0]);
});

test('doctor checks the data sets of another partition, and what it says to do names it', async () => {
  const { out } = await verbs.ask('doctor');
  expect(out).toContain('--resource-arn arn:aws-cn:quicksight:cn-north-1:111122223333:dataset/stock');
  expect(out).not.toContain('another account or region');
});

test('discover lists every data set of an account with hundreds, a page at a time', async () => {
  const dataSets = Array.from({ length: 203 }, (_, at) => ({
    id: `set-${at}`,
    name: `Set ${at}`,
    spice: true,
    refusal: { error: 'InvalidParameterValueException', message: 'not supported through API yet' },
    tags: {},
  }));
  verbs.server.account = { ...verbs.server.account, dataSets };
  const { out } = await run(['discover', '--json'], { now: () => NOON, sleep: async () => {} });
  expect(new Set(JSON.parse(out).map(({ dataSetId }: { dataSetId: string }) => dataSetId)).size).toBe(203);
});

test('the last refresh is found on whichever page of ListIngestions it is, and no page is read after it', async () => {
  const failed = (minutesAgo: number) => ({
    Arn: 'x',
    IngestionId: `failed-${minutesAgo}`,
    IngestionStatus: 'FAILED',
    CreatedTime: (NOON - minutesAgo * 60_000) / 1_000,
  });
  const completed = { ...failed(100), IngestionStatus: 'COMPLETED', IngestionTimeInSeconds: 60 };
  const ingestions = [
    ...Array.from({ length: 9 }, (_, at) => failed(at + 1)),
    completed,
    ...Array(20).fill(failed(200)),
  ];
  const [orders] = tenDataSets().dataSets;
  verbs.server.account = {
    ...verbs.server.account,
    dataSets: [{ ...(orders as NonNullable<typeof orders>), ingestions }],
  };
  verbs.server.requests.length = 0;
  const { out } = await run(['discover', '--json'], { now: () => NOON, sleep: async () => {} });
  expect(JSON.parse(out)).toMatchObject([{ dataSetId: 'orders', lastRefresh: '2026-11-23T10:21:00Z' }]);
  expect(verbs.server.requests.filter((request) => request.includes('/ingestions'))).toHaveLength(3);
});

test("doctor counts others' ingestions of 24 hours over every page, and none of before", async () => {
  const manual = (hoursAgo: number) => ({
    Arn: 'x',
    IngestionId: `manual-${hoursAgo}`,
    IngestionStatus: 'COMPLETED',
    RequestSource: 'MANUAL',
    CreatedTime: (NOON - hoursAgo * 3_600_000) / 1_000,
  });
  const ingestions = Array.from({ length: 40 }, (_, at) => manual(2 * at + 1));
  const dataSets = tenDataSets().dataSets.map((each) => (each.id === 'stock' ? { ...each, ingestions } : each));
  const { out } = await verbs.ask('doctor', { changes: { dataSets } });
  expect(out).toContain('stock: others started 12 of its 32 ingestions of the last 24 hours');
});
