/** One call that hangs must not take a whole batch with it: the function has a minute for all of them. Milliseconds. */
export const TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
