import { FUNCTION_TIMEOUT_SECONDS } from '../lib/private/contract';
import { DAY, HOUR, MINUTE, SECOND } from './time';

/**
 * Every duration of the run time, in milliseconds, but for those that settings bring and those that the pace is tuned
 * with (`pace/constants.ts`). How they depend on each other is held by `test/lambda/timing.test.ts`.
 */

// One invocation.

const FUNCTION_TIMEOUT = FUNCTION_TIMEOUT_SECONDS * SECOND;

/** A reconcile is not begun with less time than this left: its messages come back instead. */
export const TIME_FOR_A_RECONCILE = 15 * SECOND;

/** One call that hangs must not take a whole batch with it: so long for the connection, and so long for the answer. */
export const CONNECTION_TIMEOUT = 3 * SECOND;
export const REQUEST_TIMEOUT = 10 * SECOND;

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

/** How soon outcomes are published again that the event bus did not take. */
export const PUBLISH_AGAIN = 5 * MINUTE;

/**
 * What failed for good waits for people. Until its message is gone from the dead-letter queue it is looked at now and
 * then all the same: a data set that grows stale says so, or its metrics would fall silent while it does.
 */
export const SAY_AGAIN = LONGEST_DELAY;
export const SAY_AGAIN_FOR = 14 * DAY;

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
