import { HARD_LIMIT } from '../invocation/side-by-side';
import type { CallLimits } from '../timing';

/** The limits as a client of the AWS SDK takes them. */
export function clientConfig({ attempts, connectionTimeout, requestTimeout }: CallLimits) {
  return {
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout,
      // from the beginning of an attempt until the answer begins, and then of silence until it has ended
      requestTimeout,
      socketTimeout: requestTimeout,
      throwOnRequestTimeout: true,
      // a reconcile must not wait for the socket of another one that hangs
      httpsAgent: { maxSockets: HARD_LIMIT },
    },
  };
}
