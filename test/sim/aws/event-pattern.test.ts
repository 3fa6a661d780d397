import * as fc from 'fast-check';
import { matches } from '../../../sim/aws/event-pattern/event-pattern';

// Where the samples come from.
const GUIDE = 'User Guide, Comparison operators for use in event patterns';
const SYNTAX = 'User Guide, Event pattern syntax';
const NULLS = 'User Guide, Matching events on null values and empty strings';
const ARRAYS = 'User Guide, Arrays in Amazon EventBridge event patterns';
const RULER = 'aws/event-ruler, README.md';
const RULER_CODE = 'aws/event-ruler, JsonRuleCompiler.java, CIDR.java, Range.java, ComparableNumber.java';
const RULER_2 = 'aws/event-ruler 2.1.0, asked itself';
const COMPLEXITY = 'aws/event-ruler, README.md and MachineComplexityEvaluator.java';
const FLATTENING = 'aws/event-ruler, Event.java';
const ABSENCE = 'aws/event-ruler, NameState.java';
const RECORDED = 'localstack, test_events_patterns.snapshot.json (recorded on AWS)';

type Row = readonly [source: string, what: string, pattern: unknown, event: unknown, expected: boolean];

/** The event of the User Guide's and of event-ruler's samples. */
const EC2 = {
  version: '0',
  id: 'ddddd4-aaaa-7777-4444-345dd43cc333',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '012345679012',
  time: '2017-10-02T16:24:49Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000'],
  detail: {
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'instance-id': 'i-000000aaaaaa00000',
    state: 'running',
  },
};

const EMPLOYEES = {
  employees: [
    { firstName: 'John', lastName: 'Doe' },
    { firstName: 'Anna', lastName: 'Smith' },
    { firstName: 'Peter', lastName: 'Jones' },
  ],
};

const NESTED_EMPLOYEES = { employees: [EMPLOYEES.employees.slice(0, 2), EMPLOYEES.employees.slice(2)] };

const NULL_EVENT = { resources: [], detail: { eventVersion: '', responseElements: null } };

/** `{detail: {field: [condition]}}` against `{detail: {field: value}}`. */
function on(source: string, condition: unknown, value: unknown, expected: boolean): Row {
  const what = `${JSON.stringify(condition)} and ${JSON.stringify(value)}`;
  return [source, what, { detail: { field: [condition] } }, { detail: { field: value } }, expected];
}

const EXACT: readonly Row[] = [
  [
    SYNTAX,
    'three fields',
    { source: ['aws.ec2'], 'detail-type': [EC2['detail-type']], detail: { state: ['running'] } },
    EC2,
    true,
  ],
  [SYNTAX, 'another state', { source: ['aws.ec2'], detail: { state: ['terminated'] } }, EC2, false],
  [SYNTAX, 'several values are alternatives', { source: ['aws.fargate', 'aws.ec2'] }, EC2, true],
  [SYNTAX, 'a field the event lacks', { source: ['aws.ec2'], detail: { reason: ['none'] } }, EC2, false],
  on(RULER_2, true, 'true', false),
  on(RULER_CODE, 3.0e2, 300, true),
  on(RULER_CODE, 123456789012, 123456789012, true),
  on(RULER, 1, '1', false),
  on(RULER, '1', 1, false),
  on(RULER_CODE, '2001:db8::1', '2001:0db8:0:0:0:0:0:1', true),
  on(RULER_CODE, '10.0.0.1', '10.0.0.2', false),
  on(RULER_2, '10.0.0.1', '010.0.0.01', true),
  on(RULER_2, { cidr: '010.0.0.0/24' }, '10.0.0.009', true),
];

const EMPTY_NAMES: readonly Row[] = [
  [RULER_2, 'of a field', { '': [1] }, { '': 1 }, true],
  [RULER_2, 'is no way around a field', { a: [1] }, { '': { a: 1 } }, false],
  [RULER_2, 'before a dot', { '.a': [1] }, { '': { a: 1 } }, true],
  [RULER_2, 'is left out of a pattern', { '': { a: [1] } }, { a: 1 }, true],
  [RULER_2, 'is left out of a pattern, not of an event', { '': { a: [1] } }, { '': { a: 1 } }, false],
];

