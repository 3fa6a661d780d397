import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from 'cdk-spice-refresh';

/** From S3 into a queue under a customer managed key, and from an alarm into a topic under one. No QuickSight. */
export class LandingPathStack extends Stack {
  readonly bucket: Bucket;
  readonly refresh: SpiceRefresh;
  readonly heard: Queue;

  constructor(app: App, id: string) {
    super(app, id);
    const encryptionKey = new Key(this, 'Key', {
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.bucket = new Bucket(this, 'Landing', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    this.refresh = new SpiceRefresh(this, 'SpiceRefresh', { encryptionKey });
    this.refresh.addDataSet('None', {
      // there is none: what the ledger says of it tells that the message has arrived
      dataSet: SpiceDataSet.fromDataSetId('integ-none'),
      refreshOn: [LandingEvent.objectCreated(this.bucket, { keyPrefix: 'orders/', keySuffix: '/_SUCCESS' })],
    });
    const topic = new Topic(this, 'Topic', { masterKey: encryptionKey });
    encryptionKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.heard = new Queue(this, 'Heard');
    topic.addSubscription(new SqsSubscription(this.heard));
    const alarm = new Metric({ namespace: 'Integ', metricName: 'Never', period: Duration.minutes(1) }).createAlarm(
      this,
      'Alarm',
      {
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: undefined,
      },
    );
    alarm.addAlarmAction(new SnsAction(topic));
    this.exportValue(alarm.alarmName, { name: 'IntegAlarmName' });
    this.alarmName = alarm.alarmName;
  }

  readonly alarmName: string;
}

export function landingPath(app: App): IntegTest {
  const stack = new LandingPathStack(app, 'IntegLanding');
  const integ = new IntegTest(app, 'LandingPath', { testCases: [stack], regions: ['eu-west-1'] });
  const { assertions } = integ;
  const put = assertions.awsApiCall('S3', 'putObject', {
    Bucket: stack.bucket.bucketName,
    Key: 'orders/_SUCCESS',
    Body: '',
  });
  put.provider.addToRolePolicy({ Effect: 'Allow', Action: ['s3:PutObject', 'kms:*'], Resource: ['*'] });
  // EventBridge may take five minutes after it was switched on for the bucket; what it does not deliver, it tries again
  const arrived = assertions
    .awsApiCall('DynamoDB', 'scan', { TableName: stack.refresh.ledgerTable.tableName })
    .expect(ExpectedResult.objectLike({ Count: 1 }))
    .waitForAssertions({ totalTimeout: Duration.minutes(20), interval: Duration.seconds(30) });
  arrived.provider.addToRolePolicy({ Effect: 'Allow', Action: ['kms:Decrypt'], Resource: ['*'] });
  const alarmed = assertions.awsApiCall('CloudWatch', 'setAlarmState', {
    AlarmName: stack.alarmName,
    StateValue: 'ALARM',
    StateReason: 'integ',
  });
  const heard = assertions
    .awsApiCall('SQS', 'receiveMessage', { QueueUrl: stack.heard.queueUrl, WaitTimeSeconds: 20 })
    .expect(
      ExpectedResult.objectLike({
        Messages: Match.arrayWith([Match.objectLike({ Body: Match.stringLikeRegexp('ALARM') })]),
      }),
    )
    .waitForAssertions({ totalTimeout: Duration.minutes(5) });
  put.next(arrived).next(alarmed).next(heard);
  return integ;
}
