import { applyInbox } from '../../lambda/apply-inbox';
import { decide } from '../../lambda/decide';
import { described } from '../../lambda/ingestion/poll';
import { answered, intend } from '../../lambda/ingestion/start';
import { defaultPace } from '../../lambda/pace/default-pace';
import type { Demand } from '../../lambda/pace/demand';
import type { Pace } from '../../lambda/pace/pace';
import { nextTokenAt } from '../../lambda/pace/token-bucket';
import { isInFlight, type LedgerRow, newRow } from '../../lambda/row';
import { DAY, HOUR, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';
import type { RefreshSettings } from '../../lib/private/contract';
import type { Policy } from '../../sim/plan/policy-run';
import { BEGIN } from './traces';

/** What QuickSight's Enterprise edition allows in any 24 hours. */
export const QUOTA = 32;

const DATA_SET = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/bench';

/** Settings that leave the start to the pace alone. */
export const PACE_ALONE: RefreshSettings = {
  settle: 0,
  maxWait: 10 * 24 * 3_600,
  ingestionTimeout: 6 * 3_600,
  quota: { perDay: QUOTA, reserved: 0 },
  ingestion: { type: 'FULL_REFRESH' },
};

/** What the function would do, by its own ledger row and its own decisions. `demand` is what it remembers from before. */
export function thisProject(
  ingestionSeconds: number,
  settings = PACE_ALONE,
  demand?: Demand,
  pace: Pace = defaultPace,
): Policy {
  let row: LedgerRow = { ...newRow(DATA_SET, settings, BEGIN), expectedSeconds: ingestionSeconds, demand };
  return {
    landed: (at) => {
      const landings = [{ landingEvent: 'Landed', time: at }];
      const inbox = { landings, settings, settingsAt: at, wakes: [], retries: [] };
      row = applyInbox(row, DATA_SET, inbox, at, 'deployment', pace) as LedgerRow;
    },
    started: (at) => {
      const intent = intend(row, 'FULL_REFRESH', `started-${at}`, at);
      row = answered(intent, { created: true }, at, 0).row;
    },
    ended: (at) => {
      if (!isInFlight(row)) {
        throw new Error('no ingestion is in flight that could have ended');
      }
      const { startedAt } = row.ingestion;
      const ingestion = { status: 'COMPLETED', createdAt: startedAt, seconds: ingestionSeconds };
      row = described(row, { ingestion }, at, 0).row;
    },
    startAt: (_, now) => {
      const step = decide(row, now, pace);
      if (step.do === 'start') {
        return now;
      }
      if (step.do === 'wait' && step.until > now) {
        return step.until;
      }
      throw new Error(`something waits, and the function would ${step.do}: ${step.reason}`);
    },
  };
}

/** Starts at least this far apart, as long as the quota lasts; 0: at once. */
export function spaced(gap: number): Policy {
  const starts: number[] = [];
  const after = (start: number | undefined, wait: number): number => (start ?? Number.NEGATIVE_INFINITY) + wait;
  return {
    started: (at) => void starts.push(at),
    startAt: () => Math.max(after(starts.at(-1), gap), after(starts.at(-QUOTA), DAY + SECOND)),
  };
}

/** At the full hour, if anything has landed. */
export function hourly(): Policy {
  return { startAt: (waiting) => Math.ceil((waiting.first + COVER_MARGIN) / HOUR) * HOUR };
}

/** A token bucket of this size, and nothing else: neither a ledger nor the memory of a day alone. */
export function tokenBucket(size: number): Policy {
  const starts: number[] = [];
  return {
    started: (at) => void starts.push(at),
    startAt: () => nextTokenAt(starts, QUOTA, size),
  };
}
