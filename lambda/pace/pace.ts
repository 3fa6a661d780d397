import { FUNCTION_TIMEOUT_SECONDS } from '../../lib/private/contract';
import { formatTime } from '../format';
import { COVER_MARGIN, type Landings, type LedgerRow } from '../row';
import { type Burst, type Expected, forecast, SLOT } from './demand';

/**
 * The pace: how early may a refresh start, so that the quota is spent well?
 *
 * In two sentences. From the last three days, as far as the last hours went like them, and otherwise from what landed
 * recent, fading to the mean of all it remembers, the pace forecasts the next 24 hours, and finds the lowest price of a
 * refresh, in waiting time, at which that forecast needs no more refreshes than are left. A refresh starts as soon as so
 * much has landed that waiting for more would cost more than that price, but not in the middle of a burst: at once
 * where the quota does not bind.
 *
 * The quota itself does not depend on any forecast: a wrong one costs freshness, never the quota.
 */

const SECOND = 1_000;
/** The length of the window QuickSight counts in. */
export const DAY = 24 * 3_600 * SECOND;
const SLOT_SECONDS = SLOT / SECOND;

/**
 * A call is noted before it is made, and an invocation may take its whole time until it makes it; QuickSight measures
 * the 24 hours by a clock of its own. A call is taken to have left the window this much later.
 */
const CALL_MARGIN = (FUNCTION_TIMEOUT_SECONDS + 20) * SECOND;
const WINDOW = DAY + CALL_MARGIN;

/** Until one has been timed. */
const USUAL_INGESTION_SECONDS = 300;
/** Files that land closer together than this belong to one burst that is worth waiting out. */
const BURST_GAP = 20 * SECOND;
/** Where the quota binds, fewer landings than these are no burst, … */
const BURST_LANDINGS = 3;
/** … nor are those that come less than this many times as close together as usual at that hour, … */
const BURST_DENSITY = 2;
/** … and a burst is over when nothing has landed for this many of its gaps. */
const BURST_QUIET_GAPS = 10;
/**
 * Refreshes the plan never spends: when a forecast was too low, something is left for what still comes. Less than one,
 * because a plan spends fractions.
 */
const RESERVE = 2 / 3;
/** The next burst is overdue after this many mean gaps; fewer than one in seven random gaps are that long. */
const OVERDUE = 2;
/** Nothing waits for the pace longer than this many times the even interval (the day over the quota). */
const LONGEST_WAIT = 2;

/** In half an hour. */
type Rates = Omit<Expected, 'part'>;

export interface Start {
  readonly at: number;
  /** Whether the quota, not a burst that is not over, is what puts it off. */
  readonly deferred: boolean;
  readonly reason: string;
}

/** Calls that QuickSight may still count against the quota. */
export function callsInWindow(calls: readonly number[], now: number): readonly number[] {
  return calls.filter((call) => call > now - WINDOW);
}

/** How long an ingestion of this data set is expected to take. */
export function ingestionSeconds(row: LedgerRow): number {
  return row.expectedSeconds ?? USUAL_INGESTION_SECONDS;
}

/** The earliest time at which one more `CreateIngestion` call keeps within the quota: `now` if it does already. */
export function quotaOpensAt(row: LedgerRow, now: number): number {
  const inWindow = callsInWindow(row.calls, now);
  const blocking = inWindow[inWindow.length - allowedCalls(row)];
  return blocking === undefined ? now : blocking + WINDOW;
}

/** When the next ingestion of what is pending may start: ask again then, and whenever something has landed. */
export function earliestStart(row: LedgerRow, pending: Landings, now: number): Start {
  const allowed = allowedCalls(row);
  const calls = callsInWindow(row.calls, now);
  const opens = quotaOpensAt(row, now);
  if (opens > now) {
    const reason = `all ${allowed} ingestions of 24 h are used; the next is possible at ${formatTime(opens)}`;
    return { at: opens, deferred: true, reason };
  }
  const { deferred } = row;
  if (deferred && deferred.last === pending.last && deferred.count === pending.count && now < deferred.until) {
    // looked at again before its time, with nothing new: what was planned holds, and what was announced is true
    return { at: deferred.until, deferred: true, reason: `paced for ${formatTime(deferred.until)}` };
  }
  const left = allowed - calls.length;
  const until = calls[0] === undefined ? '' : ` until ${formatTime(calls[0] + WINDOW)}`;
  const budget = `${left} of ${allowed} ingestions left${until}`;
  // past the longest wait there is still the margin: a start must cover what brought it about
  const latest = Math.max(pending.first + row.settings.maxWait * SECOND, pending.last + COVER_MARGIN);
  const seconds = ingestionSeconds(row);
  const burst = row.demand?.burst ?? { at: pending.first, count: 1 };
  const settled = Math.ceil(Math.max(now, Math.min(settledAt(pending, burst, seconds), latest)));
  const expected = row.demand ? forecast(row.demand, now) : [];
  const price = lowestPrice(expected, left, calls, now);
  const rate = ratesNow(expected);
  const longest = pending.first + LONGEST_WAIT * (DAY / allowed);
  if (price === 0 || isWorth(price, pending.count, rate)) {
    const over = price === 0 ? settled : burstEndsAt(pending, burst, SLOT / rate.landings, seconds);
    const at = Math.ceil(Math.max(settled, Math.min(over, latest, longest)));
    return { at, deferred: false, reason: `waits for the end of a burst until ${formatTime(at)}` };
  }
  // if it goes on as the plan expects, more has landed by then; if it does not, the quota does not bind
  const overdue = pending.last + OVERDUE * (SLOT / rate.mostBursts);
  const at = Math.ceil(Math.max(settled, Math.min(overdue, longest)));
  return { at, deferred: at > settled, reason: `${budget}; unless more lands before, paced for ${formatTime(at)}` };
}

