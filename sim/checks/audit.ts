import type { LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE } from '../../lambda/time';
import { OutcomeDetailType, REQUEST_DETAIL_TYPE } from '../../lib/private/contract';
import type { IngestionRecord, QuickSightModel } from '../aws/quick-sight-model';
import type { VirtualClock } from '../aws/virtual-clock';
import type { Occurrence } from '../world/occurrence';
import { isAbout } from './about';

/** EventBridge stamps whole seconds, and its clock is not the function's: the most that this may come to here. */
export const CLOCKS_DIFFER = 5_000;

/** A message arrives in the queue no later than this after it was sent. */
export const LATEST_DELIVERY = 6 * HOUR;

/** What is asked what happened: a world, or a local stack that keeps the same records. */
export interface Evidence {
  readonly clock: Pick<VirtualClock, 'now'>;
  readonly quickSight: Pick<QuickSightModel, 'ingestions' | 'ofDataSet'>;
  readonly occurrences: readonly Occurrence[];
  readonly ledger: ReadonlyMap<string, LedgerRow>;
  readonly deadLetterQueue: { all(): readonly { readonly body: string }[] };
}

/** What became of the landings of a world, from the world's own record: never from the function's words. */
export interface Audit {
  readonly landings: number;
  /** Landings that an ingestion covers which started after them and completed. */
  readonly covered: number;
  /** Landings that are not covered but reported, in the dead-letter queue or as incomplete, and still pending in the ledger. */
  readonly reported: number;
  /** The rest: there must be none. */
  readonly lost: number;
  /** Ingestions that the function started. */
  readonly ingestions: number;
  /** The most `CreateIngestion` calls of one data set in any 24 hours. */
  readonly maxIngestionsIn24h: number;
}

export interface Landed {
  readonly dataSetArn: string;
  readonly landedAt: number;
  /** What EventBridge stamped on it. */
  readonly time: string;
}

interface Counted extends Landed {
  /** The latest that the function may take for its time: a request lands when it reaches the queue. */
  readonly countsAt: number;
}

/** One of each event and data set: what is delivered twice has landed once. */
export function landingsOf(world: Pick<Evidence, 'occurrences'>): Counted[] {
  const landings = new Map<string, Counted>();
  for (const occurrence of world.occurrences) {
    if (occurrence.what === 'landed' && occurrence.ifStaleFor === undefined) {
      const { dataSetArn, landedAt, event } = occurrence;
      const isRequest = event['detail-type'] === REQUEST_DETAIL_TYPE;
      const countsAt = isRequest ? queuedAt(world, dataSetArn, landedAt) : Math.max(landedAt, Date.parse(event.time));
      landings.set(`${event.id} ${dataSetArn}`, { dataSetArn, landedAt, time: event.time, countsAt });
    }
  }
  return [...landings.values()];
}

/**
 * The latest that a request may have reached the queue: several of one data set cannot be distinguished there. One that
 * is redriven is a new message, however old it is.
 */
function queuedAt({ occurrences }: Pick<Evidence, 'occurrences'>, dataSetArn: string, sentAt: number): number {
  const redrivenAt = new Set(occurrences.flatMap(({ what, at }) => (what === 'redriven' ? [at] : [])));
  const times = occurrences.flatMap(({ what, at, ...rest }) =>
    what === 'requested' && 'dataSetArn' in rest && rest.dataSetArn === dataSetArn ? [at] : [],
  );
  const latest = sentAt + LATEST_DELIVERY + MINUTE;
  return Math.max(sentAt, ...times.filter((at) => at >= sentAt && (at <= latest || redrivenAt.has(at))));
}

export function audit(world: Evidence): Audit {
  const landings = landingsOf(world);
  const covered = landings.filter((landing) => isCovered(world, landing));
  const uncovered = landings.filter((landing) => !covered.includes(landing));
  const reported = uncovered.filter((landing) => isIncomplete(world, landing) || isReported(world, landing));
  return {
    landings: landings.length,
    covered: covered.length,
    reported: reported.length,
    lost: uncovered.length - reported.length,
    ingestions: world.quickSight.ingestions.filter(({ by }) => by === 'us').length,
    maxIngestionsIn24h: mostCallsIn24h(world),
  };
}

