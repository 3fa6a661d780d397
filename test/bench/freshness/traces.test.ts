import { NEAR_QUOTA } from '../../../bench/freshness/near-quota';
import { BEGIN, DAYS, draw, HELD_OUT, TUNED } from '../../../bench/freshness/traces';
import { DAY, HOUR } from '../../../lambda/time';

const KINDS = [...TUNED, ...NEAR_QUOTA, ...HELD_OUT];

test('every kind has a name of its own', () => {
  expect(new Set(KINDS.map(({ name }) => name)).size).toBe(KINDS.length);
});

describe.each(KINDS)('$name', (kind) => {
  test('the trace is the same when it is drawn again', () => {
    expect(draw(kind, 7, 3).landings).toEqual(draw(kind, 7, 3).landings);
  });

  test('the trace is sorted, on whole five seconds, within its days', () => {
    const { landings } = draw(kind, 1);
    expect(landings.length).toBeGreaterThan(0);
    expect(landings).toEqual(landings.toSorted((a, b) => a - b));
    expect(landings.every((at) => at % 5_000 === 0)).toBe(true);
    expect(landings[0]).toBeGreaterThanOrEqual(BEGIN - DAY);
    expect(landings.at(-1)).toBeLessThan(BEGIN + (DAYS + 1) * DAY);
  });

  test('the trace is shifted by its phase', () => {
    const { landings } = draw(kind, 1);
    expect(draw(kind, 1, 7).landings).toEqual(landings.map((at) => at + 7 * HOUR));
  });
});

test('another seed is another trace', () => {
  // the jitter of this one is lost on the grid
  const drawn = KINDS.filter(({ name }) => name !== 'every 30 seconds');
  for (const kind of drawn) {
    expect(draw(kind, 1).landings).not.toEqual(draw(kind, 2).landings);
  }
});
