import type { RefreshSettings } from './private/contract';
import { wholeNumber } from './private/validate';

/** Options of an ingestion quota. */
export interface IngestionQuotaOptions {
  /**
   * How many of the ingestions the function never uses, so that users can refresh by hand. 0 to one less than the quota.
   *
   * @default 0
   */
  readonly reserved?: number;
}

/**
 * How many ingestions QuickSight allows for one data set in any 24 hours. The window is measured back from
 * each call, not from midnight, and the quota cannot be raised.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 * declare const landingBucket: s3.Bucket;
 *
 * refresh.addDataSet('Orders', {
 *   dataSet: SpiceDataSet.fromDataSetId('orders'),
 *   refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'orders/' })],
 *   quota: IngestionQuota.enterprise({ reserved: 4 }), // people may refresh by hand four times a day
 * });
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html
 */
export class IngestionQuota {
  /**
   * Enterprise edition: 32 in 24 hours.
   *
   * @param options ingestions that the function leaves to others
   */
  public static enterprise(options: IngestionQuotaOptions = {}): IngestionQuota {
    return new IngestionQuota(32, options);
  }

  /**
   * Standard edition: 8 in 24 hours.
   *
   * @param options ingestions that the function leaves to others
   */
  public static standard(options: IngestionQuotaOptions = {}): IngestionQuota {
    return new IngestionQuota(8, options);
  }

  /**
   * Another number: fewer than QuickSight allows, such as to spare the source.
   *
   * @param perDay ingestions in any 24 hours, 1 to 1000
   * @param options ingestions that the function leaves to others
   */
  public static of(perDay: number, options: IngestionQuotaOptions = {}): IngestionQuota {
    return new IngestionQuota(perDay, options);
  }

  private readonly reserved: number;

  private constructor(
    /** Ingestions in any 24 hours. */
    public readonly perDay: number,
    options: IngestionQuotaOptions,
  ) {
    wholeNumber(perDay, 'ingestions per day', 1, 1000);
    this.reserved = wholeNumber(options.reserved ?? 0, 'reserved', 0, perDay - 1);
  }

  /** @internal */
  public get _settings(): RefreshSettings['quota'] {
    return { perDay: this.perDay, reserved: this.reserved };
  }
}
