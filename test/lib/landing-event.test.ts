import { App, CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnFlow } from 'aws-cdk-lib/aws-appflow';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { JobQueue } from 'aws-cdk-lib/aws-batch';
import { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { type EventPattern, Schedule } from 'aws-cdk-lib/aws-events';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { CfnStateMachine, DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { LandingEvent, type LandingEventConfig, type ObjectCreatedOptions } from '../../lib';
import { boundLandingEvents } from '../../lib/private/landing/bound-landing-event';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import {
  appFlowEndFlowRunReport,
  batchJobStateChange,
  dataSyncTaskExecutionStateChange,
  dmsReplicationTaskStateChange,
  glueDataQualityResult,
  mwaaServerlessWorkflowRun,
  s3ObjectCreated,
} from '../../sim/samples';
import { some } from '../support/some';
import { add, deployed, newRefresh, newStack, rulesOf, templateOf } from '../support/stack';

/** The rules of a stack in which a data set waits for these. */
function rulesFor(...refreshOn: LandingEvent[]) {
  return rulesIn(newStack(), refreshOn);
}

function rulesIn(stack: Stack, refreshOn: LandingEvent[]) {
  const refresh = newRefresh({}, stack);
  add(refresh, 'Sales', { refreshOn });
  return rulesOf(templateOf(refresh));
}

describe('objectCreated', () => {
  /** The pattern for a bucket that is called `landing` once it is deployed. */
  function patternOf(options: ObjectCreatedOptions = {}) {
    const stack = newStack();
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'landing');
    const [rule] = some(rulesIn(stack, [LandingEvent.objectCreated(bucket, { ...options, eventBridgeEnabled: true })]));
    return rule.EventPattern;
  }

  function created(key: string, bucket = 'landing') {
    return { source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: { name: bucket }, object: { key } } };
  }

  test('objectCreated without options is any object created in the bucket', () => {
    expect(patternOf()).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['landing'] } },
    });
  });

  test('objectCreated with keyPrefix is a prefix filter', () => {
    expect(patternOf({ keyPrefix: 'sales/' })).toMatchObject({ detail: { object: { key: [{ prefix: 'sales/' }] } } });
  });

  test('objectCreated with keySuffix is a suffix filter', () => {
    expect(patternOf({ keySuffix: '/_SUCCESS' })).toMatchObject({
      detail: { object: { key: [{ suffix: '/_SUCCESS' }] } },
    });
  });

  test('objectCreated with both is a wildcard filter', () => {
    expect(patternOf({ keyPrefix: 'sales/', keySuffix: '.parquet' })).toMatchObject({
      detail: { object: { key: [{ wildcard: 'sales/*.parquet' }] } },
    });
  });

  test.each<[key: string, bucket: string, expected: boolean]>([
    ['sales/2026/part-0.parquet', 'landing', true],
    ['sales/.parquet', 'landing', true],
    ['stock/2026/part-0.parquet', 'landing', false],
    ['sales/2026/part-0.csv', 'landing', false],
    ['sales/2026/part-0.parquet', 'attic', false],
  ])('objectCreated of sales/….parquet takes the key %s in bucket %s: %s', (key, bucket, expected) => {
    expect(matches(patternOf({ keyPrefix: 'sales/', keySuffix: '.parquet' }), created(key, bucket))).toBe(expected);
  });

  test('objectCreated with several prefixes or suffixes is any of them, without a wildcard filter', () => {
    expect(patternOf({ keyPrefixes: ['sales/', 'returns/'] })).toMatchObject({
      detail: { object: { key: [{ prefix: 'sales/' }, { prefix: 'returns/' }] } },
    });
    expect(patternOf({ keySuffix: '/_SUCCESS', keySuffixes: ['/manifest.json', '/_SUCCESS'] })).toMatchObject({
      detail: { object: { key: [{ suffix: '/_SUCCESS' }, { suffix: '/manifest.json' }] } },
    });
  });

  test('objectCreated with several of both is each with each', () => {
    const pattern = patternOf({ keyPrefix: 'a/', keyPrefixes: ['b/'], keySuffixes: ['.csv', '.json'] });
    expect(pattern).toMatchObject({
      detail: { object: { key: ['a/*.csv', 'a/*.json', 'b/*.csv', 'b/*.json'].map((wildcard) => ({ wildcard })) } },
    });
  });

  test.each<[name: string, options: ObjectCreatedOptions, got: string]>([
    ['keyPrefixes', { keyPrefixes: [] }, '[]'],
    ['keyPrefixes', { keyPrefix: 'a/', keyPrefixes: ['b/', ''] }, '["b/",""]'],
    ['keySuffixes', { keySuffixes: [''] }, '[""]'],
  ])('objectCreated fails when %s are none, or one of them is empty: %j', (name, options, got) => {
    expect(() => patternOf(options)).toThrow(`${name} must hold at least one string, and no empty one: got ${got}`);
  });

  test.each([
    [0, false],
    [1, true],
    [5_000_000_000, true],
    // more than EventBridge compares as a number
    [5_000_000_001, true],
    [48_800_000_000_000, true],
  ])('objectCreated with ignoreEmptyObjects takes an object of %d bytes: %s', (size, expected) => {
    const event = s3ObjectCreated('landing', 'sales/part-0', size);
    expect(matches(patternOf({ ignoreEmptyObjects: true }), event)).toBe(expected);
    expect(matches(patternOf(), event)).toBe(true);
  });

  test('an empty prefix or suffix filters nothing', () => {
    expect(patternOf({ keyPrefix: '', keySuffix: '' })).not.toHaveProperty('detail.object');
    expect(patternOf({ keyPrefix: '', keySuffix: '.csv' })).toMatchObject({
      detail: { object: { key: [{ suffix: '.csv' }] } },
    });
  });

  test('objectCreated fails when the bucket is defined elsewhere, and says what to do', () => {
    const stack = newStack();
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'landing');
    expect(() => add(newRefresh({}, stack), 'Sales', { refreshOn: [LandingEvent.objectCreated(bucket)] })).toThrow(
      "the notifications of bucket 'landing' cannot be changed from this app, because it is defined elsewhere: " +
        'turn on "Send notifications to Amazon EventBridge" in the bucket\'s properties, or where the bucket is defined, ' +
        'and pass eventBridgeEnabled: true',
    );
  });

  test('objectCreated fails and names the construct when the name of a bucket defined elsewhere is not known', () => {
    const stack = newStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const bucket = Bucket.fromBucketName(stack, 'Bucket', name);
    expect(() => add(newRefresh({}, stack), 'Sales', { refreshOn: [LandingEvent.objectCreated(bucket)] })).toThrow(
      'the notifications of bucket Dashboards/Bucket cannot be changed',
    );
  });

  test('objectCreated takes a bucket of another stack', () => {
    const app = new App();
    const bucket = new Bucket(new Stack(app, 'Lake'), 'Bucket');
    const refresh = newRefresh({}, new Stack(app, 'Dashboards'));
    add(refresh, 'Sales', { refreshOn: [LandingEvent.objectCreated(bucket)] });
    const [rule] = some(rulesOf(templateOf(refresh)));
    expect(rule.EventPattern).toMatchObject({
      detail: { bucket: { name: [{ 'Fn::ImportValue': expect.stringContaining('Lake:ExportsOutputRefBucket') }] } },
    });
  });

  test('objectCreated makes a rule for each of two buckets that have the same logical id in their stacks', () => {
    const app = new App();
    const buckets = ['Finance', 'Logistics'].map((id) => new Bucket(new Stack(app, id), 'Landing'));
    const refresh = newRefresh({}, new Stack(app, 'Dashboards'));
    add(refresh, 'Sales', { refreshOn: buckets.map((bucket) => LandingEvent.objectCreated(bucket)) });
    const names = rulesOf(templateOf(refresh)).map(({ EventPattern }) => JSON.stringify(EventPattern));
    expect(names).toHaveLength(2);
    expect(names[0]).toContain('Finance:ExportsOutputRefLanding');
    expect(names[1]).toContain('Logistics:ExportsOutputRefLanding');
  });
});