const NULL_AND_EMPTY: readonly Row[] = [
  [NULLS, 'an empty string', { detail: { eventVersion: [''] } }, NULL_EVENT, true],
  [NULLS, 'null', { detail: { responseElements: [null] } }, NULL_EVENT, true],
  [NULLS, 'an empty string is not null', { detail: { responseElements: [''] } }, NULL_EVENT, false],
  [NULLS, 'null is not an empty string', { detail: { eventVersion: [null] } }, NULL_EVENT, false],
  [NULLS, 'null is not a missing field', { detail: { missing: [null] } }, NULL_EVENT, false],
  [FLATTENING, 'an empty array is absent', { resources: [{ exists: false }] }, NULL_EVENT, true],
  on(RULER, { exists: true }, null, true),
];

const STRINGS: readonly Row[] = [
  [GUIDE, 'prefix', { time: [{ prefix: '2017-10-02' }] }, EC2, true],
  [GUIDE, 'prefix of another day', { time: [{ prefix: '2017-10-03' }] }, EC2, false],
  on(GUIDE, { prefix: { 'equals-ignore-case': 'EventB' } }, 'eventbridge', true),
  on(GUIDE, { prefix: { 'equals-ignore-case': 'EventB' } }, 'my-eventbridge', false),
  on(GUIDE, { prefix: 'EventB' }, 'eventbridge', false),
  on(RULER, { prefix: '1' }, 12, false),
  on(GUIDE, { suffix: '.png' }, 'image.png', true),
  on(GUIDE, { suffix: '.png' }, 'image.PNG', false),
  on(GUIDE, { suffix: { 'equals-ignore-case': '.png' } }, 'image.PNG', true),
  on(GUIDE, { suffix: { 'equals-ignore-case': 'tBridge' } }, 'EVENTBRIDGE', true),
  on(GUIDE, { suffix: { 'equals-ignore-case': 'tBridge' } }, 'bridges', false),
  on(GUIDE, { 'equals-ignore-case': 'alice' }, 'Alice', true),
  on(GUIDE, { 'equals-ignore-case': 'alice' }, 'Alicea', false),
  on(GUIDE, { wildcard: 'dir/*.png' }, 'dir/a/b.png', true),
  on(GUIDE, { wildcard: 'dir/*.png' }, 'dir/.png', true),
  on(GUIDE, { wildcard: 'dir/*.png' }, 'other/a.png', false),
  on(GUIDE, { wildcard: 'dir/*.png' }, 'dir/a.pngs', false),
  on(GUIDE, { wildcard: 'dir/*.png' }, 'dir/a-png', false),
  on(RULER, { wildcard: 'Simple*Service' }, 'Simple\nQueueService', true),
  on(RULER, { wildcard: '*' }, '', true),
  on(RULER, { wildcard: '*' }, 1, false),
  on(GUIDE, { wildcard: 'a\\*b' }, 'a*b', true),
  on(GUIDE, { wildcard: 'a\\*b' }, 'axb', false),
  on(GUIDE, { wildcard: 'a\\\\b*' }, 'a\\b-and-more', true),
  on(GUIDE, { wildcard: 'a\\\\b*' }, 'ab', false),
];

