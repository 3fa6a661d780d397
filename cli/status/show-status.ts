import { formatTime } from '../../lambda/format';
import { readLedger, tableOf } from '../ledger/ledger-table';
import type { Context, Options } from '../verb';
import { uniqueNames } from './names';
import { type Status, statusOf } from './status';
import { statusReport } from './status-report';

/** How often `--watch` looks again. Milliseconds. */
const WATCH = 10_000;

export async function showStatus(
  dataSets: readonly string[],
  options: Options,
  { terminal, now, sleep }: Context,
): Promise<number> {
  const table = await tableOf(options);
  for (;;) {
    const statuses = chosen(await readStatuses(table, now()), dataSets, table);
    if (options.json) {
      terminal.json(statuses);
    } else {
      if (options.watch) {
        terminal.clear();
        terminal.print(`${table} at ${formatTime(now())}, again every 10 s\n`);
      }
      terminal.print(statusReport(statuses, now()));
    }
    if (!options.watch) {
      return 0;
    }
    await sleep(WATCH);
  }
}

async function readStatuses(table: string, now: number): Promise<Status[]> {
  const rows = await readLedger(table);
  const names = uniqueNames(rows.map(({ dataSetArn }) => dataSetArn));
  return rows.map((row) => statusOf(row, now, names.get(row.dataSetArn)));
}

/** Those that are named, by whatever names them: name, id or ARN. */
function chosen(statuses: readonly Status[], given: readonly string[], table: string): readonly Status[] {
  const is = ({ name, dataSetId, dataSetArn }: Status, text: string): boolean =>
    [name, dataSetId, dataSetArn].includes(text);
  const unknown = given.filter((text) => !statuses.some((status) => is(status, text)));
  if (unknown.length > 0) {
    const known = statuses.map(({ name }) => name).sort();
    throw new Error(`no data set ${unknown.join(', ')} in ${table}: there are ${known.join(', ') || 'none'}`);
  }
  return given.length === 0 ? statuses : statuses.filter((status) => given.some((text) => is(status, text)));
}
