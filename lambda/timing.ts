import { FUNCTION_TIMEOUT_SECONDS } from '../lib/private/contract';
import { DAY, HOUR, MINUTE, SECOND } from './time';

/**
 * Every duration of the run time, in milliseconds, but for those that settings bring and those that the pace is tuned
 * with (`pace/constants.ts`). How they depend on each other is held by `test/lambda/timing.test.ts`.
 */

// One invocation.

export const FUNCTION_TIMEOUT = FUNCTION_TIMEOUT_SECONDS * SECOND;

/** How long the calls of one client may take. */
export interface CallLimits {
  /** How often a call is made that fails, the first time included. */
  readonly attempts: number;
  /** For the connection, … */
  readonly connectionTimeout: number;
  /** … and from the beginning of an attempt, connection included, until it is answered. */
  readonly requestTimeout: number;
}

/** Quick calls: an answer takes some milliseconds. A call that gets none is worth another. */
export const QUICK: CallLimits = { attempts: 3, connectionTimeout: SECOND, requestTimeout: 2 * SECOND };

/** Outcomes wait for the bus in their rows: not worth waiting long. The same goes for the role, which is asked for again. */
export const BRIEF: CallLimits = { attempts: 2, connectionTimeout: SECOND, requestTimeout: 2 * SECOND };

/** Each call may count against the quota: it is made once, and given time. */
export const CREATE: CallLimits = { attempts: 1, connectionTimeout: 2 * SECOND, requestTimeout: 10 * SECOND };

/** A call costs nothing, and the next wake-up repeats it. */
export const DESCRIBE: CallLimits = { attempts: 2, connectionTimeout: 2 * SECOND, requestTimeout: 4 * SECOND };

/** The SDK waits up to half a second before the second attempt, up to a second before the third. */
const BETWEEN_ATTEMPTS = SECOND;

/** The longest that a call takes of which there is never an answer. */
export function longest({ attempts, requestTimeout }: CallLimits): number {
  return attempts * requestTimeout + (attempts - 1) * BETWEEN_ATTEMPTS;
}

/** A reconcile that runs for longer waits for a slow answer: it gives its place to the next. */
export const SLOW_AFTER = 2 * SECOND;

/** A reconcile waits at most this long for its turn to call `CreateIngestion`: a full batching window, as it is by default. */
export const WAIT_FOR_TURN = 10 * SECOND;
/** So many wait for their turn. */
export const MOST_WAITING = 50;

/** The end of an invocation: reconciles are cut off this long before it, for what is left to be sent again … */
export const TIME_TO_SEND_AGAIN = 9 * SECOND;
/** … and the answer to be given. */
export const TIME_TO_ANSWER = SECOND;

/** A reconcile is not begun with less time than this until reconciles are cut off: its messages are sent again instead. */
export const TIME_FOR_A_RECONCILE = 22 * SECOND;

/** Messages that are sent again arrive within this time, so that they are not one batch again. */
export const SEND_AGAIN_WITHIN = 60 * SECOND;

/**
 * How long an intent is left to the invocation that wrote it. After that the invocation is over, its call made
 * or not: QuickSight knows which.
 */
export const LEASE = FUNCTION_TIMEOUT + 10 * SECOND;

// What is covered, and what counts.

/**
 * An ingestion covers what landed at least this long before it started. EventBridge's times are whole seconds
 * and clocks differ: with less, a file that lands just after the start could be taken for covered.
 */
export const COVER_MARGIN = 5_000;

/**
 * A call is noted before it is made, and an invocation may take its whole time until it makes it; QuickSight measures
 * the 24 hours by a clock of its own. A call is taken to have left the window this much later.
 */
export const CALL_MARGIN = FUNCTION_TIMEOUT + 20 * SECOND;

/** A message that reached the queue so long after the time of its event is late: EventBridge takes seconds. */
export const LATE_AFTER = 15 * MINUTE;

