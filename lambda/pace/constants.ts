import { HOUR, MINUTE, SECOND } from '../time';

/**
 * Every constant of the pace: unit and meaning, why it is there, and what half of it does. The figures are the mean lag
 * over the lower bound of the five-day kinds of traces it was tuned on, of those held out, and of the worst kind, with
 * this one constant changed. As they are: 1.231 / 1.416 / 1.92.
 */

// What is remembered of the demand, and how it becomes a forecast.

/** Milliseconds. Short enough to see a day's peaks, long enough to hold a few landings each. */
export const SLOT = HOUR / 2;
export const SLOT_SECONDS = SLOT / SECOND;
export const SLOTS_PER_DAY = 48;
/**
 * Half hours back, and a weight: days that today may be like. Each of the last six; the same weekday of last week, which has
 * the habits of the weekday, three times; and yesterday's work an hour earlier or later.
 */
export const DAYS_BACK: readonly (readonly [slots: number, weight: number])[] = [
  ...[1, 2, 3, 4, 5, 6].map((days) => [days * SLOTS_PER_DAY, 1] as const),
  [7 * SLOTS_PER_DAY, 3],
  [SLOTS_PER_DAY - 2, 0.3],
  [SLOTS_PER_DAY + 2, 0.3],
];
/**
 * Half hours. Half a day more than a week, so that the hours before can tell whether the oldest day was like today.
 */
export const SLOTS_REMEMBERED = 7.5 * SLOTS_PER_DAY;
/** Landings. Up to here a half hour is remembered exactly, … */
export const GRID_EXACT = 4;
/** … and above in steps of this ratio: 32 of them reach to 3,872. */
export const GRID_RATIO = 1.29;
/**
 * A part of a half hour. One that has just begun counts as begun by so much: what it has had so far is divided by it.
 * Half: no change.
 */
export const PASSED_AT_LEAST = 0.02;
/**
 * Hours. A remembered day is judged by the last hours: what happened this long ago counts 1/e. Half: 1.232 / 1.420 /
 * 1.91.
 */
export const EVIDENCE_HOURS = 3;
/**
 * 0 to 1. So much what landed counts as evidence: half hours are not independent of each other, and no day is
 * repeated exactly. Half: 1.233 / 1.418 / 1.90.
 */
export const EVIDENCE = 0.35;
/**
 * Landings in a half hour. Where a day had none, so many are expected: one more must not rule it out. Half: 1.231 /
 * 1.415 / 1.92.
 */
export const LEAST_EXPECTED = 0.05;
/**
 * How likely it is that today is something new, over how likely it is that it is like a day remembered, before
 * anything has landed, … Half: 1.232 / 1.417 / 1.91.
 */
export const NEW_LIKELIHOOD = 0.1;
/**
 * … and how much landings surprise even then, by the logarithm of their number: as anything might come, none is
 * likely. Half: 1.233 / 1.416 / 1.93.
 */
export const NEW_SURPRISE = 0.8;
/** Half hours. What landed recently is a mean over this many. Half: 1.343 / 1.532 / 3.32. */
export const RECENT_SLOTS_MEAN = 2;
/**
 * Hours. What it differs from what is usual at that time of day fades to 1/e in so long. Half: 1.252 / 1.444 / 2.76.
 */
export const FADE_HOURS = 2.5;
/**
 * Half hours. The recent burst rate is a mean over this many, enough to see an hourly landing as hourly. Half: 1.235
 * / 1.415 / 1.90.
 */
export const RECENT_SLOTS = 6;

// What a refresh costs.

/**
 * Mean gaps. The next burst is overdue after so many; fewer than one in seven random gaps are that long. Half: 1.496
 * / 2.207 / 30.32.
 */
export const OVERDUE = 2;
/** Even intervals (the day over the quota). Nothing waits for the pace longer. Half: 1.284 / 1.477 / 1.99. */
export const LONGEST_WAIT = 2;
/**
 * Bursts. Where landings come in runs, a refresh at a price takes so much of a burst more: runs differ in size. Half:
 * 1.230 / 1.415 / 1.91.
 */
export const RUNS_EXTRA = 0.25;
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
/** Seconds. QuickSight reports whole seconds, and 0 for less than one. */
export const SHORTEST_INGESTION_SECONDS = 1;
/**
 * Milliseconds. Files that land closer together than this belong to one burst that is worth waiting out. Half: 1.231
 * / 1.416 / 1.93.
 */
export const BURST_GAP = 20 * SECOND;
/** Gaps. Where the quota does not bind, so many without a landing end a burst, … Half: 1.230 / 1.416 / 1.93. */
export const QUIET_GAPS = 3;
/**
 * … and ingestions: past so much of one, waiting costs more than the rest of a burst is worth. Half: 1.232 / 1.417 /
 * 1.93.
 */
export const BURST_INGESTIONS = 0.5;
/** Landings. Where the quota binds, fewer than these are no burst, … Two: 1.238 / 1.417 / 1.92. */
export const BURST_LANDINGS = 3;
/**
 * … nor are those that come less than this many times as close together as usual at that hour, … Half: 1.232 / 1.423
 * / 1.92.
 */
export const BURST_DENSITY = 2;
/** … and a burst is over when nothing has landed for so many of its gaps, … Half: 1.230 / 1.416 / 1.92. */
export const BINDING_QUIET_GAPS = 10;
/** … or when it has gone on for so many ingestions. Half: 1.232 / 1.414 / 1.92. */
export const BINDING_BURST_INGESTIONS = 1;

// What a run is, and when it is over.

/** Milliseconds. Landings closer together than this belong to one run. Half: 1.230 / 1.428 / 1.91. */
export const RUN_GAP = 4 * MINUTE;
/** Runs. How long and how many they usually are is a mean over about so many. Half: 1.232 / 1.420 / 1.94. */
export const RUNS_AVERAGED = 8;
/** Standard deviations. A run is due to be over so long after its usual end. Half: 1.231 / 1.422 / 2.05. */
export const RUN_DEVIATIONS = 1;
/** Usual gaps. So many without a landing end a run before it is due to be over, … Half: 1.231 / 1.430 / 2.14. */
export const RUN_QUIET_GAPS = 10;
/** … and so many after. Half: 1.231 / 1.418 / 1.97. */
export const RUN_OVER_QUIET_GAPS = 2;
/**
 * Ingestions. A run that usually takes longer than one is waited out for up to so many, one that takes longer not.
 * Half: 1.232 / 1.422 / 1.93.
 */
export const LONG_RUN_INGESTIONS = 2;
