import * as fc from 'fast-check';
import { foldLandings, type Landings, merge, split } from '../../lambda/landings';
import { DAY, MINUTE, SECOND } from '../../lambda/time';
import { anyLandings } from '../support/arbitraries';
import { ARN, aLanding, aLandingMessage, landed, landedAt, NOON, sentAndParsed } from '../support/rows';

const times = fc.integer({ min: NOON - 3 * DAY, max: NOON + DAY });

describe('foldLandings', () => {
  test('no landings are nothing', () => {
    expect(foldLandings([])).toBeUndefined();
  });

  test('foldLandings keeps the first, the last, the number, and the last of each landing event', () => {
    const orders = { landingEvent: 'Orders' };
    expect(
      foldLandings([
        aLanding(NOON),
        aLanding(NOON - MINUTE),
        aLanding(NOON + MINUTE, orders),
        aLanding(NOON - 1, orders),
      ]),
    ).toEqual({
      first: NOON - MINUTE,
      last: NOON + MINUTE,
      count: 4,
      by: { Files: NOON, Orders: NOON + MINUTE },
    });
  });

  test('foldLandings makes no first after its last, and the last of all landing events is the last', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('Files', 'Orders'), fc.integer()), { minLength: 1 }), (all) => {
        const folded = foldLandings(all.map(([landingEvent, time]) => aLanding(time, { landingEvent })));
        const times = all.map(([, time]) => time);
        expect(folded).toMatchObject({ count: all.length, first: Math.min(...times), last: Math.max(...times) });
        expect(Math.max(...Object.values(folded?.by ?? {}))).toBe(folded?.last);
      }),
    );
  });

  test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'a landing event may be called %s: it is a name like any other',
    (landingEvent) => {
      expect(sentAndParsed(aLandingMessage(NOON, [ARN], { landingEvent }))).toBeDefined();
      expect(foldLandings([aLanding(NOON, { landingEvent })])?.by).toEqual({ [landingEvent]: NOON });
    },
  );
});

