/** Public prices on demand in us-east-1, in dollars, without the free tier. As of 2026-11. */
export const PRICES = {
  /** https://aws.amazon.com/lambda/pricing/ (arm64) */
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.000_013_333_4,
  /** https://aws.amazon.com/sqs/pricing/ (standard queue, each 64 KB) */
  sqsRequest: 0.4 / 1e6,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ (each 4 KB read consistently, each 1 KB written) */
  dynamoDbRead: 0.125 / 1e6,
  dynamoDbWrite: 0.625 / 1e6,
  /** https://aws.amazon.com/eventbridge/pricing/ (custom events; those of AWS services are free) */
  eventBridgeEvent: 1 / 1e6,
  /** https://aws.amazon.com/cloudwatch/pricing/ (logs that come in; a custom metric, by the hours it is sent in; a standard alarm; a dashboard) */
  logGb: 0.5,
  metricHour: 0.3 / 30 / 24,
  metricsFirst: 10_000,
  metricHourNext: 0.1 / 30 / 24,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  /** https://aws.amazon.com/kms/pricing/ */
  keyMonth: 1,
} as const;
