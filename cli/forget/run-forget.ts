import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { pluralize } from '../../lambda/format';
import { LedgerConflict } from '../../lambda/ports';
import type { LedgerRow } from '../../lambda/row';
import { whoCalls } from '../aws/caller';
import { permitted } from '../aws/permitted';
import { chosen } from '../ledger/chosen';
import { readLedger, tableOf } from '../ledger/ledger-table';
import { statusOf } from '../status/status';
import { cell } from '../terminal/table';
import { paint } from '../terminal/terminal';
import type { Context, Options } from '../verb';

/** Deletes rows, each only as it was shown. */
export async function runForget(given: readonly string[], options: Options, context: Context): Promise<number> {
  const { terminal, now } = context;
  const table = await tableOf(options);
  const rows = chosen(await readLedger(table), given, table, await whoCalls());
  const client = new DynamoDBClient({});
  const ledger = new DynamoDbLedger(client, table);
  let kept = 0;
  try {
    for (const [name, row] of rows) {
      const { ingestion } = row;
      if (ingestion && !row.ended && !options.force) {
        kept++;
        terminal.print(
          `${paint('red', cell(name))}: kept: ingestion ${cell(ingestion.id)} is in flight; wait until it has ended, or give --force`,
        );
      } else if (await isDeleted(ledger, row)) {
        terminal.print(`${paint('green', cell(name))}: forgotten: ${whatItWas(row, now())}`);
      } else {
        kept++;
        terminal.print(
          `${paint('red', cell(name))}: kept: the function has written it in the meantime; look at status`,
        );
      }
    }
  } finally {
    client.destroy();
  }
  return kept > 0 ? 1 : 0;
}

async function isDeleted(ledger: DynamoDbLedger, row: LedgerRow): Promise<boolean> {
  try {
    await permitted('dynamodb:DeleteItem', () => ledger.delete(row));
    return true;
  } catch (error) {
    if (error instanceof LedgerConflict) {
      return false;
    }
    throw error;
  }
}

function whatItWas(row: LedgerRow, now: number): string {
  const { waiting, waitingSince, freshThrough, reason } = statusOf(row, now);
  const pending =
    waitingSince === undefined ? 'nothing pending' : `${pluralize(waiting, 'landing')} since ${waitingSince}`;
  const fresh = freshThrough === undefined ? 'never refreshed' : `fresh through ${freshThrough}`;
  return `${pending}, ${fresh}; it said: ${cell(reason)}`;
}
