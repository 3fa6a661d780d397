import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  DATA_SET_DIMENSION,
  DecisionReason,
  dataSetName,
  isWritten,
  MetricName,
  OutcomeDetailType,
  type Place,
  REASON_DIMENSION,
  TOTAL_DIMENSION,
} from '../../lib/private/contract';
import type { Step } from '../decide';
import { formatDuration, formatTime, pluralize } from '../format';
import type { LateLanding } from '../late-landing';
import type { Outcome } from '../outcome/outcome';
import { quotaLeft } from '../pace/quota';
import { afterPause } from '../pause';
import type { LeftUndone, Telemetry } from '../ports';
import { printable } from '../printable';
import { type LedgerRow, oldestLanding } from '../row';
import { SECOND } from '../time';

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/**
 * Logs and metrics the way Powertools writes them: JSON lines, metrics embedded in the log. A metric counts for all data
 * sets of this function; where the data set's settings ask for it, the same line counts for the data set, too.
 */
export class PowertoolsTelemetry implements Telemetry {
  private readonly logger = new Logger({
    // errors of AWS bring texts, and JSON escapes the control characters of ASCII only
    jsonReplacerFn: (_key, value) => (typeof value === 'string' ? printable(value) : value),
  });
  /** By what they are of: a set of dimensions each, so an object each. */
  private readonly metrics = new Map<string, Metrics>();
  /** Written out, without dimensions: to be used again, since one costs more to make than a metric to write. */
  private readonly idle: Metrics[] = [];

  /** @param own account and region of the function */
  constructor(
    private readonly functionName: string,
    private readonly own: Place,
  ) {}

  decided(row: LedgerRow, step: Step, again: boolean): void {
    const { dataSetArn, pending, ingestion } = row;
    const dataSet = this.nameOf(dataSetArn);
    const oldest = oldestLanding(row);
    this.logger[again ? 'debug' : 'info'](`${dataSet}: ${step.do}: ${step.reason}`, {
      dataSetArn,
      dataSet,
      step: step.do,
      code: step.code,
      reason: step.reason,
      ...(step.do === 'wait' && { until: new Date(step.until).toISOString() }),
      ...(pending && { pending: pending.count, pendingSince: new Date(pending.first).toISOString() }),
      ...(oldest !== undefined && { oldestLanding: new Date(oldest).toISOString() }),
      ...(ingestion && { ingestionId: ingestion.id }),
    });
    this.addOfReason(step.code, MetricName.DECISIONS, MetricUnit.Count, 1);
  }

  landed(row: LedgerRow, landings: number): void {
    if (landings > 0) {
      this.add(row, MetricName.LANDINGS, MetricUnit.Count, landings);
    }
  }

  outcome(outcome: Outcome, row: LedgerRow): void {
    const { dataSetArn, detailType, reason } = outcome;
    const dataSet = this.nameOf(dataSetArn);
    const line = `${dataSet}: ${detailType}: ${reason}`;
    const fields = { dataSetArn, dataSet, outcome };
    if (detailType === OutcomeDetailType.FAILED) {
      this.logger.error(line, fields);
    } else {
      this.logger.info(line, fields);
    }
    this.add(row, COUNTED_AS[detailType], MetricUnit.Count, 1);
    if (detailType === OutcomeDetailType.SUCCEEDED) {
      const { lagSeconds, ingestionSeconds, rows, rowsDropped } = outcome;
      this.add(row, MetricName.FRESHNESS_LAG, MetricUnit.Seconds, lagSeconds);
      // the age that its oldest landing had reached: late data counts as late even if no reconcile saw it wait
      this.add(row, MetricName.OLDEST_LANDING_AGE, MetricUnit.Seconds, lagSeconds);
      this.add(row, MetricName.INGESTION_TIME, MetricUnit.Seconds, ingestionSeconds);
      this.add(row, MetricName.ROWS_INGESTED, MetricUnit.Count, rows);
      this.add(row, MetricName.ROWS_DROPPED, MetricUnit.Count, rowsDropped);
    }
  }

  reconciled(row: LedgerRow, now: number): void {
    const oldest = oldestLanding(row);
    // a paused data set is not expected to be fresh
    const waits = oldest !== undefined && row.paused === undefined;
    const age = waits ? Math.max(Math.round((now - afterPause(oldest, row)) / SECOND), 0) : undefined;
    this.add(row, MetricName.OLDEST_LANDING_AGE, MetricUnit.Seconds, age);
    this.add(row, MetricName.QUOTA_LEFT, MetricUnit.Count, quotaLeft(row, now));
  }

  swept(row: LedgerRow, now: number): void {
    const { dataSetArn, wakeAt } = row;
    const dataSet = this.nameOf(dataSetArn);
    const due = wakeAt === undefined ? 'none is on its way' : `it was due ${formatDuration(now - wakeAt)} ago`;
    const code = DecisionReason.SWEPT;
    this.logger.warn(`${dataSet}: swept: its wake-up was lost (${due}), another one is sent`, {
      dataSetArn,
      dataSet,
      code,
    });
    this.addOfReason(code, MetricName.DECISIONS, MetricUnit.Count, 1);
  }

