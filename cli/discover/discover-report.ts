import { formatTime, pluralize } from '../../lambda/format';
import { cell, formatBytes, formatNumber, table } from '../terminal/table';
import { paint } from '../terminal/terminal';
import type { Found, Inventory } from './inventory';
import { describeSchedule } from './schedule';

/** A data set of `--json`. Absent: not known, or there is none. */
export interface Listed {
  readonly name: string;
  readonly dataSetId: string;
  readonly dataSetArn: string;
  readonly spice: boolean;
  readonly lastRefresh?: string;
  readonly rows?: number;
  readonly bytes?: number;
  readonly schedules: readonly string[];
  readonly tagged: boolean;
  readonly problem?: string;
}

export function listed(found: Found, tag: { key: string; value: string }): Listed {
  const { name, id, arn, spice, lastCompleted, dataSet, schedules, tags, problem } = found;
  const { CreatedTime, IngestionTimeInSeconds = 0, RowInfo } = lastCompleted ?? {};
  return {
    name,
    dataSetId: id,
    dataSetArn: arn,
    spice,
    ...(CreatedTime && { lastRefresh: formatTime(CreatedTime.getTime() + IngestionTimeInSeconds * 1_000) }),
    ...(lastRows(RowInfo) !== undefined && { rows: lastRows(RowInfo) }),
    ...(spice &&
      dataSet?.ConsumedSpiceCapacityInBytes !== undefined && { bytes: dataSet.ConsumedSpiceCapacityInBytes }),
    schedules: schedules.map(describeSchedule),
    tagged: tags.get(tag.key) === tag.value,
    ...(problem !== undefined && { problem }),
  };
}

/** Of an incremental refresh `RowsIngested` are those of the look-back window alone. */
function lastRows(rows: { TotalRowsInDataset?: number; RowsIngested?: number } | undefined): number | undefined {
  return rows?.TotalRowsInDataset ?? rows?.RowsIngested;
}

/** For people. */
export function discoverReport({ caller, gaps }: Inventory, all: readonly Listed[]): string {
  const spice = all.filter((each) => each.spice);
  const columns = [
    { heading: 'name' },
    { heading: 'id' },
    { heading: 'last refresh' },
    { heading: 'rows', right: true },
    { heading: 'size', right: true },
    { heading: 'tag' },
    { heading: 'native schedules' },
  ];
  const rows = spice.map(({ name, dataSetId, lastRefresh, rows, bytes, tagged, schedules }) => [
    cell(name),
    cell(dataSetId),
    lastRefresh ?? paint('yellow', 'never'),
    rows === undefined ? '–' : formatNumber(rows),
    bytes === undefined ? '–' : formatBytes(bytes),
    tagged ? 'yes' : paint('yellow', 'no'),
    cell(schedules.join('; ')),
  ]);
  const others = all.length - spice.length;
  return [
    `${pluralize(spice.length, 'SPICE data set')} in account ${caller.account}, ${caller.region}` +
      (others > 0 ? `; ${others} more are direct query` : ''),
    '',
    ...(rows.length > 0 ? [table(columns, rows)] : []),
    ...all.flatMap(({ name, problem }) => (problem ? [`${cell(name)}: ${cell(problem)}`] : [])),
    ...gaps.map((gap) => paint('yellow', `not complete: ${gap}`)),
  ].join('\n');
}
