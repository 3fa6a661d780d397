import { comesInRuns, follow, type Run, runEndsAt, type UsualRun } from '../../../lambda/pace/run';
import { MINUTE, SECOND } from '../../../lambda/time';
import { landedAt, NOON } from '../../support/rows';

const batch = (first: number, last: number, count: number) => ({ first, last, count });
const at = (time: number) => batch(time, time, 1);

describe('following runs', () => {
  const followed = (...batches: readonly ReturnType<typeof batch>[]): { run?: Run; usual?: UsualRun } =>
    batches.reduce<{ run?: Run; usual?: UsualRun }>(follow, {});

  test('the first landing begins one', () => {
    expect(followed(at(NOON))).toEqual({ run: { at: NOON, last: NOON, count: 1 } });
  });

  test('landings less than four minutes apart are one run', () => {
    expect(followed(at(NOON), at(NOON + 4 * MINUTE - 1))).toEqual({
      run: { at: NOON, last: NOON + 4 * MINUTE - 1, count: 2 },
    });
  });

  test('after four minutes another begins, and the one before is learned', () => {
    expect(followed(at(NOON), at(NOON + MINUTE), at(NOON + 5 * MINUTE))).toEqual({
      run: { at: NOON + 5 * MINUTE, last: NOON + 5 * MINUTE, count: 1 },
      usual: { runs: 1, length: 60, square: 3_600, count: 2 },
    });
  });

  test('a folded batch is a run, or goes on with one', () => {
    expect(followed(batch(NOON, NOON + MINUTE, 20))).toEqual({ run: { at: NOON, last: NOON + MINUTE, count: 20 } });
    expect(followed(batch(NOON, NOON + MINUTE, 20), batch(NOON + 2 * MINUTE, NOON + 3 * MINUTE, 5)).run).toEqual({
      at: NOON,
      last: NOON + 3 * MINUTE,
      count: 25,
    });
  });

  test('landings one by one and folded are learned alike', () => {
    const files = Array.from({ length: 20 }, (_, i) => NOON + i * 10 * SECOND);
    const next = at(NOON + 60 * MINUTE);
    expect(followed(...files.map(at), next)).toEqual(followed(batch(NOON, NOON + 190 * SECOND, 20), next));
  });

  test('a batch of landings far apart is no run: its last landing may begin one', () => {
    const run = { at: NOON + 8 * MINUTE, last: NOON + 8 * MINUTE, count: 1 };
    expect(followed(batch(NOON, NOON + 8 * MINUTE, 2))).toEqual({ run });
    expect(followed(batch(NOON, NOON + 8 * MINUTE - 1, 2)).run).toMatchObject({ at: NOON, count: 2 });
  });

  test('what comes a little late belongs to the run, what comes later does not', () => {
    const one = at(NOON + 10 * MINUTE);
    expect(followed(one, at(NOON + 6 * MINUTE + 1))).toEqual({
      run: { at: NOON + 6 * MINUTE + 1, last: NOON + 10 * MINUTE, count: 2 },
    });
    expect(followed(one, at(NOON + 6 * MINUTE))).toEqual(followed(one));
    const known = [at(NOON), one] as const;
    expect(followed(...known, at(NOON))).toEqual(followed(...known));
    expect(followed(...known, at(NOON + 11 * MINUTE)).usual).toEqual(followed(...known).usual);
  });

  test('the first runs count alike, later ones an eighth', () => {
    const runs = (...lengths: readonly number[]) =>
      followed(
        ...lengths.map((length, i) => batch(NOON + i * 60 * MINUTE, NOON + i * 60 * MINUTE + length * SECOND, 10)),
        at(NOON + lengths.length * 60 * MINUTE),
      ).usual;
    expect(runs(100, 200)).toEqual({ runs: 2, length: 150, square: 25_000, count: 10 });
    expect(runs(100, 200, 300)).toMatchObject({ runs: 3, length: 200 });
    expect(runs(...new Array<number>(20).fill(100), 180)).toMatchObject({ runs: 8, length: 110, square: 12_800 });
  });

  test('the means of runs are rounded to tenths: a row must stay small', () => {
    const usual = followed(batch(NOON, NOON + 1_234, 2), at(NOON + 60 * MINUTE)).usual;
    expect(usual).toEqual({ runs: 1, length: 1.2, square: 1.5, count: 2 });
  });
});

const usual: UsualRun = { runs: 8, length: 180, square: 180 ** 2, count: 10 };

describe('data that comes in runs', () => {
  test('data that comes in runs has runs of three landings or more, twice as close together as usual at that hour', () => {
    expect(comesInRuns(usual, 40 * SECOND + 1)).toBe(true);
    expect(comesInRuns(usual, 40 * SECOND)).toBe(false);
    expect(comesInRuns({ ...usual, count: 3 }, 60 * MINUTE)).toBe(true);
    expect(comesInRuns({ ...usual, count: 2.9 }, 60 * MINUTE)).toBe(false);
    expect(comesInRuns(undefined, 60 * MINUTE)).toBe(false);
  });
});

describe('the end of a run', () => {
  const began = NOON - 100 * SECOND;
  /** Ten landings in three minutes are usual, 20 s apart; this one began 100 s ago. */
  const endsAt = (last: number, changes: Partial<UsualRun> = {}, seconds = 300, isFree = true) => {
    const end = runEndsAt({ at: began, last, count: 5 }, { ...usual, ...changes }, landedAt(last), seconds, isFree);
    return end === undefined ? undefined : (end - began) / SECOND;
  };

  test('the end of a run is when runs usually end, and two gaps are quiet', () => {
    expect(endsAt(NOON)).toBe(180);
    expect(endsAt(began + 150 * SECOND)).toBe(190);
    expect(endsAt(began + 200 * SECOND)).toBe(240);
  });

  test('the end of a run is a deviation later', () => {
    expect(endsAt(NOON, { square: 180 ** 2 + 30 ** 2 })).toBe(210);
    // of rounded means the square may be less than the mean's
    expect(endsAt(NOON, { square: 180 ** 2 - 1 })).toBe(180);
  });

  test('the end of a run is earlier when ten gaps are quiet', () => {
    expect(endsAt(began, { length: 270, square: 270 ** 2 })).toBe(270);
    expect(endsAt(began, { length: 270, square: 270 ** 2, count: 28 })).toBe(100);
  });

  test('the end of a run is at the latest an ingestion after its beginning', () => {
    expect(endsAt(began + 250 * SECOND, { square: 180 ** 2 + 300 ** 2 })).toBe(300);
  });

  describe('that usually takes longer than an ingestion', () => {
    test('a run that usually takes longer than an ingestion is not waited for where the quota is free', () => {
      expect(endsAt(NOON, {}, 180)).toBe(180);
      expect(endsAt(NOON, {}, 179)).toBeUndefined();
    });

    test('a run that usually takes longer than an ingestion is waited for where a refresh has its price, for two ingestions', () => {
      expect(endsAt(NOON, {}, 120, false)).toBe(180);
      expect(endsAt(began + 230 * SECOND, {}, 120, false)).toBe(240);
    });

    test('a run that usually takes longer than an ingestion is not waited for when it takes longer than two', () => {
      expect(endsAt(NOON, {}, 90, false)).toBe(180);
      expect(endsAt(NOON, {}, 89, false)).toBeUndefined();
    });
  });
});
