import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { EventBus } from '../../lambda/aws/event-bridge-bus';
import { PowertoolsTelemetry } from '../../lambda/aws/powertools-telemetry';
import { QuickSightClients } from '../../lambda/aws/quick-sight-clients';
import { QuickSightSdk } from '../../lambda/aws/quick-sight-sdk';
import { REAL_CLOCK } from '../../lambda/aws/real-clock';
import { SqsQueue } from '../../lambda/aws/sqs-queue';
import { createHandler } from '../../lambda/handler';

/** What cold starts are measured against: the same handler as one writes it without any thought, every client made at the start. */
const {
  AWS_REGION,
  LEDGER_TABLE = '',
  QUEUE_URL = '',
  DEAD_LETTER_QUEUE_URL = '',
  EVENT_BUS = '',
  DEPLOYMENT = '',
} = process.env;

const publisher = { functionName: 'bench', account: '123456789012', region: 'eu-west-1' };
const telemetry = new PowertoolsTelemetry(publisher.functionName, publisher);
const clients = new QuickSightClients(AWS_REGION);
const dynamoDb = new DynamoDBClient();
const sqs = new SQSClient();
const eventBridge = new EventBridgeClient();

export const handler = createHandler((signal) => ({
  deployment: DEPLOYMENT,
  clock: REAL_CLOCK,
  ledger: new DynamoDbLedger(dynamoDb, LEDGER_TABLE, signal),
  quickSight: new QuickSightSdk(clients, signal),
  queue: new SqsQueue(sqs, QUEUE_URL, DEAD_LETTER_QUEUE_URL, signal),
  bus: new EventBus(eventBridge, EVENT_BUS, publisher, signal),
  telemetry,
  isPaused: () => false,
}));
