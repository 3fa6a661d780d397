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
  /** As CloudWatch Logs counts them, metrics that are embedded included. */
  readonly logBytes: number;
  /** Metrics, each by the hours it was sent in. */
  readonly metricHours: number;
}

const DAY_SECONDS = 86_400;

/** Lambda's pollers of a queue: five, each asking for up to ten messages, and waiting up to 20 seconds for one. */
const POLLERS = 5;
const POLL_MESSAGES = 10;
const POLL_SECONDS = 20;

/** Dollars, item by item. */
export function costOf(usage: Usage): Readonly<Record<string, number>> {
  const polls = usage.messages / POLL_MESSAGES + (POLLERS * DAY_SECONDS) / POLL_SECONDS;
  const deletes = usage.messages / POLL_MESSAGES;
  return {
    Lambda: usage.invocations * PRICES.lambdaRequest + usage.seconds * 0.25 * PRICES.lambdaGbSecond,
    SQS: (usage.landings + usage.wakes + polls + deletes) * PRICES.sqsRequest,
    DynamoDB: usage.reads * PRICES.dynamoDbRead + usage.writes * PRICES.dynamoDbWrite,
    EventBridge: usage.outcomes * PRICES.eventBridgeEvent,
    logs: (usage.logBytes / 1e9) * PRICES.logGb,
    metrics: usage.metricHours * PRICES.metricHour,
  };
}

/** One Lambda function for each event that calls `CreateIngestion` and logs what became of it. No metrics. */
export const PER_EVENT = { gb: 0.125, seconds: 0.25, logBytes: 700 };

export function costPerEvent(events: number): number {
  const { gb, seconds, logBytes } = PER_EVENT;
  return events * (PRICES.lambdaRequest + gb * seconds * PRICES.lambdaGbSecond + (logBytes / 1e9) * PRICES.logGb);
}

export const total = (cost: Readonly<Record<string, number>>): number =>
  Object.values(cost).reduce((sum, item) => sum + item, 0);
