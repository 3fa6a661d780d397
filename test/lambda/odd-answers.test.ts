import * as fc from 'fast-check';
import { toItem } from '../../lambda/aws/ledger-item';
import type { ApiError, DescribeAnswer } from '../../lambda/ports';
import { DAY, HOUR, MINUTE } from '../../lambda/time';
import { OutcomeDetailType } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { ARN, aLandingMessage, aRetry, NOON } from '../support/rows';

/** What QuickSight may answer, however odd: the data set is refreshed, the row can be stored, and nothing is claimed. */

const refused = (error: string, status: number, more: Partial<ApiError> = {}) => ({
  apiError: { error, message: 'no', status, ...more },
});

const told = (world: FakePorts, detailType: string) =>
  world.told.filter((outcome) => outcome.detailType === detailType);

/** A landing each hour for so many hours, and everything that follows from it. */
async function hourly(world: FakePorts, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    world.now = Math.max(world.now, NOON + hour * HOUR);
    await world.reconcile(aLandingMessage(world.now));
    await world.run(55 * MINUTE);
  }
}

describe('an ingestion of no seconds', () => {
  test('an ingestion of no seconds leaves a data set whose next landings are refreshed', async () => {
    const world = new FakePorts();
    world.ingestionTakes = 0;
    await hourly(world, 10);
    expect(told(world, OutcomeDetailType.SUCCEEDED)).toHaveLength(10);
    expect(world.row.expectedSeconds).toBe(1);
  });

  test.each([0, 1, 59, 86_400])(
    'an ingestion of %d seconds, or without times, rows, or an end, leaves a row that can be stored',
    async (seconds) => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            createdAt: fc.option(fc.integer({ min: NOON - DAY, max: NOON + DAY }), { nil: undefined }),
            seconds: fc.constantFrom(seconds, undefined),
            rowsIngested: fc.option(fc.nat(), { nil: undefined }),
            status: fc.constantFrom('COMPLETED', 'FAILED', 'CANCELLED', 'RUNNING', 'UNKNOWN'),
          }),
          async (ingestion) => {
            const world = new FakePorts();
            world.answerDescribe = () => ({ ingestion });
            await hourly(world, 3);
            expect(() => toItem(world.row)).not.toThrow();
          },
        ),
        { numRuns: 20 },
      );
    },
  );

  test('a row with a number that is not finite is refused, and the error names the field', () => {
    const row = { ...new FakePorts().rows.get(ARN), dataSetArn: ARN, fresh: { through: Number.NaN, at: NOON } };
    expect(() => toItem(row as never)).toThrow(`${ARN}: row.fresh.through is not a finite number`);
  });
});

describe('ResourceExistsException', () => {
  test('ResourceExistsException for a first call says that another ingestion is running: nothing is claimed, and the next try has a new id', async () => {
    const world = new FakePorts();
    const take = world.answerCreate;
    let refusals = 0;
    world.answerCreate = (id) => (refusals++ < 2 ? refused('ResourceExistsException', 409) : take(id));
    await hourly(world, 1);
    expect(told(world, OutcomeDetailType.STARTED)).toHaveLength(1);
    expect(told(world, OutcomeDetailType.SUCCEEDED)).toHaveLength(1);
    expect(new Set(world.created.map(({ id }) => id)).size).toBe(3);
    expect(world.row.pending).toBeUndefined();
  });

  test('ResourceExistsException for an id that QuickSight knows is ours: it has started, once', async () => {
    const world = new FakePorts();
    const take = world.answerCreate;
    world.answerCreate = (id) => {
      take(id);
      return refused('ResourceExistsException', 409);
    };
    await hourly(world, 1);
    expect(told(world, OutcomeDetailType.STARTED)).toHaveLength(1);
    expect(told(world, OutcomeDetailType.SUCCEEDED)).toHaveLength(1);
    expect(world.created).toHaveLength(1);
  });

  test('ResourceExistsException for a repeated call keeps the id until QuickSight must show it: ours may be invisible', async () => {
    const world = new FakePorts();
    const take = world.answerCreate;
    const show = world.answerDescribe;
    let calls = 0;
    let firstCallAt = 0;
    world.answerCreate = (id) => {
      calls++;
      if (calls === 1) {
        firstCallAt = world.now;
        take(id);
        return { apiError: { error: 'NetworkError', message: 'the connection was reset' } };
      }
      return refused('ResourceExistsException', 409);
    };
    world.answerDescribe = (id) =>
      world.now < firstCallAt + 3 * MINUTE ? refused('ResourceNotFoundException', 404) : show(id);
    await hourly(world, 1);
    expect(new Set(world.created.map(({ id }) => id)).size).toBe(1);
    expect(told(world, OutcomeDetailType.SUCCEEDED)).toHaveLength(1);
  });
});

