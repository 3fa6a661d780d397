import * as path from 'node:path';
import { Duration, Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Role } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { RefreshFunctionOptions } from '../../refresh-function-options';
import type { RefreshNetworkOptions } from '../../refresh-network-options';
import { acknowledgeFunction, acknowledgeTracing } from '../access/nag-acknowledgements';
import { Environment, FUNCTION_TIMEOUT_SECONDS, METRICS_NAMESPACE, OUTCOME_SOURCE } from '../contract';
import { wholeNumber } from '../validate';
import { networkOf } from './network';
import type { Queues } from './queues';

/** Where the bundled function lies: beside `lib/` in the source and beside `build/` in the package. */
const BUNDLE = path.join(__dirname, '..', '..', '..', 'bundle');

/** Lambda's largest batch of SQS messages. */
const BATCH_SIZE = 10_000;

/** Lambda's limits, in MiB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MIN_MEMORY = 128;
const MAX_MEMORY = 10_240;

/** The event source mapping's limits: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const MIN_CONCURRENCY = 2;
const MAX_CONCURRENCY = 1_000;

export interface RefreshFunctionProps {
  readonly queues: Queues;
  readonly ledgerTable: ITable;
  readonly eventBusArn: string;
  readonly logGroup: ILogGroup;
  readonly role: Role;
  readonly batchingWindow: Duration;
  /** A token: absent where nothing is paused. */
  readonly paused: string;
  /** Which data sets the function is there for: a text that changes when one is added or removed. */
  readonly deployment: string;
  readonly options: RefreshFunctionOptions & RefreshNetworkOptions;
}

/** The function, fed by the queue. */
export function newRefreshFunction(scope: Construct, props: RefreshFunctionProps): lambda.Function {
  const { queue, deadLetterQueue } = props.queues;
  const { options, role } = props;
  const tracing = options.tracing ?? lambda.Tracing.DISABLED;
  const refreshFunction = new lambda.Function(scope, 'Function', {
    functionName: options.functionName,
    description: 'Refreshes SPICE data sets soon after their data lands (cdk-spice-refresh)',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: options.architecture ?? lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(BUNDLE),
    role,
    timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
    memorySize: withinLimits(options.memorySize ?? 256, 'memorySize', MIN_MEMORY, MAX_MEMORY),
    // X-Ray has no resources to name: the tracing actions that this adds to the role are on "*"
    tracing,
    logGroup: props.logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
    applicationLogLevelV2: options.logLevel ?? lambda.ApplicationLogLevel.INFO,
    systemLogLevelV2: lambda.SystemLogLevel.WARN,
    // it sends itself wakes; Lambda would stop that after about 16 rounds. The ledger bounds every loop.
    recursiveLoop: lambda.RecursiveLoop.ALLOW,
    ...networkOf(role, options),
    environment: {
      [Environment.LEDGER_TABLE]: props.ledgerTable.tableName,
      [Environment.QUEUE_URL]: queue.queueUrl,
      [Environment.DEAD_LETTER_QUEUE_URL]: deadLetterQueue.queueUrl,
      [Environment.EVENT_BUS]: props.eventBusArn,
      [Environment.DEPLOYMENT]: props.deployment,
      [Environment.PAUSED]: props.paused,
      [Environment.METRICS_NAMESPACE]: METRICS_NAMESPACE,
      [Environment.SERVICE_NAME]: OUTCOME_SOURCE,
    },
  });
  if (tracing !== lambda.Tracing.DISABLED) {
    acknowledgeTracing(role);
  }
  acknowledgeFunction(refreshFunction);
  refreshFunction.addEventSourceMapping('Batches', {
    eventSourceArn: queue.queueArn,
    batchSize: BATCH_SIZE,
    maxBatchingWindow: props.batchingWindow,
    maxConcurrency: withinLimits(options.maxConcurrency ?? 5, 'maxConcurrency', MIN_CONCURRENCY, MAX_CONCURRENCY),
    reportBatchItemFailures: true,
  });
  return refreshFunction;
}

/** A token is checked by Lambda. */
function withinLimits(value: number, name: string, min: number, max: number): number {
  return Token.isUnresolved(value) ? value : wholeNumber(value, name, min, max);
}
