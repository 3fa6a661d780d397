import type { Landings } from '../row';

/**
 * What landed recent, by half hours, and what that lets expect of the next 24 hours. Times are epoch milliseconds
 * unless a name says otherwise. At most about 1.5 KB of a row.
 */
export interface Demand {
  /** The newest half hour, counted from the epoch. */
  readonly slot: number;
  /** Landings in each half hour; the newest is last. */
  readonly landings: readonly number[];
  /** Bursts in each half hour: the refreshes it would take to refresh at once, because one covers a whole burst. */
  readonly bursts: readonly number[];
  /** The newest. */
  readonly burst: Burst;
}

/** Landings so close together that one ingestion covers them: when the first came, and how many so far. */
export interface Burst {
  readonly at: number;
  readonly count: number;
}

/** Landings and bursts expected in a half hour to come, as if it were whole, and how much of it is to come (0 to 1). */
export interface Expected {
  readonly landings: number;
  readonly bursts: number;
  /** If it is as busy as it was on the days remembered, or as recent: whichever has more. */
  readonly mostBursts: number;
  readonly part: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Short enough to see a day's peaks, long enough to hold a few landings each. */
export const SLOT = HOUR / 2;
const SLOTS_PER_DAY = 48;
/** On a Monday, the third day back is the Friday. */
const DAYS_REMEMBERED = 3;
/** Half a day more, so that the hours before can tell whether the oldest day was like today. */
const SLOTS_REMEMBERED = (DAYS_REMEMBERED + 0.5) * SLOTS_PER_DAY;
/** A remembered day is judged by the last hours: what happened this long ago counts 1/e. */
const SIMILARITY_HOURS = 3;
/** What landed recent is a mean over this many half hours; what it differs from the mean fades to 1/e in so long. */
const RECENT_SLOTS_MEAN = 2;
const FADE_HOURS = 2.5;
/** The recent burst rate is a mean over this many half hours, enough to see an hourly landing as hourly. */
const RECENT_SLOTS = 6;

/** Learns from landings. `ingestionSeconds` is how long an ingestion takes: what lands in that time is one burst. */
export function record(known: Demand | undefined, landed: Landings, ingestionSeconds: number, now: number): Demand {
  const last = Math.min(landed.last, now);
  const first = Math.min(landed.first, last);
  const slot = Math.floor(last / SLOT);
  const demand = roll(known ?? { slot, landings: [0], bursts: [0], burst: { at: 0, count: 0 } }, slot);
  const index = demand.landings.length - 1 - (demand.slot - slot);
  if (index < 0) {
    return demand;
  }
  const isNew = last >= demand.burst.at + ingestionSeconds * SECOND;
  const bursts = isNew ? Math.min(landed.count, 1 + Math.floor((last - first) / (ingestionSeconds * SECOND))) : 0;
  const burst = isNew
    ? { at: Math.max(first, last - ingestionSeconds * SECOND), count: landed.count }
    : { ...demand.burst, count: demand.burst.count + landed.count };
  return {
    slot: demand.slot,
    landings: demand.landings.map((count, i) => (i === index ? count + landed.count : count)),
    bursts: demand.bursts.map((count, i) => (i === index ? count + bursts : count)),
    burst,
  };
}

/**
 * Expected landings for each half hour of the next 24 hours: days gone by, weighted by how like today they were recent,
 * and, as far as none was, what landed recent: it fades within hours to the mean of all that is remembered.
 */
export function forecast(demand: Demand, now: number): Expected[] {
  const current = Math.floor(now / SLOT);
  const passed = Math.max(0.02, now / SLOT - current);
  const days = rememberedDays(demand, current, passed);
  const trust = Math.max(0, ...days.map((day) => day.similarity));
  const weight = days.reduce((sum, day) => sum + day.weight, 0);
  const recentBursts = meanBack(demand, demand.bursts, current, RECENT_SLOTS, passed);
  const remembered = Math.max(SLOTS_PER_DAY, demand.landings.length + current - demand.slot);
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

/** The days remembered, with how like them the last hours were (0..1). The cube lets the most alike day decide. */
function rememberedDays(demand: Demand, current: number, passed: number) {
  return Array.from({ length: DAYS_REMEMBERED }, (_, i) => (i + 1) * SLOTS_PER_DAY)
    .filter((back) => isRemembered(demand, current - back))
    .map((back) => {
      const similarity = similarityTo(demand, current, passed, back);
      return { back, similarity, weight: similarity ** 3 };
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
    different += weight * Math.max(0, Math.abs(today - then) - 0.5 * Math.sqrt(today + then));
    all += weight * Math.max(today, then);
  }
  return all === 0 ? 0.5 : 1 - different / all;
}

/** The same demand, with room for landings up to this half hour. */
function roll(demand: Demand, slot: number): Demand {
  const quiet = new Array<number>(Math.min(Math.max(0, slot - demand.slot), SLOTS_REMEMBERED)).fill(0);
  return {
    ...demand,
    slot: Math.max(slot, demand.slot),
    landings: [...demand.landings, ...quiet].slice(-SLOTS_REMEMBERED),
    bursts: [...demand.bursts, ...quiet].slice(-SLOTS_REMEMBERED),
  };
}

function at(demand: Demand, counts: readonly number[], slot: number): number {
  return counts[counts.length - 1 - (demand.slot - slot)] ?? 0;
}

function isRemembered(demand: Demand, slot: number): boolean {
  return slot > demand.slot - demand.landings.length;
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
