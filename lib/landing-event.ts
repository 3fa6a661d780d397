import type { IFlowRef } from 'aws-cdk-lib/aws-appflow';
import type { IWorkGroupRef } from 'aws-cdk-lib/aws-athena';
import type { IJobQueueRef } from 'aws-cdk-lib/aws-batch';
import type { IPipelineRef } from 'aws-cdk-lib/aws-codepipeline';
import type { ITaskDefinitionRef } from 'aws-cdk-lib/aws-ecs';
import type { IApplicationRef } from 'aws-cdk-lib/aws-emrserverless';
import type { EventPattern, Schedule } from 'aws-cdk-lib/aws-events';
import type { ICrawlerRef, IJobRef } from 'aws-cdk-lib/aws-glue';
import type { IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { IPipelineRef as ISageMakerPipelineRef } from 'aws-cdk-lib/aws-sagemaker';
import type { IStateMachineRef } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { IDataSetRefresh } from './data-set-refresh';
import type { LandingEventConfig } from './landing-event-config';
import type {
  AthenaQuerySucceededOptions,
  BatchJobSucceededOptions,
  DmsTaskFinishedOptions,
  DynamoDbExportCompletedOptions,
  EcsTaskSucceededOptions,
  EmrServerlessJobRunSucceededOptions,
  EmrStepCompletedOptions,
  GlueDataQualityPassedOptions,
  GlueTableOptions,
  MwaaServerlessWorkflowRunSucceededOptions,
  ObjectCreatedOptions,
  TransferUploadCompletedOptions,
} from './landing-event-options';
import { turnOnEventBridge } from './private/landing/event-bridge-notifications';
import { objectCreated } from './private/landing/object-created';
import * as events from './private/landing/sources';

/**
 * What counts as data landing.
 *
 * Delivery differs by service: S3 delivers its events at least once; Glue, Athena and most others make their
 * best effort, so that now and then an event never comes. For those, set `refreshAtLeastEvery` as well.
 *
 * A factory takes a reference to the source. Of a name, a `from…Name` method of the CDK makes one, such as
 * `glue.CfnCrawler.fromCrawlerName`; a factory of a source for which the CDK has no such method takes the name.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 * declare const landingBucket: s3.Bucket;
 * declare const stockJob: glue.CfnJob;
 *
 * refresh.addDataSet('Stock', {
 *   dataSet: SpiceDataSet.fromDataSetId('stock'),
 *   refreshOn: [
 *     LandingEvent.objectCreated(landingBucket, { keyPrefix: 'stock/' }),
 *     LandingEvent.glueJobSucceeded(stockJob),
 *   ],
 * });
 */
export abstract class LandingEvent {
  /**
   * An object was created in an S3 bucket: put, posted, copied or completed as a multipart upload.
   *
   * The bucket must send its events to EventBridge, which takes S3 about five minutes to begin with once it is turned on.
   * For a bucket defined in this app that is turned on here;
   * for another one turn it on yourself and say so with `eventBridgeEnabled`. Delivery: at least once.
   *
   * Firehose, Data Exports and whatever else sends no event of its own but writes objects: take the prefix of
   * the export, or the suffix of its manifest.
   *
   * @param bucket a `Bucket`, a `CfnBucket` or a reference to one
   * @param options which objects of the bucket count
   * @example
   * declare const bucket: s3.Bucket;
   * LandingEvent.objectCreated(bucket, { keyPrefix: 'sales/', keySuffix: '.parquet' });
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
   */
  public static objectCreated(bucket: IBucketRef, options: ObjectCreatedOptions = {}): LandingEvent {
    return inBucket(bucket, objectCreated(bucket, options), options);
  }

  /**
   * An export of a DynamoDB table to S3 completed, full or incremental. DynamoDB sends no event of it: this is the object
   * `manifest-summary.json`, which it writes when all others are there. The bucket must send its events to EventBridge,
   * as for `objectCreated`. Delivery: at least once.
   *
   * @param bucket the bucket that the export is written to
   * @param options which exports into the bucket count
   * @example
   * declare const exportBucket: s3.Bucket;
   * LandingEvent.dynamoDbExportCompleted(exportBucket, { s3Prefix: 'orders' });
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
   */
  public static dynamoDbExportCompleted(
    bucket: IBucketRef,
    options: DynamoDbExportCompletedOptions = {},
  ): LandingEvent {
    return inBucket(bucket, events.dynamoDbExport(bucket, options), options);
  }

  /**
   * An export of an RDS or Aurora snapshot to S3 completed. The event names the snapshot, of which each has an identifier
   * of its own, and neither database nor bucket: begin identifiers alike. Exports of an Aurora cluster without a snapshot
   * send no such event: take `objectCreated` on their prefix. Nothing to switch on. Delivery: best effort.
   *
   * @param snapshotIdentifierPrefix how the snapshots' identifiers begin: `rds:sales-` for the automated ones of the DB
   *   instance or cluster `sales`. Capitals are folded to lower case, as RDS stores them
   * @example
   * LandingEvent.rdsSnapshotExported('rds:sales-');
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
   */
  public static rdsSnapshotExported(snapshotIdentifierPrefix: string): LandingEvent {
    return new ConfiguredLandingEvent(events.rdsSnapshotExport(snapshotIdentifierPrefix));
  }

  /**
   * The provider of an AWS Data Exchange data set published a revision. For data that is read where it is, in S3 or by a
   * Redshift datashare; files must be exported first: take `dataExchangeExportCompleted`. The event is sent in the region
   * in which the provider publishes. Nothing to switch on. Delivery: best effort.
   *
   * @param dataSetId of Data Exchange, not of QuickSight; its ARN is taken too
   * @example
   * LandingEvent.dataExchangeRevisionPublished('aae4c2cd145a48454f9369d4a4db5c66');
   * @see https://docs.aws.amazon.com/data-exchange/latest/userguide/cloudwatch-events.html
   */
  public static dataExchangeRevisionPublished(dataSetId: string): LandingEvent {
    return new ConfiguredLandingEvent(events.dataExchangeRevision(dataSetId));
  }

  /**
   * An auto-export job of AWS Data Exchange has written a revision of a file data set to its S3 bucket. The event is sent
   * in the region in which the provider publishes. Nothing to switch on but the auto-export. Delivery: best effort.
   *
   * @param dataSetId of Data Exchange, not of QuickSight; its ARN is taken too
   * @example
   * LandingEvent.dataExchangeExportCompleted('aae4c2cd145a48454f9369d4a4db5c66');
   * @see https://docs.aws.amazon.com/data-exchange/latest/userguide/cloudwatch-events.html
   */
  public static dataExchangeExportCompleted(dataSetId: string): LandingEvent {
    return new ConfiguredLandingEvent(events.dataExchangeExport(dataSetId));
  }

  /**
   * A run of a Glue job succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param job a `CfnJob` or a reference to one
   * @example
   * declare const job: glue.CfnJob;
   * LandingEvent.glueJobSucceeded(job);
   * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
   */
  public static glueJobSucceeded(job: IJobRef): LandingEvent {
    return new ConfiguredLandingEvent(events.glueJob(job));
  }

  /**
   * A run of a Glue crawler succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param crawler a `CfnCrawler` or a reference to one
   * @example
   * LandingEvent.glueCrawlerSucceeded(glue.CfnCrawler.fromCrawlerName(this, 'Crawler', 'sales'));
   * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
   */
  public static glueCrawlerSucceeded(crawler: ICrawlerRef): LandingEvent {
    return new ConfiguredLandingEvent(events.glueCrawler(crawler));
  }

  /**
   * A table of the Glue Data Catalog, or a partition of it, was created or updated; deletions do not count.
   * Nothing to switch on. Delivery: best effort.
   *
   * @param table the table, and the database that has it
   * @example
   * LandingEvent.glueTableChanged({ databaseName: 'lake', tableName: 'sales' });
   * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
   */
  public static glueTableChanged(table: GlueTableOptions): LandingEvent {
    return new ConfiguredLandingEvent(events.glueTable(table));
  }

  /**
   * Partitions were added to a table of the Glue Data Catalog. Nothing to switch on. Delivery: best effort.
   *
   * @param table the table, and the database that has it
   * @example
   * LandingEvent.gluePartitionsCreated({ databaseName: 'lake', tableName: 'sales' });
   * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
   */
  public static gluePartitionsCreated(table: GlueTableOptions): LandingEvent {
    return new ConfiguredLandingEvent(events.gluePartitions(table));
  }

  /**
   * A Glue Data Quality ruleset was evaluated and the data passed: every rule, or enough of them for
   * `minimumScore`. Evaluations of the Data Catalog and inside Glue jobs count; nothing to switch on, but a job
   * must publish its results. Delivery: best effort.
   *
   * @param rulesetName the ruleset; of an evaluation inside a Glue job, its evaluation context
   * @param options which results of the ruleset count
   * @example
   * LandingEvent.glueDataQualityPassed('sales-rules', { minimumScore: 0.95 });
   * @see https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html
   */
  public static glueDataQualityPassed(rulesetName: string, options: GlueDataQualityPassedOptions = {}): LandingEvent {
    return new ConfiguredLandingEvent(events.glueDataQuality(rulesetName, options));
  }

  /**
   * A query in an Athena workgroup succeeded. The event has neither table nor SQL, so give the queries that load
   * data a workgroup of their own. Never take the one that QuickSight's data source uses: each refresh
   * queries there, and would bring about the next. Nothing to switch on. Delivery: best effort.
   *
   * @param workGroup a `CfnWorkGroup` or a reference to one; one for loads alone
   * @param options which queries of the workgroup count
   * @example
   * LandingEvent.athenaQuerySucceeded(athena.CfnWorkGroup.fromWorkGroupName(this, 'Loads', 'loads'));
   * @see https://docs.aws.amazon.com/athena/latest/ug/athena-events.html
   */
  public static athenaQuerySucceeded(
    workGroup: IWorkGroupRef,
    options: AthenaQuerySucceededOptions = {},
  ): LandingEvent {
    return new ConfiguredLandingEvent(events.athenaQuery(workGroup, options));
  }

  /**
   * A statement of the Redshift Data API finished. It must have been run with `WithEvent`, and with this as its
   * `StatementName`. Delivery: best effort, by EventBridge's reference (Redshift's own guide says guaranteed).
   *
   * @param statementName `StatementName` of the `ExecuteStatement` call
   * @example
   * LandingEvent.redshiftStatementFinished('load-sales');
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html
   */
  public static redshiftStatementFinished(statementName: string): LandingEvent {
    return new ConfiguredLandingEvent(events.redshiftStatement(statementName));
  }

  /**
   * An execution of a Step Functions state machine succeeded. Standard workflows only: express workflows send no
   * events. Nothing to switch on. Delivery: best effort.
   *
   * @param stateMachine a `StateMachine`, a `CfnStateMachine` or a reference to one
   * @throws if the state machine is known to be an express workflow
   *
   * @example
   * declare const stateMachine: sfn.StateMachine;
   * LandingEvent.stateMachineSucceeded(stateMachine);
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
   */
  public static stateMachineSucceeded(stateMachine: IStateMachineRef): LandingEvent {
    return new ConfiguredLandingEvent(events.stateMachine(stateMachine));
  }

  /**
   * A step of an EMR cluster completed. A cluster that is made for each run has no id to wait for: give the
   * step's name alone. Nothing to switch on. Delivery: best effort.
   *
   * @param options which steps count
   * @example
   * LandingEvent.emrStepCompleted({ stepName: 'load-sales' });
   * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-manage-cloudwatch-events.html
   */
  public static emrStepCompleted(options: EmrStepCompletedOptions): LandingEvent {
    return new ConfiguredLandingEvent(events.emrStep(options));
  }

  /**
   * A job run of an EMR Serverless application succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param application a `CfnApplication` or a reference to one
   * @param options which job runs of the application count
   * @example
   * declare const application: emrserverless.CfnApplication;
   * LandingEvent.emrServerlessJobRunSucceeded(application, { jobRunName: 'load-sales' });
   * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-eventbridge.html
   */
  public static emrServerlessJobRunSucceeded(
    application: IApplicationRef,
    options: EmrServerlessJobRunSucceededOptions = {},
  ): LandingEvent {
    return new ConfiguredLandingEvent(events.emrServerlessJobRun(application, options));
  }

  /**
   * A run of a Glue DataBrew job succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param jobName of a `CfnJob` its `ref`
   * @example
   * LandingEvent.dataBrewJobSucceeded('clean-sales');
   * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-databrew.html
   */
  public static dataBrewJobSucceeded(jobName: string): LandingEvent {
    return new ConfiguredLandingEvent(events.dataBrewJob(jobName));
  }

  /**
   * A run of an AppFlow flow succeeded. For flows that run on a schedule or on demand: of one that runs on
   * events, AppFlow sends `AppFlow Event Flow Report`. Nothing to switch on. Delivery: best effort.
   *
   * @param flow a `CfnFlow` or a reference to one
   * @example
   * LandingEvent.appFlowRunSucceeded(appflow.CfnFlow.fromFlowName(this, 'Flow', 'salesforce-accounts'));
   * @see https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html
   */
  public static appFlowRunSucceeded(flow: IFlowRef): LandingEvent {
    return new ConfiguredLandingEvent(events.appFlowRun(flow));
  }

  /**
   * A DMS replication task stopped because it had done its work: the full load is finished, or changes are applied up to
   * the time at which it was to stop. A table that could not be loaded does not keep a task from finishing. Nothing to
   * switch on. Delivery: best effort.
   *
   * Ongoing replication never finishes, nor does a full load that goes on with it, and DMS Serverless has events of its
   * own: for those take `objectCreated` on the S3 target, or `schedule`.
   *
   * @param taskArn of a `CfnReplicationTask` its `ref`
   * @param options which reasons for the stop count
   * @example
   * declare const task: dms.CfnReplicationTask;
   * LandingEvent.dmsTaskFinished(task.ref);
   * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_EventBridge.html
   */
  public static dmsTaskFinished(taskArn: string, options: DmsTaskFinishedOptions = {}): LandingEvent {
    return new ConfiguredLandingEvent(events.dmsTask(taskArn, options));
  }

  /**
   * An execution of a DataSync task succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param taskArn of a `CfnTask` its `attrTaskArn`
   * @example
   * declare const task: datasync.CfnTask;
   * LandingEvent.dataSyncTaskSucceeded(task.attrTaskArn);
   * @see https://docs.aws.amazon.com/datasync/latest/userguide/events.html
   */
  public static dataSyncTaskSucceeded(taskArn: string): LandingEvent {
    return new ConfiguredLandingEvent(events.dataSyncTask(taskArn));
  }

  /**
   * A file was uploaded to a Transfer Family server, by SFTP, FTPS or FTP. Where files land in S3 `objectCreated` is as
   * good, and is delivered at least once; this one knows the user, and the files of EFS too. What a connector retrieves
   * is for `objectCreated`. Nothing to switch on. Delivery: best effort.
   *
   * @param serverId of a `CfnServer` its `attrServerId`
   * @param options which uploads to the server count
   * @example
   * declare const server: transfer.CfnServer;
   * LandingEvent.transferUploadCompleted(server.attrServerId, { username: 'supplier' });
   * @see https://docs.aws.amazon.com/transfer/latest/userguide/events-detail-reference.html
   */
  public static transferUploadCompleted(serverId: string, options: TransferUploadCompletedOptions = {}): LandingEvent {
    return new ConfiguredLandingEvent(events.transferUpload(serverId, options));
  }

  /**
   * A workflow run of MWAA Serverless succeeded: of any workflow of the account, unless the options say which. Nothing
   * to switch on. Delivery: at least once.
   *
   * Airflow in an MWAA environment sends no such event: take that of the service which does the last task's work.
   *
   * @param options which workflow runs count
   * @example
   * declare const workflow: mwaaserverless.CfnWorkflow;
   * LandingEvent.mwaaServerlessWorkflowRunSucceeded({ resources: [workflow.attrWorkflowArn] });
   * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-airflow-serverless.html
   */
  public static mwaaServerlessWorkflowRunSucceeded(
    options: MwaaServerlessWorkflowRunSucceededOptions = {},
  ): LandingEvent {
    return new ConfiguredLandingEvent(events.mwaaServerlessWorkflowRun(options));
  }

  /**
   * A job in a Batch job queue succeeded; an array job when all its children have. Nothing to switch on. Delivery: at least once.
   *
   * @param jobQueue a `JobQueue`, a `CfnJobQueue` or a reference to one
   * @param options which jobs of the queue count
   * @example
   * declare const queue: batch.JobQueue;
   * LandingEvent.batchJobSucceeded(queue, { jobName: 'load-sales' });
   * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html
   */
  public static batchJobSucceeded(jobQueue: IJobQueueRef, options: BatchJobSucceededOptions = {}): LandingEvent {
    return new ConfiguredLandingEvent(events.batchJob(jobQueue, options));
  }

  /**
   * An ECS task ran to its end and its container exited with 0. One that a person, a service, a load balancer or Spot
   * stopped does not count, whatever its exit code. The task definition counts with its revision, so take
   * the reference of one that is deployed with this app. Nothing to switch on. Delivery: at least once.
   *
   * @param taskDefinition a `TaskDefinition`, a `CfnTaskDefinition` or a reference to one
   * @param options which tasks of the definition count
   * @example
   * declare const taskDefinition: ecs.TaskDefinition;
   * LandingEvent.ecsTaskSucceeded(taskDefinition, { containerName: 'load' });
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
   */
  public static ecsTaskSucceeded(
    taskDefinition: ITaskDefinitionRef,
    options: EcsTaskSucceededOptions = {},
  ): LandingEvent {
    return new ConfiguredLandingEvent(events.ecsTask(taskDefinition, options));
  }

  /**
   * An execution of a CodePipeline pipeline succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param pipeline a `Pipeline`, a `CfnPipeline` or a reference to one
   * @example
   * declare const pipeline: codepipeline.Pipeline;
   * LandingEvent.codePipelineSucceeded(pipeline);
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
   */
  public static codePipelineSucceeded(pipeline: IPipelineRef): LandingEvent {
    return new ConfiguredLandingEvent(events.pipeline(pipeline));
  }

  /**
   * An execution of a SageMaker pipeline succeeded. Nothing to switch on. Delivery: best effort.
   *
   * @param pipeline a `CfnPipeline` or a reference to one
   * @example
   * declare const pipeline: sagemaker.CfnPipeline;
   * LandingEvent.sageMakerPipelineSucceeded(pipeline);
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
   */
  public static sageMakerPipelineSucceeded(pipeline: ISageMakerPipelineRef): LandingEvent {
    return new ConfiguredLandingEvent(events.sageMakerPipeline(pipeline));
  }

  /**
   * Another data set was refreshed, on which this one is built: QuickSight does not refresh children by itself.
   * Both must use the same event bus. Delivery: at least once.
   *
   * @param dataSet what `addDataSet` returned for the other data set
   * @example
   * declare const sales: IDataSetRefresh;
   * LandingEvent.refreshSucceeded(sales);
   */
  public static refreshSucceeded(dataSet: IDataSetRefresh): LandingEvent {
    return new ConfiguredLandingEvent(events.refresh(dataSet));
  }

  /**
   * A time of the day, for data that lands without an event, in UTC. A rule on a schedule is always on the account's
   * default bus. Delivery: at least once.
   *
   * @param schedule rate or cron expression, in UTC
   * @throws if the schedule is one of EventBridge Scheduler, such as `ScheduleExpression.cron` makes: a rule has no time
   * zone, and would take its times for UTC
   * @example
   * LandingEvent.schedule(events.Schedule.cron({ hour: '6', minute: '0' }));
   */
  public static schedule(schedule: Schedule): LandingEvent {
    return new ConfiguredLandingEvent(events.schedule(schedule));
  }

  /**
   * Any event on the bus, such as one of your own pipeline. Take a pattern that matches success only.
   *
   * @param eventPattern what the event must look like, at least one field
   * @example
   * LandingEvent.fromPattern({ source: ['com.example.pipeline'], detailType: ['Load Finished'] });
   */
  public static fromPattern(eventPattern: EventPattern): LandingEvent {
    if (Object.keys(eventPattern).length === 0) {
      throw new Error(
        'an event pattern must not be empty, or every event on the bus would refresh the data set: got {}',
      );
    }
    return new ConfiguredLandingEvent({ name: 'Event', eventPattern });
  }

  /**
   * Makes whatever the source needs to send its events, and says how to recognize them. Called once for each
   * data set that waits for this event.
   *
   * @param scope the construct that will own the rule
   */
  public abstract bind(scope: Construct): LandingEventConfig;
}

/** One that is known when it is made; `prepare` makes the source send it. */
class ConfiguredLandingEvent extends LandingEvent {
  constructor(
    private readonly config: LandingEventConfig,
    private readonly prepare: () => void = () => {},
  ) {
    super();
  }

  public override bind(): LandingEventConfig {
    this.prepare();
    return this.config;
  }
}

function inBucket(bucket: IBucketRef, config: LandingEventConfig, options: BucketOptions): LandingEvent {
  return new ConfiguredLandingEvent(config, () => {
    if (!options.eventBridgeEnabled) {
      turnOnEventBridge(bucket);
    }
  });
}

type BucketOptions = Pick<ObjectCreatedOptions, 'eventBridgeEnabled'>;
