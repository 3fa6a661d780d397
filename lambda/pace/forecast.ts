import { HOUR } from '../time';
import {
  DAYS_BACK,
  EVIDENCE,
  EVIDENCE_HOURS,
  FADE_HOURS,
  LEAST_EXPECTED,
  NEW_LIKELIHOOD,
  NEW_SURPRISE,
  PASSED_AT_LEAST,
  RECENT_SLOTS,
  RECENT_SLOTS_MEAN,
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

/** A day that today may be like. */
interface Day {
  /** Half hours. */
  readonly back: number;
  /** Before anything has landed, … */
  readonly weight: number;
  /** … and given what has. Of all days together each is 1. */
  readonly likelihood: number;
}

/** The days remembered, and how likely it is (0..1) that today is like one of them, and not something new. */
function likelyDays(demand: Demand, current: number, passed: number): { days: readonly Day[]; trust: number } {
  const remembered = DAYS_BACK.filter(([back]) => isRemembered(demand, current - back));
  // files come in bursts: of so many that land together one is evidence, the others are not
  const perBurst = Math.max(1, sum(demand.landings) / Math.max(1, sum(demand.bursts)));
  const mean = sum(demand.landings) / Math.max(SLOTS_PER_DAY, demand.landings.length);
  /** How much what landed in the last 24 hours surprises; what happened lately counts more. */
  const surprise = (inSlot: (count: number, slot: number, part: number) => number): number => {
    let all = 0;
    for (let ago = 0; ago < SLOTS_PER_DAY; ago++) {
      const slot = current - ago;
      const weight = Math.exp((-ago * SLOT) / (EVIDENCE_HOURS * HOUR));
      all += weight * inSlot(at(demand, demand.landings, slot), slot, ago === 0 ? passed : 1);
    }
    return (EVIDENCE * all) / perBurst;
  };
  const ofNew = surprise((count) => NEW_SURPRISE * perBurst * Math.log(1 + count / perBurst));
  const ofDays = remembered.map(([back]) =>
    surprise((count, slot, part) => {
      const then = isRemembered(demand, slot - back) ? smooth(demand, demand.landings, slot - back) : mean;
      const expected = (then + LEAST_EXPECTED) * part;
      // by so much the likelihood of the count, landings being independent, falls short of the highest; a logarithm
      return (count === 0 ? 0 : count * Math.log(count / expected)) - count + expected;
    }),
  );
  const least = Math.min(...ofDays);
  const weights = sum(remembered.map(([, weight]) => weight));
  const likelihoods = remembered.map(([, weight], i) => (weight / weights) * Math.exp(least - (ofDays[i] as number)));
  const all = sum(likelihoods);
  return {
    days: remembered.map(([back, weight], i) => ({
      back,
      weight: weight / weights,
      likelihood: (likelihoods[i] as number) / all,
    })),
    trust: remembered.length === 0 ? 0 : all / (all + NEW_LIKELIHOOD * Math.exp(least - ofNew)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/**
 * The mean over the current half hour, of which a part has passed, and up to `slots - 1` before. Nothing landed before
 * memory.
 */
function meanBack(demand: Demand, counts: readonly number[], current: number, slots: number, passed: number): number {
  let all = 0;
  for (let ago = 0; ago < slots; ago++) {
    all += at(demand, counts, current - ago);
  }
  return all / (slots - 1 + passed);
}
