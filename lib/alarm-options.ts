import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Options of one built-in alarm. What is left out stays as it is. */
export interface AlarmOptions {
  /**
   * Whether there is this alarm.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Value that the metric is compared with: how many of what the alarm counts, 0 or more.
   *
   * @default - 2 for `quotaNearlyUsed`, 1 for every other alarm
   */
  readonly threshold?: number;

  /**
   * Number of periods of 5 minutes that are looked at: 1 to 288, since CloudWatch evaluates one day at most.
   *
   * @default - 5 for `quotaNearlyUsed`, 3 for `functionErrors` and `processingErrors`, 1 for every other alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of these periods must breach the threshold: 1 to `evaluationPeriods`.
   *
   * @default - 2 for `functionErrors` and `processingErrors`, 1 for every other alarm; `evaluationPeriods` if that is less
   */
  readonly datapointsToAlarm?: number;

  /**
   * Actions of this alarm, in place of those of the others: at most 5, which is CloudWatch's limit.
   *
   * @default - those of every alarm
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}

/** The alarms on all data sets together, by what they are about. docs/runbook.md has a section for each. */
export interface BuiltInAlarmOptions {
  /**
   * A refresh failed and will not be retried.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly refreshFailed?: AlarmOptions;

  /**
   * The dead-letter queue has messages.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly deadLetterQueueNotEmpty?: AlarmOptions;

  /**
   * The queue for undelivered events has messages.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly undeliveredQueueNotEmpty?: AlarmOptions;

  /**
   * Rules could not deliver landing events: EventBridge's metric `FailedInvocations` of the hourly sweep's rule and the first
   * 9 others, since an alarm reads 10 metrics at most. Not of a `SpiceRefresh` that another app deploys.
   *
   * @default - with the defaults of `AlarmOptions`
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
   */
  readonly rulesCannotDeliver?: AlarmOptions;

  /**
   * QuickSight dropped rows.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly rowsDropped?: AlarmOptions;

  /**
   * A refresh succeeded with fewer rows than the threshold.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly zeroRows?: AlarmOptions;

  /**
   * A data set has as many ingestions left in 24 hours as the threshold, or fewer. For a data set that lands more often
   * than its quota allows, the pace uses the whole quota on purpose: then a threshold of 0 says that something waits for
   * the quota.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly quotaNearlyUsed?: AlarmOptions;

  /**
   * The function crashed or timed out.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly functionErrors?: AlarmOptions;

  /**
   * Messages could not be parsed, or reconciles failed.
   *
   * @default - with the defaults of `AlarmOptions`
   */
  readonly processingErrors?: AlarmOptions;
}