describe('merge', () => {
  test('merge with nothing changes nothing', () => {
    expect(merge(undefined, landedAt(NOON))).toEqual(landedAt(NOON));
  });

  test('merge spans both, counts both, and keeps the last of each landing event', () => {
    const a = landed({ Files: [NOON, NOON + SECOND], Orders: [NOON + 9 * SECOND] });
    const b = landed({ Files: [NOON + 5 * SECOND], Orders: [NOON - SECOND] });
    expect(merge(a, b)).toEqual({
      first: NOON - SECOND,
      last: NOON + 9 * SECOND,
      count: 5,
      by: { Files: NOON + 5 * SECOND, Orders: NOON + 9 * SECOND },
    });
  });

  test('merge comes to the same landings in either order', () => {
    fc.assert(
      fc.property(anyLandings(NOON), anyLandings(NOON), (a, b) => {
        expect(merge(a, b)).toEqual(merge(b, a));
      }),
    );
  });

  test('merge comes to the same landings in any grouping', () => {
    fc.assert(
      fc.property(anyLandings(NOON), anyLandings(NOON), anyLandings(NOON), (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  test('merge leaves its arguments as they were', () => {
    const a = Object.freeze({ ...landedAt(NOON), by: Object.freeze({ Files: NOON }) });
    merge(a, landed({ Orders: [NOON], Files: [NOON + 1] }));
    expect(a.by).toEqual({ Files: NOON });
  });
});

describe('split', () => {
  const four = landed({ Files: [NOON, NOON + SECOND, NOON + 3 * SECOND], Orders: [NOON + SECOND] });

  test('split at the last landing or later leaves nothing after it', () => {
    expect(split(four, NOON + 3 * SECOND)).toEqual({ upTo: four });
    expect(split(four, NOON + DAY)).toEqual({ upTo: four });
  });

  test('split just before the first landing leaves nothing up to it', () => {
    expect(split(four, NOON - 1)).toEqual({ after: four });
  });

  test('split in between shares the landings out, and what may have come after begins right after', () => {
    expect(split(four, NOON + 2 * SECOND)).toEqual({
      upTo: { first: NOON, last: NOON + 2 * SECOND, count: 3, by: { Files: NOON + 2 * SECOND, Orders: NOON + SECOND } },
      after: { first: NOON + 2 * SECOND + 1, last: NOON + 3 * SECOND, count: 1, by: { Files: NOON + 3 * SECOND } },
    });
  });

  test.each([
    [10, 25, 2, 8],
    [10, 50, 5, 5],
    [10, 99, 9, 1],
    [1, 25, 0, 1],
    [1, 75, 1, 0],
  ])('split shares %d landings out by time: after %d of 100 s, %d up to it', (count, seconds, upTo, after) => {
    const stretch = { ...landedAt(NOON, NOON + 100 * SECOND), count };
    const parts = split(stretch, NOON + seconds * SECOND);
    expect([parts.upTo?.count, parts.after?.count]).toEqual([upTo, after]);
  });

  test('split puts a landing event that last occurred at its time up to it alone', () => {
    const { upTo, after } = split(landed({ Files: [NOON], Orders: [NOON - MINUTE, NOON + MINUTE] }), NOON);
    expect(Object.keys(upTo?.by ?? {})).toEqual(['Files', 'Orders']);
    expect(Object.keys(after?.by ?? {})).toEqual(['Orders']);
  });

  test('split at the first landing puts that one, and no other, up to it', () => {
    const { upTo, after } = split(landedAt(NOON, NOON + SECOND), NOON);
    expect(upTo).toEqual(landedAt(NOON));
    expect(after).toMatchObject({ first: NOON + 1, last: NOON + SECOND, count: 1 });
  });

  test('a millisecond before the last landing puts the last one after', () => {
    const { after } = split(landedAt(NOON, NOON + SECOND), NOON + SECOND - 1);
    expect(after).toEqual(landedAt(NOON + SECOND));
  });

  const parts = (landings: Landings, at: number): Landings[] => {
    const { upTo, after } = split(landings, at);
    return [upTo, after].filter((part) => part !== undefined);
  };

  test('split keeps the number of landings', () => {
    fc.assert(
      fc.property(anyLandings(NOON), times, (landings, at) => {
        expect(parts(landings, at).reduce((sum, { count }) => sum + count, 0)).toBe(landings.count);
      }),
    );
  });

  test('split keeps the number of landings when the rest of a split is split again', () => {
    const { after } = split(landedAt(NOON, NOON + 10 * SECOND), NOON + 5 * SECOND);
    expect(after?.count).toBe(1);
    expect(parts(after as Landings, NOON + 8 * SECOND).reduce((sum, { count }) => sum + count, 0)).toBe(1);
  });

  test('split never turns a stretch around, and keeps to its side of the split', () => {
    fc.assert(
      fc.property(anyLandings(NOON), times, (landings, at) => {
        const { upTo, after } = split(landings, at);
        for (const part of parts(landings, at)) {
          expect(part.first).toBeLessThanOrEqual(part.last);
          expect(part.count).toBeGreaterThanOrEqual(1);
          for (const last of Object.values(part.by)) {
            expect(last).toBeLessThanOrEqual(part.last);
          }
        }
        expect(upTo?.last ?? at).toBeLessThanOrEqual(at);
        expect(after?.first ?? at + 1).toBeGreaterThan(at);
      }),
    );
  });

  test('split loses no landing: each is within one of the parts', () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 6 }), times, (all, at) => {
        const both = parts(landedAt(...all), at);
        for (const time of all) {
          expect(both.some(({ first, last }) => first <= time && time <= last)).toBe(true);
        }
      }),
    );
  });

  test('a landing event that occurred after the split is among those after it', () => {
    fc.assert(
      fc.property(anyLandings(NOON), times, (landings, at) => {
        const { after } = split(landings, at);
        for (const [name, last] of Object.entries(landings.by)) {
          expect(after?.by[name]).toBe(last > at ? last : undefined);
        }
      }),
    );
  });

  test('merge makes of the parts of a split the stretch that they came from', () => {
    fc.assert(
      fc.property(anyLandings(NOON), times, (landings, at) => {
        const [one, other] = parts(landings, at) as [Landings, Landings?];
        expect(other ? merge(one, other) : one).toEqual(landings);
      }),
    );
  });
});
