import { Lazy } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import type { ObjectCreatedOptions } from '../../../../lib';
import { keyFilters } from '../../../../lib/private/landing/key-filters';
import { matches } from '../../../../sim/aws/event-pattern/event-pattern';

/** Every text of these letters up to a length. */
function textsOf(letters: string, length: number): string[] {
  return length === 0
    ? ['']
    : ['', ...textsOf(letters, length - 1).flatMap((text) => [...letters].map((letter) => letter + text))].filter(
        (text, at, all) => all.indexOf(text) === at,
      );
}

test('the key filter begins with the prefix and ends with the suffix: every key, for every pair of up to three letters', () => {
  const keys = textsOf('ab', 7);
  const parts = textsOf('ab', 3).filter((text) => text !== '');
  for (const keyPrefix of parts) {
    for (const keySuffix of parts) {
      const pattern = { key: keyFilters({ keyPrefix, keySuffix }).filters };
      const found = keys.filter((key) => matches(pattern, { key }));
      expect(found).toEqual(keys.filter((key) => key.startsWith(keyPrefix) && key.endsWith(keySuffix)));
    }
  }
});

test('the key filter begins with any of the prefixes and ends with any of the suffixes', () => {
  const keys = textsOf('a/', 6);
  const part = fc.stringMatching(/^[a/]{1,3}$/);
  const prefix = fc.stringMatching(/^a[a/]{0,2}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(prefix, { minLength: 1, maxLength: 3 }),
      fc.uniqueArray(part, { minLength: 1, maxLength: 3 }),
      (keyPrefixes, keySuffixes) => {
        const pattern = { key: keyFilters({ keyPrefixes, keySuffixes }).filters };
        for (const key of keys) {
          const expected =
            keyPrefixes.some((each) => key.startsWith(each)) && keySuffixes.some((each) => key.endsWith(each));
          expect([key, matches(pattern, { key })]).toEqual([key, expected]);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('the key filter finds the marker that a Spark job writes into the prefix itself', () => {
  expect(keyFilters({ keyPrefix: 'orders/', keySuffix: '/_SUCCESS' }).filters).toEqual([
    { wildcard: 'orders/*/_SUCCESS' },
    'orders/_SUCCESS',
  ]);
});

test('the key filter leaves out what another prefix or suffix covers', () => {
  expect(
    keyFilters({ keyPrefixes: ['sales/', 'sales/2026/', 'stock/'], keySuffixes: ['.csv.gz', '.gz'] }).filters,
  ).toEqual([{ wildcard: 'sales/*.gz' }, { wildcard: 'stock/*.gz' }]);
});

test('the key filter takes a backslash for itself', () => {
  const { filters } = keyFilters({ keyPrefix: 'a\\', keySuffix: '\\z' });
  expect(filters).toEqual([{ wildcard: 'a\\\\*\\\\z' }, 'a\\z']);
  expect(matches({ key: filters }, { key: 'a\\2026\\z' })).toBe(true);
});

test('the key filter takes a prefix that is known at deployment only', () => {
  const keyPrefix = Lazy.string({ produce: () => 'sales/' });
  expect(keyFilters({ keyPrefix, keySuffix: '.csv' }).filters).toEqual([{ wildcard: `${keyPrefix}*.csv` }]);
});

describe('what would never match', () => {
  test.each<[options: ObjectCreatedOptions, message: string]>([
    [
      { keyPrefix: '/sales/' },
      "keyPrefix would never match: keys do not begin with a slash; pass 'sales/', or take LandingEvent.fromPattern for a " +
        "bucket in which they do: got '/sales/'",
    ],
    [
      { keyPrefix: '/' },
      'keyPrefix would never match: keys do not begin with a slash; leave it out, or take LandingEvent.fromPattern for a ' +
        "bucket in which they do: got '/'",
    ],
    [
      { keyPrefixes: ['a/', 's3://landing/sales/'] },
      "keyPrefixes would never match: a key has neither scheme nor bucket in it; pass 'sales/': got 's3://landing/sales/'",
    ],
    [
      { keyPrefix: 's3a://landing' },
      "keyPrefix would never match: a key has neither scheme nor bucket in it; leave it out: got 's3a://landing'",
    ],
    [
      { keyPrefix: 'sales/*' },
      'keyPrefix would never match: a star stands for itself; whatever follows a prefix matches without one; for ' +
        "wildcards take LandingEvent.fromPattern: got 'sales/*'",
    ],
    [
      { keySuffix: '*.csv' },
      'keySuffix would never match: a star stands for itself; whatever comes before a suffix matches without one; for ' +
        "wildcards take LandingEvent.fromPattern: got '*.csv'",
    ],
    [
      { keyPrefix: 'my%20folder/' },
      "keyPrefix would never match: keys are not URL-encoded in events; pass 'my folder/': got 'my%20folder/'",
    ],
    [
      { keySuffixes: ['%C3%A9.csv'] },
      "keySuffixes would never match: keys are not URL-encoded in events; pass 'é.csv': got '%C3%A9.csv'",
    ],
    [{ keyPrefix: '%E9%20/' }, "pass '%E9 /'"],
    [{ keyPrefix: 'é'.repeat(513) }, 'keyPrefix would never match: a key has at most 1024 bytes; this has 1026: got'],
  ])('a filter that would never match, %j, fails', (options, message) => {
    expect(() => keyFilters(options)).toThrow(message);
  });

  test.each(['_SUCCESS', '/_SUCCESS', 'sales/', 'sales_$folder$'])(
    'ignoreEmptyObjects with the suffix %s fails',
    (keySuffix) => {
      const message = `ignoreEmptyObjects leaves out every object that ends with '${keySuffix}', since such a marker has 0 bytes`;
      expect(() => keyFilters({ keySuffix, ignoreEmptyObjects: true })).toThrow(message);
      expect(() => keyFilters({ keySuffixes: ['.csv', keySuffix], ignoreEmptyObjects: true })).toThrow(message);
      expect(keyFilters({ keySuffix }).filters).toEqual([{ suffix: keySuffix }]);
    },
  );

  // Hive writes a colon in a partition's value so: https://github.com/apache/hive, FileUtils.escapePathName
  test('a partition path that Hive has encoded is taken as it is', () => {
    expect(keyFilters({ keyPrefix: 'hour=10%3A00/' }).filters).toEqual([{ prefix: 'hour=10%3A00/' }]);
  });
});