describe('the other landing events', () => {
  test('landing events are distinct where half of what they wait for is in other stacks, under the same logical id', () => {
    const app = new App();
    const buckets = ['Finance', 'Logistics'].map((id) => new Bucket(new Stack(app, id), 'Landing'));
    const refresh = newRefresh({}, new Stack(app, 'Dashboards'));
    const refreshOn = buckets.map(({ bucketName }) => LandingEvent.fromPattern({ resources: [`${bucketName}/sales`] }));
    add(refresh, 'Sales', { refreshOn });
    expect(rulesOf(templateOf(refresh))).toHaveLength(2);
  });

  test('glueJobSucceeded is a run of that job that succeeded', () => {
    const stack = newStack();
    const job = new CfnJob(stack, 'Job', { name: 'load-sales', role: 'role', command: {} });
    const refresh = newRefresh({}, stack);
    add(refresh, 'Sales', { refreshOn: [LandingEvent.glueJobSucceeded(job)] });
    const template = templateOf(refresh);
    const [{ EventPattern }] = some(rulesOf(template));
    expect(EventPattern).toEqual({
      source: ['aws.glue'],
      'detail-type': ['Glue Job State Change'],
      detail: { jobName: [{ Ref: 'Job' }], state: ['SUCCEEDED'] },
    });
    const ended = (jobName: string, state: string) => ({
      source: 'aws.glue',
      'detail-type': 'Glue Job State Change',
      detail: { jobName, state, severity: 'INFO', jobRunId: 'jr_1' },
    });
    expect(matches(deployed(template, EventPattern), ended('load-sales', 'SUCCEEDED'))).toBe(true);
    expect(matches(deployed(template, EventPattern), ended('load-sales', 'FAILED'))).toBe(false);
    expect(matches(deployed(template, EventPattern), ended('Other', 'SUCCEEDED'))).toBe(false);
  });

  test('schedule is a rule on that schedule', () => {
    const [cron, rate] = rulesFor(
      LandingEvent.schedule(Schedule.cron({ hour: '6', minute: '0' })),
      LandingEvent.schedule(Schedule.rate(Duration.hours(1))),
    );
    expect(cron?.ScheduleExpression).toBe('cron(0 6 * * ? *)');
    expect(rate?.ScheduleExpression).toBe('rate(1 hour)');
    expect(cron).not.toHaveProperty('EventPattern');
  });

  test.each([
    ['in a time zone', ScheduleExpression.cron({ hour: '6', minute: '0', timeZone: TimeZone.EUROPE_BERLIN })],
    ['in none', ScheduleExpression.rate(Duration.hours(1))],
  ])('LandingEvent.schedule fails when the schedule is one of EventBridge Scheduler, %s', (_, schedule) => {
    expect(() => LandingEvent.schedule(schedule as unknown as Schedule)).toThrow(
      'a landing event on a schedule takes an events.Schedule, in UTC: got a ScheduleExpression of EventBridge Scheduler',
    );
  });

  test('the names of Glue that are known at deployment only are left as they are', () => {
    const stack = newStack();
    const tableName = new CfnParameter(stack, 'Table').valueAsString;
    const [rule] = rulesIn(stack, [LandingEvent.glueTableChanged({ databaseName: 'Lake', tableName })]);
    expect(rule?.EventPattern).toMatchObject({ detail: { databaseName: ['lake'], tableName: [{ Ref: 'Table' }] } });
  });

  test('an array job is one landing, when its children have all succeeded', () => {
    const jobQueue = JobQueue.fromJobQueueArn(newStack(), 'Queue', 'arn:aws:batch:::job-queue/q');
    const [rule] = rulesFor(LandingEvent.batchJobSucceeded(jobQueue));
    const EventPattern = rule?.EventPattern;
    const succeeded = (arrayProperties?: Record<string, unknown>) =>
      batchJobStateChange('arn:aws:batch:::job-queue/q', 'load', 'SUCCEEDED', arrayProperties);
    expect(matches(EventPattern, succeeded())).toBe(true);
    expect(matches(EventPattern, succeeded({ size: 10, statusSummary: { SUCCEEDED: 10 } }))).toBe(true);
    expect(matches(EventPattern, succeeded({ index: 3 }))).toBe(false);
  });

  test('stateMachineSucceeded fails when a state machine is known to be an express workflow', () => {
    const stack = newStack();
    const definitionBody = DefinitionBody.fromString('{}');
    const own = new StateMachine(stack, 'Own', { definitionBody, stateMachineType: StateMachineType.EXPRESS });
    const cfn = new CfnStateMachine(stack, 'Cfn', { roleArn: 'role', stateMachineType: 'EXPRESS' });
    for (const stateMachine of [own, cfn]) {
      expect(() => LandingEvent.stateMachineSucceeded(stateMachine)).toThrow(
        `express workflows send no events when they succeed: ${stateMachine.node.path} is one; make it a standard workflow`,
      );
    }
    const standard = new StateMachine(stack, 'Standard', { definitionBody });
    const reference = StateMachine.fromStateMachineArn(stack, 'Reference', own.stateMachineArn);
    expect(
      rulesIn(
        stack,
        [standard, reference].map((each) => LandingEvent.stateMachineSucceeded(each)),
      ),
    ).toHaveLength(2);
  });

  test('fromPattern is that pattern', () => {
    const [rule] = some(
      rulesFor(LandingEvent.fromPattern({ source: ['com.example.pipeline'], detailType: ['Load Finished'] })),
    );
    expect(rule.EventPattern).toEqual({ source: ['com.example.pipeline'], 'detail-type': ['Load Finished'] });
  });

  test('glueDataQualityPassed is every rule passed, unless a minimum score is enough', () => {
    const [every, enough] = rulesFor(
      LandingEvent.glueDataQualityPassed('sales-rules'),
      LandingEvent.glueDataQualityPassed('sales-rules', { minimumScore: 0.9 }),
    ).map(({ EventPattern }) => EventPattern);
    expect(every).toMatchObject({ detail: { rulesetNames: ['sales-rules'], state: ['SUCCEEDED'] } });
    expect(every).not.toHaveProperty('detail.context');
    expect(matches(every, glueDataQualityResult('sales-rules', 1))).toBe(true);
    expect(matches(every, glueDataQualityResult('sales-rules', 0.9))).toBe(false);
    expect(matches(enough, glueDataQualityResult('sales-rules', 1))).toBe(true);
    expect(matches(enough, glueDataQualityResult('sales-rules', 0.9))).toBe(true);
    expect(matches(enough, glueDataQualityResult('sales-rules', 0.89))).toBe(false);
  });

  test.each([-0.1, 1.1, 95, 0.1234567, Number.NaN])(
    'glueDataQualityPassed fails when the minimum score is %d',
    (minimumScore) => {
      expect(() => LandingEvent.glueDataQualityPassed('sales-rules', { minimumScore })).toThrow(
        `minimumScore must be a number from 0 to 1 with at most six decimals: got ${minimumScore}`,
      );
    },
  );

  test('dmsTaskFinished is a stop after the work was done, or for the reasons given', () => {
    const [done, stopped] = rulesFor(
      LandingEvent.dmsTaskFinished('arn:aws:dms:::task:A'),
      LandingEvent.dmsTaskFinished('arn:aws:dms:::task:A', { stopReasons: ['NORMAL'] }),
    ).map(({ EventPattern }) => EventPattern);
    const because = (message: string) =>
      dmsReplicationTaskStateChange('arn:aws:dms:::task:A', 'REPLICATION_TASK_STOPPED', message);
    for (const reason of [
      'FULL_LOAD_ONLY_FINISHED',
      'STOPPED_AFTER_FULL_LOAD',
      'STOPPED_AFTER_CACHED_EVENTS',
      'STOPPED_AT_SERVER_TIME',
      'STOPPED_AT_COMMIT_TIME',
    ]) {
      expect(matches(done, because(`Stop Reason ${reason}`))).toBe(true);
      expect(matches(done, because(`Replication task has stopped. Stop Reason ${reason}`))).toBe(true);
      expect(matches(stopped, because(`Stop Reason ${reason}`))).toBe(false);
    }
    expect(matches(stopped, because('Stop Reason NORMAL'))).toBe(true);
  });

  test.each([{ stopReasons: [] }, { stopReasons: ['Stop Reason NORMAL'] }, { stopReasons: ['NORMAL', ''] }])(
    'dmsTaskFinished fails when a DMS task may stop for $stopReasons',
    ({ stopReasons }) => {
      expect(() => LandingEvent.dmsTaskFinished('arn:aws:dms:::task:A', { stopReasons })).toThrow(
        `such as FULL_LOAD_ONLY_FINISHED: got ${JSON.stringify(stopReasons)}`,
      );
    },
  );

  test('mwaaServerlessWorkflowRunSucceeded is any workflow, or what the options say', () => {
    const [any, one] = rulesFor(
      LandingEvent.mwaaServerlessWorkflowRunSucceeded(),
      LandingEvent.mwaaServerlessWorkflowRunSucceeded({ resources: ['arn:aws:airflow-serverless:::workflow/a'] }),
    ).map(({ EventPattern }) => EventPattern);
    const succeeded = mwaaServerlessWorkflowRun('load-sales', 'Succeeded');
    expect(matches(any, succeeded)).toBe(true);
    expect(matches(one, succeeded)).toBe(false);
    expect(matches(one, { ...succeeded, resources: ['arn:aws:airflow-serverless:::workflow/a'] })).toBe(true);
  });

  test.each([
    ['resources', { resources: [] }, '[]'],
    ['detail', { detail: {} }, '{}'],
  ])('mwaaServerlessWorkflowRunSucceeded fails when a workflow run is filtered by empty %s', (name, options, given) => {
    expect(() => LandingEvent.mwaaServerlessWorkflowRunSucceeded(options)).toThrow(
      `${name} must hold what to filter by, or be left out: got ${given}`,
    );
  });

  test('dataSyncTaskSucceeded takes a state that is a list, as in the schema registry, and one that is not', () => {
    const [{ EventPattern }] = some(rulesFor(LandingEvent.dataSyncTaskSucceeded('arn:aws:datasync:::task/a')));
    const succeeded = dataSyncTaskExecutionStateChange('arn:aws:datasync:::task/a', 'SUCCESS');
    expect(succeeded.detail).toEqual({ State: ['SUCCESS'] });
    expect(matches(EventPattern, succeeded)).toBe(true);
    expect(matches(EventPattern, { ...succeeded, detail: { State: 'SUCCESS' } })).toBe(true);
    expect(matches(EventPattern, { ...succeeded, detail: { State: ['Success'] } })).toBe(true);
  });

  test.each([
    ['Execution Successful', true],
    ['Successful', true],
    ['Execution Failed', false],
    ['Error', false],
    ['Canceled', false],
  ])('appFlowRunSucceeded takes the status of events and that of the API: %s is success: %s', (status, isSuccess) => {
    const flow = CfnFlow.fromFlowName(newStack(), 'Flow', 'accounts');
    const [{ EventPattern }] = some(rulesFor(LandingEvent.appFlowRunSucceeded(flow)));
    expect(matches(EventPattern, appFlowEndFlowRunReport('accounts', status))).toBe(isSuccess);
  });

  test('factories without options filter by nothing but their source and success', () => {
    const stack = newStack();
    const patterns = rulesIn(stack, [
      LandingEvent.athenaQuerySucceeded(CfnWorkGroup.fromWorkGroupName(stack, 'WorkGroup', 'loads')),
      LandingEvent.emrServerlessJobRunSucceeded(CfnApplication.fromApplicationId(stack, 'Application', '00f1')),
      LandingEvent.emrStepCompleted({ stepName: 'load-sales' }),
      LandingEvent.emrStepCompleted({ cluster: CfnCluster.fromClusterId(stack, 'Cluster', 'j-1') }),
      LandingEvent.batchJobSucceeded(JobQueue.fromJobQueueArn(stack, 'Queue', 'arn:aws:batch:::job-queue/q')),
      LandingEvent.ecsTaskSucceeded(TaskDefinition.fromTaskDefinitionArn(stack, 'Task', 'arn:aws:ecs:::task/t:1')),
    ]).map(({ EventPattern }) => EventPattern?.detail);
    expect(patterns).toEqual([
      { workgroupName: ['loads'], currentState: ['SUCCEEDED'] },
      { applicationId: ['00f1'], state: ['SUCCESS'] },
      { name: ['load-sales'], state: ['COMPLETED'] },
      { clusterId: ['j-1'], state: ['COMPLETED'] },
      {
        jobQueue: ['arn:aws:batch:::job-queue/q'],
        status: ['SUCCEEDED'],
        arrayProperties: { index: [{ exists: false }] },
      },
      {
        taskDefinitionArn: ['arn:aws:ecs:::task/t:1'],
        lastStatus: ['STOPPED'],
        stopCode: ['EssentialContainerExited'],
        containers: { exitCode: [0] },
      },
    ]);
  });

  test('athenaQuerySucceeded fails when the statement types are an empty list', () => {
    const workGroup = CfnWorkGroup.fromWorkGroupName(newStack(), 'WorkGroup', 'loads');
    expect(() => LandingEvent.athenaQuerySucceeded(workGroup, { statementTypes: [] })).toThrow(
      'statementTypes must not be empty; omit it to match every type: got []',
    );
  });

  test('emrStepCompleted fails when a step has neither cluster nor name', () => {
    expect(() => LandingEvent.emrStepCompleted({})).toThrow(
      'emrStepCompleted needs a cluster, a stepName or both, or any EMR step would count: got neither',
    );
  });

  // a changed id would replace rules that are deployed
  test('landing events have the construct ids that they always had', () => {
    const stack = newStack();
    const bucket = Bucket.fromBucketName(stack, 'B', 'landing');
    const options = { eventBridgeEnabled: true };
    const refreshOn = [
      LandingEvent.objectCreated(bucket, options),
      LandingEvent.objectCreated(bucket, { ...options, keySuffix: '.csv' }),
      LandingEvent.objectCreated(bucket, { ...options, keyPrefix: 'a/', keySuffix: '.csv' }),
      LandingEvent.glueJobSucceeded(new CfnJob(stack, 'Job', { role: 'r', command: {} })),
      LandingEvent.schedule(Schedule.rate(Duration.hours(1))),
      LandingEvent.fromPattern({ source: ['x'] }),
    ];
    expect(boundLandingEvents(stack, refreshOn).map(({ id }) => id)).toEqual([
      'ObjectCreated-406b911c',
      'ObjectCreated-598b1158',
      'ObjectCreated-4b19fcfe',
      'GlueJobSucceeded-72a99977',
      'Schedule-774c8972',
      'Event-1a6d9d22',
    ]);
  });

  test('fromPattern fails when the pattern is empty', () => {
    expect(() => LandingEvent.fromPattern({})).toThrow(
      'an event pattern must not be empty, or every event on the bus would refresh the data set: got {}',
    );
  });

  test('a pattern may be as long as EventBridge takes', () => {
    const [{ EventPattern }] = some(rulesFor(LandingEvent.fromPattern(patternOfLength(2_048))));
    expect(JSON.stringify(EventPattern)).toHaveLength(2_048);
  });

  test.each([2_049, 4_000])(
    'fromPattern fails when the pattern has %d characters, which is more than EventBridge takes',
    (length) => {
      expect(() => rulesFor(LandingEvent.fromPattern(patternOfLength(length)))).toThrow(
        /^an event pattern has at most 2048 characters: that of Event-[0-9a-f]{8} has [0-9]+, and no list of alternatives /,
      );
    },
  );

  /** An event pattern that has this many characters in the template. */
  function patternOfLength(length: number): EventPattern {
    const rendered = { source: ['com.example'], 'detail-type': [''] };
    return { source: rendered.source, detailType: ['x'.repeat(length - JSON.stringify(rendered).length)] };
  }

  test('one of your own may be given', () => {
    const [rule] = some(rulesFor(new Own({ name: 'TableLoaded', eventPattern: { source: ['com.example'] } })));
    expect(rule.id).toMatch(/^SpiceRefreshLandingTableLoaded/);
    expect(rule.EventPattern).toEqual({ source: ['com.example'] });
  });

  test.each([
    ['both', { eventPattern: { source: ['com.example'] }, schedule: Schedule.rate(Duration.hours(1)) }],
    ['neither', {}],
  ])('a custom landing event fails when it has %s of event pattern and schedule', (which, config) => {
    expect(() => rulesFor(new Own({ name: 'TableLoaded', ...config }))).toThrow(
      new RegExp(`a landing event needs either an event pattern or a schedule: TableLoaded.* has ${which}`),
    );
  });

  // the function would refuse its messages
  test.each([
    ['nothing', ''],
    ['something with an underscore', 'Table_Loaded'],
    ['something with a space', 'Table Loaded'],
    ['something that begins with a digit', '1Table'],
    ['something of 120 letters', 'T'.repeat(120)],
  ])('a custom landing event fails when its name is %s', (_, name) => {
    expect(() => rulesFor(new Own({ name, eventPattern: { source: ['com.example'] } }))).toThrow(
      `a landing event is named by a letter and up to 99 letters and digits, such as ObjectCreated: got '${name}'`,
    );
  });

  test('a custom landing event says where its events are sent from: elsewhere it is refused', () => {
    const config: LandingEventConfig = { name: 'Loaded', eventPattern: { source: ['com.example'] } };
    const sourceEnv = { account: '111122223333', region: 'us-east-1' };
    const stack = newStack({ account: '111122223333', region: 'eu-west-1' });
    expect(() => add(newRefresh({}, stack), 'Sales', { refreshOn: [new Own({ ...config, sourceEnv })] })).toThrow(
      /^Loaded waits for events of account 111122223333, region us-east-1, which never reach /,
    );
  });

  test('a custom landing event says on which bus its events are put: on another one it is warned about', () => {
    const stack = newStack({ account: '111122223333', region: 'eu-west-1' });
    const sourceBusArn = 'arn:aws:events:eu-west-1:111122223333:event-bus/data';
    const landing = new Own({ name: 'Loaded', eventPattern: { source: ['com.example'] }, sourceBusArn });
    add(newRefresh({}, stack), 'Sales', { refreshOn: [landing] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('^Loaded waits for events on the default bus'));
  });

  test('an ECS task may be waited for by the name of one of its containers', () => {
    const stack = newStack();
    const task = TaskDefinition.fromTaskDefinitionArn(stack, 'Task', 'arn:aws:ecs:::task-definition/t:1');
    const refresh = newRefresh({}, stack);
    add(refresh, 'Sales', { refreshOn: [LandingEvent.ecsTaskSucceeded(task, { containerName: 'load' })] });
    const [rule] = rulesOf(templateOf(refresh));
    expect(rule?.EventPattern?.detail).toMatchObject({ containers: { name: ['load'], exitCode: [0] } });
  });
});

class Own extends LandingEvent {
  constructor(private readonly config: LandingEventConfig) {
    super();
  }

  public override bind(): LandingEventConfig {
    return this.config;
  }
}
