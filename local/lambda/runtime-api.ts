import { randomUUID } from 'node:crypto';
import type { LocalClock } from '../accelerated-clock';
import { FaultyProxy, type HttpAnswer, type HttpRequest } from '../servers/faulty-proxy';

const PREFIX = '/2018-06-01/runtime/';

/** A process that asked for the next invocation and waits for it. */
type Asker = (answer: HttpAnswer) => void;

/** A caller that waits for the process to be ready. */
type Waiter = () => void;

/** How an invocation ended: with the handler's answer, or with the error it threw. */
export type Ending = { readonly response: unknown } | { readonly error: string };

/**
 * The runtime API of one execution environment: the process asks for an invocation, and tells how it ended.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly proxy: FaultyProxy;
  private asker?: Asker;
  private waiter?: Waiter;
  private current?: { readonly requestId: string; readonly end: (ending: Ending) => void };

  constructor(clock: LocalClock) {
    this.proxy = new FaultyProxy(clock, (request) => this.answer(request));
  }

  /** Resolves when the process has loaded the handler and asks for its next invocation. */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      if (this.asker) {
        resolve();
      } else {
        this.waiter = resolve;
      }
    });
  }

  /** Hands an event to the process that is ready, and tells how it ended. Only one at a time. */
  invoke(event: unknown, functionArn: string, deadline: number): Promise<Ending> {
    const requestId = randomUUID();
    this.asker?.({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': functionArn,
      },
      body: JSON.stringify(event),
    });
    this.asker = undefined;
    return new Promise((resolve) => {
      this.current = { requestId, end: resolve };
    });
  }

  /** The process is gone: it waits for no invocation any more, and none is under way. */
  reset(): void {
    this.asker = undefined;
    this.waiter = undefined;
    this.current = undefined;
  }

  private async answer({ method, path, body }: HttpRequest): Promise<HttpAnswer> {
    const what = path.startsWith(PREFIX) ? `${method} ${path.slice(PREFIX.length)}` : '';
    if (what === 'GET invocation/next') {
      return this.next();
    }
    const [, requestId, kind] = /^POST invocation\/([^/]+)\/(response|error)$/.exec(what) ?? [];
    if (what === 'POST init/error') {
      // it ends now, and its caller hears of that
      return accepted;
    }
    if (!requestId || requestId !== this.current?.requestId) {
      return { status: 403, body: JSON.stringify({ errorType: 'InvalidRequestID', errorMessage: what }) };
    }
    const { end } = this.current;
    this.current = undefined;
    end(kind === 'response' ? { response: JSON.parse(body.toString()) } : { error: body.toString() });
    return accepted;
  }

  private async next(): Promise<HttpAnswer> {
    return new Promise((resolve) => {
      this.asker = resolve;
      this.waiter?.();
      this.waiter = undefined;
    });
  }
}

const accepted: HttpAnswer = { status: 202, body: JSON.stringify({ status: 'OK' }) };
