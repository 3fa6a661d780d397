import { HOUR, SECOND } from '../time';

/**
 * Every constant of the pace: unit and meaning, why it is there, and what half of it does. The figures are the mean lag
 * over the lower bound of the kinds of traces it was tuned on, of those held out, and of the worst kind, as measured by
 * `npm run bench -- --only freshness` with this one constant changed. As they are: 1.244 / 1.460 / 2.42.
 */

// What is remembered of the demand, and how it becomes a forecast.

/** Milliseconds. Short enough to see a day's peaks, long enough to hold a few landings each. */
export const SLOT = HOUR / 2;
export const SLOT_SECONDS = SLOT / SECOND;
export const SLOTS_PER_DAY = 48;
/** Days. On a Monday, the third day back is the Friday. Two of them: 1.265 / 1.459 / 2.46. */
export const DAYS_REMEMBERED = 3;
/** Half hours. Half a day more, so that the hours before can tell whether the oldest day was like today. */
export const SLOTS_REMEMBERED = (DAYS_REMEMBERED + 0.5) * SLOTS_PER_DAY;
/**
 * A part of a half hour. One that has just begun counts as begun by so much: what it has had so far is divided by it.
 * Half: no change.
 */
export const PASSED_AT_LEAST = 0.02;
/**
 * Hours. A remembered day is judged by the last hours: what happened this long ago counts 1/e. Half: 1.242 / 1.472 /
 * 2.45.
 */
export const SIMILARITY_HOURS = 3;
/** An exponent. The similarity's power lets the day that is most like today decide. Half: 1.247 / 1.461 / 2.40. */
export const SIMILARITY_POWER = 3;
/** Standard deviations of chance. A difference of less says nothing about a day. Half: 1.250 / 1.458 / 2.51. */
export const SIMILARITY_FORGIVEN = 0.5;
/** 0 to 1. The similarity of a day that there is no evidence for or against. Half: no change. */
export const SIMILARITY_UNKNOWN = 0.5;
/** Half hours. What landed recently is a mean over this many. Half: 1.362 / 1.581 / 3.17. */
export const RECENT_SLOTS_MEAN = 2;
/**
 * Hours. What it differs from the mean of all that is remembered fades to 1/e in so long. Half: 1.254 / 1.468 / 2.36.
 */
export const FADE_HOURS = 2.5;
/**
 * Half hours. The recent burst rate is a mean over this many, enough to see an hourly landing as hourly. Half: 1.242 /
 * 1.471 / 2.40.
 */
export const RECENT_SLOTS = 6;

// What a refresh costs.

/**
 * Refreshes. The plan never spends them: when a forecast was too low, something is left for what still comes. Less
 * than one, because a plan spends fractions. Half: 1.242 / 1.464 / 2.38.
 */
export const RESERVE = 2 / 3;
/**
 * Mean gaps. The next burst is overdue after so many; fewer than one in seven random gaps are that long. Half: 1.446 /
 * 1.836 / 5.04.
 */
export const OVERDUE = 2;
/** Even intervals (the day over the quota). Nothing waits for the pace longer. Half: 1.290 / 1.513 / 2.42. */
export const LONGEST_WAIT = 2;
/**
 * Bursts in a half hour. Where fewer are expected, the gap from one to the next is taken to be no longer than this.
 * Half: no change.
 */
export const FEWEST_BURSTS = 0.01;

// What a burst is, and when it is over.

/**
 * Seconds. How long an ingestion takes, until one has been timed. Half: not measured: the bench knows how long
 * ingestions take.
 */
export const USUAL_INGESTION_SECONDS = 300;
/**
 * Milliseconds. Files that land closer together than this belong to one burst that is worth waiting out. Half: 1.247 /
 * 1.462 / 2.49.
 */
export const BURST_GAP = 20 * SECOND;
/** Gaps. Where the quota does not bind, so many without a landing end a burst, … Half: 1.244 / 1.466 / 2.57. */
export const QUIET_GAPS = 3;
/**
 * … and ingestions: past so much of one, waiting costs more than the rest of a burst is worth. Half: 1.243 / 1.460 /
 * 2.42.
 */
export const BURST_INGESTIONS = 0.5;
/** Landings. Where the quota binds, fewer than these are no burst, … Two: 1.243 / 1.460 / 2.42. */
export const BURST_LANDINGS = 3;
/**
 * … nor are those that come less than this many times as close together as usual at that hour, … Half: 1.245 / 1.460 /
 * 2.42.
 */
export const BURST_DENSITY = 2;
/** … and a burst is over when nothing has landed for so many of its gaps, … Half: 1.245 / 1.468 / 2.63. */
export const BINDING_QUIET_GAPS = 10;
/** … or when it has gone on for so many ingestions. Half: 1.245 / 1.485 / 3.12. */
export const BINDING_BURST_INGESTIONS = 1;