  late(dataSetArn: string, late: LateLanding): void {
    const dataSet = this.nameOf(dataSetArn);
    const { count, landingEvent, time, queuedAt, startedAt } = late;
    const code = DecisionReason.LATE;
    this.logger.warn(
      `${dataSet}: late: ${pluralize(count, 'landing')} delivered after the refresh that covers ` +
        `${count === 1 ? 'its' : 'their'} time began, not refreshed again. ${landingEvent} landed at ${formatTime(time)} by its ` +
        `event, and was delivered at ${formatTime(queuedAt)}, after the refresh that began at ${formatTime(startedAt)}. It may be a ` +
        'second delivery of what was refreshed. If its data landed after the refresh began, request a refresh',
      { dataSetArn, dataSet, code, late },
    );
    this.addOfReason(code, MetricName.DECISIONS, MetricUnit.Count, 1);
  }

  forgotten({ dataSetArn, ended }: LedgerRow): void {
    const dataSet = this.nameOf(dataSetArn);
    const code = DecisionReason.FORGOTTEN;
    this.logger.info(`${dataSet}: forgotten: its row is deleted (${ended?.reason})`, { dataSetArn, dataSet, code });
    this.addOfReason(code, MetricName.DECISIONS, MetricUnit.Count, 1);
  }

  processingError(what: string, error: unknown, subject: { messageId?: string; dataSetArn?: string }): void {
    const { dataSetArn } = subject;
    this.logger.error(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
      ...subject,
      ...(dataSetArn && { dataSet: this.nameOf(dataSetArn) }),
      error: error as Error,
    });
    this.addInTotal(MetricName.PROCESSING_ERRORS, MetricUnit.Count, 1);
  }

  ranOutOfTime({ notBegun, cutOff, sentAgain, givenBack }: LeftUndone): void {
    this.logger.warn(
      `the invocation ran out of time: ${pluralize(cutOff, 'reconcile')} waited for a slow answer and were cut off, ` +
        `${notBegun} not begun; ${pluralize(sentAgain, 'message')} sent again, ${givenBack} given back to the queue`,
      { notBegun, cutOff, sentAgain, givenBack },
    );
  }

  flush(dataSetArn?: string): void {
    const keys = dataSetArn === undefined ? [...this.metrics.keys()] : [keyOf(dataSetArn)];
    for (const key of keys) {
      this.metrics.get(key)?.publishStoredMetrics();
      this.release(key);
    }
  }

  private nameOf(dataSetArn: string): string {
    return dataSetName(dataSetArn, this.own);
  }

  private release(key: string): void {
    const metrics = this.metrics.get(key);
    if (metrics) {
      this.metrics.delete(key);
      this.idle.push(metrics);
    }
  }

  /** What QuickSight did not tell is no metric: a zero would be a lie. */
  private add({ dataSetArn, settings }: LedgerRow, name: MetricName, unit: Unit, value?: number): void {
    if (value === undefined) {
      return;
    }
    if (isWritten(name, settings.metrics)) {
      const dataSet = this.nameOf(dataSetArn);
      this.addTo(keyOf(dataSetArn), name, unit, value, (metrics) => {
        metrics.addDimension(DATA_SET_DIMENSION, dataSet);
        metrics.addDimensions({ [TOTAL_DIMENSION]: this.functionName });
      });
    } else {
      this.addInTotal(name, unit, value);
    }
  }

  private addOfReason(reason: string, name: MetricName, unit: Unit, value: number): void {
    this.addTo(`reason ${reason}`, name, unit, value, (metrics) => {
      metrics.addDimension(TOTAL_DIMENSION, this.functionName);
      metrics.addDimension(REASON_DIMENSION, reason);
    });
  }

  private addInTotal(name: MetricName, unit: Unit, value: number): void {
    this.addTo('total', name, unit, value, (metrics) => metrics.addDimension(TOTAL_DIMENSION, this.functionName));
  }

  private addTo(
    key: string,
    name: MetricName,
    unit: Unit,
    value: number,
    addDimensions: (metrics: Metrics) => void,
  ): void {
    let metrics = this.metrics.get(key);
    if (!metrics) {
      metrics = this.idle.pop() ?? new Metrics();
      // the service would be a second dimension, and every reader of the metric would have to name it
      metrics.clearDefaultDimensions();
      addDimensions(metrics);
      this.metrics.set(key, metrics);
    }
    metrics.addMetric(name, unit, value);
    // with a metric's hundredth value Powertools writes out what it has, and forgets the dimensions
    if (!metrics.hasStoredMetrics()) {
      this.release(key);
    }
  }
}

/** What the metrics of a data set are kept under. */
const keyOf = (dataSetArn: string): string => `data set ${dataSetArn}`;

const COUNTED_AS = {
  [OutcomeDetailType.STARTED]: MetricName.REFRESHES_STARTED,
  [OutcomeDetailType.SUCCEEDED]: MetricName.REFRESHES_SUCCEEDED,
  [OutcomeDetailType.FAILED]: MetricName.REFRESHES_FAILED,
  [OutcomeDetailType.DEFERRED]: MetricName.REFRESHES_DEFERRED,
} as const;
