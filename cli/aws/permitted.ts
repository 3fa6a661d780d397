/** How AWS's services say that a policy does not allow a call. */
const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'Forbidden',
  'UnauthorizedOperation',
  '403',
]);

/** The caller's credentials lack a permission. */
export class MissingPermission extends Error {
  override readonly name = 'MissingPermission';

  constructor(
    readonly action: string,
    cause: Error,
  ) {
    super(`the credentials lack ${action}: ${cause.message}`, { cause });
  }
}

/** AWS answered that calls come too fast, and so it did to each retry of the SDK. */
export class Throttled extends Error {
  override readonly name = 'Throttled';

  constructor(action: string, cause: Error) {
    super(
      `AWS throttles ${action}, and did so until the retries were over: ${cause.message}. Run it again in a minute`,
      {
        cause,
      },
    );
  }
}

/** As each protocol says it: the SDK knows most, by name, by trait or by status. */
function isThrottling(error: unknown): boolean {
  const { name, $retryable, $metadata } = error as {
    name: string;
    $retryable?: { throttling?: boolean };
    $metadata?: { httpStatusCode?: number };
  };
  return (
    $retryable?.throttling === true ||
    $metadata?.httpStatusCode === 429 ||
    /throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ProvisionedThroughputExceeded/i.test(name)
  );
}

/**
 * Makes a call of AWS's that needs a permission.
 *
 * @param action the IAM action: what `docs/commands.md` lists for the verb
 * @throws MissingPermission if that is what AWS says; Throttled if it says so; otherwise what the SDK throws
 */
export async function permitted<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    // S3 answers HEAD without a body, so without a name
    const { name, message } = error as Error;
    if (DENIALS.has(name) || /^(User|Access).{0,300}(not authorized|Access Denied)/i.test(message)) {
      throw new MissingPermission(action, error as Error);
    }
    throw isThrottling(error) ? new Throttled(action, error as Error) : error;
  }
}
