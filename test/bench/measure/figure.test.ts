import { type Figure, rounded, sectionOf } from '../../../bench/measure/figure';

const findings = (...figures: Figure[]) => ({ title: 'Speed', method: 'a stopwatch', figures });
const quick: Figure = { key: 'speed.ratio', what: 'ours over theirs', value: 0.2, goal: 0.25 };

test('a figure stands beside its goal', () => {
  const { text, markdown } = sectionOf(findings(quick));
  expect(text).toMatch(/^Speed: a stopwatch\n\nours over theirs +0\.2 +≤ 0\.25$/);
  expect(markdown).toBe(
    [
      '### Speed',
      '',
      'a stopwatch',
      '',
      '| figure        |                  | measured | goal   |',
      '| ------------- | ---------------- | -------- | ------ |',
      '| `speed.ratio` | ours over theirs | 0.2      | ≤ 0.25 |',
    ].join('\n'),
  );
});

test.each([
  [0.25, '≤ 0.25'],
  [0.2501, '≤ 0.25, missed'],
])('a goal of 0.25 is held against a figure of %d: %s', (value, goal) => {
  expect(sectionOf(findings({ ...quick, value })).text.endsWith(`   ${goal}`)).toBe(true);
});

test.each<[Partial<Figure>, string]>([
  [{ value: 12_345_678 }, '12,345,678'],
  [{ value: 12.3456, unit: 'ms' }, '12.35 ms'],
  [{ value: 0.00012349, unit: '$' }, '$0.0001235'],
])('a value of %j is shown as %s', (figure, shown) => {
  expect(sectionOf(findings({ key: 'k', what: 'w', value: 0, ...figure })).text.endsWith(` ${shown}`)).toBe(true);
});

test('a figure gets numbers by name, and breaches are passed on', () => {
  const { figures, breaches } = sectionOf({ ...findings(quick), breaches: ['too many'] });
  expect(figures).toEqual({ 'speed.ratio': 0.2 });
  expect(breaches).toEqual(['too many']);
  expect(sectionOf(findings(quick)).breaches).toEqual([]);
});

test('no figure pretends to be more exact than it is', () => {
  expect(rounded(0.123456)).toBe(0.1235);
  expect(rounded(1_234_567)).toBe(1_234_567);
});
