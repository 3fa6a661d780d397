import * as fc from 'fast-check';
import { type TargetInput, transform } from '../../../sim/aws/input-transformer';

// Where the samples come from.
const GUIDE = 'User Guide, Amazon EventBridge input transformation';
const ISSUES = `${GUIDE}, Common issues with transforming input`;
const API = 'API Reference, Target and InputTransformer';
const RECORDED = 'localstack, test_events_inputs.snapshot.json (recorded on AWS)';

/** The event of the User Guide's samples. */
const EC2 = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING' },
};

const RULE = { name: 'example', arn: 'arn:aws:events:us-east-2:123456789012:rule/example' };

const ODD = {
  time: '2026-01-01T00:00:00Z',
  detail: {
    count: 3,
    on: true,
    nothing: null,
    quoted: 'say "hi"',
    two: 'a\nb',
    dollar: '$& and $1',
    list: [{ id: 'x' }, { id: 'y' }, {}],
    'a b': 1,
    'a/b': 2,
  },
};

const GUIDE_PATHS = { timestamp: '$.time', instance: '$.detail.instance-id', state: '$.detail.state' };

function template(InputTemplate: string, InputPathsMap?: Record<string, string>): TargetInput {
  return { inputTransformer: { InputPathsMap, InputTemplate } };
}

