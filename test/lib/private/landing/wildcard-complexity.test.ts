import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wildcardComplexity } from '../../../../lib/private/landing/wildcard-complexity';

/**
 * What event-ruler 2.1.0 (`software.amazon.event.ruler:event-ruler` on Maven Central) measures, its
 * `MachineComplexityEvaluator` asked as its README shows for single rules: a complexity and a pattern on each line. The
 * first lines are patterns as people write them, the others are random.
 */
const MEASURED = readFileSync(join(__dirname, '../../../fixtures/event-ruler/wildcard-complexity.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t') as [complexity: string, pattern: string]);

test('the wildcard complexity is what event-ruler measures, up to 20', () => {
  const exact = MEASURED.filter(([, pattern]) => !/"anything-but":{"wildcard":\["[^"]*",/.test(pattern));
  expect(exact.length).toBeGreaterThan(100);
  const expected = exact.map(([complexity, pattern]) => [Math.min(Number(complexity), 20), pattern]);
  expect(exact.map(([, pattern]) => [wildcardComplexity(JSON.parse(pattern)), pattern])).toEqual(expected);
});

test('the wildcard complexity is never less than event-ruler measures, and hardly ever more, of one anything-but with several wildcards', () => {
  const over = MEASURED.map(([complexity, pattern]) => wildcardComplexity(JSON.parse(pattern)) - Number(complexity));
  expect(Math.min(...over.filter((_, at) => Number(MEASURED[at]?.[0]) <= 20))).toBe(0);
  expect(Math.max(...over)).toBe(2);
  expect(over.filter((each) => each > 0).length).toBe(2);
});

test('the wildcard complexity is zero for a pattern without wildcards, even if a field is called so', () => {
  expect(wildcardComplexity({ source: ['aws.s3'], wildcard: ['*a*'], key: [{ prefix: '*' }, '*', 1, null] })).toBe(0);
});

test('the wildcard complexity counts the stars of a wildcard that is known at deployment only', () => {
  const wildcard = { 'Fn::Join': ['', ['*', { Ref: 'Prefix' }, '*.csv']] };
  expect(wildcardComplexity({ key: [{ wildcard }] })).toBeGreaterThanOrEqual(3);
});

test('the wildcard complexity is found soon for what is far too complex', () => {
  const wildcard = Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => `*${letter}${letter}${letter}`).join('');
  expect(wildcardComplexity({ key: Array.from('xyz', (letter) => ({ wildcard: `${letter}${wildcard}` })) })).toBe(20);
});
