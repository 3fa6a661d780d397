import { GRID_EXACT, GRID_RATIO } from './constants';

/**
 * Counts of half hours gone by, on grids that are finer the smaller the count is. What is remembered stands on them, so
 * that the ledger can pack a half hour, five bits of landings and three of bursts, into one byte.
 */

/** 0, 1, 2, 3, 4, 5, 7, 9, 11, 14 … 3,872. */
export const LANDINGS_GRID: readonly number[] = Array.from({ length: 32 }, (_, i) =>
  i <= GRID_EXACT ? i : Math.round(GRID_EXACT * GRID_RATIO ** (i - GRID_EXACT)),
);

/** With ingestions of five minutes there are six bursts in a half hour at most, with shorter ones there may be more. */
export const BURSTS_GRID: readonly number[] = [0, 1, 2, 3, 4, 6, 12, 30];

/** The place on a grid whose count is nearest by ratio; half a landing more keeps 0 apart from 1. */
export function placeOn(grid: readonly number[], count: number): number {
  for (let place = 0; ; place++) {
    const above = grid[place + 1];
    // no nearer to the one above than to this one
    if (above === undefined || (count + 0.5) ** 2 <= ((grid[place] as number) + 0.5) * (above + 0.5)) {
      return place;
    }
  }
}

/** The nearest count of a grid. */
export function roundTo(grid: readonly number[], count: number): number {
  return grid[placeOn(grid, count)] as number;
}
