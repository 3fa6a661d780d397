import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { FirehoseDeliveryStream } from 'aws-cdk-lib/aws-events-targets';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeDelivery } from './private/access/nag-acknowledgements';
import { COLUMNS, latestOfEach, record } from './private/monitoring/data-as-of-record';
import { TemplateInput } from './private/template-input';
import { wholeSeconds } from './private/validate';
import type { ISpiceRefresh } from './spice-refresh-reference';

/** Properties of a `DataAsOf`. */
export interface DataAsOfProps {
  /** Whose refreshes are written down. */
  readonly refresh: ISpiceRefresh;

  /**
   * Bucket of the table. Its objects are below `data-as-of/` and stay until you delete them.
   *
   * @default - a new bucket, encrypted by S3, without public access
   */
  readonly bucket?: s3.IBucket;

  /**
   * How long refreshes stay in the new bucket: whole days. A data set that was not refreshed for longer is no longer in the
   * table. Every refresh that is in it makes reading it slower.
   *
   * @default Duration.days(30)
   */
  readonly keepFor?: Duration;

  /**
   * Removal policy of the new bucket. With `DESTROY` it must be empty when it is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const FOLDER = 'data-as-of/';

/**
 * A table of the refreshes that succeeded, for a QuickSight data set: so a dashboard can show "data as of 06:05". Outcome
 * events go through Data Firehose into S3, with a table in the Glue Data Catalog; no code of this library is in between. A
 * refresh is in the table up to 5 minutes after it succeeded.
 *
 * @example
 * declare const refresh: SpiceRefresh;
 *
 * const dataAsOf = new DataAsOf(this, 'DataAsOf', { refresh });
 * dataAsOf.grantRead(iam.Role.fromRoleName(this, 'QuickSight', 'service-role/aws-quicksight-service-role-v0'));
 */
export class DataAsOf extends Construct {
  /** Bucket of the table. */
  public readonly bucket: s3.IBucket;

  /** Name of the Glue database. */
  public readonly databaseName: string;

  /** Name of the table in the Glue database. */
  public readonly tableName = 'data_as_of';

  /**
   * Athena SQL of a QuickSight data set: a row for each data set, with `data_set`, `data_as_of`, `completed_at` and
   * `row_count`, times in UTC. Take `DIRECT_QUERY`: in SPICE the answer would be as old as its last refresh.
   */
  public readonly query: string;

  private readonly databaseArn: string;
  private readonly tableArn: string;

  constructor(scope: Construct, id: string, props: DataAsOfProps) {
    super(scope, id);
    const { refresh, keepFor, removalPolicy } = props;
    if (props.bucket && (keepFor || removalPolicy !== undefined)) {
      throw new Error('keepFor and removalPolicy are of the new bucket: set them on yours, or leave bucket out');
    }
    this.bucket = props.bucket ?? newBucket(this, keepFor ?? Duration.days(30), removalPolicy ?? RemovalPolicy.RETAIN);

    const stack = Stack.of(this);
    const catalogId = stack.account;
    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { description: `Refreshes of SPICE data sets (${this.node.path})` },
    });
    this.databaseName = database.ref;
    new glue.CfnTable(this, 'Table', {
      catalogId,
      databaseName: this.databaseName,
      tableInput: {
        name: this.tableName,
        description: 'A row for each refresh that succeeded, at least one: the same ingestion_id is the same refresh',
        tableType: 'EXTERNAL_TABLE',
        storageDescriptor: {
          location: this.bucket.s3UrlForObject(FOLDER),
          columns: COLUMNS.map(({ name, comment }) => ({ name, type: 'string', comment })),
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
        },
      },
    });
    this.query = latestOfEach(this.databaseName, this.tableName);
    const arn = (resource: string) => stack.formatArn({ service: 'glue', resource });
    this.databaseArn = arn(`database/${this.databaseName}`);
    this.tableArn = arn(`table/${this.databaseName}/${this.tableName}`);

    const stream = new firehose.DeliveryStream(this, 'Stream', {
      encryption: firehose.StreamEncryption.awsOwnedKey(),
      destination: new firehose.S3Bucket(this.bucket, {
        dataOutputPrefix: FOLDER,
        errorOutputPrefix: 'data-as-of-errors/',
        // EventBridge writes records without a line break, and the table has one on each line
        processors: [new firehose.AppendDelimiterToRecordProcessor()],
      }),
    });
    acknowledgeDelivery(stream, this.bucket.bucketArn);
    refresh.onSucceeded(`DataAsOf${id}`, {
      description: `Data as of (${this.node.path})`,
      target: new FirehoseDeliveryStream(stream, { message: new TemplateInput(record()) }),
    });
  }

  /**
   * Allows a grantee to read the table: its objects, and its definition.
   *
   * @param grantee such as QuickSight's service role
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const catalogArn = Stack.of(this).formatArn({ service: 'glue', resource: 'catalog' });
    return this.bucket.grantRead(grantee, `${FOLDER}*`).combine(
      iam.Grant.addToPrincipal({
        grantee,
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        resourceArns: [catalogArn, this.databaseArn, this.tableArn],
      }),
    );
  }
}

function newBucket(scope: Construct, keepFor: Duration, removalPolicy: RemovalPolicy): s3.Bucket {
  if (wholeSeconds(keepFor, 'keepFor', 86_400) % 86_400 !== 0) {
    throw new Error(`keepFor must be whole days, at least 1: got ${keepFor.toHumanString()}`);
  }
  return new s3.Bucket(scope, 'Bucket', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy,
    lifecycleRules: [{ expiration: keepFor }],
  });
}
