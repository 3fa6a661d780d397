import { HOUR } from '../time';
import {
  DAYS_BACK,
  EVIDENCE,
  EVIDENCE_HOURS,
  LEAST_EXPECTED,
  NEW_LIKELIHOOD,
  NEW_SURPRISE,
  SLOT,
  SLOTS_PER_DAY,
} from './constants';
import { at, type Demand, isRemembered, smooth } from './demand';

/** A day that today may be like. */
export interface Day {
  /** Half hours. */
  readonly back: number;
  /** Before anything has landed, … */
  readonly weight: number;
  /** … and given what has. Of all days together each is 1. */
  readonly likelihood: number;
}

/** The days remembered, and how likely it is (0..1) that today is like one of them, and not something new. */
export function likelyDays(demand: Demand, current: number, passed: number): { days: readonly Day[]; trust: number } {
  const remembered = DAYS_BACK.filter(([back]) => isRemembered(demand, current - back));
  // files come in bursts: all that land together are one piece of evidence
  const landed = sum(demand.landings);
  const perBurst = Math.max(1, landed / Math.max(1, sum(demand.bursts)));
  const mean = landed / Math.max(SLOTS_PER_DAY, demand.landings.length + current - demand.slot);
  const evidence = Array.from({ length: SLOTS_PER_DAY }, (_, ago) => ({
    slot: current - ago,
    count: at(demand, demand.landings, current - ago),
    part: ago === 0 ? passed : 1,
    weight: (EVIDENCE * Math.exp((-ago * SLOT) / (EVIDENCE_HOURS * HOUR))) / perBurst,
  }));
  const ofNew = sum(
    evidence.map(({ count, weight }) => weight * NEW_SURPRISE * perBurst * Math.log(1 + count / perBurst)),
  );
  const ofDays = remembered.map(([back]) =>
    sum(
      evidence.map(({ slot, count, part, weight }) => {
        const then = isRemembered(demand, slot - back) ? smooth(demand, demand.landings, slot - back) : mean;
        const expected = (then + LEAST_EXPECTED) * part;
        // how far, by its logarithm, the likelihood of the count is below the highest, landings being independent
        return weight * ((count === 0 ? 0 : count * Math.log(count / expected)) - count + expected);
      }),
    ),
  );
  const least = Math.min(...ofDays);
  const weights = sum(remembered.map(([, weight]) => weight));
  const likelihoods = remembered.map(([, weight], i) => (weight / weights) * Math.exp(least - (ofDays[i] as number)));
  const all = sum(likelihoods);
  return {
    days: remembered.map(([back, weight], i) => ({
      back,
      weight: weight / weights,
      likelihood: (likelihoods[i] as number) / all,
    })),
    trust: remembered.length === 0 ? 0 : all / (all + NEW_LIKELIHOOD * Math.exp(least - ofNew)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
