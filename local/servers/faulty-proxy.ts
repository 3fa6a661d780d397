import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { LocalClock } from '../accelerated-clock';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What is at the other end of a proxy. */
export type Service = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * What a proxy does to a request instead of carrying it there and its answer back:
 *
 * - `answer`: it is answered like this, and the service never hears of it
 * - `reset`: the connection is cut, before or after the service has done its part
 * - `half`: the service has done its part, and half of its answer comes through before the connection is cut
 * - `silence`: for so many seconds nothing comes, and then the connection is cut
 * - `twice`: the service hears of it twice
 */
export type Fault =
  | { readonly do: 'answer'; readonly answer: HttpAnswer }
  | { readonly do: 'reset'; readonly when: 'before' | 'after' }
  | { readonly do: 'half' }
  | { readonly do: 'silence'; readonly seconds: number; readonly when: 'before' | 'after' }
  | { readonly do: 'twice' };

/**
 * A server's end of the proxy: HTTP on loopback in front of a service, on a port that stays its own. It can be pulled
 * out and plugged in again, and a test may have it do to a request what networks do.
 */
export class FaultyProxy {
  private server = this.newServer();
  private port = 0;
  /** What to do to a request; by default nothing. */
  fault: (request: HttpRequest) => Fault | undefined = () => undefined;
  /** Hears of every request that comes in. */
  heard: (request: HttpRequest) => void = () => {};

  constructor(
    private readonly clock: LocalClock,
    private readonly service: Service,
  ) {}

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens: the first time on a free port, then always on the same. */
  async plugIn(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection; from now on they are refused. */
  async pullOut(): Promise<void> {
    const { server } = this;
    this.server = this.newServer();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  private newServer(): ReturnType<typeof createServer> {
    const server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    // a client that keeps a connection may find it open: a cut is a fault, and faults are drawn on purpose
    server.keepAliveTimeout = 60_000;
    return server;
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request: HttpRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: await bodyOf(incoming),
    };
    this.heard(request);
    const fault = this.fault(request);
    if (fault?.do === 'answer') {
      return this.write(response, fault.answer);
    }
    const before = fault && 'when' in fault && fault.when === 'before';
    if (fault?.do === 'twice') {
      await this.service(request);
    }
    const answer = before ? undefined : await this.service(request);
    switch (fault?.do) {
      case 'reset':
        reset(incoming.socket);
        return;
      case 'silence':
        await this.clock.sleep(fault.seconds * 1_000);
        incoming.socket.destroy();
        return;
      case 'half': {
        const body = Buffer.from(answer?.body ?? '');
        response.writeHead(answer?.status ?? 200, { ...answer?.headers, 'content-length': String(body.length) });
        response.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
        return;
      }
      default:
        this.write(response, answer as HttpAnswer);
    }
  }

  private write(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
    const length = String(Buffer.byteLength(body));
    // the SDK sets its clock by the servers'
    const date = new Date(this.clock.now()).toUTCString();
    response.writeHead(status, { ...headers, date, 'content-length': length }).end(body);
  }
}

/**
 * A connection that is about to end cannot be reset: Node answers EINVAL and keeps its handle, with which a process may
 * hang when it exits.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}

/** A service that is a server of its own. */
export function forwardTo(endpoint: string): Service {
  const agent = new Agent({ keepAlive: true });
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const { host: _, connection: __, ...rest } = headers;
      const forwarded = httpRequest(new URL(path, endpoint), { method, agent, headers: rest }, (answer) => {
        bodyOf(answer).then(
          (answered) =>
            resolve({ status: answer.statusCode ?? 502, headers: contentHeaders(answer.headers), body: answered }),
          reject,
        );
      });
      forwarded.on('error', reject);
      forwarded.end(body);
    });
}

function contentHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name.startsWith('x-amz') || name === 'content-type');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
