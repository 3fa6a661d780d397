import { Duration } from 'aws-cdk-lib';
import { SECOND } from '../../lambda/time';
import { IngestionQuota } from '../../lib';
import type { Measure } from '../../local/lambda/execution-environment';
import { LocalStack } from '../../local/local-stack';
import { landingsOf } from '../../sim/checks/audit';
import { aDataSet, arnOf, deployApp, landing, refreshedBy } from '../support/local/local-apps';

const LANDINGS = Number(process.env.LANDINGS ?? 20_000);
const IDS = Array.from({ length: 50 }, (_, i) => `soak-${i}`);
const QUOTA = 1_000;

/** A busy machine takes its time. Real milliseconds. */
const PATIENCE = 240 * SECOND;

/** What a process of the function holds on to may grow by this much while the load stays the same: caches fill. */
const HEAP_GROWTH = 1.1;
/** Clients keep a connection for each call that was ever under way at once. */
const FILES_GROWTH = 12;

let stack: LocalStack;
const measures: Measure[] = [];

/** The largest process is the one that leaks first. */
async function measure(): Promise<void> {
  const all = await Promise.all(stack.refreshFunction.environments.map((environment) => environment.measure()));
  const known = all.filter((measured) => measured !== undefined);
  if (known.length > 0) {
    measures.push({
      heapUsed: Math.max(...known.map(({ heapUsed }) => heapUsed)),
      rss: Math.max(...known.map(({ rss }) => rss)),
      openFiles: Math.max(...known.map(({ openFiles }) => openFiles)),
    });
  }
}

/** Seconds from each landing to the end of the ingestion that covers it first; infinite for one that is not covered. */
function lags(): number[] {
  const now = stack.clock.now();
  const ended = new Map(
    IDS.map(arnOf).map((arn) => [arn, stack.quickSight.model.ofDataSet(arn).filter(({ endsAt }) => endsAt <= now)]),
  );
  return landingsOf(stack)
    .map(({ dataSetArn, landedAt }) => {
      const covering = ended.get(dataSetArn)?.find(({ createdAt }) => createdAt > landedAt);
      return ((covering?.endsAt ?? Number.POSITIVE_INFINITY) - landedAt) / SECOND;
    })
    .sort((a, b) => a - b);
}

beforeAll(async () => {
  const deployment = deployApp((refresh) => {
    for (const id of IDS) {
      const pace = { settle: Duration.seconds(10), maxWait: Duration.minutes(1), quota: IngestionQuota.of(QUOTA) };
      refresh.addDataSet(id, refreshedBy(id, pace));
    }
  });
  stack = await LocalStack.start(deployment, {
    speed: 10,
    dataSets: IDS.map((id) => aDataSet(id, { quota: QUOTA })),
  });
  const began = Date.now();
  for (let landed = 0; landed < LANDINGS; landed += IDS.length) {
    for (const id of IDS) {
      stack.eventBus.put(landing(id));
    }
    await stack.clock.sleep(SECOND / 2);
    if (landed % (LANDINGS / 20) === 0) {
      await measure();
    }
  }
  await stack.until(
    'every landing is covered',
    async () => {
      // to tell takes a while, in which this process does nothing else
      await stack.clock.sleep(10 * SECOND);
      return lags().at(-1) !== Number.POSITIVE_INFINITY;
    },
    PATIENCE,
  );
  await stack.until(
    'the function knows',
    async () => {
      const rows = await stack.dynamodb.rows();
      return IDS.every((id) => {
        const row = rows.get(arnOf(id));
        return row?.fresh && !row.pending && !row.ingestion;
      });
    },
    PATIENCE,
  );
  const sorted = lags();
  const every = (pick: (measured: Measure) => number, digits = 0): number[] =>
    measures.map((measured) => Number(pick(measured).toFixed(digits)));
  process.stdout.write(
    `${JSON.stringify({
      soak: {
        seconds: Math.round((Date.now() - began) / SECOND),
        landings: sorted.length,
        ingestions: stack.quickSight.model.ingestions.length,
        medianLagSeconds: Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
        p95LagSeconds: Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN),
        heapMegabytes: every(({ heapUsed }) => heapUsed / 2 ** 20, 1),
        rssMegabytes: every(({ rss }) => rss / 2 ** 20),
        openFiles: every(({ openFiles }) => openFiles),
      },
    })}\n`,
  );
}, 2 * PATIENCE);

afterAll(() => stack?.stop());

test(`all ${LANDINGS} landings in ${IDS.length} data sets are covered, and no rule was broken`, async () => {
  expect(await stack.findings(QUOTA)).toMatchObject({
    landings: LANDINGS,
    covered: LANDINGS,
    lost: 0,
    violations: [],
    stranded: [],
  });
});

test('memory and open sockets are flat once all data sets have been seen', () => {
  const quarter = Math.floor(measures.length / 4);
  const [early, late] = [measures.slice(quarter, 2 * quarter), measures.slice(-quarter)];
  // at the quietest moment: a measure in the middle of a batch has the batch in it, and what leaks is there at any
  const least = (part: readonly Measure[], pick: (measured: Measure) => number): number => Math.min(...part.map(pick));
  const heap = ({ heapUsed }: Measure): number => heapUsed;
  const files = ({ openFiles }: Measure): number => openFiles;
  expect(least(late, heap)).toBeLessThan(HEAP_GROWTH * least(early, heap));
  expect(least(late, files)).toBeLessThanOrEqual(least(early, files) + FILES_GROWTH);
});
