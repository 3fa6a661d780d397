import { Duration } from 'aws-cdk-lib';
import type { RefreshSettings } from './private/contract';
import { wholeSeconds } from './private/validate';

/** Options of `RefreshWhen.all`. */
export interface RefreshWhenAllOptions {
  /**
   * How long to wait for the landing events that are missing, counted from the first. After that the data set
   * is refreshed with what there is, and the log says what was missing. At least 1 second.
   *
   * @default Duration.hours(6)
   */
  readonly within?: Duration;
}

/**
 * Which of a data set's landing events must have occurred before it is refreshed.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 * declare const salesJob: glue.CfnJob;
 * declare const pricesJob: glue.CfnJob;
 *
 * refresh.addDataSet('Margins', {
 *   dataSet: SpiceDataSet.fromDataSetId('margins'),
 *   refreshOn: [LandingEvent.glueJobSucceeded(salesJob), LandingEvent.glueJobSucceeded(pricesJob)],
 *   refreshWhen: RefreshWhen.all({ within: Duration.hours(2) }),
 * });
 */
export class RefreshWhen {
  /** Any one of them. */
  public static any(): RefreshWhen {
    return new RefreshWhen();
  }

  /**
   * Every one of them, each since the last refresh started.
   *
   * @param options how long to wait for the landing events that are missing
   */
  public static all(options: RefreshWhenAllOptions = {}): RefreshWhen {
    return new RefreshWhen(wholeSeconds(options.within ?? Duration.hours(6), 'within', 1));
  }

  /** @param within seconds to wait for all of the landing events; none where any one is enough */
  private constructor(private readonly within?: number) {}

  /** @internal */
  public _settings(landingEvents: readonly string[]): RefreshSettings['all'] {
    return this.within === undefined ? undefined : { landingEvents: [...landingEvents], within: this.within };
  }
}