const ANYTHING_BUT: readonly Row[] = [
  [GUIDE, 'a string', { detail: { state: [{ 'anything-but': 'initializing' }] } }, EC2, true],
  [GUIDE, 'a number', { detail: { 'x-limit': [{ 'anything-but': 123 }] } }, EC2, true],
  on(GUIDE, { 'anything-but': 'initializing' }, 'initializing', false),
  on(GUIDE, { 'anything-but': ['stopped', 'overloaded'] }, 'running', true),
  on(GUIDE, { 'anything-but': ['stopped', 'overloaded'] }, 'overloaded', false),
  on(GUIDE, { 'anything-but': [100, 200, 300] }, 150, true),
  on(GUIDE, { 'anything-but': [100, 200, 300] }, 200, false),
  on(GUIDE, { 'anything-but': { prefix: 'init' } }, 'running', true),
  on(GUIDE, { 'anything-but': { prefix: 'init' } }, 'initializing', false),
  on(GUIDE, { 'anything-but': { prefix: ['init', 'error'] } }, 'error-1', false),
  on(GUIDE, { 'anything-but': { prefix: ['init', 'error'] } }, 'ok', true),
  on(GUIDE, { 'anything-but': { suffix: '.txt' } }, 'a.txt', false),
  on(GUIDE, { 'anything-but': { suffix: ['.txt', '.rtf'] } }, 'a.rtf', false),
  on(GUIDE, { 'anything-but': { suffix: ['.txt', '.rtf'] } }, 'a.png', true),
  on(GUIDE, { 'anything-but': { 'equals-ignore-case': 'initializing' } }, 'INITIALIZING', false),
  on(GUIDE, { 'anything-but': { 'equals-ignore-case': ['initializing', 'stopped'] } }, 'Stopped', false),
  on(GUIDE, { 'anything-but': { 'equals-ignore-case': ['initializing', 'stopped'] } }, 'running', true),
  on(GUIDE, { 'anything-but': { wildcard: '*/lib/*' } }, 'dir/lib/file', false),
  on(GUIDE, { 'anything-but': { wildcard: ['*/lib/*', '*/bin/*'] } }, 'dir/bin/file', false),
  on(GUIDE, { 'anything-but': { wildcard: ['*/lib/*', '*/bin/*'] } }, 'dir/etc/file', true),
  on(RULER_CODE, { 'anything-but': 1 }, '1', true),
  // event-ruler tries each element as a value of its own (Event.java, ACFinder.java): one that differs is enough.
  on(FLATTENING, { 'anything-but': ['a', 'b'] }, ['a', 'c'], true),
  on(FLATTENING, { 'anything-but': ['a', 'b'] }, ['a', 'b'], false),
  on(FLATTENING, { 'anything-but': ['a', 'b'] }, [], false),
];

const NUMERIC: readonly Row[] = [
  [
    GUIDE,
    'the three samples together',
    {
      detail: {
        'c-count': [{ numeric: ['>', 0, '<=', 5] }],
        'd-count': [{ numeric: ['<', 10] }],
        'x-limit': [{ numeric: ['=', 3.018e2] }],
      },
    },
    EC2,
    true,
  ],
  on(GUIDE, { numeric: ['>', 0, '<=', 5] }, 0, false),
  on(GUIDE, { numeric: ['>', 0, '<=', 5] }, 5, true),
  on(GUIDE, { numeric: ['>=', 0, '<', 5] }, 0, true),
  on(GUIDE, { numeric: ['>=', 0, '<', 5] }, 5, false),
  on(GUIDE, { numeric: ['<', 10] }, 10, false),
  on(GUIDE, { numeric: ['<=', 10] }, 10, true),
  on(GUIDE, { numeric: ['>', 10] }, 10.000001, true),
  on(GUIDE, { numeric: ['>=', -1.5] }, -1.5, true),
  on(GUIDE, { numeric: ['=', 301.8] }, 301.9, false),
  on(GUIDE, { numeric: ['>', 0] }, 5.0e9, true),
  on(RULER_2, { numeric: ['>', 0] }, 6.0e9, true),
  on(RULER_2, { numeric: ['>', 0] }, 1.0000001, true),
  on(RULER_2, { numeric: ['>', 0.1234567] }, 0.1234568, true),
  on(RULER_2, { numeric: ['>', 0.3] }, 0.30000000000000004, true),
  on(RULER_2, { numeric: ['>', 0] }, 1e300, true),
  on(RULER_2, { numeric: ['<', 0] }, -0, false),
  on(RULER_2, { numeric: ['=', 0] }, -0, true),
  on(RULER_2, { 'anything-but': 123456789012 }, 123456789012, false),
];

