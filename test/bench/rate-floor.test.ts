import { leastExpectedLag } from '../../bench/rate-floor';
import { DAY } from '../../lambda/time';

const floor = (perHour: number, perDay: number, days = 1): number =>
  leastExpectedLag({ hourlyRate: () => perHour, from: 0, to: days * DAY, perDay, ingestionSeconds: 300 });

test('where the quota does not bind, a landing lags by an ingestion', () => {
  expect(floor(0.05, 32)).toBeCloseTo(300, 0);
});

test('with one start a day, all that lands waits for one moment', () => {
  // starting at t leaves half of t to those before, and nothing is charged for those after: the last day ends there
  expect(floor(1, 1, 2)).toBeGreaterThan(DAY / 1_000 / 8);
});

test('the less quota and the more that lands, the longer what lands waits', () => {
  const [all, half, quarter] = [32, 16, 8].map((perDay) => floor(4, perDay)) as [number, number, number];
  expect(half).toBeGreaterThan(all);
  expect(quarter).toBeGreaterThan(half);
  expect(floor(8, 32)).toBeGreaterThan(all);
});

test('at even starts landings wait half an interval; knowing the rate it is less, and by no more than chance allows', () => {
  const even = DAY / 1_000 / 32 / 2 + 300;
  expect(floor(6, 32, 3)).toBeLessThan(even);
  expect(floor(6, 32, 3)).toBeGreaterThan(even / 2);
});

test('a day is granted its own quota', () => {
  expect(floor(4, 32, 4)).toBeGreaterThan(0.9 * floor(4, 32, 2));
});

test('what lands only by night is worth all the starts of the day', () => {
  const night = (at: number): number => (at % DAY < DAY / 4 ? 12 : 0);
  const options = { from: 0, to: 2 * DAY, perDay: 32, ingestionSeconds: 300 };
  expect(leastExpectedLag({ ...options, hourlyRate: night })).toBeLessThan(floor(12, 32, 2));
});
