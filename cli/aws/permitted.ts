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

/**
 * Makes a call of AWS's that needs a permission.
 *
 * @param action the IAM action: what `docs/commands.md` lists for the verb
 * @throws MissingPermission if that is what AWS says; otherwise what the SDK throws
 */
export async function permitted<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    // S3 answers HEAD without a body, so without a name
    const { name, message } = error as Error;
    throw DENIALS.has(name) || /^(User|Access).{0,300}(not authorized|Access Denied)/i.test(message)
      ? new MissingPermission(action, error as Error)
      : error;
  }
}

/** What went wrong, in one line, for people. */
export function errorLine(error: unknown): string {
  const { name = 'Error', message } = error as Error;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `no AWS credentials: ${message}. Set AWS_PROFILE, or pass --profile`;
  }
  if (message === 'Region is missing') {
    return 'no AWS region: set AWS_REGION, or pass --region';
  }
  return ['Error', 'MissingPermission', 'UsageError'].includes(name) ? message : `${name}: ${message}`;
}
