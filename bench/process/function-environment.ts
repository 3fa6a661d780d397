import { Environment } from '../../lib/private/contract';

/** The environment of the function's process, with everything AWS at one endpoint. */
export function functionEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    [Environment.LEDGER_TABLE]: 'ledger',
    [Environment.QUEUE_URL]: `${endpoint}/123456789012/queue`,
    [Environment.DEAD_LETTER_QUEUE_URL]: `${endpoint}/123456789012/dead-letter-queue`,
    [Environment.EVENT_BUS]: 'default',
    [Environment.DEPLOYMENT]: 'deployment',
    [Environment.METRICS_NAMESPACE]: 'SpiceRefresh',
    [Environment.SERVICE_NAME]: 'cdk-spice-refresh',
  };
}
