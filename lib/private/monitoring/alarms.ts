import { Duration, type IResolvable, Token } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmOptions, BuiltInAlarmOptions } from '../../alarm-options';
import type { IDataSetRefresh } from '../../data-set-refresh';
import type { IRefreshMetrics } from '../../refresh-metrics';
import { SpiceRefresh } from '../../spice-refresh';
import type { ISpiceRefresh } from '../../spice-refresh-reference';
import { wholeNumber } from '../validate';
import { failedInvocations, failedInvocationsOfAll } from './failed-invocations';
import { spiceMetric } from './spice-metric';

/** An alarm before it is one. */
export interface AlarmRule {
  /** Of the construct. */
  readonly id: string;
  /** The heading of its section in the runbook, as it is linked to. */
  readonly section: string;
  readonly meaning: string;
  /** The verb of the command that shows what it is about, `doctor` unless given. All of them only read. */
  readonly look?: 'status' | 'redrive';
  readonly metric: IMetric;
  /** What takes the place of `metric` when the template is written. */
  readonly finally?: IResolvable;
  readonly comparison: ComparisonOperator;
  /** Of a band around what is usual: how many standard deviations wide it is on either side. */
  readonly threshold: number;
  readonly periods: number;
  /** How many of the periods must breach. */
  readonly breaching: number;
  readonly missing: TreatMissingData;
}

/** One that every `SpiceRefresh` has, and its options. */
interface BuiltInAlarm extends AlarmRule {
  readonly options: AlarmOptions;
}

const FIVE_MINUTES = Duration.minutes(5);

/**
 * What waits is looked at every 15 minutes at least, gathered for up to 5 more: in so many periods of 5 minutes there is
 * a data point, or nothing waits.
 */
const PERIODS_BETWEEN_LOOKS = 5;

/** Something happened that should not: on as long as it has happened in the last 5 minutes. No data: it has not. */
const HAPPENED = {
  comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  threshold: 1,
  periods: 1,
  breaching: 1,
  missing: TreatMissingData.NOT_BREACHING,
} as const;

/** Something is as it should not be: off only when the metric says so. SQS may fall silent about an idle queue. */
const LIES_THERE = { ...HAPPENED, missing: TreatMissingData.IGNORE } as const;

/** CloudWatch's limit: periods shorter than an hour are looked at for a day. */
const MAX_PERIODS = 288;

/** The alarms on all data sets of a construct together, with what the user wants otherwise. */
export function alarmRules(refresh: ISpiceRefresh, options: BuiltInAlarmOptions): BuiltInAlarm[] {
  return builtIn(refresh, options.quotaNearlyUsed?.threshold ?? 2)
    .map((rule) => ({ ...rule, options: options[optionOf(rule.id)] ?? {} }))
    .filter((rule) => rule.options.enabled ?? true)
    .map((rule) => ({ ...rule, ...changed(rule) }));
}

type BuiltInAlarmId = Capitalize<keyof BuiltInAlarmOptions>;

const optionOf = (id: BuiltInAlarmId): keyof BuiltInAlarmOptions =>
  `${id.charAt(0).toLowerCase()}${id.slice(1)}` as keyof BuiltInAlarmOptions;

/** What the options change, checked. */
function changed({ id, options, ...rule }: BuiltInAlarm): Pick<AlarmRule, 'threshold' | 'periods' | 'breaching'> {
  const threshold = options.threshold ?? rule.threshold;
  if (!Token.isUnresolved(threshold) && !(threshold >= 0)) {
    throw new Error(`threshold of ${id} must be 0 or more: got ${threshold}`);
  }
  const periods = wholeNumber(options.evaluationPeriods ?? rule.periods, `evaluationPeriods of ${id}`, 1, MAX_PERIODS);
  const breaching = options.datapointsToAlarm ?? Math.min(rule.breaching, periods);
  return { threshold, periods, breaching: wholeNumber(breaching, `datapointsToAlarm of ${id}`, 1, periods) };
}

