import { Lazy } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { parse } from '../../../../lambda/message/parse';
import { LandingEvent, type ObjectCreatedOptions } from '../../../../lib';
import { keyFilters } from '../../../../lib/private/landing/key-filters';
import { transform } from '../../../../sim/aws/input-transformer';
import { s3ObjectCreated } from '../../../../sim/samples';
import { add, newRefresh, newStack, rulesOf, templateOf } from '../../../support/stack';

const ignored = (options: ObjectCreatedOptions): string[] => keyFilters(options).ignoreKeys;

test('staging files and folders are left out by default', () => {
  expect(ignored({})).toEqual([
    '_temporary/*',
    '*/_temporary/*',
    '_spark_metadata/*',
    '*/_spark_metadata/*',
    '*/.spark-staging-*',
    '*.crc',
    '*/',
    '*_$folder$',
  ]);
});

test.each<[options: ObjectCreatedOptions, expected: string[]]>([
  [{ keyPrefix: 'sales/', keySuffix: '.parquet' }, ['*/_temporary/*', '*/_spark_metadata/*', '*/.spark-staging-*']],
  // what is waited for is not left out
  [
    { keySuffix: '/' },
    ['_temporary/*', '*/_temporary/*', '_spark_metadata/*', '*/_spark_metadata/*', '*/.spark-staging-*'],
  ],
  [{ keyPrefix: 'sales/_temporary/' }, ['*/_spark_metadata/*', '*/.spark-staging-*', '*.crc', '*/', '*_$folder$']],
  [{ keyPrefix: 'sales/', keySuffix: '/_temporary/x' }, ['*/_spark_metadata/*', '*/.spark-staging-*']],
])('the ignored keys of %j are left out, and no others', (options, expected) => {
  expect(ignored(options)).toEqual(expected);
});

test('other keys may be left out instead, or none', () => {
  expect(ignored({ keyPrefix: 'sales/', ignoreKeys: ['*.tmp'] })).toEqual(['*.tmp']);
  expect(ignored({ ignoreKeys: [] })).toEqual([]);
});

test.each<[options: ObjectCreatedOptions, message: string]>([
  [{ ignoreKeys: ['*'] }, "ignoreKeys would leave out every key of the bucket: got '*'"],
  [
    { keyPrefix: 'sales/tmp/', ignoreKeys: ['sales/*'] },
    "ignoreKeys would leave out every key that begins with 'sales/tmp/': got 'sales/*'",
  ],
  [{ keySuffixes: ['.a', '.crc'], ignoreKeys: ['*.crc'] }, "every key that ends with '.crc': got '*.crc'"],
  [
    { keyPrefix: 'a/x/', keySuffix: '/y/b', ignoreKeys: ['a/*x*y*b'] },
    "every key that begins with 'a/x/' and that ends with '/y/b'",
  ],
  [{ ignoreKeys: [''] }, "ignoreKeys must hold strings of 1 to 1024 characters without < and >: got ''"],
  [{ ignoreKeys: ['a<b>'] }, "without < and >: got 'a<b>'"],
  [{ ignoreKeys: ['a'.repeat(1_025)] }, 'of 1 to 1024 characters'],
  [{ ignoreKeys: Array(31).fill('*.tmp') }, 'ignoreKeys must hold at most 30 wildcards: got 31'],
  [{ ignoreKeys: [Lazy.string({ produce: () => '*.tmp' })] }, 'ignoreKeys must be known at synthesis: got a token'],
])('ignoreKeys of %j fails', (options, message) => {
  expect(() => ignored(options)).toThrow(message);
});

test.each<ObjectCreatedOptions>([
  { keyPrefix: 'sales/', ignoreKeys: ['*x*', 'sales', 'sales/*/x/*'] },
  { keySuffix: '.csv', ignoreKeys: ['tmp/*.csv', '*.csv*.csv*'] },
  { keyPrefix: 'x/y', keySuffix: 'z', ignoreKeys: ['x/y*z*z', 'x/*a*z'] },
])('%j leaves some keys', (options) => {
  expect(ignored(options)).toEqual(options.ignoreKeys);
});

describe('the message', () => {
  /** The rules for a data set that waits for these objects. */
  function rulesWith(...options: ObjectCreatedOptions[]) {
    const stack = newStack();
    const refresh = newRefresh({}, stack);
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'landing');
    const refreshOn = options.map((each) => LandingEvent.objectCreated(bucket, { ...each, eventBridgeEnabled: true }));
    add(refresh, 'Sales', { refreshOn });
    return rulesOf(templateOf(refresh));
  }

  test.each(['sales/part "0"\\.parquet', 'sales/<time>', 'sales/é'])(
    'a message has the key %s as it is, and what is ignored',
    (key) => {
      const [rule] = rulesWith({ keyPrefix: 'sales/', ignoreKeys: ['*.tmp', '*\\"'] });
      const event = { ...s3ObjectCreated('landing', key), time: '2026-11-23T06:00:00Z' };
      const message = parse(transform({ inputTransformer: rule?.targets[0]?.InputTransformer }, event));
      expect(message).toMatchObject({ key, ignoreKeys: ['*.tmp', '*\\"'] });
    },
  );

  test('a message has neither where nothing is ignored', () => {
    const [rule] = rulesWith({ ignoreKeys: [] });
    expect(rule?.targets[0]?.InputTransformer.InputPathsMap).toEqual({ time: '$.time' });
    expect(rule?.targets[0]?.InputTransformer.InputTemplate).not.toContain('ignoreKeys');
  });

  test('a message is of another rule where something else is ignored', () => {
    expect(rulesWith({}, { ignoreKeys: [] }, { ignoreKeys: ['*.tmp'] }, {})).toHaveLength(3);
  });
});