function isCovered(world: Evidence, { dataSetArn, landedAt }: Landed): boolean {
  const now = world.clock.now();
  const covers = ({ by, createdAt, endsAt, plan }: IngestionRecord): boolean =>
    by === 'us' && createdAt > landedAt && endsAt <= now && plan.status === 'COMPLETED';
  return world.quickSight.ofDataSet(dataSetArn).some(covers);
}

/** How many of the reported landings wait for landing events that are missing: no redrive covers them. */
export function incompleteLandings(world: Evidence): number {
  return landingsOf(world).filter((landing) => !isCovered(world, landing) && isIncomplete(world, landing)).length;
}

/** Pending in a row that is to wait for all landing events, and a published event names one that is missing there. */
function isIncomplete(world: Evidence, { dataSetArn, countsAt }: Counted): boolean {
  const { pending, settings } = world.ledger.get(dataSetArn) ?? {};
  if (!pending || settings?.all?.whenIncomplete !== 'wait') {
    return false;
  }
  const noLater = countsAt + CLOCKS_DIFFER;
  return (
    pending.first <= noLater &&
    world.occurrences.some(
      (each) =>
        each.what === 'outcome' &&
        each.outcome.dataSetArn === dataSetArn &&
        each.outcome.detailType === OutcomeDetailType.DEFERRED &&
        each.outcome.landings?.first === pending.first &&
        each.outcome.missingLandingEvents?.some((name) => !Object.hasOwn(pending.by, name)),
    )
  );
}

/** In the dead-letter queue: as the message it came in, or as a failed refresh of a row in which it is pending. */
function isReported(world: Evidence, { dataSetArn, time, countsAt }: Counted): boolean {
  const row = world.ledger.get(dataSetArn);
  const firsts = [row?.pending?.first, row?.ingestion?.covers.first].filter((first) => first !== undefined);
  // the row has whole seconds, and clocks differ; a time in the future counts as soon as the message is received
  const noLater = countsAt + CLOCKS_DIFFER;
  // what is counted or landed after any restore stands for everything that landed before that restore
  const last = Math.max(row?.pending?.last ?? 0, row?.ingestion?.covers.last ?? 0);
  const isStoodFor = world.occurrences.some(
    ({ what, at }) => what === 'restored' && countsAt <= at && last >= at - CLOCKS_DIFFER,
  );
  const stillPending = firsts.some((first) => first <= noLater) || isStoodFor;
  return world.deadLetterQueue
    .all()
    .some((message) => isAbout(message, dataSetArn) && (stillPending || message.body.includes(`"${time}"`)));
}

/** Answers after which no ingestion has begun and none counts: denied by IAM or STS, or throttled. */
const UNCOUNTED = ['AccessDenied', 'AccessDeniedException', 'Throttling', 'ThrottlingException'];

/** Times of the calls to `CreateIngestion` that may count against the quota, by data set. */
export function callsByDataSet(world: Evidence): number[][] {
  const calls = new Map<string, { readonly at: number; readonly ingestionId: string }[]>();
  for (const occurrence of world.occurrences) {
    if (occurrence.what !== 'calling' && occurrence.what !== 'called') {
      continue;
    }
    const { at, dataSetArn, ingestionId } = occurrence;
    const known = calls.get(dataSetArn) ?? [];
    if (occurrence.what === 'calling') {
      calls.set(dataSetArn, [...known, { at, ingestionId }]);
    } else if (occurrence.action === 'quicksight:CreateIngestion' && UNCOUNTED.includes(occurrence.answer)) {
      const refused = known.findLastIndex((call) => call.ingestionId === ingestionId);
      calls.set(dataSetArn, known.toSpliced(refused, 1));
    }
  }
  return [...calls.values()].map((known) => known.map(({ at }) => at));
}

/** The most calls of one data set in any 24 hours. */
export function mostCallsIn24h(world: Evidence): number {
  return Math.max(0, ...callsByDataSet(world).map(mostIn24h));
}

export function mostIn24h(calls: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < calls.length; last++) {
    while ((calls[last] as number) - (calls[first] as number) >= DAY) {
      first++;
    }
    most = Math.max(most, last - first + 1);
  }
  return most;
}
