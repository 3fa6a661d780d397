import { formatDuration } from '../../lambda/format';
import { DAY, HOUR, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';
import type { FileLanding } from '../../sim/plan/landing-file';
import { type Policy, simulate } from '../../sim/plan/policy-run';
import type { Figures } from '../../sim/plan/simulated-plan';
import { table } from '../terminal/table';

/** What a policy does with the same landings. */
export interface Compared {
  readonly policy: 'atOnce' | 'hourly' | 'cdkSpiceRefresh';
  readonly ingestions: number;
  readonly maxIngestionsIn24h: number;
  readonly meanLagSeconds: number;
}

/** The same landings with a refresh at once for each, with one each hour, and as they were simulated. */
export function compare(
  landings: readonly FileLanding[],
  figures: Figures,
  { quota, ingestionSeconds }: { quota: number; ingestionSeconds: number },
): Compared[] {
  const times = new Map<string, number[]>();
  for (const { at, dataSetId } of landings) {
    times.set(dataSetId, [...(times.get(dataSetId) ?? []), at]);
  }
  const played = (policy: 'atOnce' | 'hourly', newPolicy: () => Policy): Compared => {
    const results = [...times.values()].map((each) => ({
      count: each.length,
      ...simulate(each, newPolicy(), ingestionSeconds),
    }));
    const lag = results.reduce((sum, { meanLagSeconds, count }) => sum + meanLagSeconds * count, 0);
    return {
      policy,
      ingestions: results.reduce((sum, { starts }) => sum + starts.length, 0),
      maxIngestionsIn24h: Math.max(...results.map(({ mostIn24h }) => mostIn24h)),
      meanLagSeconds: Math.round((lag / landings.length) * 10) / 10,
    };
  };
  return [
    played('atOnce', () => withinQuota(quota, ({ first }) => first)),
    played('hourly', () => withinQuota(quota, ({ first }) => Math.ceil((first + COVER_MARGIN) / HOUR) * HOUR)),
    {
      policy: 'cdkSpiceRefresh',
      ingestions: figures.ingestions,
      maxIngestionsIn24h: figures.maxIngestionsIn24h,
      meanLagSeconds: figures.lagSeconds.mean,
    },
  ];
}

/** QuickSight refuses what is beyond the quota: then it waits until the window opens. */
function withinQuota(quota: number, startAt: Policy['startAt']): Policy {
  const starts: number[] = [];
  return {
    started: (at) => void starts.push(at),
    startAt: (waiting, now) => {
      const oldest = starts.at(-quota);
      return Math.max(startAt(waiting, now), oldest === undefined ? 0 : oldest + DAY + SECOND);
    },
  };
}

const NAMES = { atOnce: 'at once', hourly: 'hourly', cdkSpiceRefresh: 'cdk-spice-refresh' } as const;

export function comparisonTable(compared: readonly Compared[]): string {
  const columns = [
    { heading: 'policy' },
    { heading: 'ingestions', right: true },
    { heading: 'most in 24 h', right: true },
    { heading: 'mean lag', right: true },
  ];
  return table(
    columns,
    compared.map(({ policy, ingestions, maxIngestionsIn24h, meanLagSeconds }) => [
      NAMES[policy],
      `${ingestions}`,
      `${maxIngestionsIn24h}`,
      formatDuration(meanLagSeconds * 1_000),
    ]),
  );
}
