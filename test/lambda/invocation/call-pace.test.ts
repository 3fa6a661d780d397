import {
  BURST,
  CallPace,
  FIRST_A_SECOND,
  FORGOTTEN_AFTER,
  LEAST_A_SECOND,
  MORE_A_SECOND,
  MOST_A_SECOND,
} from '../../../lambda/invocation/call-pace';
import { SECOND } from '../../../lambda/time';
import { NOON } from '../../support/rows';

/** When so many calls are made that all want to be made at once. */
function timesOf(pace: CallPace, calls: number, from = NOON): number[] {
  let now = from;
  return Array.from({ length: calls }, () => {
    now = pace.nextAt(now);
    pace.called(now);
    return now - from;
  });
}

/** A pace that was slowed so often, and has not called since. */
function slowed(times: number): CallPace {
  const pace = new CallPace();
  for (let time = 0; time < times; time++) {
    pace.throttled(NOON, NOON);
  }
  return pace;
}

test('calls of a small batch are made at once', () => {
  expect(timesOf(new CallPace(), BURST)).toEqual(Array(BURST).fill(0));
});

test('calls of a large batch follow each other evenly', () => {
  const times = timesOf(new CallPace(), BURST + 40);
  expect(times.slice(BURST)).toEqual(Array.from({ length: 40 }, (_, at) => (at + 1) * (SECOND / FIRST_A_SECOND)));
});

test('a pause gives back what may be called at once, and no more', () => {
  const pace = new CallPace();
  timesOf(pace, BURST);
  const later = timesOf(pace, BURST + 1, NOON + 3_600 * SECOND);
  expect(later).toEqual([...Array(BURST).fill(0), SECOND / FIRST_A_SECOND]);
});

test('a throttled call halves the calls that are made, none of them together', () => {
  const times = timesOf(slowed(1), 4);
  expect(times).toEqual([100, 200, 300, 400]);
});

test('calls that were under way when the pace was slowed do not slow it further', () => {
  const pace = new CallPace();
  timesOf(pace, BURST);
  for (let call = 0; call < BURST; call++) {
    pace.throttled(NOON, NOON + 20 + call);
  }
  expect(pace.interval).toBe((2 * SECOND) / FIRST_A_SECOND);
  pace.throttled(NOON + 20, NOON + 100);
  expect(pace.interval).toBe((4 * SECOND) / FIRST_A_SECOND);
});

test('a call pace lets the next call through some time, however often calls are throttled', () => {
  expect(slowed(50).interval).toBe(SECOND / LEAST_A_SECOND);
});

test('each call that is taken makes it faster: by the same every second, up to a limit', () => {
  const pace = slowed(2);
  for (let call = 0; call < 5; call++) {
    pace.taken();
  }
  expect(SECOND / pace.interval).toBeCloseTo(5 + MORE_A_SECOND, 1);
  for (let call = 0; call < 100_000; call++) {
    pace.taken();
  }
  expect(pace.interval).toBe(SECOND / MOST_A_SECOND);
});

test('a pace without a throttled call grows quickly, up to a limit', () => {
  const pace = new CallPace();
  for (let call = 0; call < 10; call++) {
    pace.taken();
  }
  expect(SECOND / pace.interval).toBeCloseTo(FIRST_A_SECOND + 10);
  for (let call = 0; call < 1_000; call++) {
    pace.taken();
  }
  expect(pace.interval).toBe(SECOND / MOST_A_SECOND);
});

test('times given in advance follow those that wait, and each other', () => {
  const pace = slowed(1);
  expect([0, 1, 2].map(() => pace.reserve(NOON, 3) - NOON)).toEqual([500, 600, 700]);
  // what was given long ago holds no longer
  expect(pace.reserve(NOON + 60 * SECOND, 0) - NOON).toBe(60_100);
});

test('a call pace is forgotten some minutes after the last call that was throttled', () => {
  expect(new CallPace().isForgotten(NOON)).toBe(false);
  expect(slowed(1).isForgotten(NOON + FORGOTTEN_AFTER - 1)).toBe(false);
  expect(slowed(1).isForgotten(NOON + FORGOTTEN_AFTER)).toBe(true);
});
