import { formatTime } from '../../lambda/format';
import { dataSetName, type Place } from '../../lib/private/contract';
import { whoCalls } from '../aws/caller';
import { readLedger, tableOf } from '../ledger/ledger-table';
import type { Context, Options } from '../verb';
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
  const own = await whoCalls();
  for (;;) {
    const statuses = chosen(await readStatuses(table, own, now()), dataSets, table);
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

async function readStatuses(table: string, own: Place, now: number): Promise<Status[]> {
  const rows = await readLedger(table);
  return rows.map((row) => statusOf(row, now, dataSetName(row.dataSetArn, own)));
}

/** Those that are given, by name or ARN. */
function chosen(statuses: readonly Status[], given: readonly string[], table: string): readonly Status[] {
  const is = ({ name, dataSetArn }: Status, text: string): boolean => [name, dataSetArn].includes(text);
  const unknown = given.filter((text) => !statuses.some((status) => is(status, text)));
  if (unknown.length > 0) {
    const known = statuses.map(({ name }) => name).sort();
    throw new Error(`no data set ${unknown.join(', ')} in ${table}: there are ${known.join(', ') || 'none'}`);
  }
  return given.length === 0 ? statuses : statuses.filter((status) => given.some((text) => is(status, text)));
}
