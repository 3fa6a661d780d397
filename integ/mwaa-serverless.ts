import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnWorkflow } from 'aws-cdk-lib/aws-mwaaserverless';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const WORKFLOW = 'cdk-spice-refresh-integ';

/** A workflow of one task, and a queue for all that MWAA Serverless says of it. */
export class MwaaServerlessStack extends Stack {
  readonly workflow: CfnWorkflow;
  readonly queue: Queue;

  constructor(app: App, id: string) {
    super(app, id);
    const bucket = new Bucket(this, 'Definitions', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    const task = { operator: 'airflow.providers.amazon.aws.operators.s3.S3ListOperator', bucket: bucket.bucketName };
    // JSON is YAML, too
    const definition = { [WORKFLOW]: { dag_id: WORKFLOW, tasks: { list: task } } };
    const file = new BucketDeployment(this, 'Definition', {
      destinationBucket: bucket,
      sources: [Source.jsonData('workflow.yaml', definition)],
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('airflow-serverless.amazonaws.com') });
    bucket.grantRead(role);
    this.workflow = new CfnWorkflow(this, 'Workflow', {
      name: WORKFLOW,
      definitionS3Location: { bucket: bucket.bucketName, objectKey: 'workflow.yaml' },
      roleArn: role.roleArn,
    });
    this.workflow.node.addDependency(file, role);
    this.queue = new Queue(this, 'Queue');
    new Rule(this, 'Rule', {
      eventPattern: { source: ['aws.airflow-serverless'], detailType: ['MWAA Serverless Workflow Run Succeeded'] },
      targets: [new SqsQueue(this.queue)],
    });
  }
}

/** What does the event of a run that succeeded say of its workflow? The first message is in the outputs of the deployment. */
export function mwaaServerless(app: App): IntegTest {
  const stack = new MwaaServerlessStack(app, 'IntegMwaaServerless');
  const integ = new IntegTest(app, 'MwaaServerless', { testCases: [stack], regions: ['eu-west-1'] });
  const { assertions } = integ;
  const started = assertions.awsApiCall('mwaa-serverless', 'StartWorkflowRun', {
    WorkflowArn: stack.workflow.attrWorkflowArn,
  });
  started.provider.addToRolePolicy({
    Effect: 'Allow',
    Action: ['airflow-serverless:StartWorkflowRun'],
    Resource: ['*'],
  });
  const heard = assertions
    .awsApiCall('SQS', 'receiveMessage', { QueueUrl: stack.queue.queueUrl, WaitTimeSeconds: 20 })
    .expect(
      ExpectedResult.objectLike({
        Messages: Match.arrayWith([Match.objectLike({ Body: Match.stringLikeRegexp(WORKFLOW) })]),
      }),
    )
    .waitForAssertions({ totalTimeout: Duration.minutes(15), interval: Duration.seconds(30) });
  started.next(heard);
  return integ;
}
