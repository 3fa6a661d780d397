import { foldLandings, type Landing, merge } from './landings';
import type { Inbox } from './message/inbox';
import { defaultPace } from './pace/default-pace';
import type { Pace } from './pace/pace';
import { applyOperator } from './pause';
import { applyNames, revived, withAnotherChance } from './removal';
import { canCover } from './request';
import { applyRestored, lostLandings } from './restored';
import { type Failure, isFinal, type LedgerRow, newRow } from './row';
import { SECOND } from './time';
import { COVER_MARGIN } from './timing';

/**
 * The row with what a batch of messages brings. A landing that is covered already is dropped here; that is
 * what makes duplicates and replays harmless.
 *
 * Without a row there is nothing that a wake or a retry could be about, and only a landing brings the
 * settings that a new row needs: then the answer is `undefined`.
 */
export function applyInbox(
  known: LedgerRow | undefined,
  dataSetArn: string,
  inbox: Inbox,
  now: number,
  deployment: string,
  pace: Pace = defaultPace,
): LedgerRow | undefined {
  // what has been received has landed: a time in the future is a clock that is ahead
  const settingsAt = Math.min(inbox.settingsAt, now);
  const row = known ?? (inbox.settings && newRow(dataSetArn, inbox.settings, settingsAt));
  if (!row) {
    return undefined;
  }
  const limited = applyRequestLimit(applySettings(row, inbox, settingsAt), inbox);
  const named = applyNames(applyOperator(limited, inbox.pause), inbox, deployment, now);
  const restored = applyRestored(named, inbox, now);
  const landed = { ...inbox, landings: [...inbox.landings, ...lostLandings(named, restored, now)] };
  const looked = applyRetries(applyRevival(applyWakes(restored, inbox), landed, now), inbox);
  return withAnotherChance(applyLandings(looked, landed, now, pace), deployment);
}

function applySettings(row: LedgerRow, inbox: Inbox, settingsAt: number): LedgerRow {
  return inbox.settings && settingsAt >= row.settingsAt ? { ...row, settings: inbox.settings, settingsAt } : row;
}

function applyRequestLimit(row: LedgerRow, { requestLimit }: Inbox): LedgerRow {
  return requestLimit ? { ...row, requests: { ...requestLimit, calls: row.requests?.calls ?? [] } } : row;
}

/** The wake that the row knew to be on its way has arrived, so it is not on its way any more. */
function applyWakes(row: LedgerRow, inbox: Inbox): LedgerRow {
  return inbox.wakes.some((wake) => wake.at === row.wakeAt) ? { ...row, wakeAt: undefined } : row;
}

/** A redrive of the failure the row is in: start over, now. One of an older failure has been overtaken. */
function applyRetries(row: LedgerRow, inbox: Inbox): LedgerRow {
  const { failure, ingestion } = row;
  if (!failure || !isFinal(failure) || !inbox.retries.includes(failure.at)) {
    return row;
  }
  return { ...row, failure: undefined, ...(ingestion && { ingestion: { ...ingestion, pollAt: failure.at } }) };
}

/** What ended is looked after again when data lands, and when a tick finds that nothing has happened for too long. */
function applyRevival(row: LedgerRow, inbox: Inbox, now: number): LedgerRow {
  const { ended, fresh, failure } = row;
  if (!ended) {
    return row;
  }
  const lookedAfterAt = lastLookedAfter(row);
  const isAsked = inbox.landings.some(({ time, ifStaleFor }) =>
    ifStaleFor === undefined
      ? time > (fresh?.through ?? Number.NEGATIVE_INFINITY)
      : Math.min(time, now) - lookedAfterAt >= ifStaleFor * SECOND,
  );
  const isRedriven = failure !== undefined && inbox.retries.includes(failure.at);
  return isAsked || isRedriven ? revived(row, now) : row;
}

function applyLandings(row: LedgerRow, inbox: Inbox, now: number, pace: Pace): LedgerRow {
  const { fresh, fullAt, ingestion } = row;
  const through = fresh?.through ?? Number.NEGATIVE_INFINITY;
  const fullThrough = (fullAt ?? Number.NEGATIVE_INFINITY) - COVER_MARGIN;
  const startedWith = (ingestion?.startedAt ?? Number.NEGATIVE_INFINITY) - COVER_MARGIN;
  const inFlight: Landing[] = [];
  const pending: Landing[] = [];
  const ticks: Landing[] = [];
  for (const received of inbox.landings) {
    const landing = received.time > now ? { ...received, time: now } : received;
    if (landing.time <= (canCover('INCREMENTAL_REFRESH', landing) ? through : fullThrough)) {
      continue;
    }
    if (landing.ifStaleFor === undefined) {
      const isCovered = ingestion && landing.time <= startedWith && canCover(ingestion.type, landing);
      (isCovered ? inFlight : pending).push(landing);
    } else if (isStale(row, landing.ifStaleFor * SECOND, landing.time)) {
      ticks.push(landing);
    }
  }
  // one tick is enough: with others that waited in the queue, the last may be too young for the ingestion that it causes
  const [tick] = ticks.sort((a, b) => a.time - b.time);
  if (tick && pending.length === 0) {
    pending.push(tick);
  }
  const covers = foldLandings(inFlight);
  const landings = foldLandings(pending);
  return {
    ...row,
    ...(ingestion && covers && { ingestion: { ...ingestion, covers: merge(ingestion.covers, covers) } }),
    ...(landings && {
      pending: merge(row.pending, landings),
      demand: pace.record(row, landings, now),
    }),
    // the failure of an ingestion that has not ended stays: new data does not make it end
    ...(landings && !ingestion && landings.last > lastLanding(row) && { failure: unlessFinal(row) }),
  };
}

/**
 * By the time of the tick, nothing had refreshed the data set for that long, and no ingestion is pending or in flight. What failed
 * for good counts as looked after from then on: it is tried again when it is as old.
 */
function isStale(row: LedgerRow, after: number, time: number): boolean {
  const { failure, ingestion, pending } = row;
  const nobodyIsAtIt = !ingestion && (!pending || (failure !== undefined && isFinal(failure)));
  return nobodyIsAtIt && time - lastLookedAfter(row) >= after;
}

function lastLookedAfter({ fresh, failure }: LedgerRow): number {
  return Math.max(fresh?.at ?? 0, failure?.at ?? 0);
}

function lastLanding(row: LedgerRow): number {
  return Math.max(row.pending?.last ?? 0, row.ingestion?.covers.last ?? 0, row.fresh?.through ?? 0);
}

/** New data is a new chance for what failed for good; a back-off is waited for all the same. */
function unlessFinal({ failure }: LedgerRow): Failure | undefined {
  return failure && isFinal(failure) ? undefined : failure;
}
