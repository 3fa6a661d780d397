import fc from 'fast-check';
import { partsOf } from '../../../outside/event-ruler/parts';
import { RandomPairs } from '../../../outside/event-ruler/random-pairs';
import { matches } from '../../../sim/aws/event-pattern/event-pattern';
import { seeded } from '../../../sim/seeds/random';

test('a pattern stands for one pattern for each combination of its conditions', () => {
  expect(partsOf({ a: ['x', { exists: false }], b: { $or: [{ c: [1, 2] }, { d: [3] }] } })).toEqual([
    { a: ['x'], b: { c: [1] } },
    { a: ['x'], b: { c: [2] } },
    { a: ['x'], b: { d: [3] } },
    { a: [{ exists: false }], b: { c: [1] } },
    { a: [{ exists: false }], b: { c: [2] } },
    { a: [{ exists: false }], b: { d: [3] } },
  ]);
});

test('an event matches a pattern if it matches one of its parts, and only then', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { pattern, events } = new RandomPairs(seeded(seed)).question();
      for (const event of events) {
        const whole = matched(pattern, event);
        fc.pre(whole !== undefined);
        expect(partsOf(pattern as Record<string, unknown>).some((part) => matches(part, event))).toBe(whole);
      }
    }),
    { numRuns: 1_000 },
  );
});

/** Undefined for a pattern that is refused. */
function matched(pattern: unknown, event: unknown): boolean | undefined {
  try {
    return matches(pattern, event);
  } catch {
    return undefined;
  }
}
