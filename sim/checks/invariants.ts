import { SECOND } from '../../lambda/time';
import type { IngestionRecord } from '../aws/quick-sight-model';
import type { World } from '../world/world';
import { isAbout } from './about';
import { CLOCKS_DIFFER, callsByDataSet, type Evidence, landingsOf, mostIn24h } from './audit';

/** A rule of the design that a world has seen broken. */
export interface Violation {
  readonly rule:
    | 'covered'
    | 'fresh through'
    | 'one at a time'
    | 'quota'
    | 'no waste'
    | 'liveness'
    | 'explained'
    | 'published'
    | 'attempts'
    | 'settings'
    | 'bounded'
    | 'latest row'
    | 'removed'
    | 'paused';
  readonly at: number;
  readonly message: string;
}

/** An ingestion covers what landed this long before it started; see `COVER_MARGIN` of the function. */
const MARGIN = 5_000;

/**
 * Watches, while the world runs, that work is never without a message that will bring it up again.
 *
 * @param healedWithin how long it may be without one while the function is on: 0 until a message has been lost
 */
export function watchLiveness(world: World, healedWithin: () => number): Violation[] {
  const violations: Violation[] = [];
  const since = new Map<string, number>();
  world.onReleased(() => {
    const now = world.clock.now();
    const messages = [...world.queue.all(), ...world.deadLetterQueue.all()];
    for (const [dataSetArn, { pending, ingestion, ended, reason }] of world.ledger) {
      // a row that has ended waits for a landing, whatever is pending
      if (ended || (!pending && !ingestion) || messages.some((message) => isAbout(message, dataSetArn))) {
        since.delete(dataSetArn);
        continue;
      }
      const from = Math.max(since.get(dataSetArn) ?? now, world.poller.enabledAt);
      since.set(dataSetArn, from);
      if (now - from >= healedWithin()) {
        const message = `nothing in either queue will bring up what is pending: ${reason}`;
        violations.push({ rule: 'liveness', at: now, message });
      }
    }
  });
  return violations;
}

/**
 * The rules that can be checked by what happened, by the world's own record.
 *
 * @param disturbed whether invocations were cut off or held up
 */
export function violationsOf(world: Evidence, allowedCalls: number, disturbed: boolean): Violation[] {
  const dataSetArns = [...new Set(world.quickSight.ingestions.map(({ dataSetArn }) => dataSetArn))];
  return [
    ...dataSetArns.flatMap((dataSetArn) => overlaps(world, dataSetArn)),
    ...dataSetArns.flatMap((dataSetArn) => idle(world, dataSetArn, disturbed)),
    ...quotaBreaches(world, allowedCalls),
    ...unexplained(world),
    ...staleReads(world),
    ...longCalls(world),
  ];
}

const ours = (world: Evidence, dataSetArn: string): IngestionRecord[] =>
  world.quickSight.ofDataSet(dataSetArn).filter(({ by }) => by === 'us');

function overlaps(world: Evidence, dataSetArn: string): Violation[] {
  const ingestions = ours(world, dataSetArn);
  return ingestions.slice(1).flatMap((ingestion, index) => {
    const before = ingestions[index] as IngestionRecord;
    return before.endsAt > ingestion.createdAt
      ? [
          {
            rule: 'one at a time',
            at: ingestion.createdAt,
            message: `${ingestion.id} started while ${before.id} was in flight`,
          },
        ]
      : [];
  });
}

/**
 * An ingestion needs a landing that had arrived by then and that no earlier ingestion covered. A request lands whenever
 * a queue takes it: delivered again, it is another one. Landings about
 * as old as the start of the one before may count as uncovered: that is what the margin is for.
 */
