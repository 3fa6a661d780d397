import { DAY, SECOND } from '../../lambda/time';

export interface BoundOptions {
  /** Starts allowed in each day. */
  readonly perDay: number;
  /** When one of the days begins. Any time makes a bound; one at which the landings begin makes the higher one. */
  readonly daysFrom: number;
  readonly ingestionSeconds: number;
  /** An ingestion covers landings at least this much older than its start. */
  readonly marginSeconds: number;
}

/**
 * The least total lag, in seconds, that anybody could reach with hindsight: at most `perDay` starts in each day,
 * starts at least one ingestion apart, nothing else binding. A rolling 24 hours allows less than that, so this is a
 * lower bound for every pace that keeps the quota. The lag of a landing runs until the first ingestion that covers it
 * completes.
 *
 * Exact for landings on whole seconds, and quickest when they lie on a coarser grid. Let W(t) be the landings that a
 * start at t covers and S(t) the sum of their times. Two starts in a row, at u and t, add the lag (W(t) - W(u)) (t + D)
 * - (S(t) - S(u)), where D is the ingestion. For each u that is a line in x = t + D with slope -W(u). Slopes only fall
 * and x only grows, so a lower hull of lines finds the best u in constant time.
 */
export function leastTotalLag(landings: readonly number[], options: BoundOptions): number {
  if (landings.length === 0) {
    return 0;
  }
  const { perDay, daysFrom, ingestionSeconds: length, marginSeconds: margin } = options;
  const origin = daysFrom + Math.floor(((landings[0] as number) - daysFrom) / DAY) * DAY;
  const times = landings.map((at) => (at - origin) / SECOND);

  // The starts so far, as lines: `soFar` are those of earlier days, whatever they used of their day's quota.
  const soFar: Line[] = [{ at: -length, covered: 0, offset: 0 }];
  for (const candidates of candidateStarts(times, length, margin)) {
    const best = candidates.map(() => Number.POSITIVE_INFINITY);
    let previous = soFar;
    for (let used = 1; used <= perDay; used++) {
      const offsets = oneMoreStart(previous, candidates, length);
      offsets.forEach((offset, i) => {
        best[i] = Math.min(offset, best[i] as number);
      });
      previous = toLines(candidates, offsets);
    }
    soFar.push(...toLines(candidates, best));
  }
  const complete = soFar.filter((line) => line.covered === times.length).map((line) => line.offset);
  return Math.min(...complete) - times.reduce((sum, at) => sum + at, 0);
}

/** A moment worth starting at, in seconds, and how many landings are covered then. */
interface Candidate {
  readonly at: number;
  readonly covered: number;
}

/** A start, with the least lag up to and with it plus the sum of the times of the landings it covers. */
interface Line extends Candidate {
  readonly offset: number;
}

/**
 * Where the best starts can lie, by day. Moving a start earlier helps until it would lose a landing, meet the ingestion
 * before it, or leave its day. So it lies within an ingestion of the newest landing it covers, or at midnight.
 */
function candidateStarts(times: readonly number[], length: number, margin: number): Candidate[][] {
  const daySeconds = DAY / SECOND;
  const last = (times.at(-1) as number) + margin;
  const end = Math.max(last + length, Math.ceil(last / daySeconds) * daySeconds);
  const days: Candidate[][] = Array.from({ length: Math.floor(end / daySeconds) + 1 }, () => []);
  const step = [daySeconds, length, margin, ...times].reduce(greatestCommonDivisor);
  let covered = 0;
  for (let at = 0; at <= end; at += step) {
    while (covered < times.length && (times[covered] as number) <= at - margin) {
      covered++;
    }
    const isRecent = covered > 0 && at - margin - (times[covered - 1] as number) <= length;
    if (isRecent || (covered > 0 && at % daySeconds === 0)) {
      days[Math.floor(at / daySeconds)]?.push({ at, covered });
    }
  }
  return days;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function toLines(candidates: readonly Candidate[], offsets: readonly number[]): Line[] {
  return candidates
    .map((candidate, i) => ({ ...candidate, offset: offsets[i] as number }))
    .filter(({ offset }) => offset < Number.POSITIVE_INFINITY);
}

/** For each candidate the best offset when one more start is made there, after one of the starts in `previous`. */
function oneMoreStart(previous: readonly Line[], candidates: readonly Candidate[], length: number): number[] {
  const hull: Line[] = [];
  let added = 0;
  let head = 0;
  return candidates.map(({ at, covered }) => {
    for (; added < previous.length && (previous[added] as Line).at <= at - length; added++) {
      addToHull(hull, previous[added] as Line);
    }
    if (hull.length === 0) {
      return Number.POSITIVE_INFINITY;
    }
    const x = at + length;
    head = Math.min(head, hull.length - 1);
    while (head + 1 < hull.length && valueAt(hull[head + 1] as Line, x) <= valueAt(hull[head] as Line, x)) {
      head++;
    }
    return valueAt(hull[head] as Line, x) + covered * x;
  });
}

function valueAt(line: Line, x: number): number {
  return line.offset - line.covered * x;
}

/** Adds a line that falls at least as steeply as those before it, and drops those that are nowhere lowest any more. */
function addToHull(hull: Line[], line: Line): void {
  const last = hull.at(-1);
  if (last?.covered === line.covered) {
    if (last.offset <= line.offset) {
      return;
    }
    hull.pop();
  }
  while (hull.length > 1) {
    const [before, newest] = hull.slice(-2) as [Line, Line];
    if (crossing(before, line) > crossing(before, newest)) {
      break;
    }
    hull.pop();
  }
  hull.push(line);
}

/** From which x on the steeper line `b` is the lower one. */
function crossing(a: Line, b: Line): number {
  return (b.offset - a.offset) / (b.covered - a.covered);
}
