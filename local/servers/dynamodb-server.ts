import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem, type LedgerItem } from '../../lambda/aws/ledger-item';
import type { LedgerRow } from '../../lambda/row';
import type { LocalClock } from '../accelerated-clock';
import { Child } from './child-process';
import { createLedgerTable } from './create-ledger-table';
import { FaultyProxy, forwardTo, type HttpAnswer } from './faulty-proxy';

/** The ledger: dynalite in a process of its own, behind a proxy. */
export class DynamoDbServer {
  private constructor(
    private readonly child: Child,
    private readonly client: DynamoDBClient,
    readonly proxy: FaultyProxy,
    private readonly tableName: string,
  ) {}

  static async start(clock: LocalClock, region: string, tableName: string): Promise<DynamoDbServer> {
    const child = new Child('dynamodb', clock);
    const endpoint = await child.answer((message) => message.endpoint as string | undefined);
    // past the proxy: what is in the ledger can be read at any time
    const client = new DynamoDBClient({
      endpoint,
      region,
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
    });
    await createLedgerTable(client, tableName);
    const proxy = await new FaultyProxy(clock, forwardTo(endpoint)).plugIn();
    return new DynamoDbServer(child, client, proxy, tableName);
  }

  /** All rows, by data set. */
  async rows(): Promise<Map<string, LedgerRow>> {
    const rows = new Map<string, LedgerRow>();
    let from: Record<string, never> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new ScanCommand({ TableName: this.tableName, ConsistentRead: true, ExclusiveStartKey: from }),
      );
      for (const item of Items) {
        const row = fromItem(unmarshall(item) as LedgerItem);
        rows.set(row.dataSetArn, row);
      }
      from = LastEvaluatedKey as Record<string, never> | undefined;
    } while (from);
    return rows;
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.proxy.pullOut();
    await this.child.kill();
  }
}

/** Two ways in which DynamoDB says that it is too much. */
export function throttled(name: 'ProvisionedThroughputExceededException' | 'ThrottlingException'): HttpAnswer {
  const prefix = name === 'ThrottlingException' ? 'com.amazon.coral.availability' : 'com.amazonaws.dynamodb.v20120810';
  return {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `${prefix}#${name}`, message: 'The level of configured throughput was exceeded' }),
  };
}
