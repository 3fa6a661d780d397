import { formatTime } from '../format';
import type { Landings } from '../landings';
import type { LedgerRow } from '../row';
import { DAY, SECOND } from '../time';
import { COVER_MARGIN } from '../timing';
import { burstEndsAt, settledAt } from './burst';
import {
  LONGEST_WAIT,
  OVERDUE,
  RUNS_EXTRA,
  SHORTEST_INGESTION_SECONDS,
  SLOT,
  USUAL_INGESTION_SECONDS,
} from './constants';
import { type Demand, record } from './demand';
import { type Expected, forecast } from './forecast';
import type { Pace, Start } from './pace';
import { isWorth, priceOfRefresh, ratesNow } from './price';
import { allowedCalls, callsInWindow, WINDOW } from './quota';
import { comesInRuns, runEndsAt } from './run';

/**
 * The pace in five sentences. It forecasts the next 24 hours from the days it remembers, weighted by how likely each makes
 * what landed in the last hours. As far as something new is more likely, it extrapolates recent traffic, fading to what is
 * usual. From that it derives the price of a refresh, in waiting time: what it would cost, at that price, to have one fewer.
 * A refresh starts once waiting longer would cost more than that, at once where the quota does not bind. It never starts in
 * the middle of a run of landings: a run is waited out to its usual end.
 */
export const pricePace: Pace = pricePaceBy(forecast);

/** The same rule by another forecast. */
export function pricePaceBy(expect: (demand: Demand, now: number) => readonly Expected[]): Pace {
  return {
    record: (row, landed, now) => record(row.demand, landed, ingestionSeconds(row), now),
    earliestStart: (row, pending, now) => earliestStart(row, pending, now, row.demand ? expect(row.demand, now) : []),
  };
}

/** How long an ingestion of this data set is expected to take. */
function ingestionSeconds(row: LedgerRow): number {
  return Math.max(row.expectedSeconds ?? USUAL_INGESTION_SECONDS, SHORTEST_INGESTION_SECONDS);
}

function earliestStart(row: LedgerRow, pending: Landings, now: number, expected: readonly Expected[]): Start {
  const allowed = allowedCalls(row);
  const calls = callsInWindow(row.calls, now);
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
  const rate = ratesNow(expected);
  const usualGap = SLOT / rate.landings;
  const { run, usual } = row.demand ?? {};
  const inRuns = run !== undefined && comesInRuns(usual, usualGap);
  const price = priceOfRefresh(expected, left, calls, now, inRuns ? RUNS_EXTRA : 0);
  const longest = pending.first + LONGEST_WAIT * (DAY / allowed);
  if (price === 0 || isWorth(price, pending.count, rate)) {
    const over =
      (inRuns ? runEndsAt(run, usual, pending, seconds, price === 0) : undefined) ??
      (price === 0 ? settled : burstEndsAt(pending, burst, usualGap, seconds));
    const at = Math.ceil(Math.max(settled, Math.min(over, latest, longest)));
    return { at, deferred: false, reason: `waits for the end of a burst until ${formatTime(at)}` };
  }
  // if it goes on as the plan expects, more has landed by then; if it does not, the quota does not bind
  const overdue = pending.last + OVERDUE * (SLOT / rate.mostBursts);
  const at = Math.ceil(Math.max(settled, Math.min(overdue, longest)));
  return { at, deferred: at > settled, reason: `${budget}; unless more lands before, paced for ${formatTime(at)}` };
}