const CIDR: readonly Row[] = [
  on(GUIDE, { cidr: '10.0.0.0/24' }, '10.0.0.255', true),
  on(GUIDE, { cidr: '10.0.0.0/24' }, '10.0.1.0', false),
  on(GUIDE, { cidr: '0.0.0.0/0' }, '203.0.113.9', true),
  on(RULER_2, { cidr: '2001:db8:1234:1a00::/64' }, '2001:db8:1234:1a01::', false),
  on(RULER_CODE, { cidr: '10.0.0.77/24' }, '10.0.0.1', true),
  on(GUIDE, { cidr: '10.0.0.0/8' }, '2001:db8::1', false),
  on(RULER_CODE, { cidr: '10.0.0.0/24' }, 'bad-ip', false),
  on(RULER_2, { cidr: '::/80' }, '10.0.0.1', false),
  on(RULER_2, { cidr: '2001:db8::/32' }, '10.0.0.1', false),
  on(RULER_2, '::', '0.0.0.0', false),
  // it looks at no more digits than it must, whatever the kind of address
  on(RULER_2, { cidr: '::/1' }, '10.0.0.1', true),
  on(RULER_2, { cidr: '0.0.0.0/0' }, '2001:db8::1', true),
  on(RULER_2, { cidr: '10.0.0.0/8' }, '::ffff:a00:1', true),
  on(RULER_2, '10.0.0.1', '::ffff:a00:1', true),
  on(RULER_2, '10.0.0.1', '::ffff:10.0.0.1', false),
];

const C_COUNT_ABSENT = { detail: { 'c-count': [{ exists: false }] } };

const EXISTS: readonly Row[] = [
  on(GUIDE, { exists: true }, 'anything', true),
  on(GUIDE, { exists: false }, 'anything', false),
  [GUIDE, 'an absent leaf', C_COUNT_ABSENT, { detail: { state: ['initializing', 'running'] } }, true],
  [GUIDE, 'an intermediate node is no leaf', C_COUNT_ABSENT, { detail: { 'c-count': { c1: 100 } } }, true],
  [RULER, 'a detail that is missing altogether', C_COUNT_ABSENT, { source: 'x' }, true],
];

const ARRAY: readonly Row[] = [
  [ARRAYS, 'a common element', { resources: ['a', 'b', 'c'] }, { resources: ['x', 'b'] }, true],
  [ARRAYS, 'no common element', { resources: ['a', 'b', 'c'] }, { resources: ['x', 'y'] }, false],
  [ARRAYS, 'an operator on any element', { resources: [{ prefix: 'b' }] }, { resources: ['x', 'bc'] }, true],
  [RULER, 'objects in an array', { employees: { firstName: ['Anna'] } }, EMPLOYEES, true],
  [RULER, 'fields of one element', { employees: { firstName: ['Anna'], lastName: ['Smith'] } }, EMPLOYEES, true],
  [RULER, 'fields of two elements', { employees: { firstName: ['Anna'], lastName: ['Jones'] } }, EMPLOYEES, false],
  [RULER, 'arrays in arrays', { employees: { firstName: ['Peter'], lastName: ['Jones'] } }, NESTED_EMPLOYEES, true],
  [
    RULER,
    'different inner arrays',
    { employees: { firstName: ['Anna'], lastName: ['Jones'] } },
    NESTED_EMPLOYEES,
    false,
  ],
  [
    RULER,
    'different elements of one inner array',
    { employees: { firstName: ['John'], lastName: ['Smith'] } },
    NESTED_EMPLOYEES,
    false,
  ],
  [
    RULER,
    'two arrays are independent',
    { a: { x: [1] }, b: { y: [2] } },
    { a: [{ x: 0 }, { x: 1 }], b: [{ y: 2 }] },
    true,
  ],
  [
    ABSENCE,
    'absent from the matched element',
    { a: { b: [1], c: [{ exists: false }] } },
    { a: [{ b: 1 }, { b: 2, c: 3 }] },
    true,
  ],
  [
    ABSENCE,
    'present in the matched element',
    { a: { b: [2], c: [{ exists: false }] } },
    { a: [{ b: 1 }, { b: 2, c: 3 }] },
    false,
  ],
  [
    ABSENCE,
    'asked before an element is chosen',
    { a: { b: [{ exists: false }], c: [3] } },
    { a: [{ b: 1 }, { c: 3 }] },
    false,
  ],
  [FLATTENING, 'a plain element belongs to every other', { a: ['x'], 'a.b': [1] }, { a: ['x', { b: 1 }] }, true],
  [RULER, 'a dot in the pattern', { 'detail.state': ['running'] }, EC2, true],
  [RULER, 'a dot in the event', { detail: { state: { status: ['on'] } } }, { detail: { 'state.status': 'on' } }, true],
];

