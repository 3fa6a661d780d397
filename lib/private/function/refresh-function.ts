import * as path from 'node:path';
import { Duration, Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeFunction, acknowledgeTracing } from '../access/nag-acknowledgements';
import { Environment, FUNCTION_TIMEOUT_SECONDS, METRICS_NAMESPACE, OUTCOME_SOURCE } from '../contract';
import { wholeNumber } from '../validate';
import type { Queues } from './queues';

/** Where the bundled function lies: beside `lib/` in the source and beside `build/` in the package. */
const BUNDLE = path.join(__dirname, '..', '..', '..', 'bundle');

/** Lambda's largest batch of SQS messages. */
const BATCH_SIZE = 10_000;

/** Lambda's limits, in MiB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MIN_MEMORY = 128;
const MAX_MEMORY = 10_240;

/** Invocations at a time: more would only meet at the same rows and at QuickSight's rate limits. */
const MAX_CONCURRENCY = 5;

export interface RefreshFunctionProps {
  readonly queues: Queues;
  readonly ledgerTable: ITable;
  readonly eventBusArn: string;
  readonly logGroup: ILogGroup;
  readonly role: IRole;
  readonly memorySize: number;
  readonly batchingWindow: Duration;
}

/** The function, fed by the queue. */
export function newRefreshFunction(scope: Construct, props: RefreshFunctionProps): lambda.Function {
  const { queue, deadLetterQueue } = props.queues;
  const refreshFunction = new lambda.Function(scope, 'Function', {
    description: 'Refreshes SPICE data sets soon after their data lands (cdk-spice-refresh)',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(BUNDLE),
    role: props.role,
    timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
    memorySize: checkedMemory(props.memorySize),
    // X-Ray has no resources to name: the tracing actions that this adds to the role are on "*"
    tracing: lambda.Tracing.ACTIVE,
    logGroup: props.logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
    applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
    systemLogLevelV2: lambda.SystemLogLevel.WARN,
    // it sends itself wakes; Lambda would stop that after about 16 rounds. The ledger bounds every loop.
    recursiveLoop: lambda.RecursiveLoop.ALLOW,
    environment: {
      [Environment.LEDGER_TABLE]: props.ledgerTable.tableName,
      [Environment.QUEUE_URL]: queue.queueUrl,
      [Environment.DEAD_LETTER_QUEUE_URL]: deadLetterQueue.queueUrl,
      [Environment.EVENT_BUS]: props.eventBusArn,
      [Environment.METRICS_NAMESPACE]: METRICS_NAMESPACE,
      [Environment.SERVICE_NAME]: OUTCOME_SOURCE,
    },
  });
  acknowledgeTracing(props.role);
  acknowledgeFunction(refreshFunction);
  refreshFunction.addEventSourceMapping('Batches', {
    eventSourceArn: queue.queueArn,
    batchSize: BATCH_SIZE,
    maxBatchingWindow: props.batchingWindow,
    maxConcurrency: MAX_CONCURRENCY,
    reportBatchItemFailures: true,
  });
  return refreshFunction;
}

/** A token is checked by Lambda. */
function checkedMemory(memorySize: number): number {
  return Token.isUnresolved(memorySize) ? memorySize : wholeNumber(memorySize, 'memorySize', MIN_MEMORY, MAX_MEMORY);
}
