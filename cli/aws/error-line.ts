/** Errors whose message says all. */
const WHOLE = new Set(['Error', 'MissingPermission', 'Throttled', 'UsageError']);

/** How AWS's services say that credentials were good once. */
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);

/** How they say that they do not know the credentials: also those of another partition. */
const UNKNOWN = new Set([
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** How Node.js says that there is no answer. */
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO)\b/;

/** What went wrong, in one line, for people: what was found, and what to do. */
export function errorLine(error: unknown): string {
  const { name = 'Error', message = '', code = '', hostname } = error as Error & { code?: string; hostname?: string };
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `no AWS credentials: ${message}. Set AWS_PROFILE, or pass --profile`;
  }
  if (message === 'Region is missing') {
    return 'no AWS region: set AWS_REGION, or pass --region';
  }
  if (EXPIRED.has(name)) {
    return `the AWS credentials have expired: ${message}. Sign in again, such as with aws sso login`;
  }
  if (UNKNOWN.has(name)) {
    return `AWS does not know these credentials: ${message}. Check AWS_PROFILE or --profile, and that the region is of their partition`;
  }
  // the SDK wraps what is no error of its own realm: then the code is in the message alone
  if (UNREACHABLE.test(`${code} ${message}`) || name === 'TimeoutError') {
    const where = hostname ? ` at ${hostname}` : '';
    return `AWS does not answer${where}: ${message || code}. Check AWS_REGION or --region, the network and its proxy`;
  }
  return WHOLE.has(name) ? message : `${name}: ${message}`;
}
