import { difference, inTurn, median, ratio } from '../../../bench/measure/measure';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
  [[1, 1, 1_000], 1],
])('the median of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});

test('there is no median of nothing', () => {
  expect(() => median([])).toThrow('there is no median of nothing');
});

test('the variants are measured in turn, and the first round does not count', async () => {
  const order: string[] = [];
  let now = 0;
  const subject = (name: string) => () => {
    order.push(name);
    return now++;
  };
  expect(await inTurn(2, { a: subject('a'), b: async () => subject('b')() })).toEqual({ a: [2, 4], b: [3, 5] });
  expect(order.join('')).toBe('ababab');
});

describe('a machine that slows down for a while', () => {
  const ours = [10, 100, 10];
  const theirs = [20, 200, 20];

  test('a machine that slows down for a while does not move a ratio', () => {
    expect(ratio(ours, theirs)).toBe(0.5);
  });

  test('a machine that slows down for a while moves a difference by no more than its round', () => {
    expect(difference(theirs, ours)).toBe(10);
  });

  test('a machine that slows down for a while is noticed only if rounds come in pairs', () => {
    expect(() => ratio(ours, [20])).toThrow('rounds must come in pairs: got 3 and 1');
  });
});
