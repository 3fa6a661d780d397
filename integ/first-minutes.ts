import { join } from 'node:path';
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';

/** A bucket whose events are switched on by the function that then watches them. */
export class FirstMinutesStack extends Stack {
  readonly bucket: Bucket;
  readonly queue: Queue;
  readonly probe: LambdaFunction;

  constructor(app: App, id: string) {
    super(app, id);
    this.bucket = new Bucket(this, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    this.queue = new Queue(this, 'Queue');
    new Rule(this, 'Rule', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] } },
      },
      targets: [new SqsQueue(this.queue)],
    });
    this.probe = new LambdaFunction(this, 'Probe', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'first-minutes.handler',
      code: Code.fromAsset(join(__dirname, 'probe')),
      timeout: Duration.minutes(15),
    });
    this.bucket.grantPut(this.probe);
    this.queue.grantConsumeMessages(this.probe);
    this.probe.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:PutBucketNotification'], resources: [this.bucket.bucketArn] }),
    );
  }
}

/** How long is nothing heard of a bucket after EventBridge was switched on for it? */
export function firstMinutes(app: App): IntegTest {
  const stack = new FirstMinutesStack(app, 'IntegFirstMinutes');
  const integ = new IntegTest(app, 'FirstMinutes', { testCases: [stack], regions: ['eu-west-1'] });
  const payload = { Bucket: stack.bucket.bucketName, QueueUrl: stack.queue.queueUrl };
  integ.assertions
    .invokeFunction({ functionName: stack.probe.functionName, payload: stack.toJsonString(payload) })
    .expect(ExpectedResult.objectLike({ Payload: Match.serializedJson(Match.objectLike({ lostLater: 0 })) }));
  return integ;
}
