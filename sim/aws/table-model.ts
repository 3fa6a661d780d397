import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem, type LedgerItem, toItem } from '../../lambda/aws/ledger-item';
import type { LedgerRow } from '../../lambda/row';
import { LEDGER_KEY } from '../../lib/private/contract';
import type { VirtualClock } from './virtual-clock';

/** Items of a page of a scan: few, so that there are many pages. */
const PAGE = 10;

type Item = NonNullable<PutItemCommandInput['Item']>;

/** What the table stands in. */
export interface TableSurroundings {
  readonly clock: Pick<VirtualClock, 'now'>;
  /** The rows of the table, by their key. */
  readonly rows: Map<string, LedgerRow>;
  /** How many milliseconds old what an eventually consistent read shows is. */
  staleness(): number;
  /** Hears of a read that has not shown the latest row. */
  onStaleRead(key: string): void;
}

/** Sends a command when and if the world lets it. */
export type Send = <T>(effect: 'read' | 'scan' | 'write' | 'delete', perform: () => T) => Promise<T>;

/** The table as DynamoDB has it: items, conditions, and reads that are consistent only where that is asked for. */
export class TableModel {
  /** What was there before the latest write, and when that was. */
  private readonly before = new Map<string, { readonly row?: LedgerRow; readonly until: number }>();
  /** Rows are never changed in place, so each is marshalled once. */
  private readonly items = new WeakMap<LedgerRow, Item>();

  constructor(private readonly surroundings: TableSurroundings) {}

  /** A client of the table, as the SDK's: it knows the commands that the function sends. */
  client(send: Send): DynamoDBClient {
    const client = {
      send: (command: unknown) => {
        if (command instanceof GetItemCommand) {
          return send('read', () => ({ Item: this.get(command.input) }));
        }
        if (command instanceof PutItemCommand) {
          return send('write', () => this.put(command.input));
        }
        if (command instanceof DeleteItemCommand) {
          return send('delete', () => this.delete(command.input));
        }
        if (command instanceof ScanCommand) {
          return send('scan', () => this.scan(command.input));
        }
        throw new Error(`the simulator does not support ${command?.constructor.name}: add it to table-model.ts`);
      },
    };
    return client as unknown as DynamoDBClient;
  }

  private get({ Key, ConsistentRead }: GetItemCommandInput): Item | undefined {
    const key = keyOf(Key);
    const { clock, rows, staleness, onStaleRead } = this.surroundings;
    const latest = rows.get(key);
    const before = ConsistentRead ? undefined : this.before.get(key);
    if (before && clock.now() - staleness() < before.until) {
      onStaleRead(key);
      return before.row && this.itemOf(before.row);
    }
    return latest && this.itemOf(latest);
  }

  /** As old as an eventually consistent read may be: a scan has no other use here than to find what was forgotten. */
  private scan({ ExclusiveStartKey, FilterExpression }: ScanCommandInput): Partial<ScanCommandOutput> {
    const { clock, rows, staleness } = this.surroundings;
    const after = keyOf(ExclusiveStartKey);
    const keys = [...rows.keys()].sort().filter((key) => key > after);
    const wanted = [...(FilterExpression ?? '').matchAll(/attribute_exists\((\w+)\)/g)].map(([, name = '']) => name);
    const items = keys.slice(0, PAGE).flatMap((key) => {
      const before = this.before.get(key);
      const row = before && clock.now() - staleness() < before.until ? before.row : rows.get(key);
      const item = row && this.itemOf(row);
      return item && (wanted.length === 0 || wanted.some((name) => item[name])) ? [item] : [];
    });
    const last = keys.length > PAGE ? keys[PAGE - 1] : undefined;
    return { Items: items, ...(last !== undefined && { LastEvaluatedKey: marshall({ [LEDGER_KEY]: last }) }) };
  }

  private put({ Item, ...condition }: PutItemCommandInput): Record<string, never> {
    const key = keyOf(Item);
    const { clock, rows } = this.surroundings;
    const row = rows.get(key);
    if (!holds(condition, row && this.itemOf(row))) {
      throw conditionalCheckFailed();
    }
    this.before.set(key, { row, until: clock.now() });
    const written = fromItem(unmarshall(Item ?? {}) as LedgerItem);
    rows.set(key, written);
    this.items.set(written, Item ?? {});
    return {};
  }

  private delete({ Key, ...condition }: DeleteItemCommandInput): Record<string, never> {
    const key = keyOf(Key);
    const { clock, rows } = this.surroundings;
    const row = rows.get(key);
    if (!holds(condition, row && this.itemOf(row))) {
      throw conditionalCheckFailed();
    }
    this.before.set(key, { row, until: clock.now() });
    rows.delete(key);
    return {};
  }

  private itemOf(row: LedgerRow): Item {
    let item = this.items.get(row);
    if (!item) {
      item = marshall(toItem(row), { removeUndefinedValues: true });
      this.items.set(row, item);
    }
    return item;
  }
}

export function conditionalCheckFailed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
}

const keyOf = (item: Item | undefined): string => item?.[LEDGER_KEY]?.S ?? '';

/** The two forms of a condition that an optimistic lock needs. */
function holds(condition: Omit<DeleteItemCommandInput, 'Key' | 'TableName'>, item: Item | undefined): boolean {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = condition;
  if (ConditionExpression === undefined) {
    return true;
  }
  const [, absent] = /^attribute_not_exists\((#\w+)\)$/.exec(ConditionExpression) ?? [];
  const [, compared, comparator, value] = /^(#\w+) (=|<>|<=?|>=?) (:\w+)$/.exec(ConditionExpression) ?? [];
  const attribute = item?.[ExpressionAttributeNames?.[absent ?? compared ?? ''] ?? ''];
  if (absent) {
    return attribute === undefined;
  }
  const [is, to] = [attribute?.N, ExpressionAttributeValues?.[value ?? '']?.N].map(Number) as [number, number];
  switch (comparator) {
    case '=':
      return is === to;
    case '<>':
      return is !== to;
    case '<':
      return is < to;
    case '<=':
      return is <= to;
    case '>':
      return is > to;
    case '>=':
      return is >= to;
    default:
      throw new Error(`the simulator does not support the condition ${ConditionExpression}: add it to table-model.ts`);
  }
}
