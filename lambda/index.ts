import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Environment } from '../lib/private/contract';
import { DynamoDbLedger } from './aws/dynamodb-ledger';
import { lazily } from './aws/lazy';
import { PowertoolsTelemetry } from './aws/powertools-telemetry';
import { SqsQueue } from './aws/sqs-queue';
import { TIMEOUTS } from './aws/timeouts';
import { createHandler } from './handler';

const eventBusName = environment('EVENT_BUS');

/**
 * Most reconciles neither ask QuickSight nor tell the event bus anything: the first of a cold start nearly always waits for
 * data to settle. So their clients are loaded when they are needed.
 */
const quickSight = lazily(async () => {
  const { QuickSightSdk } = await import('./aws/quick-sight-sdk.js');
  return new QuickSightSdk(process.env.AWS_REGION);
});
const bus = lazily(async () => {
  const { EventBus } = await import('./aws/event-bridge-bus.js');
  return EventBus.named(eventBusName);
});

/** The function as Lambda runs it: the handler with AWS behind its ports. */
export const handler = createHandler({
  clock: { now: Date.now, random: Math.random },
  ledger: new DynamoDbLedger(new DynamoDBClient({ requestHandler: TIMEOUTS }), environment('LEDGER_TABLE')),
  quickSight: {
    createIngestion: async (...call) => (await quickSight()).createIngestion(...call),
    describeIngestion: async (...call) => (await quickSight()).describeIngestion(...call),
  },
  queue: new SqsQueue(
    new SQSClient({ requestHandler: TIMEOUTS }),
    environment('QUEUE_URL'),
    environment('DEAD_LETTER_QUEUE_URL'),
  ),
  bus: { publish: async (outcomes) => (await bus()).publish(outcomes) },
  telemetry: new PowertoolsTelemetry(process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'local'),
});

function environment(name: keyof typeof Environment): string {
  const value = process.env[Environment[name]];
  if (!value) {
    throw new Error(
      `the environment variable ${Environment[name]} is not set; the construct sets it, so the function was changed by hand`,
    );
  }
  return value;
}
