import { FEWEST_BURSTS, SLOT, SLOT_SECONDS } from './constants';
import type { Expected } from './forecast';
import { WINDOW } from './quota';

/** In half an hour. */
type Rates = Omit<Expected, 'part'>;

/**
 * The price of a refresh, in seconds of waiting added up over landings: what it would cost, at that price, to have one
 * refresh fewer in the next 24 hours. 0: nothing, the quota does not bind. Those called in the last 24 hours come back one
 * by one. A refresh at a price takes `extra` bursts more than it is worth.
 */
export function priceOfRefresh(
  expected: readonly Expected[],
  left: number,
  calls: readonly number[],
  now: number,
  extra: number,
): number {
  const available = availableIn(expected, left, calls, now);
  const costOfOneFewer = (price: number): number => {
    let spent = 0;
    let landings = 0;
    let cost = 0;
    expected.forEach((slot, ahead) => {
      spent += refreshesAt(price, slot, extra);
      landings += slot.part * slot.landings;
      // as much of the last one as would be missed: what it would have covered waits until one comes back
      const missed = Math.min(1, spent - ((available[ahead] as number) - 1));
      if (missed > 0 && spent > 0) {
        cost += missed * (landings / spent) * slot.part * SLOT_SECONDS;
      }
    });
    return cost;
  };
  // what is not a number is not too much: no forecast, however wrong, may look for a price for ever
  return lowestPrice((price) => !(costOfOneFewer(price) > price));
}

/** How many refreshes there are in all by the end of each half hour: those left, and those that have come back by then. */
export function availableIn(
  halfHours: readonly unknown[],
  left: number,
  calls: readonly number[],
  now: number,
): readonly number[] {
  const slotEnd = (Math.floor(now / SLOT) + 1) * SLOT;
  return halfHours.map((_, ahead) => left + calls.filter((call) => call + WINDOW < slotEnd + ahead * SLOT).length);
}

/** The lowest price that is enough, within 1 % above it: 0 if none is needed. */
export function lowestPrice(isEnough: (price: number) => boolean): number {
  if (isEnough(0)) {
    return 0;
  }
  let high = 16;
  while (!isEnough(high)) {
    high *= 4;
  }
  let low = high / 4;
  for (let i = 0; i < 8; i++) {
    const middle = Math.sqrt(low * high);
    if (isEnough(middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

/** Refreshes that a half hour is worth at this price: one for so many bursts that `isWorth` just holds, on average. */
export function refreshesAt(price: number, { landings, bursts, part }: Expected, extra: number): number {
  if (landings === 0) {
    return 0;
  }
  const burstsEach = Math.sqrt((2 * price * bursts * bursts) / (landings * SLOT_SECONDS) + 0.25) + extra;
  return (part * bursts) / Math.max(1, burstsEach);
}

/**
 * Whether waiting for one more burst would cost more than the price. With g seconds and c landings from burst to burst,
 * k landings have waited about g k (k - c) / 2c by now and g k (k + c) / 2c when the next burst lands.
 */
export function isWorth(price: number, count: number, rate: Rates): boolean {
  const landingsPerSecond = rate.landings / SLOT_SECONDS;
  const landingsPerBurst = rate.landings / rate.bursts;
  return count * (count + landingsPerBurst) >= 2 * price * landingsPerSecond;
}

/** What is expected now in half an hour: of this one as much as is to come of it, and the rest of the next. */
export function ratesNow(expected: readonly Expected[]): Rates {
  const [now, next] = expected;
  if (!now || !next) {
    // of a row that remembers nothing yet
    return { landings: 1, bursts: 1, mostBursts: 1 };
  }
  const between = (from: number, to: number): number => now.part * from + (1 - now.part) * to;
  const bursts = Math.max(FEWEST_BURSTS, between(now.bursts, next.bursts));
  return {
    landings: Math.max(bursts, between(now.landings, next.landings)),
    bursts,
    mostBursts: Math.max(bursts, now.mostBursts),
  };
}