function idle(world: Evidence, dataSetArn: string, disturbed: boolean): Violation[] {
  const landings = landingsOf(world).filter((landing) => landing.dataSetArn === dataSetArn);
  const slack = MARGIN + CLOCKS_DIFFER + (disturbed ? LONGEST_DISTURBANCE : 0);
  return ours(world, dataSetArn).flatMap((ingestion, index, all) => {
    const before = all
      .slice(0, index)
      .findLast(({ endsAt, plan }) => plan.status === 'COMPLETED' && endsAt <= ingestion.createdAt);
    const coveredThrough = before ? before.createdAt - slack : Number.NEGATIVE_INFINITY;
    const wanted = landings.some(
      ({ landedAt, time }) =>
        // delivered again, one of a time in the future cannot be distinguished from a new one
        Math.max(landedAt, Date.parse(time) - CLOCKS_DIFFER) > coveredThrough && landedAt <= ingestion.createdAt,
    );
    const requested = world.occurrences.some(
      (occurrence) =>
        occurrence.what === 'requested' &&
        occurrence.dataSetArn === dataSetArn &&
        occurrence.at > coveredThrough &&
        occurrence.at <= ingestion.createdAt,
    );
    return wanted || requested || ticked(world, dataSetArn, ingestion, before)
      ? []
      : [
          {
            rule: 'no waste',
            at: ingestion.createdAt,
            message: `${ingestion.id} started without an uncovered landing`,
          },
        ];
  });
}

/** A call is noted before it is made, and an invocation may take its whole time until it makes it. */
const LONGEST_DISTURBANCE = 80_000;

/**
 * A safety net's tick counts as a landing if nothing had refreshed the data set for that long. One whose time is in the
 * future counts when it is received.
 */
function ticked(
  world: Evidence,
  dataSetArn: string,
  ingestion: IngestionRecord,
  before: IngestionRecord | undefined,
): boolean {
  return world.occurrences.some((occurrence) => {
    if (occurrence.what !== 'landed' || occurrence.dataSetArn !== dataSetArn || occurrence.ifStaleFor === undefined) {
      return false;
    }
    const time = Math.max(occurrence.at, Math.min(Date.parse(occurrence.event.time), ingestion.createdAt));
    const staleFor = time - (before?.endsAt ?? 0);
    return occurrence.at <= ingestion.createdAt && staleFor >= occurrence.ifStaleFor * SECOND - CLOCKS_DIFFER;
  });
}

function quotaBreaches(world: Evidence, allowedCalls: number): Violation[] {
  return callsByDataSet(world).flatMap((calls) => {
    const most = mostIn24h(calls);
    return most > allowedCalls
      ? [
          {
            rule: 'quota',
            at: calls.at(-1) as number,
            message: `${most} CreateIngestion calls in 24 hours; ${allowedCalls} are allowed`,
          },
        ]
      : [];
  });
}

/** What is decided upon is the latest row: an eventually consistent read is not enough. */
function staleReads(world: Evidence): Violation[] {
  return world.occurrences.flatMap((occurrence) =>
    occurrence.what === 'staleRead'
      ? [
          {
            rule: 'latest row',
            at: occurrence.at,
            message: `the row of ${occurrence.dataSetArn} was read as it had been before the latest write`,
          },
        ]
      : [],
  );
}

/** A call that is never answered leaves an invocation time for the others. */
function longCalls(world: Evidence): Violation[] {
  return world.occurrences.flatMap((occurrence) =>
    occurrence.what === 'longCall'
      ? [
          {
            rule: 'liveness',
            at: occurrence.at,
            message: `the function waited ${occurrence.milliseconds} ms for one ${occurrence.effect}`,
          },
        ]
      : [],
  );
}

/** Every call was decided, and the decision had a reason. */
function unexplained(world: Evidence): Violation[] {
  const reasons = new Map<string, string>();
  const violations: Violation[] = [];
  for (const occurrence of world.occurrences) {
    if (occurrence.what === 'decided' && occurrence.step === 'start') {
      reasons.set(occurrence.dataSetArn, occurrence.reason);
    } else if (occurrence.what === 'calling' && !reasons.get(occurrence.dataSetArn)) {
      violations.push({
        rule: 'explained',
        at: occurrence.at,
        message: `${occurrence.ingestionId} was started without a reason`,
      });
    }
  }
  return violations;
}