function builtIn(refresh: ISpiceRefresh, quotaLeft: number): (AlarmRule & { readonly id: BuiltInAlarmId })[] {
  const { deadLetterQueue, undeliveredQueue, refreshFunction } = refresh;
  const depth = { period: FIVE_MINUTES, statistic: 'Maximum' };
  return [
    {
      id: 'RefreshFailed',
      section: 'refresh-failed',
      meaning: 'A refresh failed and will not pass by itself. The data set keeps showing its old data.',
      look: 'status',
      metric: refresh.metricRefreshesFailed({ period: FIVE_MINUTES }),
      ...HAPPENED,
    },
    {
      id: 'DeadLetterQueueNotEmpty',
      section: 'dead-letter-queue-not-empty',
      meaning:
        'Failed refreshes, or messages that could not be processed, wait in the dead-letter queue: redrive or delete them.',
      look: 'redrive',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible(depth),
      ...LIES_THERE,
    },
    {
      id: 'UndeliveredQueueNotEmpty',
      section: 'undelivered-queue-not-empty',
      meaning: 'EventBridge could not deliver landing events: their data sets may be stale.',
      metric: undeliveredQueue.metricApproximateNumberOfMessagesVisible(depth),
      ...LIES_THERE,
    },
    ...cannotDeliver(refresh),
    {
      id: 'RowsDropped',
      section: 'rows-dropped',
      meaning: 'A refresh succeeded, but QuickSight dropped rows that it could not import.',
      look: 'status',
      metric: refresh.metricRowsDropped({ period: FIVE_MINUTES }),
      ...HAPPENED,
    },
    {
      id: 'ZeroRows',
      section: 'zero-rows',
      meaning: 'A refresh succeeded with no rows at all: dashboards may be empty.',
      look: 'status',
      metric: refresh.metricRowsIngested({ period: FIVE_MINUTES, statistic: 'Minimum' }),
      ...HAPPENED,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    },
    {
      id: 'QuotaNearlyUsed',
      section: 'quota-nearly-used',
      meaning: `A data set has ${quotaLeft} or fewer ingestions left in 24 hours: new data may soon wait for hours.`,
      look: 'status',
      metric: refresh.metricQuotaLeft({ period: FIVE_MINUTES }),
      ...HAPPENED,
      comparison: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: quotaLeft,
      periods: PERIODS_BETWEEN_LOOKS,
    },
    {
      id: 'FunctionErrors',
      section: 'function-errors',
      meaning:
        'The function has failed or timed out more than once. Its messages will be retried, but refreshes are late.',
      metric: refreshFunction.metricErrors({ period: FIVE_MINUTES }),
      ...HAPPENED,
      periods: 3,
      breaching: 2,
    },
    {
      id: 'ProcessingErrors',
      section: 'processing-errors',
      meaning: 'Messages could not be parsed, or reconciles failed, more than once. Other data sets are not affected.',
      metric: refresh.metricProcessingErrors({ period: FIVE_MINUTES }),
      ...HAPPENED,
      periods: 3,
      breaching: 2,
    },
  ];
}

/** What EventBridge counts of rules is known of those of this app. */
function cannotDeliver(refresh: ISpiceRefresh): (AlarmRule & { readonly id: BuiltInAlarmId })[] {
  return refresh instanceof SpiceRefresh
    ? [
        {
          id: 'RulesCannotDeliver',
          section: 'rules-cannot-deliver',
          meaning: 'EventBridge could not deliver landing events: those not in the undelivered queue are lost.',
          metric: failedInvocations(refresh, FIVE_MINUTES),
          finally: failedInvocationsOfAll(refresh, FIVE_MINUTES),
          ...HAPPENED,
        },
      ]
    : [];
}

/** Data has been waiting for longer than it may. Silence: nothing waits. */
export function freshnessRule(of: IRefreshMetrics, objective: Duration, subject: string): AlarmRule {
  return {
    id: 'FreshnessObjectiveMissed',
    section: 'freshness-objective-missed',
    meaning: `Data for ${subject} waited, or is still waiting, longer than ${objective.toHumanString()}.`,
    look: 'status',
    metric: of.metricOldestLandingAge({ period: FIVE_MINUTES }),
    ...HAPPENED,
    comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: objective.toSeconds(),
    periods: PERIODS_BETWEEN_LOOKS,
  };
}

/**
 * Too much of SPICE is used. QuickSight sends usage and limit together, whenever one has changed by 1 MB. Silence: as much
 * as before.
 */
export function spiceCapacityRule(percent: number): AlarmRule {
  const period = Duration.hours(1);
  return {
    id: 'SpiceCapacity',
    section: 'spice-nearly-full',
    meaning: `More than ${percent} % of SPICE is used: when it is full, QuickSight refuses refreshes.`,
    metric: new MathExpression({
      expression: '100 * used / limit',
      usingMetrics: {
        used: spiceMetric('SPICECapacityConsumedInMB', { period }),
        limit: spiceMetric('SPICECapacityLimitInMB', { period }),
      },
      label: 'SPICE used, in %',
      period,
    }),
    ...HAPPENED,
    comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: percent,
    missing: TreatMissingData.IGNORE,
  };
}

/** A refresh has fewer rows than those before it make likely. No data: there was no refresh. */
export function fewerRowsRule(dataSet: IDataSetRefresh, deviations: number, subject: string): AlarmRule {
  return {
    id: 'FewerRowsThanUsual',
    section: 'monitoring.md#fewer-rows-than-usual',
    meaning: `A refresh of ${subject} has ingested far fewer rows than is usual: part of its data may be missing.`,
    look: 'status',
    metric: dataSet.metricRowsIngested({ period: Duration.hours(1), statistic: 'Minimum' }),
    ...HAPPENED,
    comparison: ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
    threshold: deviations,
  };
}

/** Nothing has landed for as many hours. Silence is the trouble. */
export function nothingLandedRule(dataSet: IDataSetRefresh, hours: number, subject: string): AlarmRule {
  return {
    id: 'NothingLanded',
    section: 'nothing-landed',
    meaning: `No data for ${subject} has landed for ${hours} hours: the pipeline before it may have stopped.`,
    metric: dataSet.metricLandings({ period: Duration.hours(1) }),
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    periods: hours,
    breaching: hours,
    missing: TreatMissingData.BREACHING,
  };
}
