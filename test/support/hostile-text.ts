import * as fc from 'fast-check';
import { NOON, settings } from './rows';

/** What an attacker, or a bug, might write where an id, a name or a text is expected. */
const nastyText: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '../../etc/passwd',
    '*',
    'sales*',
    'sales/ingestion/1',
    'sales\n',
    'sales\u0000',
    'sales\u202e',
    '${aws:username}',
    '<time>',
    '${Token[TOKEN.1]}',
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    'x'.repeat(10_000),
    '💥'.repeat(100),
    'arn:aws:quicksight:*:*:dataset/*',
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const FIELDS = [
  'schema',
  'kind',
  'landingEvent',
  'time',
  'dataSets',
  'dataSetArn',
  'at',
  'sentAt',
  'version',
  'failedAt',
];
const MORE_FIELDS = [
  'error',
  'message',
  'dataSetId',
  'arnPrefix',
  'settings',
  'ifStaleFor',
  '__proto__',
  'constructor',
];

/**
 * The bodies of messages that nothing of ours has sent: texts that are no JSON, messages of any kind about data sets that
 * exist, with roles that exist, and the same with a field that is missing, wrong, huge or meant for the prototype.
 */
export function hostileBody(dataSetArns: readonly string[], roleArns: readonly string[]): fc.Arbitrary<string> {
  const arn = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...dataSetArns) },
    { weight: 1, arbitrary: nastyText as fc.Arbitrary<string> },
  );
  const role = fc.option(
    fc.record({ arn: fc.constantFrom(...roleArns), externalId: fc.constantFrom('finance', 'guess', undefined) }),
    { nil: undefined },
  );
  const forged = fc
    .record({ role, perDay: fc.constantFrom(1, 32, 1_000), settle: fc.constantFrom(0, 60, 86_400) })
    .map(({ perDay, settle, role: given }) =>
      settings({ settle, maxWait: settle, quota: { perDay, reserved: 0 }, ...(given && { role: given }) }),
    );
  const time = fc
    .constantFrom(NOON - 86_400_000 * 400, NOON, NOON + 86_400_000 * 400)
    .map((at) => new Date(at).toISOString());
  const message = fc.oneof(
    fc.record({
      schema: fc.constant(1),
      kind: fc.constant('landing'),
      landingEvent: fc.constant('Forged'),
      time,
      dataSets: fc.array(
        fc.oneof(
          fc.record({ arns: fc.tuple(arn), settings: forged }),
          fc.record({ arnPrefix: arn.map(prefixOf), ids: fc.tuple(arn.map(idOf)), settings: forged }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      schema: fc.constant(1),
      kind: fc.constant('request'),
      time,
      dataSetId: fc.oneof(fc.constantFrom('sales', 'secret', 'payroll', 'adhoc'), nastyText),
      arnPrefix: fc.oneof(arn.map(prefixOf), nastyText),
      settings: forged,
    }),
    fc.record({
      schema: fc.constant(1),
      kind: fc.constant('wake'),
      dataSetArn: arn,
      at: fc.constantFrom(0, NOON, 8.64e15),
      sentAt: fc.constantFrom(0, NOON),
      version: fc.nat(5),
    }),
    fc.record({
      schema: fc.constant(1),
      kind: fc.constant('retry'),
      dataSetArn: arn,
      failedAt: fc.constantFrom(0, NOON),
      error: fc.constant('forged'),
      message: fc.constant('forged'),
    }),
  ) as fc.Arbitrary<Record<string, unknown>>;
  const spoiled = fc
    .tuple(message, fc.constantFrom(...FIELDS, ...MORE_FIELDS), fc.option(nastyText, { nil: undefined }))
    .map(([whole, field, value]) => {
      // as text, since a key __proto__ of an object literal would be no key
      const rest = Object.entries(whole).filter(([name]) => name !== field);
      const entries = value === undefined ? rest : [...rest, [field, value] as const];
      return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each) ?? 'null'}`).join()}}`;
    });
  return fc.oneof(
    { weight: 3, arbitrary: message.map((each) => JSON.stringify(each)) },
    { weight: 3, arbitrary: spoiled },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: nastyText.map(textOf) },
  );
}

/** A value may have a key `toString`, so that JavaScript has no text for it. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function prefixOf(arn: unknown): string {
  return textOf(arn).replace(/[^/]*$/, '');
}

function idOf(arn: unknown): string {
  return textOf(arn).slice(prefixOf(arn).length);
}
