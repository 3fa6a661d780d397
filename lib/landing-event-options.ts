import type { IClusterRef } from 'aws-cdk-lib/aws-emr';

/** Options of `LandingEvent.objectCreated`. */
export interface ObjectCreatedOptions {
  /**
   * Only objects whose key begins like this, such as `sales/`.
   *
   * @default - any key
   */
  readonly keyPrefix?: string;

  /**
   * Only objects whose key begins like one of these; `keyPrefix`, if given, is one of them.
   *
   * @default - any key
   */
  readonly keyPrefixes?: string[];

  /**
   * Only objects whose key ends like this, such as `.parquet`, or a marker such as `/_SUCCESS`.
   *
   * With both a prefix and a suffix the rule needs a wildcard filter, of which EventBridge allows 30 on a bus.
   *
   * @default - any key
   */
  readonly keySuffix?: string;

  /**
   * Only objects whose key ends like one of these; `keySuffix`, if given, is one of them.
   *
   * @default - any key
   */
  readonly keySuffixes?: string[];

  /**
   * Leaves out objects of 0 bytes, such as the folders that the S3 console makes. Not for markers: `_SUCCESS`
   * is an empty object.
   *
   * @default false
   */
  readonly ignoreEmptyObjects?: boolean;

  /**
   * Leaves out objects whose key is like one of these, in which `*` is any run of characters: what a job writes before
   * it is done, and what holds no data. At most 30, each of 1 to 1024 characters without `<` and `>`; an empty list
   * leaves out none.
   *
   * The rule sends these objects too, and the function leaves them out: each costs a message. With many of them, let the
   * job write them somewhere else, or wait for its marker by `keySuffix`.
   *
   * @default - staging files and folders: _temporary/ and _spark_metadata/ anywhere in the key, .spark-staging-…,
   * and keys that end with .crc, / or _$folder$; not those that keyPrefix or keySuffix asks for
   */
  readonly ignoreKeys?: string[];

  /**
   * Says that the bucket sends its events to EventBridge already. Needed for a bucket that is defined
   * elsewhere, whose notifications this app cannot change.
   *
   * @default - the bucket is defined in this app, and sending its events is turned on
   */
  readonly eventBridgeEnabled?: boolean;
}

/** Which table of the Glue Data Catalog. */
export interface GlueTableOptions {
  /** The name of the database. Capitals are folded to lower case, as Glue stores it. */
  readonly databaseName: string;

  /** The name of the table. Capitals are folded to lower case, as Glue stores it. */
  readonly tableName: string;
}

/** Options of `LandingEvent.glueDataQualityPassed`. */
export interface GlueDataQualityPassedOptions {
  /**
   * Count a result whose score is at least this, whether or not every rule passed. From 0 to 1, at most six
   * decimals.
   *
   * EventBridge compares numbers of at most six decimals: a score such as 2/3, which has more, may not match
   * whatever the minimum.
   *
   * @default - every rule must have passed
   */
  readonly minimumScore?: number;

  /**
   * Only results for this database of the Glue Data Catalog.
   *
   * @default - any, and evaluations inside Glue jobs
   */
  readonly databaseName?: string;

  /**
   * Only results for this table of the Glue Data Catalog.
   *
   * @default - any, and evaluations inside Glue jobs
   */
  readonly tableName?: string;
}

/** Options of `LandingEvent.athenaQuerySucceeded`. */
export interface AthenaQuerySucceededOptions {
  /**
   * Only statements of these types, such as `DML` or `DDL`.
   *
   * @default - any type
   */
  readonly statementTypes?: string[];
}

/** Options of `LandingEvent.emrStepCompleted`: at least one of them. */
export interface EmrStepCompletedOptions {
  /**
   * Only steps of this cluster; `CfnCluster.fromClusterId` makes a reference of an id.
   *
   * @default - any cluster: right for clusters that are made for each run
   */
  readonly cluster?: IClusterRef;

  /**
   * Only steps of this name.
   *
   * @default - any step
   */
  readonly stepName?: string;
}

/** Options of `LandingEvent.emrServerlessJobRunSucceeded`. */
export interface EmrServerlessJobRunSucceededOptions {
  /**
   * Only job runs of this name.
   *
   * @default - any job run of the application
   */
  readonly jobRunName?: string;
}

/** Options of `LandingEvent.batchJobSucceeded`. */
export interface BatchJobSucceededOptions {
  /**
   * Only jobs of this name.
   *
   * @default - any job of the queue
   */
  readonly jobName?: string;
}

/** Options of `LandingEvent.ecsTaskSucceeded`. */
export interface EcsTaskSucceededOptions {
  /**
   * The container whose exit code must be 0. Say it where a task has more than one: otherwise one that ended
   * well is enough, even if another failed.
   *
   * @default - any container of the task
   */
  readonly containerName?: string;
}

/** Options of `LandingEvent.dmsTaskFinished`. */
export interface DmsTaskFinishedOptions {
  /**
   * Why the task may have stopped, named as in `StopReason` of DMS's API but without the words "Stop Reason".
   *
   * Add `NORMAL` if the task is stopped by `StopReplicationTask` when its work is done.
   *
   * @default - FULL_LOAD_ONLY_FINISHED, STOPPED_AFTER_FULL_LOAD, STOPPED_AFTER_CACHED_EVENTS,
   * STOPPED_AT_SERVER_TIME and STOPPED_AT_COMMIT_TIME
   * @see https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html
   */
  readonly stopReasons?: string[];
}

/**
 * Options of `LandingEvent.mwaaServerlessWorkflowRunSucceeded`: which workflow. AWS documents the event's source and
 * detail-type, but not where it names its workflow: look at one of yours, and filter by what you find.
 */
export interface MwaaServerlessWorkflowRunSucceededOptions {
  /**
   * Only events with one of these in `resources`.
   *
   * @default - any
   */
  readonly resources?: string[];

  /**
   * Only events whose `detail` is like this, in the form of an event pattern, such as `{ field: ['value'] }`.
   *
   * @default - any
   */
  // biome-ignore lint/suspicious/noExplicitAny: as in the EventPattern of aws-cdk-lib
  readonly detail?: { [key: string]: any };
}

/** Options of `LandingEvent.transferUploadCompleted`. */
export interface TransferUploadCompletedOptions {
  /**
   * Only uploads of this user.
   *
   * @default - any user of the server
   */
  readonly username?: string;

  /**
   * Only files whose path begins like this: a slash, the bucket or the file system, and what is in it, such as
   * `/landing/sales/`.
   *
   * Give no ending: many clients upload under a temporary name and rename the file when it is complete.
   *
   * @default - any file
   */
  readonly filePathPrefix?: string;
}

/** Options of `LandingEvent.dynamoDbExportCompleted`. */
export interface DynamoDbExportCompletedOptions {
  /**
   * Only exports that were started with this `S3Prefix`. The objects of an export do not name its table: give each table
   * a prefix of its own. With a prefix the rule needs a wildcard filter, of which EventBridge allows 30 on a bus.
   *
   * @default - any export to the bucket
   */
  readonly s3Prefix?: string;

  /**
   * Says that the bucket sends its events to EventBridge already. Needed for a bucket that is defined
   * elsewhere, whose notifications this app cannot change.
   *
   * @default - the bucket is defined in this app, and sending its events is turned on
   */
  readonly eventBridgeEnabled?: boolean;
}
