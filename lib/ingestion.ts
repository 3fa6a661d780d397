import type { Duration } from 'aws-cdk-lib';
import type { RefreshSettings } from './private/contract';
import { wholeSeconds } from './private/validate';

/** Options of an incremental ingestion. */
export interface IncrementalOptions {
  /**
   * A full refresh at least this often, so that changes outside the look-back window are picked up.
   *
   * @default - incremental refreshes only, but see `fallBackToFull`
   */
  readonly fullEvery?: Duration;

  /**
   * Whether a full refresh follows an incremental one that failed, and comes first on a data set that this
   * construct has not refreshed yet.
   *
   * @default true
   */
  readonly fallBackToFull?: boolean;
}

/**
 * What kind of ingestion refreshes a data set.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 * declare const landingBucket: s3.Bucket;
 *
 * refresh.addDataSet('Orders', {
 *   dataSet: SpiceDataSet.fromDataSetId('orders'),
 *   refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'orders/' })],
 *   ingestion: Ingestion.incremental({ fullEvery: Duration.days(7) }),
 * });
 */
export class Ingestion {
  /** All of the data is read again (`FULL_REFRESH`). Works for every SPICE data set. */
  public static full(): Ingestion {
    return new Ingestion({ type: 'FULL_REFRESH' });
  }

  /**
   * Only the data within the look-back window is read again (`INCREMENTAL_REFRESH`). QuickSight offers this in
   * the Enterprise edition, for SQL sources, once a look-back window is set in the data set's refresh
   * properties.
   *
   * @param options how often all of the data is read, and what happens where the data set has no look-back window
   * @example
   * Ingestion.incremental({ fullEvery: Duration.days(7) });
   */
  public static incremental(options: IncrementalOptions = {}): Ingestion {
    const { fullEvery, fallBackToFull = true } = options;
    return new Ingestion({
      type: 'INCREMENTAL_REFRESH',
      ...(fullEvery && { fullEvery: wholeSeconds(fullEvery, 'fullEvery', 1) }),
      fallBackToFull,
    });
  }

  private constructor(private readonly settings: RefreshSettings['ingestion']) {}

  /** @internal */
  public get _settings(): RefreshSettings['ingestion'] {
    return this.settings;
  }
}
