import { join } from 'node:path';
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnDataSet, CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';

/** The tag without which the probe is denied. */
const TAG = { key: 'spice-refresh', value: 'allowed' };

/** What QuickSight answers: three SPICE data sets of three rows, two of them tagged, and a function that asks. */
export class QuickSightAnswersStack extends Stack {
  readonly probe: LambdaFunction;
  readonly untaggedArn: string;

  constructor(app: App, id: string) {
    super(app, id);
    const bucket = new Bucket(this, 'Data', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    const files = new BucketDeployment(this, 'Files', {
      destinationBucket: bucket,
      sources: [
        Source.data('sales.csv', 'units\n1\n2\n3\n'),
        Source.jsonData('manifest.json', { fileLocations: [{ URIs: [bucket.s3UrlForObject('sales.csv')] }] }),
      ],
    });
    const reader = new Role(this, 'Reader', { assumedBy: new ServicePrincipal('quicksight.amazonaws.com') });
    bucket.grantRead(reader);
    const source = new CfnDataSource(this, 'Source', {
      awsAccountId: this.account,
      dataSourceId: 'cdk-spice-refresh-integ',
      name: 'cdk-spice-refresh integ',
      type: 'S3',
      dataSourceParameters: {
        s3Parameters: {
          manifestFileLocation: { bucket: bucket.bucketName, key: 'manifest.json' },
          roleArn: reader.roleArn,
        },
      },
    });
    source.node.addDependency(files, reader);
    const dataSet = (dataSetId: string, tags: { key: string; value: string }[]) =>
      new CfnDataSet(this, dataSetId, {
        awsAccountId: this.account,
        dataSetId,
        name: dataSetId,
        importMode: 'SPICE',
        physicalTableMap: {
          sales: { s3Source: { dataSourceArn: source.attrArn, inputColumns: [{ name: 'units', type: 'STRING' }] } },
        },
        tags,
      });
    dataSet('integ-tagged', [TAG]);
    dataSet('integ-burst', [TAG]);
    this.untaggedArn = dataSet('integ-untagged', []).attrArn;
    this.probe = new LambdaFunction(this, 'Probe', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'probe.handler',
      code: Code.fromAsset(join(__dirname, 'probe')),
      timeout: Duration.minutes(15),
      environment: { ACCOUNT: this.account },
    });
    const ingestions = this.formatArn({
      service: 'quicksight',
      resource: 'dataset',
      resourceName: 'integ-*/ingestion/*',
    });
    const dataSets = this.formatArn({ service: 'quicksight', resource: 'dataset', resourceName: 'integ-*' });
    this.probe.addToRolePolicy(
      new PolicyStatement({
        actions: ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'],
        resources: [ingestions],
        conditions: { StringEquals: { [`aws:ResourceTag/${TAG.key}`]: TAG.value } },
      }),
    );
    this.probe.addToRolePolicy(new PolicyStatement({ actions: ['quicksight:TagResource'], resources: [dataSets] }));
  }
}

/** The questions, in this order: the last ones use up a data set's day. What is not settled has a set of answers. */
export function quickSightAnswers(app: App): IntegTest {
  const stack = new QuickSightAnswersStack(app, 'IntegQuickSight');
  const integ = new IntegTest(app, 'QuickSightAnswers', { testCases: [stack], regions: ['eu-west-1'] });
  const ask = (question: string, expected: Record<string, unknown>) => {
    const dataSets = { tagged: 'integ-tagged', burst: 'integ-burst', untagged: 'integ-untagged' };
    const payload = { question, ...dataSets, arn: stack.untaggedArn };
    return integ.assertions
      .invokeFunction({ functionName: stack.probe.functionName, payload: stack.toJsonString(payload) })
      .expect(ExpectedResult.objectLike({ Payload: Match.serializedJson(Match.objectLike(expected)) }));
  };
  ask('tag', { allowed: 'accepted', denied: 'AccessDeniedException' })
    .next(
      ask('whileActive', {
        first: Match.stringLikeRegexp('^(COMPLETED|CANCELLED|FAILED)$'),
        second: Match.stringLikeRegexp('^(COMPLETED|ResourceExistsException|LimitExceededException)$'),
      }),
    )
    .next(ask('freshId', { fresh: Match.stringLikeRegexp('^(accepted|refused, and none has this id)$') }))
    .next(ask('usedId', { again: 'ResourceExistsException' }))
    .next(ask('tiny', { seconds: Match.stringLikeRegexp('^\\d+(,\\d+)*$') }))
    .next(ask('denied', { afterwards: 'accepted' }))
    .next(ask('throttled', { counts: Match.stringLikeRegexp('^(no|none was throttled)$') }))
    .next(ask('quota', { answer: 'LimitExceededException', resourceType: 'INGESTION' }));
  return integ;
}