/** How far QuickSight's clock may be off from ours. */
export const CLOCKS_DIFFER = 10 * SECOND;

// When a row is looked at next.

/** SQS delays a message at most this long; a longer wait hops from wake to wake. */
export const LONGEST_DELAY = 15 * MINUTE;

/** An ingestion of a data set that none has been timed of is asked about after this, … */
export const FIRST_POLL = 30 * SECOND;
/** … and any of them no sooner than this after it was last asked about, … */
export const SHORTEST_POLL = 15 * SECOND;
/** … and no later. */
export const LONGEST_POLL = 15 * MINUTE;

/** How often QuickSight is asked about an ingestion that should have ended long ago, or that we may not see. */
export const OVERDUE_POLL = HOUR;

/** An ingestion that QuickSight does not know this long after it said it had started it is gone. */
export const NOT_FOUND_GRACE = 5 * MINUTE;

/** A data set that was never refreshed, and of whose start QuickSight has said nothing for so long, has failed for good. */
export const UNREACHABLE = DAY;

/** How soon outcomes are published again that the event bus did not take. */
export const PUBLISH_AGAIN = 5 * MINUTE;

/**
 * What failed for good waits for people. Until its message is gone from the dead-letter queue it is looked at now and
 * then all the same: a data set that grows stale says so, or its metrics would fall silent while it does.
 */
export const SAY_AGAIN = LONGEST_DELAY;
export const SAY_AGAIN_FOR = 14 * DAY;

/**
 * One that was never refreshed, and that may have been removed before its first message was received, is looked at for a day:
 * its message stays in the dead-letter queue, and the next landing shows that it is looked after.
 */
export const SAY_AGAIN_FOR_NEW = DAY;

// A restored ledger.

/**
 * An invocation that died between a wake-up and the write of its row has its messages come back: five times, each after the
 * queue's visibility timeout of 6 minutes and the longest batching window. After that the write itself is lost.
 */
export const WRITE_LOST_AFTER = HOUR;

/** How often a paused data set is looked at that has something pending: so soon it goes on when the pause is over. */
export const PAUSE_LOOK = LONGEST_DELAY;

/** How often a data set is looked at that keeps waiting for landing events after the time: its age is published so often. */
export const INCOMPLETE_LOOK = LONGEST_DELAY;

// The sweep, once an hour.

/**
 * A wake-up is taken for lost so long after it was due: later than a full batching window and an invocation can make it.
 */
export const SWEEP_MARGIN = 10 * MINUTE;

// The end of a row.

/**
 * For so long after a deployment first named a data set, the message may have been sent by a rule of the deployment before:
 * CloudFormation deletes rules last, and EventBridge and the queue take their time.
 */
export const DEPLOYMENT_TAKES = HOUR;

/**
 * A data set that no message of this deployment names, and for which calls are denied for so long, has been removed. IAM is
 * eventually consistent: just after a deployment a call may be denied that is allowed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const REMOVED_AFTER = 15 * MINUTE;

/** A row that ended is deleted so long after it: its message is gone from the dead-letter queue by then. */
export const ENDED_KEPT_FOR = 14 * DAY;

// When something that failed is tried again.

/** How long after each failed ingestion in a row the next is tried; after the last, a person must look. */
export const RETRY_DELAYS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE];

/** The longest pause before `CreateIngestion` is called again that QuickSight did not take, where the quota is 32 a day. */
export const LONGEST_CALL_PAUSE = HOUR;

/** The first and the longest pause before `DescribeIngestion` is called again that QuickSight did not answer. */
export const FIRST_POLL_PAUSE = 15 * SECOND;
export const LONGEST_POLL_PAUSE = 15 * MINUTE;

/** Where others have used up the quota, `CreateIngestion` is called again within this, … */
export const QUOTA_PAUSE = HOUR;
/** … and no sooner than this. */
export const SHORTEST_QUOTA_PAUSE = MINUTE;
