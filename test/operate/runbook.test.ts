import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, MINUTE } from '../../lambda/time';
import { audit } from '../../sim/checks/audit';
import { violationsOf } from '../../sim/checks/invariants';
import type { Deployment } from '../../sim/template/deployment';
import { deployMonitored, Operator, SALES } from '../support/operator';

/** One section of docs/runbook.md: what brings its alarm about, and its steps, which must end it. */
interface Section {
  readonly heading: string;
  readonly alarm: string;
  readonly trouble: (o: Operator) => Promise<void>;
  /** What the section says to do. */
  readonly steps: (o: Operator) => Promise<void>;
  /** How long after them it says that the alarm is over. */
  readonly over: number;
  /** What the data set must be like afterwards. */
  readonly status: RegExp;
}

const IN_ORDER = /pending {7}nothing\n {2}lands .*\n.*rest: nothing new/;

const tags = (o: Operator, given: Record<string, string>): void => {
  Object.assign(o.world.quickSight.dataSet(SALES) ?? {}, { tags: given });
};
const purge = (o: Operator, queue = o.world.deadLetterQueue): void => {
  for (const { id } of queue.all()) {
    queue.delete(id);
  }
};
const undelivered = (o: Operator) => {
  const { arn } = o.world.deployment.queues.find(({ arn: each }) => each.includes('Undelivered')) ?? { arn: '' };
  return o.world.queueOf(arn);
};

/** The policies of the two queues that rules send to. */
const setPolicies = (o: Operator, policyOf: (arn: string) => unknown): void => {
  for (const queue of [o.world.queue, undelivered(o)]) {
    Object.assign(queue, { resource: { ...queue.resource, policy: policyOf(queue.resource.arn) } });
  }
};

const SECTIONS: readonly Section[] = [
  {
    heading: 'Refresh failed',
    alarm: 'RefreshFailed',
    trouble: async (o) => {
      tags(o, {});
      o.land();
      await o.wait(4 * MINUTE);
    },
    steps: async (o) => {
      expect(o.status()).toContain('--tags Key=spice-refresh,Value=allowed');
      tags(o, { 'spice-refresh': 'allowed' });
      o.redrive();
      await o.wait(10 * MINUTE);
    },
    over: 5 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'Dead-letter queue not empty',
    alarm: 'DeadLetterQueueNotEmpty',
    trouble: async (o) => {
      o.plans.push({ status: 'FAILED', error: { type: 'SQL_TABLE_NOT_FOUND', message: 'no table' } });
      o.land();
      o.world.queue.send('sent by hand');
      await o.wait(HOUR);
    },
    steps: async (o) => {
      const bodies = o.world.deadLetterQueue.all().map(({ body }) => body);
      expect(bodies).toContainEqual(expect.stringContaining('"kind":"retry"'));
      expect(bodies).toContain('sent by hand');
      o.redrive();
      await o.wait(HOUR);
      // what cannot be read is back: delete it
      expect(o.world.deadLetterQueue.all().map(({ body }) => body)).toEqual(['sent by hand']);
      purge(o);
    },
    over: 6 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'Undelivered queue not empty',
    alarm: 'UndeliveredQueueNotEmpty',
    trouble: async (o) => {
      // what EventBridge does with an event after a day of trouble
      undelivered(o).send(JSON.stringify({ source: 'simulator', detail: { table: 'sales' } }));
      await o.wait(10 * MINUTE);
    },
    steps: async (o) => {
      o.land();
      purge(o, undelivered(o));
      await o.wait(10 * MINUTE);
    },
    over: 6 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'Rules cannot deliver',
    alarm: 'RulesCannotDeliver',
    trouble: async (o) => {
      setPolicies(o, () => ({ Statement: [] }));
      o.land();
      // nothing but the sweep tells of it from then on
      await o.wait(62 * MINUTE);
      expect(undelivered(o).all()).toEqual([]);
      expect(o.status()).toContain('nothing new');
    },
    steps: async (o) => {
      setPolicies(o, (arn) => deployment.queues.find((queue) => queue.arn === arn)?.policy);
      o.land();
      await o.wait(10 * MINUTE);
    },
    over: 6 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'Freshness objective missed',
    alarm: 'SalesFreshnessObjectiveMissed',
    trouble: async (o) => {
      o.plans.push({ seconds: Number.POSITIVE_INFINITY });
      o.land();
      await o.wait(40 * MINUTE);
    },
    steps: async (o) => {
      expect(o.status()).toMatch(/wait: ingestion \S+ started at /);
      const [hanging] = o.world.quickSight.ofDataSet(SALES).filter(({ endsAt }) => endsAt > o.now);
      o.world.quickSight.end(hanging as NonNullable<typeof hanging>, 'CANCELLED');
      await o.wait(20 * MINUTE);
      o.redrive();
      await o.wait(10 * MINUTE);
    },
    over: 25 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'Nothing landed',
    alarm: 'SalesNothingLanded',
    trouble: (o) => o.wait(13 * HOUR),
    steps: async (o) => {
      expect(o.status()).toContain('nothing new');
      o.land();
      await o.wait(10 * MINUTE);
    },
    over: HOUR,
    status: IN_ORDER,
  },
  {
    heading: 'Rows dropped',
    alarm: 'RowsDropped',
    trouble: async (o) => {
      o.plans.push({ rowsDropped: 7 });
      o.land();
      await o.wait(8 * MINUTE);
    },
    steps: async (o) => {
      expect(o.status()).toContain('7 DROPPED');
      o.land();
      await o.wait(10 * MINUTE);
    },
    over: 5 * MINUTE,
    status: /fresh as of .* 1000 rows$/m,
  },
  {
    heading: 'Zero rows',
    alarm: 'ZeroRows',
    trouble: async (o) => {
      o.plans.push({ rowsIngested: 0 });
      o.land();
      await o.wait(8 * MINUTE);
    },
    steps: async (o) => {
      expect(o.status()).toMatch(/ 0 rows$/m);
      o.land();
      await o.wait(10 * MINUTE);
    },
    over: 5 * MINUTE,
    status: /fresh as of .* 1000 rows$/m,
  },
  {
    heading: 'Quota nearly used',
    alarm: 'QuotaNearlyUsed',
    trouble: async (o) => {
      for (let at = 0; at < 31; at++) {
        o.world.quickSight.create(SALES, `people-${at}`, 'FULL_REFRESH', 'people');
      }
      o.land();
      await o.wait(HOUR);
    },
    steps: async (o) => {
      expect(o.status()).toMatch(/backs off after LimitExceededException[\s\S]*quota left {4}0 of 32/);
      // they have stopped refreshing by hand; it waits until the window opens, by itself
      await o.wait(25 * HOUR);
    },
    over: 25 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'SPICE nearly full',
    alarm: 'SpiceCapacity',
    trouble: async (o) => {
      o.operations.spice(91_000, 100_000);
      await o.wait(10 * MINUTE);
    },
    steps: async (o) => {
      // nothing changes until capacity is bought
      await o.wait(5 * HOUR);
      expect(o.operations.stateOf('SpiceCapacity')).toBe('ALARM');
      o.operations.spice(91_000, 120_000);
    },
    over: HOUR,
    status: IN_ORDER,
  },
  {
    heading: 'Function errors',
    alarm: 'FunctionErrors',
    trouble: async (o) => {
      o.refuse('read', Number.POSITIVE_INFINITY, 'crash');
      o.land();
      await o.wait(20 * MINUTE);
    },
    steps: async (o) => {
      await o.wait(20 * MINUTE);
      // what was deployed last is undone; the landing has come back five times by now
      o.mend();
      o.redrive();
      await o.wait(10 * MINUTE);
    },
    over: 15 * MINUTE,
    status: IN_ORDER,
  },
  {
    heading: 'Processing errors',
    alarm: 'ProcessingErrors',
    trouble: async (o) => {
      o.refuse('write', Number.POSITIVE_INFINITY, {
        error: 'AccessDeniedException',
        status: 400,
        message: 'no PutItem',
      });
      o.land();
      await o.wait(20 * MINUTE);
    },
    steps: async (o) => {
      await o.wait(20 * MINUTE);
      expect(o.log()).toContain('ERROR reconcile failed; its messages will be retried: no PutItem');
      o.mend();
      o.redrive();
      await o.wait(10 * MINUTE);
    },
    over: 15 * MINUTE,
    status: IN_ORDER,
  },
];

