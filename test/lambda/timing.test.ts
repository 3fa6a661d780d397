import { DAY, HOUR, SECOND } from '../../lambda/time';
import {
  BRIEF,
  CALL_MARGIN,
  CLOCKS_DIFFER,
  COVER_MARGIN,
  CREATE,
  DESCRIBE,
  FIRST_POLL,
  FIRST_POLL_PAUSE,
  LEASE,
  LONGEST_CALL_PAUSE,
  LONGEST_DELAY,
  LONGEST_POLL,
  LONGEST_POLL_PAUSE,
  longest,
  NOT_FOUND_GRACE,
  OVERDUE_POLL,
  PUBLISH_AGAIN,
  QUICK,
  QUOTA_PAUSE,
  RETRY_DELAYS,
  SAY_AGAIN,
  SAY_AGAIN_FOR,
  SHORTEST_POLL,
  SHORTEST_QUOTA_PAUSE,
  SLOW_AFTER,
  TIME_FOR_A_RECONCILE,
  TIME_TO_ANSWER,
  TIME_TO_SEND_AGAIN,
} from '../../lambda/timing';
import { FUNCTION_TIMEOUT_SECONDS } from '../../lib/private/contract';
import { synthesize } from '../support/stack';

const FUNCTION_TIMEOUT = FUNCTION_TIMEOUT_SECONDS * SECOND;

/** EventBridge's `time` has whole seconds. */
const EVENT_TIME_RESOLUTION = SECOND;
/** How far the clocks of two AWS services are taken to be apart: as far as the simulation's faults set them. */
const CLOCK_SKEW = 2 * SECOND;
/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html `DelaySeconds` */
const SQS_LONGEST_DELAY = 900 * SECOND;
/** A row with anything pending or in flight is looked at again by itself within this. */
const ALIVE = HOUR;

describe('an intent', () => {
  test('an intent is left to its invocation until that must be over: or two invocations would call for it', () => {
    expect(LEASE).toBeGreaterThan(FUNCTION_TIMEOUT);
  });

  test('an intent counts against the quota for as long as its call may still be made, and then for a day by another clock', () => {
    expect(CALL_MARGIN).toBeGreaterThanOrEqual(LEASE);
    expect(CALL_MARGIN).toBeGreaterThanOrEqual(FUNCTION_TIMEOUT + CLOCKS_DIFFER);
  });

  test('an intent is recognized by a creation time that another clock has set', () => {
    expect(CLOCKS_DIFFER).toBeGreaterThan(CLOCK_SKEW);
  });
});

test('an ingestion covers nothing that landed after its start, by a time cut to the second and another clock', () => {
  expect(COVER_MARGIN).toBeGreaterThan(EVENT_TIME_RESOLUTION + CLOCK_SKEW);
});

describe('an invocation', () => {
  /** What AWS usually takes for the calls of DynamoDB and SQS that a reconcile makes. */
  const USUAL = SECOND;

  test.each([
    ['CreateIngestion', CREATE],
    ['DescribeIngestion', DESCRIBE],
  ])(
    'an invocation has time for a silent role, a silent %s and a silent bus in a reconcile that it begins',
    (_name, call) => {
      expect(longest(BRIEF) + longest(call) + longest(BRIEF) + USUAL).toBeLessThanOrEqual(TIME_FOR_A_RECONCILE);
    },
  );

  test('an invocation has time for a silent ledger and a silent queue in a reconcile that it begins', () => {
    expect(2 * longest(QUICK)).toBeLessThanOrEqual(TIME_FOR_A_RECONCILE);
  });

  test('an invocation sends again what it has left undone, or gives it back, before it ends', () => {
    expect(longest(QUICK) + TIME_TO_ANSWER).toBeLessThanOrEqual(TIME_TO_SEND_AGAIN);
  });

  test('an invocation begins reconciles for a good part of its time', () => {
    expect(FUNCTION_TIMEOUT - TIME_FOR_A_RECONCILE - TIME_TO_SEND_AGAIN).toBeGreaterThanOrEqual(FUNCTION_TIMEOUT / 3);
  });

  test('an invocation counts a call as slow only when it is late, and so is every one that gets no answer', () => {
    for (const limits of [QUICK, BRIEF, CREATE, DESCRIBE]) {
      expect(limits.connectionTimeout).toBeLessThan(limits.requestTimeout);
      expect(longest(limits)).toBeGreaterThan(SLOW_AFTER);
    }
  });

  test('an invocation makes a call once that may count against the quota', () => {
    expect(CREATE.attempts).toBe(1);
  });

  test('an invocation is over before its messages are received again, and so is the lease of its intents', () => {
    const queues = Object.values(synthesize({}, {}).findResources('AWS::SQS::Queue'));
    const [visibility] = queues.flatMap(({ Properties }) => Properties.VisibilityTimeout ?? []);
    // Lambda's advice: six times the function's timeout, and the time spent gathering a batch
    expect(visibility * SECOND).toBeGreaterThanOrEqual(6 * FUNCTION_TIMEOUT);
    expect(visibility * SECOND).toBeGreaterThan(LEASE);
    // what failed for good is spoken of for as long as its message is kept
    for (const { Properties } of queues) {
      expect(SAY_AGAIN_FOR).toBe(Properties.MessageRetentionPeriod * SECOND);
    }
    expect(SAY_AGAIN_FOR).toBe(14 * DAY);
  });
});

describe('a wake-up', () => {
  test('a wake-up is delayed by no more than SQS can', () => {
    expect(LONGEST_DELAY).toBeLessThanOrEqual(SQS_LONGEST_DELAY);
  });

  test('a wake-up that overtakes its row is sent again in one hop', () => {
    expect(LEASE).toBeLessThanOrEqual(LONGEST_DELAY);
  });

  test('a wake-up that publishes again, or says again what failed, takes one hop', () => {
    expect(PUBLISH_AGAIN).toBeLessThanOrEqual(LONGEST_DELAY);
    expect(SAY_AGAIN).toBeLessThanOrEqual(LONGEST_DELAY);
  });
});

test('whatever a row waits for in QuickSight, it is looked at again within an hour', () => {
  // a pause is drawn out by up to half, so that many data sets do not come back together
  for (const pause of [LONGEST_DELAY, LONGEST_POLL, 1.5 * LONGEST_POLL_PAUSE, OVERDUE_POLL, QUOTA_PAUSE]) {
    expect(pause).toBeLessThanOrEqual(ALIVE);
  }
});

describe('a pause grows', () => {
  test.each([
    ['between polls of what is running', [SHORTEST_POLL, FIRST_POLL, LONGEST_POLL, OVERDUE_POLL]],
    ['between polls in vain', [FIRST_POLL_PAUSE, LONGEST_POLL_PAUSE]],
    ['between calls that others leave no quota for', [SHORTEST_QUOTA_PAUSE, QUOTA_PAUSE]],
    ['between ingestions that fail', [...RETRY_DELAYS, LONGEST_CALL_PAUSE]],
  ])('a pause grows %s', (_, pauses) => {
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(new Set(pauses).size).toBe(pauses.length);
  });
});

test('an ingestion that QuickSight does not know is asked for again before it is given up', () => {
  expect(NOT_FOUND_GRACE).toBeGreaterThan(FIRST_POLL + 1.5 * FIRST_POLL_PAUSE);
});
