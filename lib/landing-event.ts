import type { EventPattern, Schedule } from 'aws-cdk-lib/aws-events';
import type { IJobRef } from 'aws-cdk-lib/aws-glue';
import type { IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { turnOnEventBridge } from './private/event-bridge-notifications';

/** What a landing event is on a bus: exactly one of `eventPattern` and `schedule`. */
export interface LandingEventConfig {
  /**
   * What kind of landing this is, such as `ObjectCreated`: a letter and up to 99 letters and digits. Part of the
   * rule's construct id and of the messages.
   */
  readonly name: string;

  /**
   * The events that count.
   *
   * @default - none: `schedule` says when
   */
  readonly eventPattern?: EventPattern;

  /**
   * The times that count.
   *
   * @default - none: `eventPattern` says what
   */
  readonly schedule?: Schedule;
}

/** Options of `LandingEvent.objectCreated`. */
export interface ObjectCreatedOptions {
  /**
   * Only objects whose key begins like this, such as `sales/`.
   *
   * @default - any key
   */
  readonly keyPrefix?: string;

  /**
   * Only objects whose key ends like this, such as `.parquet` or `/_SUCCESS`.
   *
   * With both a prefix and a suffix the rule needs a wildcard filter, of which EventBridge allows 30 on a bus.
   *
   * @default - any key
   */
  readonly keySuffix?: string;

  /**
   * Says that the bucket sends its events to EventBridge already. Needed for a bucket that is defined
   * elsewhere, whose notifications this app cannot change.
   *
   * @default - the bucket is defined in this app, and sending its events is turned on
   */
  readonly eventBridgeEnabled?: boolean;
}

/**
 * What counts as data landing.
 *
 * Delivery differs by service: S3 delivers its events at least once; Glue, Athena and most others make their
 * best effort, so that now and then an event never comes. For those, set `refreshAtLeastEvery` as well.
 */
export abstract class LandingEvent {
  /**
   * An object was created in an S3 bucket: put, posted, copied or completed as a multipart upload.
   *
   * The bucket must send its events to EventBridge. For a bucket defined in this app that is turned on here;
   * for another one turn it on yourself and say so with `eventBridgeEnabled`. Delivery: at least once.
   *
   * @param bucket a `Bucket`, a `CfnBucket` or a reference to one
   * @example
   * declare const bucket: s3.Bucket;
   * LandingEvent.objectCreated(bucket, { keyPrefix: 'sales/', keySuffix: '.parquet' });
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
   */
  public static objectCreated(bucket: IBucketRef, options: ObjectCreatedOptions = {}): LandingEvent {
    return new ObjectCreated(bucket, options);
  }

  /**
   * A run of a Glue job succeeded. Delivery: best effort.
   *
   * @example
   * declare const job: glue.CfnJob;
   * LandingEvent.glueJobSucceeded(job);
   * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
   */
  public static glueJobSucceeded(job: IJobRef): LandingEvent {
    return new PatternLandingEvent('GlueJobSucceeded', {
      source: ['aws.glue'],
      detailType: ['Glue Job State Change'],
      detail: { jobName: [job.jobRef.jobName], state: ['SUCCEEDED'] },
    });
  }

  /**
   * A time of the day, for data that lands without an event. A rule on a schedule is always on the account's
   * default bus. Delivery: at least once.
   *
   * @example
   * LandingEvent.schedule(events.Schedule.cron({ hour: '6', minute: '0' }));
   */
  public static schedule(schedule: Schedule): LandingEvent {
    return new ScheduledLanding(schedule);
  }

  /**
   * Any event on the bus. Take a pattern that matches success only.
   *
   * @example
   * LandingEvent.fromPattern({ source: ['com.example.pipeline'], detailType: ['Load Finished'] });
   */
  public static fromPattern(eventPattern: EventPattern): LandingEvent {
    if (Object.keys(eventPattern).length === 0) {
      throw new Error(
        'an event pattern must not be empty, or every event on the bus would refresh the data set: got {}',
      );
    }
    return new PatternLandingEvent('Event', eventPattern);
  }

  /**
   * Makes whatever the source needs to send its events, and says how to recognize them. Called once for each
   * data set that waits for this event.
   *
   * @param scope the construct that will own the rule
   */
  public abstract bind(scope: Construct): LandingEventConfig;
}

class PatternLandingEvent extends LandingEvent {
  constructor(
    private readonly name: string,
    private readonly eventPattern: EventPattern,
  ) {
    super();
  }

  public override bind(): LandingEventConfig {
    return { name: this.name, eventPattern: this.eventPattern };
  }
}

class ScheduledLanding extends LandingEvent {
  constructor(private readonly schedule: Schedule) {
    super();
  }

  public override bind(): LandingEventConfig {
    return { name: 'Schedule', schedule: this.schedule };
  }
}

class ObjectCreated extends LandingEvent {
  constructor(
    private readonly bucket: IBucketRef,
    private readonly options: ObjectCreatedOptions,
  ) {
    super();
  }

  public override bind(): LandingEventConfig {
    if (!this.options.eventBridgeEnabled) {
      turnOnEventBridge(this.bucket);
    }
    const key = this.keyFilter();
    return {
      name: 'ObjectCreated',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketRef.bucketName] }, ...(key && { object: { key: [key] } }) },
      },
    };
  }

  private keyFilter(): object | undefined {
    const { keyPrefix, keySuffix } = this.options;
    if (keyPrefix && keySuffix) {
      return { wildcard: `${literal(keyPrefix)}*${literal(keySuffix)}` };
    }
    if (keyPrefix) {
      return { prefix: keyPrefix };
    }
    return keySuffix ? { suffix: keySuffix } : undefined;
  }
}

/** A key may hold what a wildcard filter takes for more than itself. */
function literal(part: string): string {
  return part.replace(/[\\*]/g, '\\$&');
}
