import { HOUR } from '../time';
import { FADE_HOURS, PASSED_AT_LEAST, RECENT_SLOTS, RECENT_SLOTS_MEAN, SLOT, SLOTS_PER_DAY } from './constants';
import { at, type Demand, smooth } from './demand';
import { likelyDays } from './likely-days';

/** Landings and bursts expected in a half hour to come, as if it were whole, and how much of it is to come (0 to 1). */
export interface Expected {
  readonly landings: number;
  readonly bursts: number;
  /** If it is as busy as it was on the days remembered, or as lately: whichever has more. */
  readonly mostBursts: number;
  readonly part: number;
}

/**
 * Expected landings for each half hour of the next 24 hours. It may be a day like one of those remembered, each as likely
 * as it makes what landed in the last hours; or something new, and then what landed lately goes on, and fades within
 * hours to what is usual at that time of day.
 */
export function forecast(demand: Demand, now: number): Expected[] {
  const current = Math.floor(now / SLOT);
  const passed = Math.max(PASSED_AT_LEAST, now / SLOT - current);
  const { days, trust } = likelyDays(demand, current, passed);
  const mean = (counts: readonly number[], slots: number) => meanBack(demand, counts, current, slots, passed);
  const expect = (counts: readonly number[]) => {
    const recent = mean(counts, RECENT_SLOTS_MEAN);
    const onDayOne = mean(counts, SLOTS_PER_DAY);
    return (ahead: number) => {
      let daily = 0;
      let usual = days.length === 0 ? onDayOne : 0;
      for (const day of days) {
        // an hour earlier than yesterday, the last hour is yet to come
        const count = smooth(demand, counts, Math.min(current + ahead - day.back, current - 1));
        daily += day.likelihood * count;
        usual += day.weight * count;
      }
      return { daily, recent: usual + (recent - usual) * Math.exp((-ahead * SLOT) / (FADE_HOURS * HOUR)) };
    };
  };
  const landingsAt = expect(demand.landings);
  const burstsAt = expect(demand.bursts);
  const recentBursts = mean(demand.bursts, RECENT_SLOTS);
  return Array.from({ length: SLOTS_PER_DAY }, (_, ahead) => {
    const landings = landingsAt(ahead);
    const bursts = burstsAt(ahead);
    const recent = Math.max(recentBursts, bursts.recent);
    return {
      landings: blend(trust, landings.daily, landings.recent),
      bursts: trust * bursts.daily + (1 - trust) * recent,
      mostBursts: Math.max(bursts.daily, recent),
      part: ahead === 0 ? 1 - passed : 1,
    };
  });
}

/**
 * Refreshes go with the square root of landings, so roots are mixed: a small doubt must not hold back many refreshes.
 */
function blend(trust: number, daily: number, recent: number): number {
  return (trust * Math.sqrt(daily) + (1 - trust) * Math.sqrt(recent)) ** 2;
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
