import { HOUR } from '../time';
import {
  DAYS_BACK,
  FADE_HOURS,
  MEAN_SLOTS,
  PASSED_AT_LEAST,
  RECENT_SLOTS,
  RECENT_SLOTS_MEAN,
  SIMILARITY_FORGIVEN,
  SIMILARITY_HOURS,
  SIMILARITY_POWER,
  SIMILARITY_UNKNOWN,
  SLOT,
  SLOTS_PER_DAY,
} from './constants';
import { at, type Demand, isRemembered } from './demand';

/** Landings and bursts expected in a half hour to come, as if it were whole, and how much of it is to come (0 to 1). */
export interface Expected {
  readonly landings: number;
  readonly bursts: number;
  /** If it is as busy as it was on the days remembered, or as lately: whichever has more. */
  readonly mostBursts: number;
  readonly part: number;
}

/**
 * Expected landings for each half hour of the next 24 hours: days gone by, weighted by how like today they were lately,
 * and, as far as none was, what landed lately: it fades within hours to the mean of all that is remembered.
 */
export function forecast(demand: Demand, now: number): Expected[] {
  const current = Math.floor(now / SLOT);
  const passed = Math.max(PASSED_AT_LEAST, now / SLOT - current);
  const days = rememberedDays(demand, current, passed);
  const trust = Math.max(0, ...days.map((day) => day.similarity));
  const weight = days.reduce((sum, day) => sum + day.weight, 0);
  const recentBursts = meanBack(demand, demand.bursts, current, RECENT_SLOTS, passed);
  const remembered = Math.min(Math.max(SLOTS_PER_DAY, demand.landings.length + current - demand.slot), MEAN_SLOTS);
  const fading = (counts: readonly number[]) => {
    const recent = meanBack(demand, counts, current, RECENT_SLOTS_MEAN, passed);
    const mean = meanBack(demand, counts, current, remembered, passed);
    return (ahead: number) => mean + (recent - mean) * Math.exp((-ahead * SLOT) / (FADE_HOURS * HOUR));
  };
  const fadingLandings = fading(demand.landings);
  const fadingBursts = fading(demand.bursts);
  return Array.from({ length: SLOTS_PER_DAY }, (_, ahead) => {
    const recent = { landings: fadingLandings(ahead), bursts: Math.max(recentBursts, fadingBursts(ahead)) };
    const part = ahead === 0 ? 1 - passed : 1;
    if (weight === 0) {
      return { ...recent, mostBursts: recent.bursts, part };
    }
    const daily = (counts: readonly number[]) =>
      days.reduce((sum, day) => sum + day.weight * smooth(demand, counts, current + ahead - day.back), 0) / weight;
    const dailyBursts = daily(demand.bursts);
    return {
      landings: blend(trust, daily(demand.landings), recent.landings),
      bursts: trust * dailyBursts + (1 - trust) * recent.bursts,
      mostBursts: Math.max(dailyBursts, recent.bursts),
      part,
    };
  });
}

/** A half hour smoothed with its neighbours: work starts earlier one day and later the next. */
function smooth(demand: Demand, counts: readonly number[], slot: number): number {
  const before = isRemembered(demand, slot - 1) ? slot - 1 : slot;
  return (at(demand, counts, before) + 2 * at(demand, counts, slot) + at(demand, counts, slot + 1)) / 4;
}

/**
 * Refreshes go with the square root of landings, so roots are mixed: a small doubt must not hold back many refreshes.
 */
function blend(trust: number, daily: number, recent: number): number {
  return (trust * Math.sqrt(daily) + (1 - trust) * Math.sqrt(recent)) ** 2;
}

/** The days remembered, with how like them the last hours were (0..1). A power lets the most alike day decide. */
function rememberedDays(demand: Demand, current: number, passed: number) {
  return DAYS_BACK.map(([days, weight]) => ({ back: days * SLOTS_PER_DAY, weight }))
    .filter(({ back }) => isRemembered(demand, current - back))
    .map(({ back, weight }) => {
      const similarity = similarityTo(demand, current, passed, back);
      return { back, similarity, weight: weight * similarity ** SIMILARITY_POWER };
    });
}

/** Differences of less than half a standard deviation of chance are forgiven. Without evidence it is even. */
function similarityTo(demand: Demand, current: number, passed: number, back: number): number {
  let different = 0;
  let all = 0;
  for (let ago = 0; ago < SLOTS_PER_DAY && isRemembered(demand, current - ago - back); ago++) {
    const weight = Math.exp((-ago * SLOT) / (SIMILARITY_HOURS * HOUR));
    const today = at(demand, demand.landings, current - ago);
    const then = at(demand, demand.landings, current - ago - back) * (ago === 0 ? passed : 1);
    different += weight * Math.max(0, Math.abs(today - then) - SIMILARITY_FORGIVEN * Math.sqrt(today + then));
    all += weight * Math.max(today, then);
  }
  return all === 0 ? SIMILARITY_UNKNOWN : 1 - different / all;
}

/**
 * The mean over the current half hour, of which a part has passed, and up to `slots - 1` before. Nothing landed before
 * memory.
 */
function meanBack(demand: Demand, counts: readonly number[], current: number, slots: number, passed: number): number {
  let sum = 0;
  for (let ago = 0; ago < slots; ago++) {
    sum += at(demand, counts, current - ago);
  }
  return sum / (slots - 1 + passed);
}
