import type { Outcome } from './outcome';

/** Outcomes kept for an event bus that takes none: enough for a day of one data set. */
const MAX_OUTCOMES = 50;

/** Of the 400 KB that an item of DynamoDB may have; the rest of a row is a few KB. */
const MAX_BYTES = 64 * 1_024;

/** The outcomes that wait for the event bus, and those for which there is no room. */
export interface Outbox {
  readonly kept: readonly Outcome[];
  /** The oldest. */
  readonly dropped: readonly Outcome[];
}

/** What the event bus has not taken, and what is new, newest last. */
export function toOutbox(waiting: readonly Outcome[] = [], outcomes: readonly Outcome[] = []): Outbox {
  const known = new Set(waiting.map(keyOf));
  const all = [...waiting, ...outcomes.filter((outcome) => !known.has(keyOf(outcome)))];
  let bytes = 0;
  let from = all.length;
  while (from > 0 && all.length - from < MAX_OUTCOMES) {
    bytes += Buffer.byteLength(JSON.stringify(all[from - 1]));
    if (bytes > MAX_BYTES) {
      break;
    }
    from--;
  }
  return { kept: all.slice(from), dropped: all.slice(0, from) };
}

/** The same outcome has the same key in every try. */
export function keyOf({ detailType, ingestionId, error, landings, missingLandingEvents }: Outcome): string {
  return [detailType, ingestionId ?? missingLandingEvents?.join(), error, landings?.first].join(' ');
}

/** An empty outbox is none. */
export function orAbsent(outcomes: readonly Outcome[]): readonly Outcome[] | undefined {
  return outcomes.length === 0 ? undefined : outcomes;
}