describe('LimitExceededException', () => {
  test.each([undefined, 'INGESTION'])(
    'LimitExceededException with %s is the daily quota: none are left, and it waits',
    async (resourceType) => {
      const world = new FakePorts();
      world.answerCreate = () => refused('LimitExceededException', 409, resourceType ? { resourceType } : {});
      await world.reconcile(aLandingMessage(NOON));
      await world.run(10 * MINUTE);
      expect(world.row.failure).toMatchObject({ error: 'LimitExceededException', retryAt: expect.any(Number) });
      expect(world.deadLetters).toEqual([]);
    },
  );

  test.each(['DATA_SET', 'ACCOUNT_SETTINGS', 'SOMETHING_NEW'])(
    'LimitExceededException with %s is not the daily quota: it fails with a reason that says so',
    async (resourceType) => {
      const world = new FakePorts();
      world.answerCreate = () => refused('LimitExceededException', 409, { resourceType });
      await world.reconcile(aLandingMessage(NOON));
      await world.run(10 * MINUTE);
      expect(world.row.failure?.error).toBe(`LimitExceededException:${resourceType}`);
      expect(world.row.failure?.message).toContain('SPICE capacity');
      expect(world.deadLetters).toHaveLength(1);
    },
  );
});

describe('a call that cannot have counted', () => {
  test.each([
    ['denied by IAM', refused('AccessDeniedException', 401)],
    ['denied by STS', refused('AccessDenied', 403)],
  ])(
    'a call answered with %s leaves the quota as it was: a day of them, then a redrive refreshes at once',
    async (_what, denial) => {
      const world = new FakePorts();
      const take = world.answerCreate;
      world.answerCreate = () => denial;
      for (let landing = 0; landing < 40; landing++) {
        world.now += 20 * MINUTE;
        await world.reconcile(aLandingMessage(world.now));
        await world.run(3 * MINUTE);
      }
      expect(world.row.calls).toEqual([]);
      world.answerCreate = take;
      const failedAt = world.row.failure?.at ?? 0;
      await world.reconcile(aRetry({ failedAt }));
      expect(told(world, OutcomeDetailType.STARTED)).toHaveLength(1);
    },
  );

  test('a throttled call leaves the quota as it was', async () => {
    const world = new FakePorts();
    world.answerCreate = () => refused('ThrottlingException', 429);
    await world.reconcile(aLandingMessage(NOON));
    await world.run(2 * HOUR);
    expect(world.created.length).toBeGreaterThan(2);
    expect(world.row.calls).toEqual([]);
  });

  test('any other error counts', async () => {
    const world = new FakePorts();
    world.answerCreate = () => refused('InvalidParameterValueException', 400);
    await world.reconcile(aLandingMessage(NOON));
    await world.run(10 * MINUTE);
    expect(world.row.calls).toHaveLength(1);
  });
});

describe('a DescribeIngestion that is not answered', () => {
  const silence: DescribeAnswer = refused('InternalFailureException', 500);

  test('a DescribeIngestion that is not answered is said in the row, the log and the metrics, until QuickSight answers again', async () => {
    const world = new FakePorts();
    const show = world.answerDescribe;
    world.answerDescribe = () => silence;
    await world.reconcile(aLandingMessage(NOON));
    await world.run(20 * MINUTE);
    const { unanswered = 0, lastError } = world.row.ingestion ?? {};
    expect(unanswered).toBeGreaterThan(2);
    expect(lastError).toBe('500 InternalFailureException');
    expect(world.row.reason).toMatch(
      /started at \S+; QuickSight has not answered \d+ calls, last 500 InternalFailureException/,
    );
    expect(world.row.reason).not.toContain('is running');
    expect(world.processingErrors.filter((what) => what.includes('DescribeIngestion'))).toHaveLength(unanswered);
    world.answerDescribe = show;
    await world.run(HOUR);
    expect(world.row).toMatchObject({ fresh: expect.anything() });
    expect(world.row.ingestion).toBeUndefined();
  });
});

describe('a failure', () => {
  test('a failure of an ingestion that never ends is reported once, however much lands', async () => {
    const world = new FakePorts();
    world.answerDescribe = () => ({ ingestion: { status: 'RUNNING', createdAt: NOON } });
    for (let half = 0; half < 48; half++) {
      world.now = NOON + half * 30 * MINUTE;
      await world.reconcile(aLandingMessage(world.now));
      await world.run(29 * MINUTE);
    }
    expect(told(world, OutcomeDetailType.FAILED)).toHaveLength(1);
    expect(world.deadLetters).toHaveLength(1);
  });

  test('a failure that is published again after a crash has the time of the first: the end of the ingestion', async () => {
    const world = new FakePorts();
    await world.reconcile(aLandingMessage(NOON));
    await world.run(3 * MINUTE);
    let crashes = 0;
    world.after = (effect) => {
      if (
        effect === 'publish' &&
        world.published.at(-1)?.detailType === OutcomeDetailType.SUCCEEDED &&
        crashes++ === 0
      ) {
        throw new Error('the process is gone');
      }
    };
    await world.run(HOUR);
    const succeeded = world.published.filter(({ detailType }) => detailType === OutcomeDetailType.SUCCEEDED);
    expect(succeeded.length).toBeGreaterThan(1);
    expect(new Set(succeeded.map(({ at }) => at)).size).toBe(1);
    const createdAt = [...world.ingestions.values()][0] ?? 0;
    expect(succeeded[0]?.at).toBe(createdAt + world.ingestionTakes);
  });
});
