import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ApplicationLogLevel, Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SpiceRefreshMonitoring } from '../../lib';
import { add, deployed, newRefresh, newStack, REGION, roleStatements, synthesize, templateOf } from '../support/stack';

const FUNCTION = 'AWS::Lambda::Function';

test('functionName is the name of the function, and of the dimension of its metrics', () => {
  const refresh = newRefresh({ functionName: 'spice' });
  add(refresh);
  const template = templateOf(refresh);
  template.hasResourceProperties(FUNCTION, { FunctionName: 'spice' });
  const { dimensions } = Stack.of(refresh).resolve(refresh.metricLandings());
  expect(dimensions).toEqual({ FunctionName: { Ref: Object.keys(template.findResources(FUNCTION))[0] } });
});

test('architecture is that of the function', () => {
  synthesize({ architecture: Architecture.X86_64 }).hasResourceProperties(FUNCTION, { Architectures: ['x86_64'] });
});

describe('memorySize', () => {
  test('memorySize is the memory of the function', () => {
    synthesize({ memorySize: 512 }).hasResourceProperties(FUNCTION, { MemorySize: 512 });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  test.each([128, 10_240])('memorySize may be %s', (memorySize) => {
    expect(() => newRefresh({ memorySize })).not.toThrow();
  });

  test('memorySize may be known at deployment only', () => {
    const stack = newStack();
    const memorySize = new CfnParameter(stack, 'Memory', { type: 'Number' }).valueAsNumber;
    expect(() => newRefresh({ memorySize }, stack)).not.toThrow();
  });

  test.each([10, 127, 10_241, 256.5, Number.NaN])('memorySize cannot be %s', (memorySize) => {
    expect(() => newRefresh({ memorySize })).toThrow(
      `memorySize must be a whole number from 128 to 10240: got ${memorySize}`,
    );
  });
});

describe('maxConcurrency', () => {
  const mapping = (maxConcurrency?: number) => ({ ScalingConfig: { MaximumConcurrency: maxConcurrency } });

  test('maxConcurrency bounds the event source mapping, at 5 by default', () => {
    synthesize().hasResourceProperties('AWS::Lambda::EventSourceMapping', mapping(5));
    synthesize({ maxConcurrency: 40 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', mapping(40));
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
  test.each([2, 1_000])('maxConcurrency may be %s', (maxConcurrency) => {
    expect(() => newRefresh({ maxConcurrency })).not.toThrow();
  });

  test.each([0, 1, 1_001, 2.5])('maxConcurrency cannot be %s', (maxConcurrency) => {
    expect(() => newRefresh({ maxConcurrency })).toThrow(
      `maxConcurrency must be a whole number from 2 to 1000: got ${maxConcurrency}`,
    );
  });
});

test('tracing is off, and lets the role write traces where it is on', () => {
  synthesize().hasResourceProperties(FUNCTION, { TracingConfig: Match.absent() });
  const traced = synthesize({ tracing: Tracing.ACTIVE });
  traced.hasResourceProperties(FUNCTION, { TracingConfig: { Mode: 'Active' } });
  expect(JSON.stringify(roleStatements(traced))).toContain('xray:PutTraceSegments');
});

test('logLevel is the level of the function’s own lines', () => {
  synthesize({ logLevel: ApplicationLogLevel.DEBUG }).hasResourceProperties(FUNCTION, {
    LoggingConfig: { ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN' },
  });
});

describe('logGroup', () => {
  test('logGroup takes the place of the new one, in the function, its policy and its dashboard', () => {
    const stack = newStack();
    const logGroup = LogGroup.fromLogGroupName(stack, 'Log', '/platform/spice');
    const refresh = newRefresh({ logGroup }, stack);
    add(refresh);
    new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
    const template = templateOf(refresh);
    expect(refresh.logGroup).toBe(logGroup);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    template.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: '/platform/spice' } });
    template.allResourcesProperties('AWS::Logs::QueryDefinition', { LogGroupNames: ['/platform/spice'] });
    const [statement] = roleStatements(template).filter(({ Action }) => Action.includes('logs:PutLogEvents'));
    expect(deployed(template, statement?.Resource)).toBe(
      `arn:aws:logs:${REGION}:111122223333:log-group:/platform/spice:*`,
    );
  });

  test('logGroup has its own retention: it excludes logRetention', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Log');
    expect(() => newRefresh({ logGroup, logRetention: RetentionDays.ONE_DAY }, stack)).toThrow(
      'logRetention is of the new log group: set the retention of logGroup, or leave logGroup out',
    );
  });

  test('logGroup may be of another stack', () => {
    const app = new App();
    const logGroup = new LogGroup(new Stack(app, 'Logs'), 'Log');
    const refresh = newRefresh({ logGroup }, new Stack(app, 'Dashboards'));
    add(refresh);
    expect(() => Template.fromStack(Stack.of(refresh))).not.toThrow();
  });
});
