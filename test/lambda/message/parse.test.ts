import * as fc from 'fast-check';
import { UnreadableMessage } from '../../../lambda/message/fields';
import { parse } from '../../../lambda/message/parse';
import { anyMessage } from '../../support/arbitraries';
import {
  ARN,
  aLandingMessage,
  aPause,
  aRequest,
  aRetry,
  aWake,
  NOON,
  OTHER_ARN,
  sentAndParsed,
  settings,
  written,
} from '../../support/rows';

/** What a message is refused with. */
function refusalOf(body: string): string {
  try {
    parse(body);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableMessage);
    expect(error).toHaveProperty('name', 'UnreadableMessage');
    return (error as Error).message;
  }
  throw new Error('it was read');
}

const refusalOfValue = (value: unknown): string => refusalOf(JSON.stringify(value));

/** A copy with the value at a path (`a.b.0`) replaced; `undefined` takes the field away. */
function having(message: object, path: string, value: unknown): object {
  const copy = JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() as string;
  const at = names.reduce((inner, name) => inner[name] as Record<string, unknown>, copy);
  at[last] = value;
  return copy;
}

const READ_LANDING = aLandingMessage(
  NOON,
  [
    {
      arn: ARN,
      settings: settings({
        ingestion: { type: 'INCREMENTAL_REFRESH', fullEvery: 86_400, fallBackToFull: true },
        all: { landingEvents: ['Files', 'Orders-1a2b3c4d'], within: 3_600, whenIncomplete: 'wait' },
        tag: { key: 'spice-refresh', value: 'allowed' },
        role: { arn: 'arn:aws:iam::444455556666:role/team/access', externalId: 'sales:eu/1' },
      }),
    },
  ],
  { ifStaleFor: 7_200 },
);

/** The same as it is written. */
const FULL_LANDING = written(READ_LANDING);

const LANDING_EVENT = 'a landing event is named by';
const DATA_SET = 'a data set is named by its ARN';

