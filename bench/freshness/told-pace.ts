import { SLOT, SLOTS_PER_DAY } from '../../lambda/pace/constants';
import type { Expected } from '../../lambda/pace/forecast';
import type { Pace } from '../../lambda/pace/pace';
import { pricePaceBy } from '../../lambda/pace/price-pace';
import { SECOND } from '../../lambda/time';

/**
 * The rule of the pace, given the true rates instead of forecasting them: what landed on average, half hour by half hour,
 * in other traces of the same habits.
 */
export function toldPace(others: readonly (readonly number[])[], ingestionSeconds: number): Pace {
  const landings = new Map<number, number>();
  const bursts = new Map<number, number>();
  const add = (counts: Map<number, number>, at: number): void => {
    const slot = Math.floor(at / SLOT);
    counts.set(slot, (counts.get(slot) ?? 0) + 1 / others.length);
  };
  for (const trace of others) {
    let covered = Number.NEGATIVE_INFINITY;
    for (const at of trace) {
      add(landings, at);
      if (at >= covered) {
        add(bursts, at);
        covered = at + ingestionSeconds * SECOND;
      }
    }
  }
  return pricePaceBy((_, now) => {
    const current = Math.floor(now / SLOT);
    return Array.from({ length: SLOTS_PER_DAY }, (__, ahead): Expected => {
      const expectedBursts = bursts.get(current + ahead) ?? 0;
      const part = ahead === 0 ? 1 - (now / SLOT - current) : 1;
      return {
        landings: landings.get(current + ahead) ?? 0,
        bursts: expectedBursts,
        mostBursts: expectedBursts,
        part,
      };
    });
  });
}