/** How many calls in 24 hours are ours to make. */
export function allowedCalls({ settings: { quota } }: LedgerRow): number {
  return Math.max(quota.perDay - quota.reserved, 1);
}

/**
 * A start in the middle of a burst would need a second one for the rest, and the rest would wait for the first to end.
 */
function settledAt(pending: Landings, burst: Burst, ingestionSeconds: number): number {
  const gap = gapOf(burst, pending.last);
  if (burst.count < 2 || gap > BURST_GAP) {
    return pending.last + COVER_MARGIN;
  }
  // Three gaps without a landing end a burst. Past half an ingestion, waiting costs more than the rest of it is worth.
  const quiet = pending.last + Math.max(COVER_MARGIN, 3 * gap);
  return Math.max(pending.first + COVER_MARGIN, Math.min(quiet, burst.at + (ingestionSeconds * SECOND) / 2));
}

/**
 * Where the quota binds, the rest of a burst would wait long, until another refresh is worth its price. So
 * the burst is waited out, but for no longer than an ingestion takes.
 */
function burstEndsAt(pending: Landings, burst: Burst, usualGap: number, ingestionSeconds: number): number {
  const gap = gapOf(burst, pending.last);
  if (burst.count < BURST_LANDINGS || gap * BURST_DENSITY >= usualGap) {
    return pending.last;
  }
  return Math.min(pending.last + BURST_QUIET_GAPS * gap, burst.at + ingestionSeconds * SECOND);
}

/** From landing to landing of the burst, on average. */
function gapOf({ at, count }: Burst, last: number): number {
  return (last - at) / Math.max(1, count - 1);
}

/**
 * The lowest price, in seconds of waiting added up over landings, at which the forecast never spends more refreshes
 * than are left, at any time of the next 24 hours; those called in the last 24 hours come back one by one. 0: the quota
 * does not bind.
 */
function lowestPrice(expected: readonly Expected[], left: number, calls: readonly number[], now: number): number {
  const slotEnd = (Math.floor(now / SLOT) + 1) * SLOT;
  const available = expected.map((_, ahead) => {
    const back = calls.filter((call) => call + WINDOW < slotEnd + ahead * SLOT).length;
    return Math.max(1, left + back - RESERVE);
  });
  const isAffordable = (price: number) => {
    let spent = 0;
    return expected.every((slot, ahead) => {
      spent += refreshesAt(price, slot);
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
function refreshesAt(price: number, { landings, bursts, part }: Expected): number {
  if (bursts === 0) {
    return 0;
  }
  const burstsEach = Math.sqrt((2 * price * bursts * bursts) / (landings * SLOT_SECONDS) + 0.25);
  return (part * bursts) / Math.max(1, burstsEach);
}

/**
 * Whether waiting for one more burst would cost more than the price. With g seconds and c landings from burst to burst,
 * k landings have waited about g k (k - c) / 2c by now and g k (k + c) / 2c when the next burst lands.
 */
function isWorth(price: number, count: number, rate: Rates): boolean {
  const landingsPerSecond = rate.landings / SLOT_SECONDS;
  const landingsPerBurst = rate.landings / rate.bursts;
  return count * (count + landingsPerBurst) >= 2 * price * landingsPerSecond;
}

/** What is expected now in half an hour: of this one as much as is to come of it, and the rest of the next. */
function ratesNow(expected: readonly Expected[]): Rates {
  const [now, next] = expected;
  if (!now || !next) {
    return { landings: 1, bursts: 1, mostBursts: 1 };
  }
  const between = (from: number, to: number): number => now.part * from + (1 - now.part) * to;
  const bursts = Math.max(0.01, between(now.bursts, next.bursts));
  return {
    landings: Math.max(bursts, between(now.landings, next.landings)),
    bursts,
    mostBursts: Math.max(bursts, now.mostBursts),
  };
}
