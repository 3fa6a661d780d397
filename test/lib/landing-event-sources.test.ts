import type { Stack } from 'aws-cdk-lib';
import * as appflow from 'aws-cdk-lib/aws-appflow';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as databrew from 'aws-cdk-lib/aws-databrew';
import * as datasync from 'aws-cdk-lib/aws-datasync';
import * as dms from 'aws-cdk-lib/aws-dms';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as emr from 'aws-cdk-lib/aws-emr';
import * as emrserverless from 'aws-cdk-lib/aws-emrserverless';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as mwaaserverless from 'aws-cdk-lib/aws-mwaaserverless';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as transfer from 'aws-cdk-lib/aws-transfer';
import { LandingEvent } from '../../lib';
import { ACCOUNT, KNOWN, newStack, REGION } from '../support/stack';

/** A construct, a resource or a name, and where it is in the event pattern. */
type Source = [what: string, landingEvent: (stack: Stack) => LandingEvent, pattern: object];

const inDetail = (field: string, value: unknown) => ({ detail: { [field]: [value] } });
const ref = (id: unknown) => ({ Ref: id });
/** The logical id of the resource that a construct makes. */
const madeBy = (id: string) => expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`));
const bucketNamed = (name: unknown) => ({ detail: { bucket: { name: [name] } } });
const elsewhere = { eventBridgeEnabled: true };

const SOURCES: Source[] = [
  ['a Bucket', (s) => LandingEvent.objectCreated(new s3.Bucket(s, 'B')), bucketNamed(ref(madeBy('B')))],
  ['a CfnBucket', (s) => LandingEvent.objectCreated(new s3.CfnBucket(s, 'B')), bucketNamed(ref('B'))],
  [
    'the name of a bucket',
    (s) => LandingEvent.objectCreated(s3.Bucket.fromBucketName(s, 'B', 'lake'), elsewhere),
    bucketNamed('lake'),
  ],
  [
    'a reference to a bucket',
    (s) => LandingEvent.objectCreated(s3.CfnBucket.fromBucketName(s, 'B', 'lake'), elsewhere),
    bucketNamed('lake'),
  ],
  [
    'a Glue CfnJob',
    (s) => LandingEvent.glueJobSucceeded(new glue.CfnJob(s, 'J', { role: 'r', command: {} })),
    inDetail('jobName', ref('J')),
  ],
  [
    'the name of a Glue job',
    (s) => LandingEvent.glueJobSucceeded(glue.CfnJob.fromJobName(s, 'J', 'load')),
    inDetail('jobName', 'load'),
  ],
  [
    'a CfnCrawler',
    (s) => LandingEvent.glueCrawlerSucceeded(new glue.CfnCrawler(s, 'C', { role: 'r', targets: {} })),
    inDetail('crawlerName', ref('C')),
  ],
  [
    'the name of a crawler',
    (s) => LandingEvent.glueCrawlerSucceeded(glue.CfnCrawler.fromCrawlerName(s, 'C', 'crawl')),
    inDetail('crawlerName', 'crawl'),
  ],
  [
    'a CfnWorkGroup',
    (s) => LandingEvent.athenaQuerySucceeded(new athena.CfnWorkGroup(s, 'W', { name: 'loads' })),
    inDetail('workgroupName', ref('W')),
  ],
  [
    'the name of a workgroup',
    (s) => LandingEvent.athenaQuerySucceeded(athena.CfnWorkGroup.fromWorkGroupName(s, 'W', 'loads')),
    inDetail('workgroupName', 'loads'),
  ],
  [
    'a StateMachine',
    (s) => {
      const definitionBody = sfn.DefinitionBody.fromChainable(new sfn.Pass(s, 'P'));
      return LandingEvent.stateMachineSucceeded(new sfn.StateMachine(s, 'M', { definitionBody }));
    },
    inDetail('stateMachineArn', ref(madeBy('M'))),
  ],
  [
    'a CfnStateMachine',
    (s) => LandingEvent.stateMachineSucceeded(new sfn.CfnStateMachine(s, 'M', { roleArn: 'r' })),
    inDetail('stateMachineArn', ref('M')),
  ],
  [
    'the name of a state machine',
    (s) => LandingEvent.stateMachineSucceeded(sfn.StateMachine.fromStateMachineName(s, 'M', 'load')),
    inDetail('stateMachineArn', {
      'Fn::Join': ['', ['arn:', ref('AWS::Partition'), `:states:${REGION}:${ACCOUNT}:stateMachine:load`]],
    }),
  ],
  [
    'an EMR CfnCluster',
    (s) => {
      const cluster = new emr.CfnCluster(s, 'C', { instances: {}, jobFlowRole: 'j', name: 'n', serviceRole: 's' });
      return LandingEvent.emrStepCompleted({ cluster });
    },
    inDetail('clusterId', ref('C')),
  ],
  [
    'the id of an EMR cluster',
    (s) => LandingEvent.emrStepCompleted({ cluster: emr.CfnCluster.fromClusterId(s, 'C', 'j-1') }),
    inDetail('clusterId', 'j-1'),
  ],
  [
    'an EMR Serverless CfnApplication',
    (s) =>
      LandingEvent.emrServerlessJobRunSucceeded(
        new emrserverless.CfnApplication(s, 'A', { releaseLabel: 'emr-7.0.0', type: 'Spark' }),
      ),
    inDetail('applicationId', ref('A')),
  ],
  [
    'the id of an EMR Serverless application',
    (s) => LandingEvent.emrServerlessJobRunSucceeded(emrserverless.CfnApplication.fromApplicationId(s, 'A', '00f1')),
    inDetail('applicationId', '00f1'),
  ],
  [
    'the name of the runs of an EMR Serverless application',
    (s) =>
      LandingEvent.emrServerlessJobRunSucceeded(emrserverless.CfnApplication.fromApplicationId(s, 'A', '00f1'), {
        jobRunName: 'load-sales',
      }),
    inDetail('jobRunName', 'load-sales'),
  ],
  [
    'a DataBrew CfnJob',
    (s) =>
      LandingEvent.dataBrewJobSucceeded(new databrew.CfnJob(s, 'J', { name: 'clean', roleArn: 'r', type: 't' }).ref),
    inDetail('jobName', ref('J')),
  ],
  [
    'a CfnFlow',
    (s) =>
      LandingEvent.appFlowRunSucceeded(
        new appflow.CfnFlow(s, 'F', {
          destinationFlowConfigList: [],
          flowName: 'accounts',
          sourceFlowConfig: { connectorType: 'Salesforce', sourceConnectorProperties: {} },
          tasks: [],
          triggerConfig: { triggerType: 'OnDemand' },
        }),
      ),
    inDetail('flow-name', ref('F')),
  ],
  [
    'the name of a flow',
    (s) => LandingEvent.appFlowRunSucceeded(appflow.CfnFlow.fromFlowName(s, 'F', 'accounts')),
    inDetail('flow-name', 'accounts'),
  ],
  [
    'a CfnReplicationTask',
    (s) =>
      LandingEvent.dmsTaskFinished(
        new dms.CfnReplicationTask(s, 'T', {
          migrationType: 'full-load',
          replicationInstanceArn: 'r',
          sourceEndpointArn: 's',
          tableMappings: '{}',
          targetEndpointArn: 't',
        }).ref,
      ),
    { resources: [ref('T')] },
  ],
  [
    'a DataSync CfnTask',
    (s) =>
      LandingEvent.dataSyncTaskSucceeded(
        new datasync.CfnTask(s, 'T', { sourceLocationArn: 'a', destinationLocationArn: 'b' }).attrTaskArn,
      ),
    { resources: [{ prefix: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['T', 'TaskArn'] }, '/execution/']] } }] },
  ],
  [
    'an MWAA Serverless CfnWorkflow',
    (s) => {
      const definitionS3Location = { bucket: 'b', objectKey: 'k' };
      const workflow = new mwaaserverless.CfnWorkflow(s, 'W', { definitionS3Location, roleArn: 'r' });
      return LandingEvent.mwaaServerlessWorkflowRunSucceeded({ resources: [workflow.attrWorkflowArn] });
    },
    { resources: [{ 'Fn::GetAtt': ['W', 'WorkflowArn'] }] },
  ],
  [
    'a CfnJobQueue',
    (s) => LandingEvent.batchJobSucceeded(new batch.CfnJobQueue(s, 'Q', { priority: 1 })),
    inDetail('jobQueue', ref('Q')),
  ],
  [
    'a JobQueue',
    (s) => LandingEvent.batchJobSucceeded(new batch.JobQueue(s, 'Q')),
    inDetail('jobQueue', { 'Fn::GetAtt': [madeBy('Q'), 'JobQueueArn'] }),
  ],
  [
    'the ARN of a job queue',
    (s) => LandingEvent.batchJobSucceeded(batch.JobQueue.fromJobQueueArn(s, 'Q', 'arn:aws:batch:::job-queue/q')),
    inDetail('jobQueue', 'arn:aws:batch:::job-queue/q'),
  ],
  [
    'a FargateTaskDefinition',
    (s) => LandingEvent.ecsTaskSucceeded(new ecs.FargateTaskDefinition(s, 'T')),
    inDetail('taskDefinitionArn', ref(madeBy('T'))),
  ],
  [
    'a CfnTaskDefinition',
    (s) => LandingEvent.ecsTaskSucceeded(new ecs.CfnTaskDefinition(s, 'T')),
    inDetail('taskDefinitionArn', ref('T')),
  ],
  [
    'the ARN of a task definition',
    (s) =>
      LandingEvent.ecsTaskSucceeded(
        ecs.TaskDefinition.fromTaskDefinitionArn(s, 'T', 'arn:aws:ecs:::task-definition/t:1'),
      ),
    inDetail('taskDefinitionArn', 'arn:aws:ecs:::task-definition/t:1'),
  ],
  [
    'a Pipeline',
    (s) => LandingEvent.codePipelineSucceeded(new codepipeline.Pipeline(s, 'P')),
    inDetail('pipeline', ref(madeBy('P'))),
  ],
  [
    'a CfnPipeline',
    (s) => LandingEvent.codePipelineSucceeded(new codepipeline.CfnPipeline(s, 'P', { roleArn: 'r', stages: [] })),
    inDetail('pipeline', ref('P')),
  ],
  [
    'the name of a pipeline',
    (s) => LandingEvent.codePipelineSucceeded(codepipeline.CfnPipeline.fromPipelineName(s, 'P', 'load')),
    inDetail('pipeline', 'load'),
  ],
  [
    'a Transfer Family CfnServer',
    (s) => LandingEvent.transferUploadCompleted(new transfer.CfnServer(s, 'S', {}).attrServerId),
    inDetail('server-id', { 'Fn::GetAtt': ['S', 'ServerId'] }),
  ],
  [
    'a Bucket that a DynamoDB table is exported to',
    (s) => LandingEvent.dynamoDbExportCompleted(new s3.Bucket(s, 'B')),
    { detail: { bucket: { name: [ref(madeBy('B'))] }, object: { key: [{ suffix: '/manifest-summary.json' }] } } },
  ],
  [
    'a SageMaker CfnPipeline',
    (s) => {
      const pipeline = { pipelineName: 'Score', roleArn: 'r', pipelineDefinition: {} };
      return LandingEvent.sageMakerPipelineSucceeded(new sagemaker.CfnPipeline(s, 'P', pipeline));
    },
    inDetail('pipelineArn', {
      'equals-ignore-case': {
        'Fn::Join': ['', ['arn:', ref('AWS::Partition'), `:sagemaker:${REGION}:${ACCOUNT}:pipeline/`, ref('P')]],
      },
    }),
  ],
];

test.each(SOURCES)('%s is taken', (_, landingEvent, pattern) => {
  const stack = newStack(KNOWN);
  expect(stack.resolve(landingEvent(stack).bind(stack).eventPattern)).toMatchObject(pattern);
});
