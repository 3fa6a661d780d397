import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDbLedger } from '../lambda/aws/dynamodb-ledger';
import { EventBus } from '../lambda/aws/event-bridge-bus';
import { PowertoolsTelemetry } from '../lambda/aws/powertools-telemetry';
import { QuickSightSdk } from '../lambda/aws/quick-sight-sdk';
import { SqsQueue } from '../lambda/aws/sqs-queue';
import { createHandler } from '../lambda/handler';

/** What cold starts are measured against: the same handler as one writes it without any thought, every client made at the start. */
const { AWS_REGION, LEDGER_TABLE = '', QUEUE_URL = '', DEAD_LETTER_QUEUE_URL = '', EVENT_BUS = '' } = process.env;

export const handler = createHandler({
  clock: { now: Date.now, random: Math.random },
  ledger: new DynamoDbLedger(new DynamoDBClient(), LEDGER_TABLE),
  quickSight: new QuickSightSdk(AWS_REGION),
  queue: new SqsQueue(new SQSClient(), QUEUE_URL, DEAD_LETTER_QUEUE_URL),
  bus: new EventBus(new EventBridgeClient(), EVENT_BUS),
  telemetry: new PowertoolsTelemetry('bench'),
});