const METRIC_OR_NAMESPACE = [{ metricName: ['CPU', 'Latency'] }, { namespace: ['AWS/EC2', 'AWS/ES'] }];
const NESTED_OR = {
  source: ['aws.cloudwatch'],
  $or: [
    { metricName: ['CPU'] },
    { metricType: ['MetricType'], namespace: ['AWS/EC2'], $or: [{ metricId: [1234] }, { spaceId: [1000] }] },
    { scope: ['Service'] },
  ],
};

const OR: readonly Row[] = [
  [GUIDE, 'the first', { source: ['a'], $or: METRIC_OR_NAMESPACE }, { source: 'a', metricName: 'CPU' }, true],
  [GUIDE, 'the second', { source: ['a'], $or: METRIC_OR_NAMESPACE }, { source: 'a', namespace: 'AWS/ES' }, true],
  [GUIDE, 'neither', { source: ['a'], $or: METRIC_OR_NAMESPACE }, { source: 'a', namespace: 'AWS/S3' }, false],
  [
    GUIDE,
    'what stands beside it',
    { source: ['b'], $or: METRIC_OR_NAMESPACE },
    { source: 'a', metricName: 'CPU' },
    false,
  ],
  [
    GUIDE,
    'numbers within detail',
    {
      detail: { $or: [{ 'c-count': [{ numeric: ['>', 0, '<=', 5] }] }, { 'd-count': [{ numeric: ['<', 1] }] }] },
    },
    EC2,
    true,
  ],
  [
    RULER,
    'two at different levels',
    { $or: METRIC_OR_NAMESPACE, detail: { $or: [{ a: [1] }, { b: [2] }] } },
    { metricName: 'CPU', detail: { b: 2 } },
    true,
  ],
  [
    RULER,
    'two at different levels, one unmet',
    { $or: METRIC_OR_NAMESPACE, detail: { $or: [{ a: [1] }, { b: [2] }] } },
    { metricName: 'CPU', detail: { b: 1 } },
    false,
  ],
  [
    RULER,
    'nested',
    NESTED_OR,
    { source: 'aws.cloudwatch', metricType: 'MetricType', namespace: 'AWS/EC2', spaceId: 1000 },
    true,
  ],
  [
    RULER,
    'nested, inner unmet',
    NESTED_OR,
    { source: 'aws.cloudwatch', metricType: 'MetricType', namespace: 'AWS/EC2' },
    false,
  ],
  [
    RULER,
    'an alternative and its neighbour in one element',
    { list: { a: [1], $or: [{ b: [2] }, { c: [3] }] } },
    { list: [{ a: 1 }, { b: 2 }] },
    false,
  ],
];

