import { FEWEST_BURSTS, RESERVE, SLOT, SLOT_SECONDS } from './constants';
import type { Expected } from './forecast';
import { WINDOW } from './quota';

/** In half an hour. */
type Rates = Omit<Expected, 'part'>;

/**
 * The lowest price, in seconds of waiting added up over landings, at which the forecast never spends more refreshes
 * than are left, at any time of the next 24 hours; those called in the last 24 hours come back one by one. A refresh at a
 * price takes `extra` bursts more than it is worth. 0: the quota does not bind.
 */
export function lowestPrice(
  expected: readonly Expected[],
  left: number,
  calls: readonly number[],
  now: number,
  extra: number,
): number {
  const slotEnd = (Math.floor(now / SLOT) + 1) * SLOT;
  const available = expected.map((_, ahead) => {
    const back = calls.filter((call) => call + WINDOW < slotEnd + ahead * SLOT).length;
    return Math.max(1, left + back - RESERVE);
  });
  const isAffordable = (price: number) => {
    let spent = 0;
    return expected.every((slot, ahead) => {
      spent += refreshesAt(price, slot, extra);
      // what is not a number is not too much: no forecast, however wrong, may look for a price for ever
      return !(spent > (available[ahead] as number));
    });
  };
  if (isAffordable(0)) {
    return 0;
  }
  let high = 16;
  while (!isAffordable(high)) {
    high *= 4;
  }
  let low = high / 4;
  // by then within 1 %
  for (let i = 0; i < 8; i++) {
    const middle = Math.sqrt(low * high);
    if (isAffordable(middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

/** Refreshes that a half hour is worth at this price: one for so many bursts that `isWorth` just holds, on average. */
function refreshesAt(price: number, { landings, bursts, part }: Expected, extra: number): number {
  if (bursts === 0) {
    return 0;
  }
  if (price === 0) {
    return part * bursts;
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
