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

/** Which of a data set's landing events must have occurred before it is refreshed. */
export abstract class RefreshWhen {
  /** Any one of them. */
  public static any(): RefreshWhen {
    return new AnyLandingEvent();
  }

  /** Every one of them, each since the last refresh started. */
  public static all(options: RefreshWhenAllOptions = {}): RefreshWhen {
    return new AllLandingEvents(options.within ?? Duration.hours(6));
  }

  /** @internal */
  public abstract _settings(landingEvents: readonly string[]): RefreshSettings['all'];
}

class AnyLandingEvent extends RefreshWhen {
  public override _settings(): undefined {
    return undefined;
  }
}

class AllLandingEvents extends RefreshWhen {
  constructor(private readonly within: Duration) {
    super();
  }

  public override _settings(landingEvents: readonly string[]): RefreshSettings['all'] {
    return { landingEvents: [...landingEvents], within: wholeSeconds(this.within, 'within', 1) };
  }
}
