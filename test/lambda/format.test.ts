import { formatDuration, formatTime, pluralize } from '../../lambda/format';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { NOON } from '../support/rows';

test.each([
  [NOON, '2026-11-23T12:00:00Z'],
  [NOON + 999, '2026-11-23T12:00:00Z'],
  [0, '1970-01-01T00:00:00Z'],
])('the clock time of %d is %s', (time, words) => {
  expect(formatTime(time)).toBe(words);
});

test.each([
  [-SECOND, '0 s'],
  [0, '0 s'],
  [499, '0 s'],
  [500, '1 s'],
  [59 * SECOND, '59 s'],
  [59_500, '1 min'],
  [MINUTE, '1 min'],
  [MINUTE + SECOND, '1 min 1 s'],
  [HOUR - SECOND, '59 min 59 s'],
  [HOUR - 1, '1 h'],
  [HOUR, '1 h'],
  [HOUR + 59 * SECOND, '1 h'],
  [HOUR + MINUTE, '1 h 1 min'],
  [DAY + 5 * MINUTE, '24 h 5 min'],
])('a duration of %d ms is %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});

test.each([
  [0, '0 landings'],
  [1, '1 landing'],
  [2, '2 landings'],
])('%d of a noun is %s', (count, words) => {
  expect(pluralize(count, 'landing')).toBe(words);
});
