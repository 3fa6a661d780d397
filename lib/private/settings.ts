import { Duration } from 'aws-cdk-lib';
import type { DataSetAccess } from '../access';
import type { DataSetRefreshOptions } from '../data-set-refresh-options';
import { Ingestion } from '../ingestion';
import { IngestionQuota } from '../ingestion-quota';
import type { RefreshOptions } from '../refresh-options';
import { RefreshWhen } from '../refresh-when';
import { ABSENT_SETTINGS, type RefreshSettings } from './contract';
import type { BoundLandingEvent } from './landing/bound-landing-event';
import { wholeSeconds } from './validate';

/**
 * The settings that travel with a data set's landing messages: what was asked for, or the default.
 *
 * @param what for an error: whose settings these are
 */
export function settingsOf(
  what: string,
  options: RefreshOptions,
  access: DataSetAccess,
  landingEvents: readonly BoundLandingEvent[],
  refreshWhen = RefreshWhen.any(),
): RefreshSettings {
  const settle = wholeSeconds(options.settle ?? Duration.minutes(1), 'settle');
  const maxWait = options.maxWait ? wholeSeconds(options.maxWait, 'maxWait') : Math.max(15 * 60, settle);
  if (settle > maxWait) {
    throw new Error(`${what}: settle must not be longer than maxWait: got settle ${settle} s and maxWait ${maxWait} s`);
  }
  const all = refreshWhen._settings(landingEvents.map((landingEvent) => landingEvent.id));
  const tag = access._tag;
  return {
    settle,
    maxWait,
    ingestionTimeout: wholeSeconds(options.ingestionTimeout ?? Duration.hours(6), 'ingestionTimeout', 60),
    quota: (options.quota ?? IngestionQuota.enterprise())._settings,
    ingestion: (options.ingestion ?? Ingestion.full())._settings,
    ...(all && { all }),
    ...(tag && { tag }),
    ...(options.metrics && { metrics: 'all' as const }),
  };
}

/** Ticks in the time of a safety net: it is that much shorter at most. */
const TICKS = 16;

/** EventBridge starts a scheduled rule within the minute. */
const TICK_LATE = 60;

/** How often a safety net ticks, and how old (seconds) a data set must be that the next tick would find too old. */
export function safetyNet(atLeastEvery: number): { readonly every: Duration; readonly ifStaleFor: number } {
  const minutes = Math.max(Math.floor(atLeastEvery / TICKS / 60), 1);
  return { every: Duration.minutes(minutes), ifStaleFor: atLeastEvery - minutes * 60 - TICK_LATE };
}

/** The safety net in seconds, if there is one. */
export function staleAfter({ refreshAtLeastEvery }: DataSetRefreshOptions): number | undefined {
  return refreshAtLeastEvery && wholeSeconds(refreshAtLeastEvery, 'refreshAtLeastEvery', 15 * 60);
}

/** The settings as messages have them on the way: without those that their absence means. */
export function written(settings: RefreshSettings): Partial<RefreshSettings> {
  const absent: Readonly<Record<string, unknown>> = ABSENT_SETTINGS;
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(absent[name])),
  );
}
