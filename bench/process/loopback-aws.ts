import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer that is an error. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
}

type Item = Record<string, unknown> & { dataSetArn: { S: string } };

/** As much of AWS as one invocation asks for, on this machine: a table, queues, a bus, and QuickSight that says yes. */
export class LoopbackAws {
  /** Calls so far, by action. */
  readonly calls: Record<string, number> = {};
  readonly rows = new Map<string, Item>();
  /** What the next call of an action is answered with, by action. */
  readonly refusals: Record<string, Refusal> = {};
  private readonly server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const action = actionOf(request);
      const answer = this.perform(action, body);
      const refusal = this.refusals[action];
      delete this.refusals[action];
      response.statusCode = refusal ? 400 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(refusal ? { __type: refusal.name, message: refusal.message } : answer));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private perform(action: string, body: string): unknown {
    this.calls[action] = (this.calls[action] ?? 0) + 1;
    switch (action) {
      case 'GetItem':
        return { Item: this.rows.get(JSON.parse(body).Key.dataSetArn.S) };
      case 'PutItem': {
        const { Item: item } = JSON.parse(body) as { Item: Item };
        this.rows.set(item.dataSetArn.S, item);
        return {};
      }
      case 'SendMessage':
        return { MD5OfMessageBody: createHash('md5').update(JSON.parse(body).MessageBody).digest('hex') };
      case 'PutEvents':
        return { FailedEntryCount: 0, Entries: [] };
      case 'DescribeIngestion':
        return { Ingestion: { IngestionStatus: 'RUNNING', CreatedTime: Date.now() / 1_000 } };
      default:
        return {};
    }
  }
}

/** QuickSight's actions are distinguished by the method, those of the others by a header. */
function actionOf({ headers, method }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string'
    ? (target.split('.').at(-1) as string)
    : method === 'PUT'
      ? 'CreateIngestion'
      : 'DescribeIngestion';
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
