import { MINUTE, SECOND } from '../../../lambda/time';
import { CallRate } from '../../../sim/aws/call-rate';
import { ManyDataSets, type ManyDataSetsOptions } from '../../support/many-data-sets';

jest.setTimeout(120_000);

/** Data has landed for all of them, and the account may call `CreateIngestion` so often. */
async function landedTogether(options: ManyDataSetsOptions, perSecond?: number): Promise<ManyDataSets> {
  const many = new ManyDataSets(options);
  const { quickSight, clock } = many.world;
  if (perSecond !== undefined) {
    quickSight.createRate = new CallRate(clock, perSecond);
  }
  many.land();
  await many.run(30 * MINUTE);
  return many;
}

/** `CreateIngestion` calls of each data set. */
function callsOf({ world }: ManyDataSets): number[] {
  const calls = new Map<string, number>();
  for (const occurrence of world.occurrences) {
    if (occurrence.what === 'calling') {
      calls.set(occurrence.dataSetArn, (calls.get(occurrence.dataSetArn) ?? 0) + 1);
    }
  }
  return [...calls.values()].sort((a, b) => a - b);
}

const medianOf = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] as number;

/** When each ingestion was created, in milliseconds after the first. */
function startsOf({ world }: ManyDataSets): number[] {
  const starts = world.quickSight.ingestions.map(({ createdAt }) => createdAt).sort((a, b) => a - b);
  return starts.map((at) => at - (starts[0] as number));
}

test.each([1, 2, 5])(
  'the starts of 400 data sets that land together under 5 calls a second are spread, %d pollers',
  async (pollers) => {
    const many = await landedTogether({ count: 400, pollers }, 5);
    expect(many.audit).toMatchObject({ covered: 400, lost: 0, reported: 0, ingestions: 400 });
    expect(many.deadLetters).toEqual([]);
    const calls = callsOf(many);
    expect(medianOf(calls)).toBe(1);
    expect(calls.at(-1)).toBeLessThanOrEqual(4);
    // 5 a second would be 80 s
    const starts = startsOf(many);
    expect(starts[Math.floor(0.95 * starts.length)]).toBeLessThan(160 * SECOND);
    expect(starts.at(-1)).toBeLessThan(200 * SECOND);
    const mostIn10s = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 10_000).length));
    expect(mostIn10s).toBeLessThanOrEqual(55);
  },
);

test.each([1, 10])('the starts of %d data sets that land together come at once', async (count) => {
  const many = await landedTogether({ count });
  expect(callsOf(many)).toEqual(Array(count).fill(1));
  expect(startsOf(many).at(-1)).toBe(0);
});

test('the starts of 400 data sets of which no call is throttled are over within half a minute, with one call each', async () => {
  const many = await landedTogether({ count: 400 });
  expect(callsOf(many)).toEqual(Array(400).fill(1));
  expect(startsOf(many).at(-1)).toBeLessThan(30 * SECOND);
});

test('what waits for its turn does not keep ingestions from being looked after', async () => {
  const many = await landedTogether({ count: 400, ingestionSeconds: 20 }, 1);
  const { occurrences, quickSight } = many.world;
  const heardOf = new Map(
    occurrences.flatMap((each) => (each.what === 'outcome' ? [[each.outcome.ingestionId, each.at] as const] : [])),
  );
  const late = quickSight.ingestions
    .filter(({ endsAt }) => endsAt < many.world.clock.now() - 2 * MINUTE)
    .map(({ id, endsAt }) => (heardOf.get(id) as number) - endsAt);
  expect(Math.max(...late)).toBeLessThan(MINUTE);
});
