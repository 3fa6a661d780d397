import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_DIMENSION, MetricName, OutcomeDetailType } from '../../lib/private/contract';
import type { Step } from '../decide';
import { dataSetIdOf, type Outcome } from '../outcome';
import type { Telemetry } from '../ports';
import type { LedgerRow } from '../row';

/** Logs and metrics the way Powertools writes them: JSON lines, metrics embedded in the log. */
export class PowertoolsTelemetry implements Telemetry {
  private readonly logger = new Logger();
  private readonly metrics = new Map<string, Metrics>();

  decided(row: LedgerRow, step: Step): void {
    const { dataSetArn, pending, ingestion } = row;
    this.logger.info(`${dataSetIdOf(dataSetArn)}: ${step.do}: ${step.reason}`, {
      dataSetArn,
      step: step.do,
      reason: step.reason,
      ...(step.do === 'wait' && { until: new Date(step.until).toISOString() }),
      ...(pending && { pending: pending.count, pendingSince: new Date(pending.first).toISOString() }),
      ...(ingestion && { ingestionId: ingestion.id }),
    });
  }

  landed(dataSetArn: string, landings: number): void {
    if (landings > 0) {
      this.add(dataSetArn, MetricName.LANDINGS, MetricUnit.Count, landings);
    }
  }

  outcome(outcome: Outcome): void {
    const { dataSetArn, detailType, reason } = outcome;
    const line = `${dataSetIdOf(dataSetArn)}: ${detailType}: ${reason}`;
    if (detailType === OutcomeDetailType.FAILED) {
      this.logger.error(line, { outcome });
    } else {
      this.logger.info(line, { outcome });
    }
    this.add(dataSetArn, COUNTED_AS[detailType], MetricUnit.Count, 1);
    if (detailType === OutcomeDetailType.SUCCEEDED) {
      const { lagSeconds, ingestionSeconds, rows, rowsDropped } = outcome;
      this.add(dataSetArn, MetricName.FRESHNESS_LAG, MetricUnit.Seconds, lagSeconds);
      this.add(dataSetArn, MetricName.INGESTION_TIME, MetricUnit.Seconds, ingestionSeconds);
      this.add(dataSetArn, MetricName.ROWS_INGESTED, MetricUnit.Count, rows);
      this.add(dataSetArn, MetricName.ROWS_DROPPED, MetricUnit.Count, rowsDropped);
    }
  }

  problem(what: string, error: unknown, subject: { messageId?: string; dataSetArn?: string }): void {
    this.logger.error(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
      ...subject,
      error: error as Error,
    });
  }

  flush(): void {
    for (const metrics of this.metrics.values()) {
      metrics.publishStoredMetrics();
    }
    this.metrics.clear();
  }

  /** What QuickSight did not tell is no metric: a zero would be a lie. */
  private add(
    dataSetArn: string,
    name: string,
    unit: (typeof MetricUnit)[keyof typeof MetricUnit],
    value?: number,
  ): void {
    if (value !== undefined) {
      this.of(dataSetArn).addMetric(name, unit, value);
    }
  }

  /** A dimension value each, so an object each. */
  private of(dataSetArn: string): Metrics {
    let metrics = this.metrics.get(dataSetArn);
    if (!metrics) {
      metrics = new Metrics();
      // the service would be a second dimension, and whoever reads the metric would have to name it
      metrics.clearDefaultDimensions();
      metrics.addDimension(METRICS_DIMENSION, dataSetIdOf(dataSetArn));
      this.metrics.set(dataSetArn, metrics);
    }
    return metrics;
  }
}

const COUNTED_AS = {
  [OutcomeDetailType.STARTED]: MetricName.REFRESHES_STARTED,
  [OutcomeDetailType.SUCCEEDED]: MetricName.REFRESHES_SUCCEEDED,
  [OutcomeDetailType.FAILED]: MetricName.REFRESHES_FAILED,
  [OutcomeDetailType.DEFERRED]: MetricName.REFRESHES_DEFERRED,
} as const;