let deployment: Deployment;
beforeAll(() => {
  deployment = deployMonitored();
}, 60_000);

test.each(SECTIONS)(
  '$heading: the alarm goes off, the steps end it, and the data set is in order',
  async ({ alarm, trouble, steps, over, status }) => {
    const o = await new Operator(deployment).begin();
    expect(o.operations.stateOf(alarm)).not.toBe('ALARM');
    await trouble(o);
    expect(o.operations.stateOf(alarm)).toBe('ALARM');
    await steps(o);
    await o.wait(over);
    expect(o.operations.stateOf(alarm)).toBe('OK');
    expect(o.status()).toMatch(status);
  },
  60_000,
);

test('How to restore the ledger: nothing overlaps, and what has landed since the older state is in', async () => {
  const o = await new Operator(deployment).begin();
  const restore = o.world.backUp();
  o.land('both');
  await o.wait(HOUR);
  o.land('both');
  await o.wait(2 * MINUTE);
  o.world.poller.enabled = false;
  o.land('both');
  const { ingestions } = o.world.quickSight;
  while (ingestions.some(({ endsAt }) => endsAt > o.now)) {
    await o.wait(MINUTE);
  }
  restore();
  o.world.poller.enabled = true;
  o.land('both');
  await o.wait(2 * HOUR);
  expect(o.status()).toMatch(IN_ORDER);
  expect(audit(o.world).lost).toBe(0);
  const overlaps = violationsOf(o.world, 32, false).filter(({ rule }) => rule === 'one at a time');
  expect(overlaps).toEqual([]);
}, 60_000);

test('every section of the runbook is tried', () => {
  const runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  const howTo = ['How to look', 'How to redrive', 'How to restore the ledger', 'How to trace a landing'];
  expect([...howTo, ...SECTIONS.map(({ heading }) => heading)]).toEqual(headings);
});
