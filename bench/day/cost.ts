import { PRICES } from './prices';

/** What a day used. */
export interface Usage {
  readonly landings: number;
  readonly invocations: number;
  /** Seconds of all invocations together. */
  readonly seconds: number;
  /** Messages that came to the function, wakes included. */
  readonly messages: number;
  readonly wakes: number;
  /** Units of DynamoDB. */
  readonly reads: number;
  readonly writes: number;
  readonly outcomes: number;
  readonly logLines: number;
  /** Lines with metrics: one for each data set of an invocation. */
  readonly metricLines: number;
  /** Metrics, each by the hours it was sent in. */
  readonly metricHours: number;
}

const DAY_SECONDS = 86_400;

/** Lambda's pollers of a queue: five, each asking for up to ten messages, and waiting up to 20 seconds for one. */
const POLLERS = 5;
const POLL_MESSAGES = 10;
const POLL_SECONDS = 20;

/** Bytes of a line as the function writes them, with what CloudWatch adds to each. */
const LOG_LINE = 700;
const METRIC_LINE = 550;

/** X-Ray samples the first request of each second, and a twentieth of the rest. */
const sampled = (requests: number): number =>
  Math.min(requests, DAY_SECONDS) + Math.max(requests - DAY_SECONDS, 0) / 20;

/** Dollars, item by item. */
export function costOf(usage: Usage): Readonly<Record<string, number>> {
  const polls = usage.messages / POLL_MESSAGES + (POLLERS * DAY_SECONDS) / POLL_SECONDS;
  const deletes = usage.messages / POLL_MESSAGES;
  return {
    Lambda: usage.invocations * PRICES.lambdaRequest + usage.seconds * 0.25 * PRICES.lambdaGbSecond,
    SQS: (usage.landings + usage.wakes + polls + deletes) * PRICES.sqsRequest,
    DynamoDB: usage.reads * PRICES.dynamoDbRead + usage.writes * PRICES.dynamoDbWrite,
    EventBridge: usage.outcomes * PRICES.eventBridgeEvent,
    logs: ((usage.logLines * LOG_LINE + usage.metricLines * METRIC_LINE) / 1e9) * PRICES.logGb,
    metrics: usage.metricHours * PRICES.metricHour,
    'X-Ray': sampled(usage.invocations) * PRICES.trace,
  };
}

/** One Lambda function for each event that calls `CreateIngestion` and logs what became of it. No metrics, no tracing. */
export const PER_EVENT = { gb: 0.125, seconds: 0.25, logBytes: 700 };

export function costPerEvent(events: number): number {
  const { gb, seconds, logBytes } = PER_EVENT;
  return events * (PRICES.lambdaRequest + gb * seconds * PRICES.lambdaGbSecond + (logBytes / 1e9) * PRICES.logGb);
}

export const total = (cost: Readonly<Record<string, number>>): number =>
  Object.values(cost).reduce((sum, item) => sum + item, 0);
