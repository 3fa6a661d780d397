import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Environment } from '../lib/private/contract';
import { DynamoDbLedger } from './aws/dynamodb-ledger';
import { lazily } from './aws/lazy';
import { PowertoolsTelemetry } from './aws/powertools-telemetry';
import { REAL_CLOCK } from './aws/real-clock';
import { accountOfQueue, SqsQueue } from './aws/sqs-queue';
import { clientConfig } from './aws/timeouts';
import { createHandler } from './handler';
import { pausedBy } from './pause';
import { QUICK } from './timing';

const ledgerTable = environment('LEDGER_TABLE');
const queueUrl = environment('QUEUE_URL');
const deadLetterQueueUrl = environment('DEAD_LETTER_QUEUE_URL');
const eventBusName = environment('EVENT_BUS');
const deployment = environment('DEPLOYMENT');

const dynamoDb = new DynamoDBClient(clientConfig(QUICK));
const sqs = new SQSClient(clientConfig(QUICK));
const publisher = {
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'local',
  account: accountOfQueue(queueUrl),
  region: process.env.AWS_REGION ?? '',
};
const telemetry = new PowertoolsTelemetry(publisher.functionName, publisher);
const isPaused = pausedBy(process.env[Environment.PAUSED], publisher);

/**
 * Most reconciles neither ask QuickSight nor publish anything on the event bus: the first of a cold start nearly always waits
 * for data to settle. So their clients are loaded when they are needed.
 */
const quickSight = lazily(async () => {
  const { QuickSightSdk } = await import('./aws/quick-sight-sdk.js');
  const { QuickSightClients } = await import('./aws/quick-sight-clients.js');
  const clients = new QuickSightClients(process.env.AWS_REGION);
  return (signal: AbortSignal) => new QuickSightSdk(clients, signal);
});
const bus = lazily(async () => {
  const { EventBus } = await import('./aws/event-bridge-bus.js');
  const client = EventBus.client();
  return (signal: AbortSignal) => new EventBus(client, eventBusName, publisher, signal);
});

/** The function as Lambda runs it: the handler with AWS behind its ports. */
export const handler = createHandler((signal) => ({
  deployment,
  isPaused,
  clock: REAL_CLOCK,
  ledger: new DynamoDbLedger(dynamoDb, ledgerTable, signal),
  quickSight: {
    createIngestion: async (...call) => (await quickSight())(signal).createIngestion(...call),
    describeIngestion: async (...call) => (await quickSight())(signal).describeIngestion(...call),
  },
  queue: new SqsQueue(sqs, queueUrl, deadLetterQueueUrl, signal),
  bus: { publish: async (outcomes) => (await bus())(signal).publish(outcomes) },
  telemetry,
}));

function environment(name: keyof typeof Environment): string {
  const value = process.env[Environment[name]];
  if (!value) {
    throw new Error(
      `the environment variable ${Environment[name]} is not set; the construct sets it, so the function was changed by hand`,
    );
  }
  return value;
}
