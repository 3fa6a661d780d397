import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Environment } from '../lib/private/contract';
import { EventBus } from './aws/bus';
import { DynamoDbLedger } from './aws/ledger';
import { SqsQueue } from './aws/queue';
import { QuickSightSdk } from './aws/quick-sight';
import { PowertoolsTelemetry } from './aws/telemetry';
import { TIMEOUTS } from './aws/timeouts';
import { createHandler } from './handler';

/** The function as Lambda runs it: the handler with AWS behind its ports. */
export const handler = createHandler({
  clock: { now: Date.now, random: Math.random },
  ledger: new DynamoDbLedger(new DynamoDBClient({ requestHandler: TIMEOUTS }), environment('LEDGER_TABLE')),
  quickSight: new QuickSightSdk(process.env.AWS_REGION),
  queue: new SqsQueue(
    new SQSClient({ requestHandler: TIMEOUTS }),
    environment('QUEUE_URL'),
    environment('DEAD_LETTER_QUEUE_URL'),
  ),
  bus: new EventBus(new EventBridgeClient({ requestHandler: TIMEOUTS }), environment('EVENT_BUS')),
  telemetry: new PowertoolsTelemetry(),
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
