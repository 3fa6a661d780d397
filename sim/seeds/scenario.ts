import { INGESTION_ERRORS } from '../../lambda/ingestion/ingestion-error';
import { DAY, HOUR, MINUTE } from '../../lambda/time';
import type { RefreshSettings } from '../../lib/private/contract';
import type { IngestionPlan, WhileActive } from '../aws/quick-sight-model';
import { seeded } from './random';

/** What may go wrong; each can be left out, to find the shortest history that shows a violation. */
export const TROUBLES = [
  'crash',
  'stall',
  'error',
  'throttle',
  'duplicate',
  'delay',
  'concurrency',
  'skew',
  'people',
  'failure',
  'untagged',
  'redrive',
  'deployment',
  'future',
  'stale',
  'conflict',
  'bus',
  'lost',
  'purge',
  'off',
  'removal',
  'requests',
  'forgery',
  'nowhere',
  'restore',
  'pause',
  'operator',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Those that came later are drawn apart, so that a seed keeps the others that it had. */
const DRAWN_ALONE: readonly Trouble[] = ['removal', 'requests', 'forgery', 'nowhere', 'restore', 'pause', 'operator'];
const DRAWN_TOGETHER = TROUBLES.filter((trouble) => !DRAWN_ALONE.includes(trouble));

/** A data set of a forged message: there is no such region. */
export const NOWHERE = 'arn:aws:quicksight:eu-nowhere-1:123456789012:dataset/forged';

/** The two landing events of the simulated data set. */
export type ScenarioLanding = 'orders' | 'customers';

/** One seed: one data set for some days. Everything about it is drawn from the seed. */
export interface Scenario {
  readonly seed: number;
  /** How long data lands and things go wrong, in milliseconds; after that there is time to recover. */
  readonly span: number;
  readonly settings: RefreshSettings;
  /** The settings that deployments bring, one after the other. */
  readonly laterSettings: readonly RefreshSettings[];
  readonly safetyNet: boolean;
  /** How long the queue gathers a batch, in seconds. */
  readonly batchingWindow: number;
  /** Milliseconds from the start. */
  readonly landings: readonly { readonly at: number; readonly landing: ScenarioLanding }[];
  readonly ingestionSeconds: number;
  readonly whileActive: WhileActive;
  /** Ingestions QuickSight allows in 24 hours; the settings leave some of them to people. */
  readonly quota: number;
  /** How likely each trouble is, where it may occur. */
  readonly troubles: ReadonlyMap<Trouble, number>;
}

/** How likely an effect fails, or does not come to its end. */
export function failing({ troubles }: Scenario): number {
  const fail: readonly Trouble[] = ['crash', 'stall', 'error', 'throttle', 'conflict'];
  return fail.reduce((sum, trouble) => sum + (troubles.get(trouble) ?? 0), 0);
}

/** A stream of randomness of its own for each purpose: leaving one trouble out changes nothing else. */
export function stream(seed: number, purpose: string): () => number {
  let hash = 2_166_136_261;
  for (const character of `${seed} ${purpose}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  }
  return seeded(hash);
}

export function drawScenario(seed: number, landingEvents: Readonly<Record<ScenarioLanding, string>>): Scenario {
  const random = stream(seed, 'scenario');
  const pick = <T>(...choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] as T;
  const chance = (likely: number): boolean => random() < likely;
  const span = pick(0.5, 1, 2, 3) * DAY;
  const settle = pick(0, 5, 10, 60, 300);
  const quota = pick(4, 8, 32, 32);
  const waits = stream(seed, 'incomplete')() < 0.3 && { whenIncomplete: 'wait' as const };
  const all = chance(0.2)
    ? { landingEvents: Object.values(landingEvents), within: pick(600, 3_600, 6 * 3_600), ...waits }
    : undefined;
  const settings: RefreshSettings = {
    settle,
    maxWait: settle + pick(0, 60, 900),
    ingestionTimeout: pick(3_600, 6 * 3_600),
    quota: { perDay: quota, reserved: chance(0.3) ? Math.floor(quota / 4) : 0 },
    ingestion: chance(0.2)
      ? { type: 'INCREMENTAL_REFRESH', fullEvery: pick(undefined, 86_400), fallBackToFull: chance(0.5) }
      : { type: 'FULL_REFRESH' },
    ...(all && { all }),
    tag: { key: 'spice-refresh', value: 'allowed' },
  };
  return {
    seed,
    span,
    settings,
    // each waits longer than the one before, so that they can be distinguished
    laterSettings: [30, 90, 240].map((longer) => ({ ...settings, maxWait: settings.maxWait + longer })),
    safetyNet: chance(0.2),
    batchingWindow: stream(seed, 'window')() < 0.5 ? 1 : 10,
    landings: drawLandings(span, random),
    ingestionSeconds: pick(5, 30, 300, 1_200),
    whileActive: pick('queue', 'supersede', 'reject'),
    quota,
    // most seeds have a few troubles, some have all of them and some none
    troubles: new Map([
      ...DRAWN_TOGETHER.filter(() => chance(0.45)).map(
        (trouble) => [trouble, pick(0.01, 0.05, 0.2) * (0.5 + random())] as const,
      ),
      ...DRAWN_ALONE.filter((trouble) => stream(seed, trouble)() < (trouble === 'restore' ? 0.1 : 0.25)).map(
        (trouble) => [trouble, 0.1] as const,
      ),
    ]),
  };
}

/** Bursts, streams, single files and silence. */
function drawLandings(span: number, random: () => number): Scenario['landings'] {
  const landings: { at: number; landing: ScenarioLanding }[] = [];
  const land = (at: number): void => {
    if (at < span) {
      landings.push({ at: Math.round(at), landing: random() < 0.5 ? 'orders' : 'customers' });
    }
  };
  const bouts = 1 + Math.floor(random() * 12);
  for (let bout = 0; bout < bouts; bout++) {
    const from = random() * span;
    switch (Math.floor(random() * 4)) {
      case 0:
        land(from);
        break;
      case 1:
        for (let file = 0; file < 20; file++) {
          land(from + file * random() * 20_000);
        }
        break;
      case 2:
        for (let minute = 0; minute < 60; minute += 1 + Math.floor(random() * 10)) {
          land(from + minute * MINUTE + random() * MINUTE);
        }
        break;
      default:
        for (let hour = 0; hour < 12; hour++) {
          land(from + hour * HOUR);
        }
    }
  }
  return landings.sort((a, b) => a.at - b.at);
}

/** How an ingestion goes: mostly well; what made the last one fail has often not passed. */
export function drawIngestionPlan(
  scenario: Scenario,
  random: () => number,
  troubled: boolean,
  last?: IngestionPlan,
): IngestionPlan {
  const seconds = Math.max(Math.round(scenario.ingestionSeconds * (0.5 + random())), 1);
  const good: IngestionPlan = {
    seconds,
    status: 'COMPLETED',
    rowsIngested: 1_000,
    rowsDropped: random() < 0.1 ? 7 : 0,
  };
  if (!troubled || random() >= 3 * (scenario.troubles.get('failure') ?? 0)) {
    return good;
  }
  if (last?.status === 'FAILED' && Number.isFinite(last.seconds) && random() < 0.6) {
    return last;
  }
  const kind = random();
  if (kind < 0.1) {
    return { seconds: Number.POSITIVE_INFINITY, status: 'FAILED' };
  }
  if (kind < 0.2) {
    return { seconds, status: 'CANCELLED' };
  }
  const types = Object.keys(INGESTION_ERRORS);
  const type = kind < 0.3 ? 'AN_ERROR_NOBODY_KNOWS' : (types[Math.floor(random() * types.length)] as string);
  return { seconds, status: 'FAILED', error: { type, message: 'drawn from the seed' } };
}
