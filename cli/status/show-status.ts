import { formatTime } from '../../lambda/format';
import { whoCalls } from '../aws/caller';
import { chosen } from '../ledger/chosen';
import { readLedger, tableOf } from '../ledger/ledger-table';
import type { Context, Options } from '../verb';
import { statusOf } from './status';
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
    const rows = chosen(await readLedger(table), dataSets, table, own);
    const statuses = rows.map(([name, row]) => statusOf(row, now(), name));
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
