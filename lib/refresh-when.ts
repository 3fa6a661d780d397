import { Duration } from 'aws-cdk-lib';
import { IncompleteAction } from './incomplete-action';
import type { RefreshSettings } from './private/contract';
import { wholeSeconds } from './private/validate';

/** Options of `RefreshWhen.all`. */
export interface RefreshWhenAllOptions {
  /**
   * How long to wait for the landing events that are missing, counted from the first. What happens after that is
   * `whenIncomplete`. At least 1 second.
   *
   * @default Duration.hours(6)
   */
  readonly within?: Duration;

  /**
   * What happens when that time is over and a landing event is still missing. An outcome event names the missing ones.
   *
   * @default IncompleteAction.REFRESH
   */
  readonly whenIncomplete?: IncompleteAction;
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
   * @param options how long to wait for the landing events that are missing, and what happens then
   */
  public static all(options: RefreshWhenAllOptions = {}): RefreshWhen {
    const within = wholeSeconds(options.within ?? Duration.hours(6), 'within', 1);
    return new RefreshWhen(within, options.whenIncomplete === IncompleteAction.WAIT);
  }

  /**
   * @param within seconds to wait for all of the landing events; none where any one is enough
   * @param waits whether it keeps waiting after that
   */
  private constructor(
    private readonly within?: number,
    private readonly waits = false,
  ) {}

  /** @internal */
  public _settings(landingEvents: readonly string[]): RefreshSettings['all'] {
    if (this.within === undefined) {
      return undefined;
    }
    // absent is the default: messages of those who use none of it do not grow
    const whenIncomplete = this.waits && { whenIncomplete: 'wait' as const };
    return { landingEvents: [...landingEvents], within: this.within, ...whenIncomplete };
  }
}
