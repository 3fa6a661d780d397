import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DataSetAccess, LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  arnOf,
  deployed,
  infosOf,
  list,
  logicalId,
  newRefresh,
  newStack,
  REGION,
  resourcesOf,
  roleStatements,
  rulesOf,
  synthesize,
  templateOf,
} from '../support/stack';

const QUEUES = ['SpiceRefreshQueue', 'SpiceRefreshDeadLetterQueue', 'SpiceRefreshUndeliveredQueue'] as const;

function queue(template: Template, name: string) {
  const id = logicalId(template, 'AWS::SQS::Queue', name);
  return { id, resource: template.findResources('AWS::SQS::Queue')[id] ?? {} };
}

/** What leaves the stack with the construct, and holds something. */
function stateful(template: Template) {
  return Object.entries(resourcesOf(template)).filter(([, { Type }]) =>
    ['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'].includes(Type),
  );
}

describe('by default', () => {
  const refresh = newRefresh();
  add(refresh);
  const template = templateOf(refresh);

  test('there are three queues, one function, one table, one log group and one role', () => {
    template.resourceCountIs('AWS::SQS::Queue', 3);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::DynamoDB::Table', 1);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  describe.each(QUEUES)('%s', (name) => {
    test('a queue is encrypted with a key that SQS manages', () => {
      expect(queue(template, name).resource.Properties).toMatchObject({ SqsManagedSseEnabled: true });
      expect(queue(template, name).resource.Properties).not.toHaveProperty('KmsMasterKeyId');
    });

    test('a queue denies everything that does not come over TLS', () => {
      const { id } = queue(template, name);
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 'sqs:*',
              Resource: arnOf(id),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ]),
        },
      });
    });

    test('a queue keeps messages for 14 days', () => {
      expect(queue(template, name).resource.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    });
  });

  test('the queue hides a message for six timeouts of the function and the batching window', () => {
    expect(queue(template, 'SpiceRefreshQueue').resource.Properties.VisibilityTimeout).toBe(6 * 60 + 10);
  });

  test('a message that was received five times goes to the dead-letter queue', () => {
    expect(queue(template, 'SpiceRefreshQueue').resource.Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: arnOf(queue(template, 'SpiceRefreshDeadLetterQueue').id),
      maxReceiveCount: 5,
    });
  });

  test('the queues of what failed have no dead-letter queue of their own', () => {
    for (const name of ['SpiceRefreshDeadLetterQueue', 'SpiceRefreshUndeliveredQueue']) {
      expect(queue(template, name).resource.Properties).not.toHaveProperty('RedrivePolicy');
    }
  });

  test('the function runs the bundle on Node.js 24 and ARM', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Role: arnOf(logicalId(template, 'AWS::IAM::Role', 'SpiceRefreshRole')),
    });
  });

  test('the function has 60 s and 256 MiB', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 60, MemorySize: 256 });
  });

  test('the function may feed its own queue', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { RecursiveLoop: 'Allow' });
  });

  test('the function is not traced', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: Match.absent() });
  });

  test('the function logs JSON, its own lines from INFO and those of Lambda from WARN', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: {
        LogFormat: 'JSON',
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'WARN',
        LogGroup: { Ref: logicalId(template, 'AWS::Logs::LogGroup', 'SpiceRefreshLog') },
      },
    });
  });

  test('the environment of the function names the ledger, the queues and the default bus', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          LEDGER_TABLE: { Ref: logicalId(template, 'AWS::DynamoDB::Table', 'SpiceRefreshLedger') },
          QUEUE_URL: { Ref: queue(template, 'SpiceRefreshQueue').id },
          DEAD_LETTER_QUEUE_URL: { Ref: queue(template, 'SpiceRefreshDeadLetterQueue').id },
          POWERTOOLS_METRICS_NAMESPACE: 'SpiceRefresh',
          POWERTOOLS_SERVICE_NAME: 'cdk-spice-refresh',
        },
      },
    });
    expect(putEventsTo(template)).toBe(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`);
  });

  test('the log is kept for three months, without a key of its own', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90, KmsKeyId: Match.absent() });
  });

  test('the ledger is billed on demand, recoverable and encrypted, and its key is the data set', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      ProvisionedThroughput: Match.absent(),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: Match.absent() },
      KeySchema: [{ AttributeName: 'dataSetArn', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'dataSetArn', AttributeType: 'S' }],
    });
  });

  test('the function takes batches of 10,000 messages or 10 s, five at a time, and answers for each message', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arnOf(queue(template, 'SpiceRefreshQueue').id),
      FunctionName: { Ref: logicalId(template, 'AWS::Lambda::Function', 'SpiceRefreshFunction') },
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 10,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('the queues, the ledger and the log go when the construct goes', () => {
    expect(stateful(template)).toHaveLength(5);
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of stateful(template)) {
      expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
      });
    }
  });

  test('rules are on the default bus', () => {
    template.hasResourceProperties('AWS::Events::Rule', { EventBusName: Match.absent() });
  });

  test('queues, function, ledger and role are there to be used', () => {
    const stack = Stack.of(refresh);
    expect(stack.resolve(refresh.queue.queueUrl)).toEqual({ Ref: queue(template, QUEUES[0]).id });
    expect(stack.resolve(refresh.deadLetterQueue.queueUrl)).toEqual({ Ref: queue(template, QUEUES[1]).id });
    expect(stack.resolve(refresh.undeliveredQueue.queueUrl)).toEqual({ Ref: queue(template, QUEUES[2]).id });
    expect(stack.resolve(refresh.refreshFunction.functionName)).toEqual({
      Ref: logicalId(template, 'AWS::Lambda::Function', 'SpiceRefreshFunction'),
    });
    expect(stack.resolve(refresh.ledgerTable.tableName)).toEqual({
      Ref: logicalId(template, 'AWS::DynamoDB::Table', 'SpiceRefreshLedger'),
    });
    expect(refresh.grantPrincipal.grantPrincipal).toBe(refresh.refreshFunction.role);
  });
});

describe('eventBus', () => {
  const stack = newStack();
  const refresh = newRefresh({ eventBus: new EventBus(stack, 'Bus') }, stack);
  add(refresh);
  add(refresh, 'Forecast', { refreshOn: [LandingEvent.schedule(Schedule.rate(Duration.hours(1)))] });
  add(refresh, 'Stock', { refreshAtLeastEvery: Duration.hours(2) });
  const template = templateOf(refresh);
  const bus = logicalId(template, 'AWS::Events::EventBus', 'Bus');

  test('rules on events are on it', () => {
    const onEvents = rulesOf(template).filter((rule) => rule.EventPattern);
    expect(onEvents).toHaveLength(1);
    expect(onEvents[0]?.EventBusName).toEqual({ Ref: bus });
  });

  test('rules on a schedule stay on the default bus', () => {
    const scheduled = rulesOf(template).filter((rule) => rule.ScheduleExpression);
    expect(scheduled).toHaveLength(2);
    for (const rule of scheduled) {
      expect(rule).not.toHaveProperty('EventBusName');
    }
  });

  test('outcome events go to it, and nowhere else', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { EVENT_BUS: arnOf(bus) } },
    });
    const statements = roleStatements(template).filter(({ Action }) => Action === 'events:PutEvents');
    expect(statements.map(({ Resource }) => Resource)).toEqual([arnOf(bus)]);
  });

  test("eventBus warns which rules see nothing on it: AWS services' own events are on the default bus", () => {
    const id = 'cdk-spice-refresh:eventBus';
    const own = newStack();
    const fromAws = { refreshOn: [LandingEvent.fromPattern({ source: ['aws.glue'] })] };
    add(newRefresh({ eventBus: new EventBus(own, 'Bus') }, own), 'Sales', fromAws);
    expect(infosOf(own, id)).toEqual([expect.stringContaining('events of aws.glue arrive on the default bus only')]);
    expect(infosOf(stack, id)).toEqual([]);
    const onDefault = newStack();
    add(newRefresh({}, onDefault), 'Sales', fromAws);
    expect(infosOf(onDefault, id)).toEqual([]);
  });

  test('eventBus may be an imported one', () => {
    const other = newStack();
    const imported = newRefresh({ eventBus: EventBus.fromEventBusName(other, 'Bus', 'pipelines') }, other);
    add(imported);
    const synthesized = templateOf(imported);
    expect(rulesOf(synthesized)[0]?.EventBusName).toBe('pipelines');
    expect(putEventsTo(synthesized)).toBe(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/pipelines`);
  });
});