describe('parse', () => {
  test.each([
    ['the smallest landing message', aLandingMessage(NOON)],
    ['a landing message with every field', READ_LANDING],
    ['a landing message for two data sets', aLandingMessage(NOON, [ARN, OTHER_ARN])],
    ['a wake', aWake()],
    ['a retry', aRetry()],
    ['a pause', aPause()],
    ['a pause with an end', aPause({ until: NOON + 1 })],
    ['a request', aRequest()],
    ['a request with a limit', aRequest({ maxPerDay: 3 })],
  ])('parse reads %s as it was sent', (_what, message) => {
    expect(sentAndParsed(message)).toEqual(message);
  });

  const arnOf = (id: string): string => ARN.replace('sales', id);

  test('parse gives every data set of a group the beginning of its ARN and its settings', () => {
    const message = {
      ...aLandingMessage(NOON),
      dataSets: [
        { arnPrefix: arnOf(''), ids: ['a', 'b'], settings: settings() },
        { arnPrefix: OTHER_ARN.replace('orders', ''), ids: ['a'], settings: settings({ settle: 7 }) },
        { arns: [arnOf('c'), arnOf('d')], settings: settings({ settle: 7 }) },
      ],
    };
    expect(parse(JSON.stringify(message))).toEqual(
      aLandingMessage(NOON, [
        { arn: arnOf('a'), settings: settings() },
        { arn: arnOf('b'), settings: settings() },
        { arn: OTHER_ARN.replace('orders', 'a'), settings: settings({ settle: 7 }) },
        { arn: arnOf('c'), settings: settings({ settle: 7 }) },
        { arn: arnOf('d'), settings: settings({ settle: 7 }) },
      ]),
    );
  });

  test.each(['', '.settle', '.maxWait', '.ingestionTimeout', '.quota', '.ingestion'])(
    'parse takes absent settings%s for what their absence means',
    (path) => {
      const short = having(written(aLandingMessage(NOON)), `dataSets.0.settings${path}`, undefined);
      expect(parse(JSON.stringify(short))).toEqual(aLandingMessage(NOON));
    },
  );

  test('parse leaves out fields that are not ours, at every depth', () => {
    const message = having(having(FULL_LANDING, 'extra', 1), 'dataSets.0.settings.quota.extra', 2);
    expect(parse(JSON.stringify(message))).toEqual(READ_LANDING);
  });

  test('parse reads a role without an external id', () => {
    const role = { arn: 'arn:aws-cn:iam::444455556666:role/a+=,.@-_' };
    const message = aLandingMessage(NOON, [{ arn: ARN, settings: settings({ role }) }]);
    expect(sentAndParsed(message)).toEqual(message);
  });

  test('parse reads the longest text', () => {
    const longest = aRetry({ message: 'x'.repeat(2_048) });
    expect(sentAndParsed(longest)).toEqual(longest);
  });

  test('parse keeps no control character of a text', () => {
    const retry = aRetry({ error: 'A\u202eB', message: 'one\ntwo\u001b[2J\u009b31m\u0007\u0000' });
    expect(sentAndParsed(retry)).toEqual({ ...retry, error: 'AB', message: 'one\ntwo' });
  });

  test('parse takes the tags that synthesis allows', () => {
    const tag = { key: 'Kosten Stelle_.:/=+-@', value: 'é 1'.padEnd(256, 'v') };
    const message = aLandingMessage(NOON, [{ arn: ARN, settings: settings({ tag }) }]);
    expect(sentAndParsed(message)).toEqual(message);
  });

  test('parse reads the times of the ends of the range', () => {
    expect(sentAndParsed(aWake({ at: 0, sentAt: 8.64e15, version: 0 }))).toEqual(
      aWake({ at: 0, sentAt: 8.64e15, version: 0 }),
    );
  });

  describe.each([
    ['landing message', FULL_LANDING],
    ['wake', aWake()],
    ['retry', aRetry()],
    ['pause', aPause()],
    ['request', aRequest()],
  ])('of a %s', (_what, message) => {
    test.each([undefined, 0, 2, 1.5, '1', null, true, [1]])(
      'parse refuses a message of this kind with the schema %p',
      (schema) => {
        expect(refusalOfValue(having(message, 'schema', schema))).toMatch(/^schema must be 1, got/);
      },
    );

    test.each([undefined, 'Landing', '', 1, null, ['landing'], { kind: 'landing' }])(
      'parse refuses a message with the kind %p',
      (kind) => {
        expect(refusalOfValue(having(message, 'kind', kind))).toMatch(
          /^kind must be landing, request, wake, retry, pause or sweep/,
        );
      },
    );
  });

  const WHOLE_NUMBERS = ['1', 1.5, -1, null, true, [1], {}];
  const TEXTS = [1, null, true, ['a'], {}, 'x'.repeat(2_049)];
  const OBJECTS = [1, null, true, 'text', [{}]];

  const { arnPrefix: PREFIX } = aRequest();
  const ROLE = 'arn:aws:iam::444455556666:role/access';
  const NO_ROLES = [
    `${ROLE}*`,
    `${ROLE}\n`,
    ` ${ROLE}`,
    `${ROLE}é`,
    ROLE.replace('access', ''),
    ROLE.replace('access', '*'),
    ROLE.replace('access', 'a'.repeat(577)),
    ROLE.replace('444455556666', '*'),
    ROLE.replace('444455556666', ''),
    ROLE.replace('role/', 'user/'),
    ROLE.replace('iam', 'sts'),
    ROLE.replace('aws', 'azure'),
  ];

  const NO_TAGS = [
    '',
    '$(id)',
    '`id`',
    "it's",
    '"',
    'a;b',
    'a\n',
    'a\u2028b',
    'a\u001b[2J',
    'a\u009b2J',
    'a\u202eb',
    'a\u200bb',
    'a\ud800',
    '\\',
    '*',
  ];

  const TEN_YEARS = 10 * 366 * 86_400;
  const S = 'dataSets.0.settings';
  const ARNS = { ...FULL_LANDING, dataSets: [{ arns: [ARN] }] };
  const LISTS = [undefined, ...OBJECTS.slice(0, 4), [], { 0: {}, length: 1 }];
  const NO_IDS = [undefined, ...TEXTS, '', '..', '*', 'a/b', 'a\n', 'é'];
  const NO_PREFIXES = [undefined, ...TEXTS, '', ARN, `${ARN}/`, 'arn:aws:s3:::', [PREFIX]];
  test.each<[string, object, string, readonly unknown[]]>([
    ['time', aRequest(), 'time must', [undefined, ...TEXTS, '', 'yesterday']],
    ['settings', aRequest(), 'settings must', OBJECTS],
    ['dataSetId', aRequest(), 'a data set id must', NO_IDS],
    ['arnPrefix', aRequest(), 'arnPrefix must', NO_PREFIXES],
    ['maxPerDay', aRequest(), 'maxPerDay must', [...WHOLE_NUMBERS, 0, 1_001]],
    ['at', aWake(), 'at must', [undefined, ...WHOLE_NUMBERS, 8.64e15 + 1]],
    ['sentAt', aWake(), 'sentAt must', [undefined, ...WHOLE_NUMBERS, 8.64e15 + 1]],
    ['version', aWake(), 'version must', [undefined, ...WHOLE_NUMBERS, 2 ** 53]],
    ['failedAt', aRetry(), 'failedAt must', [undefined, ...WHOLE_NUMBERS, 8.64e15 + 1]],
    ['error', aRetry(), 'error must', [undefined, ...TEXTS]],
    ['message', aRetry(), 'message must', [undefined, ...TEXTS]],
    ['paused', aPause(), 'paused must', [undefined, ...OBJECTS.slice(0, 1), 'true', null, [], {}]],
    ['at', aPause(), 'at must', [undefined, ...WHOLE_NUMBERS, 8.64e15 + 1]],
    ['until', aPause(), 'until must', [...WHOLE_NUMBERS, 8.64e15 + 1]],
    ['settings', aPause(), 'settings must', OBJECTS],
    ['time', FULL_LANDING, 'time must', [undefined, ...TEXTS, '', 'yesterday', '2026-13-01T00:00:00Z']],
    ['ifStaleFor', FULL_LANDING, 'ifStaleFor must', [...WHOLE_NUMBERS, TEN_YEARS + 1]],
    ['dataSets', FULL_LANDING, 'dataSets must', LISTS],
    ['dataSets.0', FULL_LANDING, 'data set group must', OBJECTS],
    ['dataSets.0.arnPrefix', FULL_LANDING, 'arnPrefix must', NO_PREFIXES],
    ['dataSets.0.ids', FULL_LANDING, 'ids must', LISTS],
    ['dataSets.0.ids.0', FULL_LANDING, 'a data set id must', NO_IDS],
    ['dataSets.0.arns', ARNS, 'arns must', LISTS.slice(1)],
    [S, FULL_LANDING, 'settings must', OBJECTS],
    [`${S}.settle`, FULL_LANDING, 'settle must', [...WHOLE_NUMBERS, TEN_YEARS + 1]],
    [`${S}.maxWait`, FULL_LANDING, 'maxWait must', [...WHOLE_NUMBERS, TEN_YEARS + 1]],
    [`${S}.ingestionTimeout`, FULL_LANDING, 'ingestionTimeout must', [...WHOLE_NUMBERS, TEN_YEARS + 1]],
    [`${S}.quota`, FULL_LANDING, 'quota must', OBJECTS],
    [`${S}.quota.perDay`, FULL_LANDING, 'quota.perDay must', [undefined, ...WHOLE_NUMBERS, 0, 1_001]],
    [`${S}.quota.reserved`, FULL_LANDING, 'quota.reserved must', [undefined, ...WHOLE_NUMBERS, 1_001]],
    [`${S}.ingestion`, FULL_LANDING, 'ingestion must', OBJECTS],
    [`${S}.ingestion.type`, FULL_LANDING, 'ingestion type must', [undefined, 1, null, 'FULL', ['FULL_REFRESH']]],
    [`${S}.ingestion.fullEvery`, FULL_LANDING, 'ingestion.fullEvery must', [...WHOLE_NUMBERS, TEN_YEARS + 1]],
    [`${S}.ingestion.fallBackToFull`, FULL_LANDING, 'ingestion.fallBackToFull must', ['true', 1, null, [], {}]],
    [`${S}.all`, FULL_LANDING, 'all must', OBJECTS],
    [`${S}.all.within`, FULL_LANDING, 'all.within must', [undefined, ...WHOLE_NUMBERS, TEN_YEARS + 1]],
    [`${S}.all.whenIncomplete`, FULL_LANDING, 'all.whenIncomplete must', ['refresh', '', 1, null, [], {}]],
    [`${S}.all.landingEvents`, FULL_LANDING, 'all.landingEvents must', [undefined, 1, null, 'Files', { 0: 'Files' }]],
    [`${S}.tag`, FULL_LANDING, 'tag must', OBJECTS],
    [`${S}.tag.key`, FULL_LANDING, 'tag.key must', [undefined, ...TEXTS, ...NO_TAGS, 'k'.repeat(129)]],
    [`${S}.tag.value`, FULL_LANDING, 'tag.value must', [undefined, ...TEXTS, ...NO_TAGS, 'v'.repeat(257)]],
    [`${S}.role`, FULL_LANDING, 'role must', OBJECTS],
    [`${S}.role.arn`, FULL_LANDING, 'a role is named by its ARN', [undefined, ...TEXTS, ...NO_ROLES, [ROLE]]],
    [
      `${S}.role.externalId`,
      FULL_LANDING,
      'role.externalId must',
      [...TEXTS, 'x', 'x'.repeat(1_225), 'a b', 'a\n', '*'],
    ],
  ])('parse names the field that is missing, of the wrong type or out of range: %s', (path, message, says, values) => {
    for (const value of values) {
      expect(refusalOfValue(having(message, path, value))).toContain(says);
    }
  });

  test.each([undefined, 1, null, [], '', '1a', '-a', 'a_b', 'a b', 'a\n', 'a*', 'ä', 'a'.repeat(129), '__proto__'])(
    'parse refuses a landing event named %p',
    (name) => {
      expect(refusalOfValue(having(FULL_LANDING, 'landingEvent', name))).toContain(LANDING_EVENT);
      expect(refusalOfValue(having(FULL_LANDING, `${S}.all.landingEvents.0`, name ?? null))).toContain(LANDING_EVENT);
    },
  );

  test.each([
    undefined,
    1,
    null,
    [ARN],
    '',
    'sales',
    ARN.replace('dataset/', 'datasource/'),
    ARN.replace('quicksight', 's3'),
    ARN.replace('111122223333', '11112222333'),
    ARN.replace('aws:', 'aws*:'),
    `${ARN}/ingestion/*`,
    `${ARN}*`,
    `${ARN}?`,
    `${ARN}/..`,
    `${ARN}\n`,
    `${ARN}\u0000`,
    `${ARN}é`,
    ` ${ARN}`,
    ARN.replace('sales', ''),
    ARN.replace('sales', '..'),
    ARN.replace('sales', '.sales'),
    ARN.replace('sales', '*'),
    ARN.replace('sales', 's'.repeat(97)),
  ])('parse refuses a data set named %p, whatever the kind of message', (arn) => {
    for (const message of [
      having(ARNS, 'dataSets.0.arns.0', arn),
      having(aWake(), 'dataSetArn', arn),
      having(aRetry(), 'dataSetArn', arn),
      having(aPause(), 'dataSetArn', arn),
    ]) {
      expect(refusalOfValue(message)).toContain(DATA_SET);
    }
  });

  test.each(['a'.repeat(96), 'a:b', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'A_1.b+c=d@e~f'])(
    'parse takes the data set id %p',
    (id) => {
      const arn = ARN.replace('sales', id);
      expect(sentAndParsed(aWake({ dataSetArn: arn }))).toEqual(aWake({ dataSetArn: arn }));
    },
  );

  test.each(['2026-11-23T12:00:00Z', '2026-11-23T12:00:00.123456789Z', '2026-11-23T13:00:00+01:00'])(
    'parse takes the instant %p',
    (time) => {
      expect(sentAndParsed(aLandingMessage(NOON, [ARN], { time }))).toMatchObject({ time });
    },
  );

  test.each([
    '1',
    '2026',
    'Nov 23 2026',
    '2026-11-23T12:00:00',
    '+002026-11-23T12:00:00Z',
    // Date.parse takes it
    '2026-11-23T12:00:00Z\u0000',
  ])('parse refuses %p, which is no ISO 8601 instant', (time) => {
    expect(refusalOfValue(having(FULL_LANDING, 'time', time))).toContain('time must be ISO 8601 with a zone');
  });

  test('parse refuses a number that JSON can say and a computer cannot', () => {
    expect(refusalOf(JSON.stringify(aWake({ at: 1 })).replace('"at":1', '"at":1e999'))).toContain('at must');
  });

  test.each(['', ' ', 'landing', '{', '[', '"', '{"schema":1,}', 'NaN', '{"schema":NaN}', '\u0000', '💥'])(
    'parse refuses %p, which is not JSON',
    (body) => {
      expect(refusalOf(body)).toMatch(/^expected JSON, got \d+ characters/);
    },
  );

  test.each([
    [{ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'landing' }, /notification that S3 itself sent.*bucket/],
    [{ Records: [{ eventSource: 'aws:s3' }] }, /notification that S3 itself sent.*delete this message$/],
    [{ version: '0', 'detail-type': 'Object Created', detail: {} }, /event as EventBridge has it.*fromPattern/],
    [{ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:111122223333:topic', Message: '' }, /SNS topic: remove/],
  ])('parse says of %j where it comes from and what to do', (message, says) => {
    expect(refusalOfValue(message)).toMatch(says);
  });

  test.each(['null', '1', '"landing"', '[]', '[{"schema":1}]', 'true'])(
    'parse refuses %s, which is no object',
    (body) => {
      expect(refusalOf(body)).toMatch(/^message must be an object/);
    },
  );

  test('parse keeps what a message holds out of the error, wherever it stands', () => {
    const secret = 'hunter2 correct horse';
    const messages = [
      `not json ${secret}`,
      JSON.stringify(secret),
      ...[
        'schema',
        'kind',
        'landingEvent',
        'time',
        'dataSets',
        'dataSets.0.ids.0',
        `${S}.settle`,
        `${S}.quota`,
      ].flatMap((path) =>
        [secret, [secret], { [secret]: secret }].map((value) => JSON.stringify(having(FULL_LANDING, path, value))),
      ),
    ];
    for (const body of messages) {
      expect(refusalOf(body)).not.toContain(secret);
    }
  });

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [false, 'false'],
    [1.5, '1.5'],
    ['text', 'a string of 4 characters'],
    [['a', 'b'], 'a list'],
    [{ a: 1 }, 'an object'],
  ])('parse says of %p that it got %s', (value, got) => {
    expect(refusalOfValue(having(aWake(), 'version', value))).toBe(
      `version must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, got ${got}`,
    );
  });

  test('parse says the size of a huge string instead of the string', () => {
    const thrown = refusalOfValue(having(aRetry(), 'message', 'x'.repeat(1_000_000)));
    expect(thrown).toContain('a string of 1000000 characters');
    expect(thrown.length).toBeLessThan(200);
  });

  test('parse is not fooled by keys of the prototype chain', () => {
    const body = `{"__proto__":{"schema":1},"constructor":{"prototype":{"kind":"wake"}},${JSON.stringify(FULL_LANDING).slice(1)}`;
    expect(parse(body)).toEqual(READ_LANDING);
    expect(({} as Record<string, unknown>).schema).toBeUndefined();
    expect(refusalOf('{"__proto__":{"schema":1,"kind":"wake"}}')).toContain('schema');
  });

  test('parse refuses a message whose fields come from __proto__ alone', () => {
    const body = JSON.stringify(written(aLandingMessage(NOON))).replace(
      JSON.stringify(settings()),
      '{"quota":{"__proto__":{"perDay":1,"reserved":0}}}',
    );
    expect(refusalOf(body)).toContain('quota.perDay must');
  });

  test('parse takes no settings from a __proto__', () => {
    const body = JSON.stringify(written(aLandingMessage(NOON))).replace(
      JSON.stringify(settings()),
      '{"__proto__":{"settle":7,"tag":{"key":"a","value":"b"}}}',
    );
    expect(parse(body)).toEqual(aLandingMessage(NOON));
  });

  test('parse survives nesting of any depth', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(refusalOf(deep)).toBeDefined();
    expect(parse(`{"extra":${deep},${JSON.stringify(aWake()).slice(1)}`)).toEqual(aWake());
  });

  test('parse never throws anything but UnreadableMessage, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
        refusalOf(body);
      }),
    );
  });

  test('parse never throws anything but UnreadableMessage, for any change of a message', () => {
    const paths = ['schema', 'kind', 'landingEvent', 'time', 'ifStaleFor', 'dataSets', 'dataSets.0', 'dataSets.0.ids'];
    const inner = ['settle', 'quota', 'quota.perDay', 'ingestion', 'ingestion.type', 'all', 'all.landingEvents', 'tag'];
    fc.assert(
      fc.property(fc.constantFrom(...paths, ...inner.map((name) => `${S}.${name}`)), fc.jsonValue(), (path, value) => {
        try {
          parse(JSON.stringify(having(FULL_LANDING, path, value)));
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableMessage);
        }
      }),
    );
  });

  test('parse gives back any message that was sent', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(sentAndParsed(message)).toEqual(message);
      }),
    );
  });
});
