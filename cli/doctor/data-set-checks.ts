import type { Ingestion, RefreshSchedule } from '@aws-sdk/client-quicksight';
import { dataSetIdOf } from '../../lambda/outcome/outcome';
import type { LedgerRow } from '../../lambda/row';
import { DAY } from '../../lambda/time';
import { tagCommand } from '../../lib/private/contract';
import type { ConfiguredDataSet } from '../aws/deployed-refresh';
import { describeSchedule, removeSchedule } from '../discover/schedule';
import type { Finding } from './finding';

/** What QuickSight says of a data set; what it may not be asked is absent. */
export interface Observed {
  readonly exists: boolean;
  readonly spice?: boolean;
  readonly tags?: ReadonlyMap<string, string>;
  readonly lookBackWindow?: boolean;
  readonly schedules?: readonly RefreshSchedule[];
  readonly ingestions?: readonly Ingestion[];
}

/** A pure function of what is configured and what is there. */
export function checkDataSet(
  { arn, settings }: ConfiguredDataSet,
  name: string,
  account: string,
  observed: Observed,
  row: LedgerRow | undefined,
  now: number,
): Finding[] {
  const id = dataSetIdOf(arn);
  const about = (finding: Omit<Finding, 'subject'>): Finding => ({ subject: name, ...finding });
  if (!observed.exists) {
    return [
      about({
        level: 'error',
        check: 'dataSetExists',
        what: 'QuickSight has no such data set',
        why: 'each refresh fails with ResourceNotFoundException',
        fix: 'pass its new id to addDataSet, or remove it from the app',
      }),
    ];
  }
  if (observed.spice === false) {
    return [
      about({
        level: 'error',
        check: 'spice',
        what: 'it is a direct query, not in SPICE',
        why: 'QuickSight refuses to refresh it',
        fix: 'import it into SPICE, or remove it from the app',
      }),
    ];
  }
  const { tag, ingestion, quota } = settings;
  const others = othersIngestions(observed.ingestions ?? [], row, now);
  return [
    ...(tag && observed.tags && observed.tags.get(tag.key) !== tag.value
      ? [
          about({
            level: 'error',
            check: 'tag',
            what: `it lacks the tag ${tag.key}=${tag.value}`,
            why: 'the policy denies each refresh',
            fix: tagCommand(arn, tag),
          }),
        ]
      : []),
    ...(ingestion.type === 'INCREMENTAL_REFRESH' && observed.lookBackWindow === false
      ? [
          about({
            level: 'error',
            check: 'lookBackWindow',
            what: 'it has no look-back window',
            why: 'QuickSight refuses incremental refreshes of it',
            fix: `aws quicksight put-data-set-refresh-properties --aws-account-id ${account} --data-set-id ${id} --data-set-refresh-properties …`,
          }),
        ]
      : []),
    ...(observed.schedules ?? []).map((schedule) =>
      about({
        level: 'warning',
        check: 'nativeSchedule',
        what: `QuickSight refreshes it as well, ${describeSchedule(schedule)}`,
        why: 'it is refreshed twice',
        fix: removeSchedule(account, id, schedule),
      }),
    ),
    ...(others > 0
      ? [
          about({
            level: 'warning',
            check: 'quota',
            what: `others started ${others} of its ${quota.perDay} ingestions of the last 24 hours`,
            why: 'the function has that many fewer',
            fix: 'find who refreshes it by hand or by the API, or raise quota.reserved',
          }),
        ]
      : []),
  ];
}

/** Those that people and other programs started by the API or in the console. */
function othersIngestions(ingestions: readonly Ingestion[], row: LedgerRow | undefined, now: number): number {
  const manual = ingestions.filter(
    ({ CreatedTime, RequestSource }) => RequestSource === 'MANUAL' && now - (CreatedTime?.getTime() ?? 0) < DAY,
  );
  const ours = (row?.calls ?? []).filter((at) => now - at < DAY).length;
  return Math.max(manual.length - ours, 0);
}
