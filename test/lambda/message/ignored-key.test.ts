import * as fc from 'fast-check';
import { isIgnored } from '../../../lambda/message/ignored-key';
import { dataSetsOf, fold } from '../../../lambda/message/inbox';
import { parse } from '../../../lambda/message/parse';
import { MessageReader } from '../../../lambda/message/reader';
import { ARN, aLandingMessage, NOON, sentAndParsed, written } from '../../support/rows';

const STAGING = ['_temporary/*', '*/_temporary/*', '*.crc', '*/', 'exactly'];

const landed = (key: string | undefined, ignoreKeys: string[] | undefined = STAGING) =>
  aLandingMessage(NOON, [ARN], { ...(key !== undefined && { key }), ignoreKeys });

test.each([
  ['sales/_temporary/0/part-0.parquet', true],
  ['_temporary/0/part-0.parquet', true],
  ['sales/part-0.parquet.crc', true],
  ['sales/', true],
  ['exactly', true],
  ['sales/part-0.parquet', false],
  ['sales/my_temporary/part-0.parquet', false],
  ['sales/_temporary', false],
  ['exactly/not', false],
  ['.cr', false],
  ['', false],
])('the key %p is ignored: %p', (key, expected) => {
  expect(isIgnored(landed(key))).toBe(expected);
});

test('nothing is ignored without a key, and no key without wildcards', () => {
  expect(isIgnored(landed(undefined))).toBe(false);
  expect(isIgnored(landed('sales/', []))).toBe(false);
  expect(isIgnored(aLandingMessage(NOON, [ARN], { key: 'sales/' }))).toBe(false);
});

test('a star is any run of characters, also of none, and each part is after the one before', () => {
  const text = fc.stringMatching(/^[ab*]{0,6}$/);
  const key = fc.stringMatching(/^[ab]{0,6}$/);
  fc.assert(
    fc.property(text, key, (wildcard, given) => {
      const expected = new RegExp(`^${wildcard.replaceAll('*', '.*')}$`).test(given);
      expect(isIgnored(landed(given, [wildcard]))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('an ignored landing is in no inbox, and its message is about no data set', () => {
  const messages = [landed('sales/_temporary/0'), landed('sales/part-0.parquet')];
  expect(messages.map(dataSetsOf)).toEqual([[], [ARN]]);
  expect(fold(messages).get(ARN)?.landings).toHaveLength(1);
  expect(fold(messages.slice(0, 1)).size).toBe(0);
});

test.each(['sales/part-0', 'say "hi"', 'back\\slash', 'é', '', 'two\nlines'])(
  'the key %j is read as it was sent, from every message of a batch',
  (key) => {
    const reader = new MessageReader();
    const other = JSON.stringify(written(landed('other/')));
    const body = JSON.stringify(written(landed(key)));
    for (const each of [other, body, other, body]) {
      expect(reader.read(each)).toEqual(parse(each));
    }
    expect(reader.read(body)).toMatchObject({ key, ignoreKeys: STAGING });
  },
);

test.each([
  ['key', { key: 1 }, /^key must be a string of at most 2048 characters, got 1$/],
  ['ignoreKeys', { ignoreKeys: '*' }, /^ignoreKeys must be a list, got a string of 1 characters$/],
  ['ignoreKeys', { ignoreKeys: [{}] }, /^ignoreKeys must be a string of at most 2048 characters, got an object$/],
])('a message with another %s is refused', (_, changes, message) => {
  expect(() => sentAndParsed({ ...aLandingMessage(NOON), ...changes })).toThrow(message);
});
