import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LedgerRow } from '../../lambda/row';
import { whereCalled } from '../aws/caller';
import { permitted } from '../aws/permitted';
import { onlyRefreshOf, readStack } from '../aws/stack';
import { type Options, UsageError } from '../verb';
import { readRows } from './ledger-rows';

/** The name of the ledger table that the options name, or whose stack they name. */
export async function tableOf({ table, stack }: Options): Promise<string> {
  if (typeof table === 'string') {
    return table;
  }
  if (typeof stack !== 'string') {
    throw new UsageError('expected --table NAME, the ledger table, or --stack NAME, the stack that has it');
  }
  const deployed = await readStack(stack);
  const name = deployed.physicalIds.get(onlyRefreshOf(deployed).tableId);
  if (!name) {
    throw new Error(`stack ${stack} has no ledger table yet: deploy it first`);
  }
  return name;
}

/** The rows of a ledger table, by data set. */
export async function readLedgerByDataSet(tableName: string): Promise<ReadonlyMap<string, LedgerRow>> {
  return new Map((await readLedger(tableName)).map((row) => [row.dataSetArn, row]));
}

/** Every row of a ledger table, with the caller's credentials. */
export async function readLedger(tableName: string): Promise<LedgerRow[]> {
  const client = new DynamoDBClient({});
  try {
    return await permitted('dynamodb:Scan', () => readRows(client, tableName)).catch(async (error: Error) => {
      throw error.name === 'ResourceNotFoundException'
        ? new Error(`no table ${tableName} ${await whereCalled()}`)
        : error;
    });
  } finally {
    client.destroy();
  }
}
