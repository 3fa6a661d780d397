import { incomplete, keepsWaiting } from '../../lambda/incomplete';
import { HOUR, MINUTE } from '../../lambda/time';
import { OutcomeDetailType } from '../../lib/private/contract';
import { FakePorts } from '../support/fake-ports';
import { ARN, aLandingMessage, aRow, aWake, landed, landedAt, NOON, settings } from '../support/rows';

const all = { landingEvents: ['Files', 'Orders'], within: 3_600 };
const WAITS = settings({ all: { ...all, whenIncomplete: 'wait' } });
const GOES_ON = settings({ all });

const overdue = { pending: landedAt(NOON - HOUR) };

test('what keeps waiting is reported once, however often it is looked at, and nothing is started', async () => {
  const world = new FakePorts(aRow({ ...overdue, settings: WAITS }));
  await world.reconcile(aWake());
  await world.reconcile(aWake());
  expect(world.published).toEqual([
    {
      detailType: OutcomeDetailType.DEFERRED,
      at: NOON,
      dataSetArn: ARN,
      reason: 'waits for Orders, without Orders for 1 h; looks again at 2026-11-23T12:15:00Z',
      next: 'starts when Orders has landed, or when a refresh is requested',
      landings: overdue.pending,
      missingLandingEvents: ['Orders'],
    },
  ]);
  expect(world.created).toEqual([]);
  expect(world.deadLetters).toEqual([]);
  expect(world.wakes.at(-1)?.message.at).toBe(NOON + 15 * MINUTE);
  expect(world.row.pending).toEqual(overdue.pending);
});

test('what waits for several landing events names them all', () => {
  const three = { ...WAITS.all, landingEvents: ['Files', 'Orders', 'Stock'], within: 3_600 };
  const row = aRow({ settings: settings({ all: { ...three, whenIncomplete: 'wait' } }) });
  expect(incomplete(row, landedAt(NOON), 'waits', NOON)).toMatchObject({
    next: 'starts when Orders, Stock have landed, or when a refresh is requested',
    missingLandingEvents: ['Orders', 'Stock'],
  });
});

test('a data set that waits for no others keeps waiting for nothing', () => {
  expect(keepsWaiting(landedAt(NOON), settings())).toBe(false);
  expect(keepsWaiting(landedAt(NOON), GOES_ON)).toBe(false);
  expect(keepsWaiting(landedAt(NOON), WAITS)).toBe(true);
});

test('more of what has landed already is no news', async () => {
  const world = new FakePorts(aRow({ ...overdue, settings: WAITS }));
  await world.reconcile(aWake());
  await world.reconcile(aLandingMessage(NOON, [{ arn: ARN, settings: WAITS }]));
  expect(world.published).toHaveLength(1);
});

test('what begins later is reported for itself', async () => {
  const world = new FakePorts(aRow({ ...overdue, settings: WAITS, incompleteSince: NOON - 24 * HOUR }));
  await world.reconcile(aWake());
  expect(world.published).toHaveLength(1);
});

test('a report that the bus does not take waits in the row', async () => {
  const world = new FakePorts(aRow({ ...overdue, settings: WAITS }));
  world.before = (effect) => {
    if (effect === 'publish') {
      throw new Error('no bus');
    }
  };
  await world.reconcile(aWake());
  expect(world.row.outbox).toMatchObject([{ missingLandingEvents: ['Orders'] }]);
});

test('a refresh that goes on without a landing event names it when it starts and when it succeeds', async () => {
  const world = new FakePorts(aRow({ ...overdue, settings: GOES_ON }));
  world.send(aWake());
  await world.settle();
  expect(world.published.map(({ detailType, missingLandingEvents }) => [detailType, missingLandingEvents])).toEqual([
    [OutcomeDetailType.STARTED, ['Orders']],
    [OutcomeDetailType.SUCCEEDED, ['Orders']],
  ]);
});

test('a refresh that is complete names none', async () => {
  const pending = landed({ Files: [NOON - HOUR], Orders: [NOON - HOUR] });
  const world = new FakePorts(aRow({ pending, settings: WAITS }));
  world.send(aWake());
  await world.settle();
  expect(world.published).toHaveLength(2);
  for (const outcome of world.published) {
    expect(outcome).not.toHaveProperty('missingLandingEvents');
  }
});
