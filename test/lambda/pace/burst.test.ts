import { burstEndsAt } from '../../../lambda/pace/burst';
import { SECOND } from '../../../lambda/time';
import { landedAt, NOON } from '../../support/rows';

test('a burst is what lands more than twice as close together as usual: at just twice it is over at once', () => {
  const burst = { at: NOON - 40 * SECOND, count: 5 };
  const pending = landedAt(NOON);
  expect(burstEndsAt(pending, burst, 20 * SECOND, 300)).toBe(NOON);
  expect(burstEndsAt(pending, burst, 20 * SECOND + 1, 300)).toBe(NOON + 100 * SECOND);
});