describe('encryptionKey', () => {
  const stack = newStack();
  const refresh = newRefresh({ encryptionKey: new Key(stack, 'Key') }, stack);
  add(refresh);
  const template = templateOf(refresh);
  const key = arnOf(logicalId(template, 'AWS::KMS::Key', 'Key'));

  test.each(QUEUES.slice(0, 2))('encryptionKey encrypts %s', (name) => {
    const { Properties } = queue(template, name).resource;
    expect(Properties.KmsMasterKeyId).toEqual(key);
    expect(Properties).not.toHaveProperty('SqsManagedSseEnabled');
  });

  test('encryptionKey does not encrypt the queue for undelivered events, which keeps what the key refused EventBridge', () => {
    const { Properties } = queue(template, QUEUES[2]).resource;
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  test('encryptionKey encrypts the ledger', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    });
  });

  test('encryptionKey encrypts the log', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: key });
  });

  test('encryptionKey may be used by EventBridge on behalf of this account', () => {
    expect(keyStatement(template, 'LandingEvents')).toEqual({
      Sid: 'LandingEvents',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  test('encryptionKey may be used by the log service for the logs of this account and region', () => {
    expect(keyStatement(template, 'RefreshLog')).toEqual({
      Sid: 'RefreshLog',
      Effect: 'Allow',
      Principal: { Service: `logs.${REGION}.amazonaws.com` },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:*` },
      },
    });
  });

  test('encryptionKey may be used by the function', () => {
    const statements = roleStatements(template).filter(({ Action }) => list(Action)[0]?.startsWith('kms:'));
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        Resource: key,
      },
    ]);
  });

  test('encryptionKey may be an imported one, whose policy is left alone', () => {
    const other = newStack();
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd`;
    const imported = newRefresh({ encryptionKey: Key.fromKeyArn(other, 'Key', arn) }, other);
    add(imported);
    const synthesized = templateOf(imported);
    synthesized.resourceCountIs('AWS::KMS::Key', 0);
    expect(QUEUES.map((name) => queue(synthesized, name).resource.Properties.KmsMasterKeyId)).toEqual([
      arn,
      arn,
      undefined,
    ]);
  });

  test('an encryptionKey of which the policy cannot be changed from here causes a warning, with the statements that it needs', () => {
    const other = newStack();
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd`;
    add(newRefresh({ encryptionKey: Key.fromKeyArn(other, 'Key', arn) }, other));
    const [{ entry }] = some(
      Annotations.fromStack(other).findWarning('*', Match.stringLikeRegexp('cdk-spice-refresh:encryptionKey')),
    );
    const text = String(entry.data);
    expect(text).toContain('the policy of the key Dashboards/Key cannot be changed from this app');
    const statements = JSON.parse(text.slice(text.indexOf('[{'), text.lastIndexOf('}]') + 2));
    expect(statements).toEqual([
      {
        Sid: 'LandingEvents',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': 'ACCOUNT' } },
      },
      {
        Sid: 'RefreshLog',
        Effect: 'Allow',
        Principal: { Service: 'logs.REGION.amazonaws.com' },
        Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:PARTITION:logs:REGION:ACCOUNT:*' },
        },
      },
    ]);
  });

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('the warning about an encryptionKey has what is known in %s', (region, partition) => {
    const other = newStack({ account: ACCOUNT, region });
    const arn = `arn:${partition}:kms:${region}:${ACCOUNT}:key/1234abcd`;
    add(newRefresh({ encryptionKey: Key.fromKeyArn(other, 'Key', arn) }, other));
    const [{ entry }] = some(
      Annotations.fromStack(other).findWarning('*', Match.stringLikeRegexp('cdk-spice-refresh:encryptionKey')),
    );
    expect(entry.data).toContain(`"arn:${partition}:logs:${region}:${ACCOUNT}:*"`);
  });

  test('an encryptionKey of which the policy can be changed causes no warning', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-spice-refresh:encryptionKey'));
  });

  test.each([
    ['an alias by name', (scope: Stack) => Alias.fromAliasName(scope, 'Key', 'alias/aws/sqs')],
    [
      'the ARN of an alias',
      (scope: Stack) =>
        Alias.fromAliasAttributes(scope, 'Key', {
          aliasName: 'alias/aws/sqs',
          aliasTargetKey: Key.fromKeyArn(scope, 'Target', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd`),
        }),
    ],
    [
      'the ARN of an alias in the place of that of a key',
      (scope: Stack) => Key.fromKeyArn(scope, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/aws/sqs`),
    ],
  ])('encryptionKey may not be an AWS managed key, given as %s', (_, encryptionKey) => {
    const other = newStack();
    expect(() => newRefresh({ encryptionKey: encryptionKey(other) }, other)).toThrow(
      'encryptionKey must be customer managed: got alias/aws/sqs, an AWS managed key, which EventBridge and ' +
        'CloudWatch Logs cannot use; pass a kms.Key, or a key of yours with Key.fromKeyArn',
    );
  });

  function keyStatement(from: Template, sid: string) {
    const [{ Properties }] = some(Object.values(from.findResources('AWS::KMS::Key')));
    const statements = Properties.KeyPolicy.Statement as { Sid?: string }[];
    const statement = statements.find(({ Sid }) => Sid === sid);
    return sid === 'RefreshLog' ? deployed(from, statement) : statement;
  }
});

describe('the other settings', () => {
  const template = synthesize({
    logRetention: RetentionDays.ONE_YEAR,
    batchingWindow: Duration.minutes(2),
    removalPolicy: RemovalPolicy.RETAIN,
    access: DataSetAccess.arnAndTag('team', 'finance'),
  });

  test('logRetention is how long the log is kept', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('batchingWindow is how long messages are gathered, and hidden for that much longer', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumBatchingWindowInSeconds: 120 });
    expect(queue(template, QUEUES[0]).resource.Properties.VisibilityTimeout).toBe(6 * 60 + 120);
  });

  test('removalPolicy is what becomes of the queues, the ledger and the log', () => {
    expect(stateful(template)).toHaveLength(5);
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of stateful(template)) {
      expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  test('access of the construct is the access of every data set that has none', () => {
    expect(roleStatements(template).at(-1)?.Condition).toEqual({ StringEquals: { 'aws:ResourceTag/team': 'finance' } });
  });

  test.each([Duration.seconds(1), Duration.minutes(5)])('batchingWindow may be %s', (batchingWindow) => {
    expect(() => newRefresh({ batchingWindow })).not.toThrow();
  });

  test('SpiceRefresh fails when batchingWindow is longer than 5 minutes', () => {
    expect(() => newRefresh({ batchingWindow: Duration.seconds(301) })).toThrow(
      "batchingWindow must be at most 5 minutes, which is Lambda's limit: got 301 s",
    );
  });

  test.each([
    [Duration.seconds(0), 0],
    [Duration.millis(1_500), 1.5],
  ])('SpiceRefresh fails when batchingWindow is %s', (batchingWindow, seconds) => {
    expect(() => newRefresh({ batchingWindow })).toThrow(
      `batchingWindow must be a whole number of seconds, at least 1: got ${seconds} s`,
    );
  });
});

describe('data sets', () => {
  test('SpiceRefresh fails at synthesis when there is no data set', () => {
    expect(() => templateOf(newRefresh())).toThrow('no data set to refresh: call addDataSet at least once');
  });

  test('SpiceRefresh fails when a data set would never be refreshed', () => {
    expect(() => add(newRefresh(), 'Sales', { refreshOn: [] })).toThrow(
      'data set Sales would never be refreshed: refreshOn is empty, give it at least one LandingEvent',
    );
  });

  test.each([
    ['its id', SpiceDataSet.fromDataSetId('sales')],
    ['its ARN', SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/sales`)],
  ])('SpiceRefresh fails when a data set is added twice by %s', (_, dataSet) => {
    const refresh = newRefresh();
    add(refresh, 'Sales', { dataSet });
    expect(() => add(refresh, 'Turnover', { dataSet, refreshOn: [loaded2()] })).toThrow(
      'data set Turnover is the same as Sales: give all its landing events to one addDataSet',
    );
  });

  test('a data set that was refused leaves nothing behind', () => {
    const refresh = newRefresh();
    add(refresh);
    expect(() => add(refresh, 'Turnover', { dataSet: SpiceDataSet.fromDataSetId('sales') })).toThrow('is the same as');
    expect(rulesOf(templateOf(refresh)).flatMap((rule) => rule.targets)).toHaveLength(1);
  });

  test('two constructs in one stack do not meet', () => {
    const stack = newStack();
    for (const id of ['Finance', 'Logistics']) {
      add(new SpiceRefresh(stack, id));
    }
    const template = templateOf(stack.node.findChild('Finance') as SpiceRefresh);
    template.resourceCountIs('AWS::Lambda::Function', 2);
    // a landing event and a sweep each
    template.resourceCountIs('AWS::Events::Rule', 4);
  });

  test.each(['Queue', 'Ledger', 'Log', 'Landing', 'DataSets'])(
    'one may be called %s, which is a word of its own here',
    (id) => {
      expect(() => add(newRefresh(), id)).not.toThrow();
    },
  );

  test('data sets have a scope for themselves', () => {
    expect(add(newRefresh()).node.path).toBe('Dashboards/SpiceRefresh/DataSets/Sales');
  });

  test('one that is refused for its safety net leaves nothing behind', () => {
    const refresh = newRefresh();
    add(refresh);
    expect(() => add(refresh, 'Stock', { refreshAtLeastEvery: Duration.minutes(1) })).toThrow('refreshAtLeastEvery');
    expect(() => add(refresh, 'Stock')).not.toThrow();
    expect(rulesOf(templateOf(refresh)).flatMap((rule) => rule.targets)).toHaveLength(1);
  });

  test('nothing is to be warned of', () => {
    const refresh = newRefresh();
    add(refresh);
    const annotations = Annotations.fromStack(Stack.of(refresh));
    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });

  function loaded2(): LandingEvent {
    return LandingEvent.fromPattern({ source: ['com.example.other'] });
  }
});

/** The bus in the environment, which must be the one that the role may put events on. */
function putEventsTo(template: Template): string {
  const [{ Properties }] = some(Object.values(template.findResources('AWS::Lambda::Function')));
  const bus = deployed<string>(template, Properties.Environment.Variables.EVENT_BUS);
  const allowed = roleStatements(template).filter(({ Action }) => Action === 'events:PutEvents');
  expect(
    deployed(
      template,
      allowed.map(({ Resource }) => Resource),
    ),
  ).toEqual([bus]);
  return bus;
}
