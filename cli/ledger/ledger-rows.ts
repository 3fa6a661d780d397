import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem, type LedgerItem } from '../../lambda/aws/ledger-item';
import type { LedgerRow } from '../../lambda/row';
import { LEDGER_KEY, SCHEMA } from '../../lib/private/contract';

/**
 * Every row of a ledger table.
 *
 * @throws if a row is none of a ledger, or of a newer version than this command
 */
export async function readRows(client: DynamoDBClient, tableName: string): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
    for (const item of Items) {
      rows.push(checked(unmarshall(item), tableName));
    }
  }
  return rows;
}

function checked(item: Record<string, unknown>, tableName: string): LedgerRow {
  if (typeof item[LEDGER_KEY] !== 'string' || typeof item.schema !== 'number') {
    throw new Error(
      `${tableName} is no ledger: it has an item without ${LEDGER_KEY} and schema. Give the table of a SpiceRefresh`,
    );
  }
  if (item.schema > SCHEMA) {
    throw new Error(
      `the row of ${item[LEDGER_KEY]} has schema ${item.schema}, this command knows ${SCHEMA}: take the version of cdk-spice-refresh that is deployed`,
    );
  }
  return fromItem(item as unknown as LedgerItem);
}
