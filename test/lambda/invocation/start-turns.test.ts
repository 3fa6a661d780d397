import { AT_ONCE, CallPaces, type PutOff, SpacedStarts } from '../../../lambda/invocation/start-turns';
import { SECOND } from '../../../lambda/time';
import { MOST_WAITING, WAIT_FOR_TURN } from '../../../lambda/timing';
import { VirtualClock } from '../../../sim/aws/virtual-clock';
import { ARN, NOON } from '../../support/rows';

const ELSEWHERE = ARN.replace('eu-west-1', 'us-east-1');

interface Turn {
  readonly waited: boolean;
  /** When it was its turn, or it was put off: milliseconds after the beginning. */
  readonly at: number;
  readonly putOff?: PutOff;
}

class Starts {
  readonly clock = new VirtualClock(NOON);
  readonly paces: CallPaces;
  readonly turns: Turn[] = [];
  mayWait = (_milliseconds: number): boolean => true;
  readonly starts: SpacedStarts;

  constructor(paces = new CallPaces()) {
    this.paces = paces;
    const { clock } = this;
    this.starts = new SpacedStarts(
      { now: () => clock.now(), after: (milliseconds, run) => clock.at(clock.now() + milliseconds, run) },
      (milliseconds) => this.mayWait(milliseconds),
      paces,
    );
  }

  /** So many want to start now. */
  take(count: number, dataSetArn = ARN): void {
    for (let each = 0; each < count; each++) {
      let waited = false;
      const onWait = (): void => {
        waited = true;
      };
      void this.starts.take(dataSetArn, onWait).then((putOff) => {
        this.turns.push({ waited, at: this.clock.now() - NOON, ...(putOff && { putOff }) });
      });
    }
  }

  /** The first call was throttled, so often. */
  slow(times = 1): void {
    for (let time = 0; time < times; time++) {
      this.starts.answered(ARN, this.clock.now(), true);
    }
  }

  get putOff(): number[] {
    return this.turns.flatMap(({ putOff }) => (putOff ? [putOff.until - NOON] : []));
  }

  get called(): number[] {
    return this.turns.filter(({ putOff }) => !putOff).map(({ at }) => at);
  }
}

test('one data set starts at once, and so do ten', async () => {
  for (const count of [1, 10]) {
    const world = new Starts();
    world.take(count);
    await world.clock.run(NOON);
    expect(world.turns).toEqual(Array(count).fill({ waited: false, at: 0 }));
  }
});

test('those who wait for their turn say so, and start one after the other', async () => {
  const world = new Starts();
  world.take(14);
  await world.clock.run();
  expect(world.turns.filter(({ waited }) => waited)).toHaveLength(4);
  expect(world.called.slice(10)).toEqual([50, 100, 150, 200]);
});

test('no more wait than there are places: the others get times of their own behind them', async () => {
  const world = new Starts();
  world.take(10 + MOST_WAITING + 30);
  await world.clock.run();
  expect(world.called).toHaveLength(10 + MOST_WAITING);
  expect(world.putOff).toEqual(Array.from({ length: 30 }, (_, at) => (1 + MOST_WAITING + at + 1) * 50));
});

test('no start waits for longer than that', async () => {
  const world = new Starts();
  world.slow(3);
  world.take(60);
  await world.clock.run();
  // 2.5 a second
  expect(world.called).toEqual(Array.from({ length: 25 }, (_, at) => (at + 1) * 400));
  expect(Math.max(...world.called)).toBe(WAIT_FOR_TURN);
  expect(world.putOff).toEqual(Array.from({ length: 35 }, (_, at) => (26 + at + 1) * 400));
});

test('no start waits that would have no time left for a reconcile', async () => {
  const world = new Starts();
  world.mayWait = (milliseconds) => world.clock.now() + milliseconds <= NOON + SECOND;
  world.slow();
  world.take(20);
  await world.clock.run();
  expect(world.called).toEqual(Array.from({ length: 10 }, (_, at) => (at + 1) * 100));
  expect(world.putOff).toHaveLength(10);
});

test('a throttled call makes those who wait wait for longer, and those at the end no more', async () => {
  const world = new Starts();
  world.take(60);
  await world.clock.run(NOON);
  expect(world.called).toHaveLength(10);
  world.slow(5);
  await world.clock.run();
  // 0.625 a second: six within 10 s
  expect(world.called.slice(10)).toEqual([1_600, 3_200, 4_800, 6_400, 8_000, 9_600]);
  expect(world.putOff).toHaveLength(44);
});

test('an account or region whose calls are throttled does not slow another one', async () => {
  const world = new Starts();
  world.slow(5);
  world.take(10, ELSEWHERE);
  await world.clock.run();
  expect(world.called).toEqual(Array(10).fill(0));
});

test('the pace is kept from one invocation to the next, and forgotten after some minutes', async () => {
  const before = new Starts();
  before.slow(2);
  const next = new Starts(before.paces);
  next.take(3);
  await next.clock.run();
  expect(next.called).toEqual([200, 400, 600]);
  const account = ARN.slice(0, ARN.indexOf('/'));
  expect(before.paces.of(account, NOON).interval).toBe(200);
  expect(before.paces.of(account, NOON + 300 * SECOND).interval).toBe(50);
});

test('no number of accounts fills the memory', () => {
  const paces = new CallPaces();
  const first = paces.of('a0', NOON);
  first.throttled(NOON, NOON);
  for (let account = 1; account < 100; account++) {
    paces.of(`a${account}`, NOON);
  }
  expect(paces.of('a0', NOON)).toBe(first);
  paces.of('a100', NOON);
  expect(paces.of('a0', NOON)).not.toBe(first);
});

test('every start is made at once where there are no turns', async () => {
  expect(await AT_ONCE.take(ARN)).toBeUndefined();
  expect(() => AT_ONCE.answered(ARN, NOON, true)).not.toThrow();
});
