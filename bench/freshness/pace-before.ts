import { burstEndsAt, settledAt } from '../../lambda/pace/burst';
import { LONGEST_WAIT, OVERDUE, SLOT } from '../../lambda/pace/constants';
import type { Demand } from '../../lambda/pace/demand';
import type { Expected } from '../../lambda/pace/forecast';
import type { Pace } from '../../lambda/pace/pace';
import { availableIn, isWorth, lowestPrice, ratesNow, refreshesAt } from '../../lambda/pace/price';
import { allowedCalls, callsInWindow } from '../../lambda/pace/quota';
import { DAY, HOUR, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';

/**
 * The pace as it was until it learned the week and the run, to compare with: it remembers three and a half days, in
 * which it looks for one like today, knows a burst only while it lasts, and never plans to spend the last two thirds of a
 * refresh. The burst rule and what a refresh is worth are those of today.
 */
export function paceBefore(ingestionSeconds: number): Pace {
  return {
    record: ({ demand }, { first }) => learn(demand, first, ingestionSeconds),
    earliestStart: (row, pending, now) => {
      const { demand } = row;
      const allowed = allowedCalls(row);
      const inWindow = callsInWindow(row.calls, now);
      const expected = forecast(demand as Demand, now);
      const price = priceBefore(expected, allowed - inWindow.length, inWindow, now);
      const rate = ratesNow(expected);
      const { burst } = demand as Demand;
      const settled = Math.max(now, settledAt(pending, burst, ingestionSeconds));
      const longest = pending.first + LONGEST_WAIT * (DAY / allowed);
      const isWorthIt = price === 0 || isWorth(price, pending.count, rate);
      const over = isWorthIt
        ? price === 0
          ? settled
          : burstEndsAt(pending, burst, SLOT / rate.landings, ingestionSeconds)
        : pending.last + OVERDUE * (SLOT / rate.mostBursts);
      const at = Math.ceil(Math.max(settled, pending.first + COVER_MARGIN, Math.min(over, longest)));
      return { at, deferred: !isWorthIt && at > settled, reason: 'as before' };
    },
  };
}

const RESERVE = 2 / 3;

/** The price at which the forecast never spends more than is left, but for the reserve. */
function priceBefore(expected: readonly Expected[], left: number, calls: readonly number[], now: number): number {
  const available = availableIn(expected, left, calls, now);
  return lowestPrice((price) => {
    let spent = 0;
    return expected.every((slot, ahead) => {
      spent += refreshesAt(price, slot, 0);
      return spent <= Math.max(1, (available[ahead] as number) - RESERVE);
    });
  });
}

const SLOTS_PER_DAY = 48;
const DAYS = 3;
const REMEMBERED = (DAYS + 0.5) * SLOTS_PER_DAY;

function learn(known: Demand | undefined, at: number, ingestionSeconds: number): Demand {
  const slot = Math.floor(at / SLOT);
  const {
    landings,
    bursts,
    burst,
    slot: newest,
  } = known ?? { slot, landings: [0], bursts: [0], burst: { at: 0, count: 0 } };
  const quiet = new Array<number>(Math.min(slot - newest, REMEMBERED)).fill(0);
  const isNew = at >= burst.at + ingestionSeconds * SECOND;
  const add = (counts: readonly number[], more: number): number[] => {
    const rolled = [...counts, ...quiet].slice(-REMEMBERED);
    rolled[rolled.length - 1] = (rolled.at(-1) as number) + more;
    return rolled;
  };
  return {
    slot,
    landings: add(landings, 1),
    bursts: add(bursts, isNew ? 1 : 0),
    burst: isNew ? { at, count: 1 } : { ...burst, count: burst.count + 1 },
  };
}

function forecast({ slot, landings, bursts }: Demand, now: number): Expected[] {
  const current = Math.floor(now / SLOT);
  const passed = Math.max(0.02, now / SLOT - current);
  const at = (counts: readonly number[], when: number): number => counts[counts.length - 1 - (slot - when)] ?? 0;
  const isRemembered = (when: number): boolean => when > slot - landings.length;
  const mean = (counts: readonly number[], slots: number): number => {
    let sum = 0;
    for (let ago = 0; ago < slots; ago++) {
      sum += at(counts, current - ago);
    }
    return sum / (slots - 1 + passed);
  };
  const similarity = (back: number): number => {
    let different = 0;
    let all = 0;
    for (let ago = 0; ago < SLOTS_PER_DAY && isRemembered(current - ago - back); ago++) {
      const weight = Math.exp((-ago * SLOT) / (3 * HOUR));
      const today = at(landings, current - ago);
      const then = at(landings, current - ago - back) * (ago === 0 ? passed : 1);
      different += weight * Math.max(0, Math.abs(today - then) - 0.5 * Math.sqrt(today + then));
      all += weight * Math.max(today, then);
    }
    return all === 0 ? 0.5 : 1 - different / all;
  };
  const smooth = (counts: readonly number[], when: number): number =>
    (at(counts, isRemembered(when - 1) ? when - 1 : when) + 2 * at(counts, when) + at(counts, when + 1)) / 4;
  const days = Array.from({ length: DAYS }, (_, i) => (i + 1) * SLOTS_PER_DAY)
    .filter((back) => isRemembered(current - back))
    .map((back) => ({ back, similarity: similarity(back) }));
  const trust = Math.max(0, ...days.map((day) => day.similarity));
  const weight = days.reduce((sum, day) => sum + day.similarity ** 3, 0);
  const remembered = Math.max(SLOTS_PER_DAY, landings.length + current - slot);
  const fading = (counts: readonly number[]): ((ahead: number) => number) => {
    const [recent, all] = [mean(counts, 2), mean(counts, remembered)];
    return (ahead) => all + (recent - all) * Math.exp((-ahead * SLOT) / (2.5 * HOUR));
  };
  const [fadingLandings, fadingBursts, recentBursts] = [fading(landings), fading(bursts), mean(bursts, 6)];
  return Array.from({ length: SLOTS_PER_DAY }, (_, ahead) => {
    const part = ahead === 0 ? 1 - passed : 1;
    const recent = { landings: fadingLandings(ahead), bursts: Math.max(recentBursts, fadingBursts(ahead)) };
    if (weight === 0) {
      return { ...recent, mostBursts: recent.bursts, part };
    }
    const daily = (counts: readonly number[]): number =>
      days.reduce((sum, day) => sum + day.similarity ** 3 * smooth(counts, current + ahead - day.back), 0) / weight;
    const dailyBursts = daily(bursts);
    return {
      landings: (trust * Math.sqrt(daily(landings)) + (1 - trust) * Math.sqrt(recent.landings)) ** 2,
      bursts: trust * dailyBursts + (1 - trust) * recent.bursts,
      mostBursts: Math.max(dailyBursts, recent.bursts),
      part,
    };
  });
}
