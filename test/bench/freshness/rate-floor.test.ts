import { leastExpectedLag } from '../../../bench/freshness/rate-floor';
import { DAY, SECOND } from '../../../lambda/time';

const floor = (perHour: number, perDay: number, days = 1): number =>
  leastExpectedLag({ hourlyRate: () => perHour, from: 0, to: days * DAY, perDay, ingestionSeconds: 300 });

test('where the quota does not bind, a landing lags by an ingestion', () => {
  expect(floor(0.05, 8)).toBeCloseTo(300, 0);
});

test('the less quota and the more that lands, the longer what lands waits', () => {
  const [all, half] = [floor(2, 8), floor(2, 4)];
  expect(half).toBeGreaterThan(all);
  expect(floor(4, 8)).toBeGreaterThan(all);
});

test('knowing the rate is better than even starts, though by no more than chance allows', () => {
  const even = DAY / SECOND / 8 / 2 + 300;
  expect(floor(2, 8)).toBeLessThan(even);
  expect(floor(2, 8)).toBeGreaterThan(even / 2);
});

test('each day is granted its own quota', () => {
  expect(floor(2, 4, 2)).toBeGreaterThan(0.9 * floor(2, 4));
  // one start for two days would leave what lands in the first hours for a day and longer
  expect(floor(2, 1, 2)).toBeLessThan(DAY / SECOND);
});

test('what lands only by night has all the starts of the day', () => {
  const hourlyRate = (at: number): number => (at % DAY < DAY / 4 ? 4 : 0);
  const night = leastExpectedLag({ hourlyRate, from: 0, to: DAY, perDay: 4, ingestionSeconds: 300 });
  expect(night).toBeLessThan(floor(4, 4));
});
