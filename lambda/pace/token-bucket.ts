import { formatTime } from '../format';
import { DAY } from '../time';
import { COVER_MARGIN } from '../timing';
import type { Pace } from './pace';
import { allowedCalls } from './quota';

/**
 * The textbook's pace, to compare with: a bucket that fills evenly, so slowly that a full one and what flows in over a
 * day make up the quota. It remembers nothing but the calls of the last 24 hours, before which it takes the bucket to
 * have been full.
 */
export function tokenBucket(size: number): Pace {
  return {
    record: ({ demand }) => demand,
    earliestStart: (row, pending, now) => {
      const settled = Math.max(now, pending.last + COVER_MARGIN);
      const at = Math.ceil(Math.max(settled, nextTokenAt(row.calls, allowedCalls(row), size)));
      return { at, deferred: at > settled, reason: `the next token is there at ${formatTime(at)}` };
    },
  };
}

/**
 * When a bucket of this size has a token for one more call, after these calls, oldest first. A quota that the bucket
 * would hold whole gives it one token less.
 */
export function nextTokenAt(calls: readonly number[], perDay: number, size: number): number {
  const tokens = Math.max(1, Math.min(size, perDay - 1));
  const perToken = DAY / Math.max(1, perDay - tokens);
  let fullAt = Number.NEGATIVE_INFINITY;
  for (const call of calls) {
    fullAt = Math.max(fullAt, call) + perToken;
  }
  return fullAt - (tokens - 1) * perToken;
}
