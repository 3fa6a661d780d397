import { SECOND } from '../../lambda/time';
import { IngestionQuota } from '../../lib';
import { Chaos } from '../../local/chaos';
import { LocalStack } from '../../local/local-stack';
import { audit, type Evidence } from '../../sim/checks/audit';
import { violationsOf } from '../../sim/checks/invariants';
import { seeded } from '../../sim/seeds/random';
import { aDataSet, arnOf, completedIn, deployApp, failedWith, landing, refreshedBy } from '../support/local/local-apps';

const SPEED = 20;
const KILLS = Number(process.env.KILLS ?? 200);
/** A machine that is busy with other things takes its time. Real milliseconds. */
const PATIENCE = 400 * SECOND;

/** So many that a call which is refused need not be waited out for long … */
const PLENTY = 1_000;
/** … and so few that chaos alone would use up more. */
const SCARCE = 8;

const PLENTIFUL = Array.from({ length: 16 }, (_, i) => `plenty-${i}`);
const SCARCELY = Array.from({ length: 4 }, (_, i) => `scarce-${i}`);
const IDS = [...PLENTIFUL, ...SCARCELY];

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const random = seeded(seed);
let stack: LocalStack;
let chaos: Chaos;
let evidence: Evidence;
let queued: readonly { readonly body: string }[];

/** As if these data sets were all there are. */
function about(ids: readonly string[]): Evidence {
  const arns = new Set(ids.map(arnOf));
  return {
    ...evidence,
    quickSight: {
      ingestions: evidence.quickSight.ingestions.filter(({ dataSetArn }) => arns.has(dataSetArn)),
      ofDataSet: (arn) => evidence.quickSight.ofDataSet(arn),
    },
    occurrences: evidence.occurrences.filter((seen) => !('dataSetArn' in seen) || arns.has(seen.dataSetArn)),
  };
}

/** What waits for its quota is pending, and a message in the queue will bring it up: as good as reported. */
const orQueued = (seen: Evidence): Evidence => ({
  ...seen,
  deadLetterQueue: { all: () => [...seen.deadLetterQueue.all(), ...queued] },
});

beforeAll(async () => {
  const deployment = deployApp((refresh) => {
    for (const id of IDS) {
      refresh.addDataSet(id, refreshedBy(id, { quota: IngestionQuota.of(SCARCELY.includes(id) ? SCARCE : PLENTY) }));
    }
  });
  stack = await LocalStack.start(deployment, {
    speed: SPEED,
    dataSets: IDS.map((id, index) =>
      aDataSet(id, {
        quota: SCARCELY.includes(id) ? SCARCE : PLENTY,
        whileActive: (['queue', 'supersede', 'reject'] as const)[index % 3] ?? 'queue',
        plan: () => (random() < 0.05 ? failedWith('SQL_EXCEPTION') : completedIn(5 + random() * 40)),
      }),
    ),
  });
  const began = Date.now();
  let invocations = 0;
  chaos = new Chaos(stack, seed);
  const kill = stack.refreshFunction.invoking;
  stack.refreshFunction.invoking = (...given) => {
    invocations += 1;
    kill(...given);
  };

  while (chaos.kills < KILLS && Date.now() - began < PATIENCE) {
    // little lands in the scarce ones: of much, the pace would make them wait for most of the day
    const ids = random() < 0.01 ? SCARCELY : PLENTIFUL;
    stack.eventBus.put(landing(ids[Math.floor(random() * ids.length)] ?? ''));
    await stack.clock.sleep(random() * 2 * SECOND);
  }
  chaos.end();
  const chaotic = Date.now() - began;

  let redriven = 0;
  await stack.until(
    'all is calm',
    async () => {
      const rows = await stack.dynamodb.rows();
      const restless = PLENTIFUL.map((id) => rows.get(arnOf(id))).filter((row) => row?.pending || row?.ingestion);
      const messages = await stack.sqs.inspect(stack.mapping.queueArn);
      const landed = messages.filter(({ body }) => JSON.parse(body).kind !== 'wake');
      if (restless.length === 0 && landed.length === 0) {
        return true;
      }
      redriven += await stack.sqs.redrive(stack.deadLetterArn, stack.mapping.queueArn);
      await stack.skip(20 * SECOND);
      await stack.clock.sleep(5 * SECOND);
      return false;
    },
    PATIENCE,
  );
  evidence = await stack.evidence();
  queued = await stack.sqs.inspect(stack.mapping.queueArn);
  const { kills, met } = chaos;
  const starts = stack.refreshFunction.environments.reduce((sum, environment) => sum + environment.starts, 0);
  process.stdout.write(
    `${JSON.stringify({
      chaos: {
        seed,
        seconds: Math.round((Date.now() - began) / SECOND),
        chaotic: Math.round(chaotic / SECOND),
        kills,
        invocations,
        starts,
        redriven,
        met,
        plenty: audit(about(PLENTIFUL)),
        scarce: audit(orQueued(about(SCARCELY))),
      },
    })}\n`,
  );
}, 2 * PATIENCE);

afterAll(() => stack?.stop());

test(`the process of the function was killed ${KILLS} times, and met every kind of trouble (seed ${seed})`, () => {
  expect(chaos.kills).toBeGreaterThanOrEqual(KILLS);
  for (const trouble of ['429', '500', 'reset before', 'reset after', 'half an answer', 'silence']) {
    expect(chaos.met).toHaveProperty([`quickSight ${trouble}`]);
  }
  expect(chaos.met).toHaveProperty(['dynamodb throttled']);
  expect(chaos.met).toHaveProperty(['sqs delivered twice']);
});

test(`no landing was lost (seed ${seed})`, () => {
  const { landings, covered, reported, lost } = audit(about(PLENTIFUL));
  expect({ covered, reported, lost }).toEqual({ covered: landings, reported: 0, lost: 0 });
});

test(`no two ingestions of a data set at once, none without cause, none unexplained (seed ${seed})`, () => {
  expect(violationsOf(about(PLENTIFUL), PLENTY, true)).toEqual([]);
});

test(`a quota that is used up is kept, and what waits for it is brought up by a message (seed ${seed})`, async () => {
  expect(violationsOf(about(SCARCELY), SCARCE, true)).toEqual([]);
  expect(audit(orQueued(about(SCARCELY))).lost).toBe(0);
  expect((await stack.findings(PLENTY)).stranded).toEqual([]);
});