describe.each([
  ['exact values', EXACT],
  ['empty names', EMPTY_NAMES],
  ['null and empty', NULL_AND_EMPTY],
  ['strings', STRINGS],
  ['anything-but', ANYTHING_BUT],
  ['numeric', NUMERIC],
  ['cidr', CIDR],
  ['exists', EXISTS],
  ['arrays', ARRAY],
  ['$or', OR],
])('%s', (_, rows) => {
  test.each(rows)('the rule of the source, %s, holds for %s', (_source, _what, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe('patterns EventBridge refuses', () => {
  const field = (condition: unknown): unknown => ({ field: [condition] });
  test.each<[source: string, pattern: unknown, message: RegExp]>([
    [RECORDED, ['not', 'an object'], /must be a JSON object, not \["not"/],
    [RECORDED, { int: 42 }, /"int" must be an object or an array, not 42/],
    [RECORDED, { string: 'my-value' }, /"string" must be an object or an array/],
    [RECORDED, { resources: [] }, /"resources" is an empty array/],
    [RULER_CODE, { detail: {} }, /"detail" is an empty object/],
    [RULER_CODE, {}, /the pattern is an empty object/],
    [RULER_CODE, { field: [[1]] }, /"field" holds \[1\]; allowed are strings/],
    [RECORDED, field({ EXISTS: true }), /unknown operator "EXISTS"; EventBridge knows .*exists/],
    [RULER_CODE, field({ contains: 'a' }), /unknown operator "contains"; EventBridge knows anything-but, cidr/],
    [RULER_CODE, field({ prefix: 'a', suffix: 'b' }), /exactly one key/],
    [RULER_CODE, field({ exists: 'true' }), /"exists" of "field" must be true or false/],
    [RECORDED, field({ prefix: 123 }), /"prefix" of "field" must be a string, not 123/],
    [RECORDED, field({ prefix: ['a'] }), /"prefix" of "field" must be a string/],
    [RULER_CODE, field({ prefix: { wildcard: 'a' } }), /unknown operator "wildcard"; it knows equals-ignore-case/],
    [RECORDED, field({ suffix: 123 }), /"suffix" of "field" must be a string/],
    [RECORDED, field({ 'equals-ignore-case': ['a'] }), /"equals-ignore-case" of "field" must be a string/],
    [RECORDED, field({ wildcard: 123 }), /"wildcard" of "field" must be a string/],
    [RECORDED, field({ wildcard: 'a:**:b' }), /consecutive wildcard characters/],
    [RULER, field({ wildcard: 'a\\b' }), /backslash may only precede/],
    [RULER, field({ wildcard: 'a\\' }), /backslash may only precede/],
    [RECORDED, field({ 'anything-but': null }), /strings only or numbers only, not null/],
    [RECORDED, field({ 'anything-but': ['a', null] }), /strings only or numbers only/],
    [GUIDE, field({ 'anything-but': ['a', 1] }), /strings only or numbers only/],
    [RULER_CODE, field({ 'anything-but': [] }), /empty array/],
    [RECORDED, field({ 'anything-but': { prefix: '' } }), /empty prefix/],
    [RECORDED, field({ 'anything-but': { suffix: [''] } }), /empty suffix/],
    [RECORDED, field({ 'anything-but': { prefix: 123 } }), /must be a string, not 123/],
    [RECORDED, field({ 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } }), /must be a string/],
    [RECORDED, field({ 'anything-but': { 'equals-ignore-case': [1] } }), /must be a string, not 1/],
    [
      RULER_CODE,
      field({ 'anything-but': { numeric: ['>', 1] } }),
      /unknown operator "numeric"; it knows equals-ignore/,
    ],
    [RECORDED, field({ NUMERIC: ['=', 5] }), /unknown operator "NUMERIC"/],
    [RECORDED, field({ numeric: ['>', 0, '>', 0] }), /"numeric" of "field" is \[">",0,">",0\]; allowed are/],
    [RECORDED, field({ numeric: ['>', 0, '<'] }), /allowed are/],
    [RULER_CODE, field({ numeric: ['<', 5, '>', 0] }), /allowed are/],
    [RULER_CODE, field({ numeric: ['!=', 5] }), /allowed are/],
    [RULER_CODE, field({ numeric: 5 }), /must be an array/],
    [RULER_CODE, field({ numeric: ['>', '5'] }), /it takes numbers/],
    [RULER_CODE, field({ numeric: ['>', 5, '<', 5] }), /lower bound must be less/],
    [RULER_2, field({ numeric: ['>', Number.POSITIVE_INFINITY] }), /it takes numbers that a double can hold/],
    [RULER_2, field({ 'anything-but': Number.NaN }), /it takes numbers that a double can hold/],
    // measured by event-ruler 2.1.0; of 9 and 11 AWS took the one and refused the other
    [COMPLEXITY, field({ wildcard: '*aaaaaaaaaa' }), /its wildcards are too complex/],
    [COMPLEXITY, { field: ['a', 'b', 'c', 'd', 'e', 'f'].map((end) => ({ wildcard: `*.${end}` })) }, /too complex/],
    [COMPLEXITY, field({ 'anything-but': { wildcard: '*aaaaaaaaaa' } }), /too complex/],
    [RECORDED, field({ cidr: '10.0.0.0' }), /one "\/" and the mask bits/],
    [RECORDED, field({ cidr: 'xx.11.xx/8' }), /must be an IP address/],
    [RECORDED, field({ cidr: '10.0.0.0/xx' }), /mask bits/],
    [RECORDED, field({ cidr: ['10.0.0.0/8'] }), /"cidr" of "field" must be a string/],
    [RULER_CODE, field({ cidr: '10.0.0.1/32' }), /IPv4: 0 to 31/],
    [RULER, { $or: [{ a: [1] }] }, /at least two objects/],
    [RULER_CODE, { $or: { a: [1] } }, /must be an array of at least two/],
    [RULER_CODE, { $or: [{ a: [1] }, 1] }, /may hold only objects, not 1/],
    [RULER, { $or: [{ numeric: [123] }, { prefix: ['abc'] }] }, /"numeric" is reserved/],
    [RULER_CODE, { a: [1], $or: [{ a: [2] }, { b: [3] }] }, /"a" is named twice/],
  ])('a pattern that EventBridge refuses by the source, %s, is refused: %j', (_source, pattern, message) => {
    expect(() => matches(pattern, {})).toThrow(message);
  });

  test('an event that is no object', () => {
    expect(() => matches({ source: ['a'] }, 'a')).toThrow(/The event is not valid/);
  });
});

describe('properties', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });

  test('a leaf matches itself', () => {
    fc.assert(fc.property(leaf, (value) => matches({ detail: { field: [value] } }, { detail: { field: value } })));
  });

  test('anything-but is the complement of the exact values on a scalar', () => {
    fc.assert(
      fc.property(
        words,
        fc.oneof(fc.constantFrom('a', 'b', 'e'), leaf),
        (excluded, value) =>
          matches({ field: [{ 'anything-but': excluded }] }, { field: value }) !==
          matches({ field: excluded }, { field: value }),
      ),
    );
  });

  test('$or is the or of its alternatives, and fields are the and of theirs', () => {
    const event = fc.record({ a: fc.constantFrom('a', 'b', 'c'), b: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(words, words, event, (one, two, given) => {
        const either = matches({ $or: [{ a: one }, { b: two }] }, given);
        const both = matches({ a: one, b: two }, given);
        const [first, second] = [matches({ a: one }, given), matches({ b: two }, given)];
        return either === (first || second) && both === (first && second);
      }),
    );
  });

  test('a wildcard finds what its stars stand for, and an escaped text only itself', () => {
    const escaped = (text: string): string => text.replace(/[\\*]/g, '\\$&');
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        (head, middle, tail) =>
          matches({ f: [{ wildcard: `${escaped(head)}*${escaped(tail)}` }] }, { f: head + middle + tail }) &&
          matches({ f: [{ wildcard: escaped(head) }] }, { f: middle }) === (head === middle),
      ),
    );
  });
});
