import { BURSTS_GRID, LANDINGS_GRID, placeOn, roundTo } from '../../../lambda/pace/grid';

test('the ledger packs a half hour into a byte: 32 counts of landings, 8 of bursts', () => {
  expect(LANDINGS_GRID).toHaveLength(32);
  expect(BURSTS_GRID).toHaveLength(8);
});

test('landings are exact up to four, then in steps of less than a third', () => {
  expect(LANDINGS_GRID.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 7, 9, 11, 14, 18, 24]);
  expect(LANDINGS_GRID.at(-1)).toBe(3_872);
});

test.each([['landings', LANDINGS_GRID] as const, ['bursts', BURSTS_GRID] as const])(
  'the grid of %s rises, and what is on it stays',
  (_, grid) => {
    expect(grid).toEqual([...new Set(grid)].toSorted((a, b) => a - b));
    expect(grid.map((count) => roundTo(grid, count))).toEqual(grid);
    expect(grid.map((count) => placeOn(grid, count))).toEqual(grid.map((__, place) => place));
  },
);

test.each([
  [0, 0],
  [6, 7],
  [8, 9],
  [1_000, 1_084],
  [1_000_000, 3_872],
])('a count of %d landings is remembered as %d', (count, remembered) => {
  expect(roundTo(LANDINGS_GRID, count)).toBe(remembered);
});

test.each([
  [5, 6],
  [8, 6],
  [9, 12],
  [19, 12],
  [20, 30],
])('a count of %d bursts is remembered as %d', (count, remembered) => {
  expect(roundTo(BURSTS_GRID, count)).toBe(remembered);
});

test('a count between two that are as near is remembered as the smaller', () => {
  // half a landing more makes them 1 and 4, and 2 between them
  expect(placeOn([0.5, 3.5], 1.5)).toBe(0);
});