/** One line of JSON from one written over several. */
function minified(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

describe('the samples of the User Guide', () => {
  test.each<[what: string, template: string, output: string]>([
    ['Simple string', '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    [
      'String with escaped quotes',
      '"instance \\"<instance>\\" is in <state>"',
      '"instance \\"i-0123456789\\" is in RUNNING"',
    ],
    [
      'Simple JSON',
      '{\n  "instance" : <instance>,\n  "state": <state>\n}',
      '{"instance":"i-0123456789","state":"RUNNING"}',
    ],
    [
      'JSON with strings and variables',
      '{\n "instance" : <instance>,\n "state": "<state>",\n' +
        ' "instanceStatus": "instance \\"<instance>\\" is in <state>"\n}',
      '{"instance":"i-0123456789","state":"RUNNING","instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}',
    ],
    [
      'JSON with a mix of variables and static information',
      '{\n  "instance" : <instance>,\n  "state": [ 9, <state>, true ],\n  "Transformed" : "Yes"\n}',
      '{"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"}',
    ],
    [
      'Including reserved variables in JSON',
      '{\n "instance" : <instance>, "ruleArn" : <aws.events.rule-arn>,\n "ruleName" : <aws.events.rule-name>,\n' +
        ' "originalEvent" : <aws.events.event.json>\n}',
      `{"instance":"i-0123456789","ruleArn":"${RULE.arn}","ruleName":"example",` +
        `"originalEvent":${JSON.stringify(EC2)}}`,
    ],
    ['Including reserved variables in a string', '"<aws.events.rule-name> triggered"', '"example triggered"'],
    ['Multi-line text', '"instance <instance>"\n"is in <state>"', '"instance i-0123456789"\n"is in RUNNING"'],
  ])(`the sample of the User Guide, %s, has the documented output`, (_, text, output) => {
    expect(transform(template(text, GUIDE_PATHS), EC2, RULE)).toBe(output);
  });
});

describe('variables', () => {
  test.each<[source: string, path: string, text: string, output: string]>([
    [RECORDED, '$.detail.missing', '"info <v>"', '"info "'],
    [RECORDED, '$.detail.missing', '{"info": <v>}', '{"info":""}'],
    [RECORDED, '$.time', '"{[/special <v>"', '"{[/special 2026-01-01T00:00:00Z"'],
    [ISSUES, '$.detail.count', '{"v": <v>}', '{"v":3}'],
    [ISSUES, '$.detail.count', '{"v": "<v>"}', '{"v":"3"}'],
    [ISSUES, '$.detail.on', '{"v": <v>}', '{"v":true}'],
    [ISSUES, '$.detail.nothing', '{"v": <v>}', '{"v":null}'],
    [ISSUES, '$.detail.list', '{"v": <v>}', '{"v":[{"id":"x"},{"id":"y"},{}]}'],
    [ISSUES, '$.detail.list', '"v is <v>"', '"v is [{id:x},{id:y},{}]"'],
    [ISSUES, '$.detail.list[0]', '"v is <v>"', '"v is {id:x}"'],
    [ISSUES, '$.detail.quoted', '{"v": <v>}', '{"v":"say \\"hi\\""}'],
    [ISSUES, '$.detail.quoted', '"v is <v>"', '"v is say "hi""'],
    [ISSUES, '$.detail.two', '"v is <v>"', '"v is a\nb"'],
    [ISSUES, '$.detail.dollar', '"v is <v>"', '"v is $& and $1"'],
    [GUIDE, '$.detail.list[1].id', '<v>', '"y"'],
    [GUIDE, '$.detail.list[*].id', '<v>', '["x","y"]'],
    [GUIDE, '$.detail.list[7].id', '<v>', '""'],
    [GUIDE, '$.detail.a/b', '<v>', '2'],
    [GUIDE, '$.detail.list.id', '<v>', '""'],
    [GUIDE, '$', '{"v": <v>}', `{"v":${JSON.stringify(ODD)}}`],
  ])('a variable has the output that the source has, %s: %s in %s', (_, path, text, output) => {
    expect(transform(template(text, { v: path }), ODD)).toBe(output);
  });

  test.each(['{"v": "<v>"}', '{"v": {"w": "is <v>"}}'])(
    `an object within quotes in JSON delivers nothing (${RECORDED}): %s`,
    (text) => {
      expect(() => transform(template(text, { v: '$.detail.list[0]' }), ODD)).toThrow(
        '<v> is an object within quotes, so that EventBridge delivers nothing: take the quotes away',
      );
    },
  );

  test(`aws.events.event lacks the detail and names detailType (${RECORDED})`, () => {
    const { detail, 'detail-type': detailType, ...rest } = EC2;
    expect(detail).toBeDefined();
    const delivered: unknown = JSON.parse(transform(template('{"e": <aws.events.event>}'), EC2, RULE));
    expect(delivered).toEqual({ e: { ...rest, detailType } });
  });

  test(`the ingestion time, in and out of quotes, is the event's unless given (${GUIDE})`, () => {
    const text = '{"a": <aws.events.event.ingestion-time>, "b": "at <aws.events.event.ingestion-time>"}';
    expect(transform(template(text), EC2)).toBe(`{"a":"${EC2.time}","b":"at ${EC2.time}"}`);
    const rule = { ...RULE, ingestionTime: '2015-11-11T21:30:00Z' };
    expect(transform(template(text), EC2, rule)).toContain('"at 2015-11-11T21:30:00Z"');
  });
});

describe('inputPath, input and neither', () => {
  test.each<[source: string, input: TargetInput, output: string]>([
    [API, {}, JSON.stringify(EC2)],
    [API, { input: '{"constant": 1}' }, '{"constant": 1}'],
    [API, { input: '"text"' }, '"text"'],
    [API, { inputPath: '$' }, JSON.stringify(EC2)],
    [RECORDED, { inputPath: '$.detail' }, JSON.stringify(EC2.detail)],
    [RECORDED, { inputPath: '$.detail.state' }, '"RUNNING"'],
    [API, { inputPath: "$.detail['instance-id']" }, '"i-0123456789"'],
    [API, { inputPath: '$.resources[0]' }, JSON.stringify(EC2.resources[0])],
    [API, { inputPath: '$.detail.*' }, '["i-0123456789","RUNNING"]'],
  ])('a target has the input that the source has, %s: %j', (_, input, output) => {
    expect(transform(input, EC2, RULE)).toBe(output);
  });
});

describe('what is refused', () => {
  test.each<[source: string, input: TargetInput, message: RegExp]>([
    [RECORDED, { inputPath: '$.detail', ...template('"x"') }, /Only one of Input, InputPath, or InputTransformer/],
    [RECORDED, template('"<notdefinedkey>"', { a: '$.time' }), /invalid placeholder notdefinedkey; known are a, aws/],
    [API, { input: 'text' }, /Input must be valid JSON text/],
    ['not documented', { inputPath: '$.missing' }, /InputPath \$\.missing finds nothing/],
    [API, template('"<v>"', { v: "$.detail['state']" }), /not a JSON path EventBridge supports/],
    [GUIDE, template('"<v>"', { v: '$..state' }), /not a JSON path EventBridge supports/],
    [GUIDE, template('"<v>"', { v: 'detail.state' }), /write \$, then \.name/],
    [GUIDE, { inputPath: '$.resources[?(@.a)]' }, /\['name'\] for each step/],
    [API, template('"x"', { 'aws.events.rule-arn': '$.time' }), /do not start with "AWS\."/],
    [API, template('"x"', { 'a.b': '$.time' }), /not a\.b/],
    [
      API,
      template('"x"', Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`v${at}`, '$.time']))),
      /101 names/,
    ],
    [API, template('{"<v>": 1}', { v: '$.detail.state' }), /object key "<v>":, where EventBridge allows none/],
    [ISSUES, template('{"e": "<aws.events.event.json>"}'), /can only be the value of a JSON field/],
    [
      ISSUES,
      template('instance <v>', { v: '$.detail.state' }),
      /neither JSON nor text with each line in double quotes/,
    ],
  ])('an input is refused as the source says, %s: %j', (_, input, message) => {
    expect(() => transform(input, EC2, RULE)).toThrow(message);
  });

  test(`a quote that breaks the JSON it is put in is refused (${ISSUES})`, () => {
    expect(() => transform(template('{"v": "<v>"}', { v: '$.detail.quoted' }), ODD)).toThrow(/does not escape/);
  });

  test('a variable of the rule is refused without a rule', () => {
    expect(() => transform(template('"<aws.events.rule-name>"'), EC2)).toThrow(/no rule was given/);
  });
});

describe('properties', () => {
  test('any JSON value passes unharmed outside quotes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) =>
          transform(template('{ "v": <v> }', { v: '$.detail.v' }), { detail: { v: value } }) ===
          minified(`{"v":${JSON.stringify(value)}}`),
      ),
    );
  });

  test('a text without quotes, backslashes and control characters is the same in and out of quotes', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ !#-[\]-~]*$/),
        (value) =>
          transform(template('"<v>"', { v: '$.v' }), { v: value }) ===
          transform(template('<v>', { v: '$.v' }), { v: value }),
      ),
    );
  });
});
