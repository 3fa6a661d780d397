/** One landing, as one data set sees it. */
export interface Landing {
  readonly landingEvent: string;
  readonly time: number;
  readonly ifStaleFor?: number;
  /** When its message reached the queue, if that was long after its time. */
  readonly lateAt?: number;
}

/** Landings folded into one: enough to decide with, whatever their number. */
export interface Landings {
  /** The earliest and the latest landing. */
  readonly first: number;
  readonly last: number;
  /** How many; repeated deliveries count again, and a start in the midst of a stream splits it by time. */
  readonly count: number;
  /** When each landing event last occurred. */
  readonly by: Readonly<Record<string, number>>;
}

/** Landings as one; none of them is nothing. */
export function foldLandings(landings: readonly Landing[]): Landings | undefined {
  if (landings.length === 0) {
    return undefined;
  }
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const by: Record<string, number> = {};
  for (const { landingEvent, time: at } of landings) {
    first = Math.min(first, at);
    last = Math.max(last, at);
    by[landingEvent] = latest(by, landingEvent, at);
  }
  return { first, last, count: landings.length, by };
}

/** A landing event may have any name, also one that every object has a property of. */
function latest(by: Readonly<Record<string, number>>, landingEvent: string, at: number): number {
  const known = Object.hasOwn(by, landingEvent) ? by[landingEvent] : undefined;
  return Math.max(known ?? at, at);
}

/** Two sets of landings as one. */
export function merge(a: Landings | undefined, b: Landings): Landings {
  if (!a) {
    return b;
  }
  const by: Record<string, number> = { ...a.by };
  for (const [landingEvent, last] of Object.entries(b.by)) {
    by[landingEvent] = latest(by, landingEvent, last);
  }
  return { first: Math.min(a.first, b.first), last: Math.max(a.last, b.last), count: a.count + b.count, by };
}

/**
 * Landings split at a time: those up to and including it, and those after it. Only the ends of a stretch of
 * landings are known, so the split is conservative (the later part may begin right after `at`) and its count
 * is shared out as if they were evenly spread.
 */
export function split(landings: Landings, at: number): { upTo?: Landings; after?: Landings } {
  if (landings.last <= at) {
    return { upTo: landings };
  }
  if (landings.first > at) {
    return { after: landings };
  }
  const share = (landings.last - at) / (landings.last - landings.first);
  const [least, most] = landings.count > 1 ? [1, landings.count - 1] : [0, landings.count];
  const later = Math.min(Math.max(Math.round(landings.count * share), least), most);
  const entries = Object.entries(landings.by);
  return {
    upTo: {
      first: landings.first,
      last: at,
      count: landings.count - later,
      by: Object.fromEntries(entries.map(([name, last]) => [name, Math.min(last, at)])),
    },
    after: {
      first: at + 1,
      last: landings.last,
      count: later,
      by: Object.fromEntries(entries.filter(([, last]) => last > at)),
    },
  };
}
