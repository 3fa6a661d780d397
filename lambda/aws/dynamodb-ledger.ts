import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { LEDGER_KEY, SCHEMA } from '../../lib/private/contract';
import { type Ledger, LedgerConflict, type LedgerPage } from '../ports';
import type { LedgerRow } from '../row';
import { fromItem, type LedgerItem, toItem } from './ledger-item';

/** The ledger as a DynamoDB table: one item per data set, attributes as the row has them but for what is packed. */
export class DynamoDbLedger implements Ledger {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly abortSignal?: AbortSignal,
  ) {}

  async read(dataSetArn: string): Promise<LedgerRow | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: marshall({ [LEDGER_KEY]: dataSetArn }),
        ConsistentRead: true,
      }),
      { abortSignal: this.abortSignal },
    );
    if (!Item) {
      return undefined;
    }
    const item = unmarshall(Item) as LedgerItem;
    if (item.schema > SCHEMA) {
      throw new Error(
        `the row of ${dataSetArn} has schema ${item.schema}, this function knows ${SCHEMA}: a newer version has been rolled back`,
      );
    }
    return fromItem(item);
  }

  /** Read as it is, a scan costs half; a row of a newer version is left to the function that can read it. */
  async scan(after?: string): Promise<LedgerPage> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new ScanCommand({
        TableName: this.tableName,
        FilterExpression: 'attribute_exists(unfinished)',
        ...(after !== undefined && { ExclusiveStartKey: marshall({ [LEDGER_KEY]: after }) }),
      }),
      { abortSignal: this.abortSignal },
    );
    const items = Items.map((item) => unmarshall(item) as LedgerItem);
    const next: string | undefined = LastEvaluatedKey && unmarshall(LastEvaluatedKey)[LEDGER_KEY];
    return { rows: items.filter(({ schema }) => schema <= SCHEMA).map(fromItem), ...(next && { next }) };
  }

  async write<Row extends LedgerRow>(row: Row): Promise<Row> {
    const written: Row = { ...row, schema: SCHEMA, version: row.version + 1 };
    const put = new PutItemCommand({
      TableName: this.tableName,
      Item: marshall(toItem(written), { removeUndefinedValues: true }),
      ...isLatest(row),
    });
    await orConflict(row, this.client.send(put, { abortSignal: this.abortSignal }));
    return written;
  }

  async delete(row: LedgerRow): Promise<void> {
    const { dataSetArn } = row;
    const remove = new DeleteItemCommand({
      TableName: this.tableName,
      Key: marshall({ [LEDGER_KEY]: dataSetArn }),
      ...isLatest(row),
    });
    await orConflict(row, this.client.send(remove, { abortSignal: this.abortSignal }));
  }
}

/** The optimistic lock. */
function isLatest({ version }: LedgerRow) {
  return version === 0
    ? {
        ConditionExpression: 'attribute_not_exists(#version)',
        ExpressionAttributeNames: { '#version': 'version' },
      }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':version': version }),
      };
}

async function orConflict({ dataSetArn, version }: LedgerRow, change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') {
      throw new LedgerConflict(`version ${version} of ${dataSetArn} is not the latest any more`);
    }
    throw error;
  }
}
