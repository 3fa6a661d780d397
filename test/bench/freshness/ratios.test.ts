import { geometricMean, goalOf, slug, tableLine } from '../../../bench/freshness/ratios';

test('the geometric mean is the root of the product', () => {
  expect(geometricMean([1, 4])).toBeCloseTo(2, 12);
});

test.each([
  [1.48, '≤ 1.48'],
  [1.481, '≤ 1.48, missed'],
])('a goal of 1.48 is held against %d: %s', (value, said) => {
  expect(goalOf(value, 1.48)).toBe(said);
});

test('a figure without a goal has none to say', () => {
  expect(goalOf(1.48, undefined)).toBe('');
});

test('a line has its name, its cells and its goal, and nothing after them', () => {
  expect(tableLine('name', ['1.00'], '≤ 2')).toBe(`name${' '.repeat(50)}1.00   ≤ 2`);
  expect(tableLine('name', ['1.00'], '')).toMatch(/1\.00$/);
});

test('a name for machines', () => {
  expect(slug('Nightly burst of 2,000 files')).toBe('nightly-burst-of-2000-files');
});
