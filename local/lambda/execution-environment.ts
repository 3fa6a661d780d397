import type { LocalClock } from '../accelerated-clock';
import { Child, type OnLine } from '../servers/child-process';
import { RuntimeApi } from './runtime-api';

export interface FunctionConfiguration {
  readonly arn: string;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the function as it ships lies. */
  readonly taskRoot: string;
}

/** What a process holds on to after it has collected its garbage: bytes, and open files, which sockets are. */
export interface Measure {
  /** Without compiled code: it takes V8 some ten thousand landings to have compiled what is worth it. */
  readonly heapUsed: number;
  readonly rss: number;
  readonly openFiles: number;
}

/** How long a process may take to load the function, in real seconds: that is not part of its timeout. */
const INIT_TIMEOUT = 10;

/**
 * One of Lambda's execution environments: a process of the function that handles one invocation at a time, and stays
 * for the next. One that has died or run into the timeout is replaced when it is needed again.
 */
export class ExecutionEnvironment {
  private child?: Child;
  /** Fails the invocation that is waited for: its process has gone. */
  private died = (): void => {};
  readonly runtimeApi: RuntimeApi;
  /** How often a process was started. */
  starts = 0;

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly clock: LocalClock,
    private readonly onLine: OnLine,
  ) {
    this.runtimeApi = new RuntimeApi(clock);
  }

  /**
   * @throws if the function throws, cannot be loaded, runs into its timeout, or dies
   */
  async invoke(event: unknown): Promise<unknown> {
    const child = this.warm();
    const { arn, timeout } = this.configuration;
    const limit = (seconds: number, what: string): void => {
      cancel();
      cancel = this.clock.after(seconds * 1_000, () => {
        fail(new Error(`the function ${what} after ${seconds} s`));
        void child.kill();
      });
    };
    let cancel = (): void => {};
    let fail = (_: Error): void => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    failed.catch(() => {});
    this.died = () => fail(new Error('the process of the function died'));
    try {
      limit(INIT_TIMEOUT * this.clock.speed, 'was not ready');
      await Promise.race([this.runtimeApi.ready(), failed]);
      limit(timeout, 'timed out');
      const deadline = this.clock.now() + timeout * 1_000;
      const ending = await Promise.race([this.runtimeApi.invoke(event, arn, deadline), failed]);
      if ('error' in ending) {
        throw new Error(ending.error);
      }
      return ending.response;
    } finally {
      cancel();
    }
  }

  /** A process that is there, or a new one. */
  private warm(): Child {
    if (this.child?.isRunning) {
      return this.child;
    }
    this.runtimeApi.reset();
    this.starts++;
    const { environment, taskRoot } = this.configuration;
    const child: Child = new Child(
      'bootstrap',
      this.clock,
      {
        ...environment,
        AWS_LAMBDA_RUNTIME_API: this.runtimeApi.proxy.endpoint.replace('http://', ''),
        LAMBDA_TASK_ROOT: taskRoot,
        _HANDLER: 'index.handler',
      },
      this.onLine,
      // one that ran into the timeout has been replaced already
      (): unknown => child === this.child && this.died(),
    );
    this.child = child;
    return child;
  }

  /** Ends its process between two instructions, wherever it is. */
  async kill(): Promise<boolean> {
    const running = this.child?.isRunning ?? false;
    await this.child?.kill();
    return running;
  }

  /** `undefined` if there is no process, or it ends before it can tell. */
  async measure(): Promise<Measure | undefined> {
    if (!this.child?.isRunning) {
      return undefined;
    }
    const measured = this.child.answer((message) => message.measured as Measure | undefined);
    this.child.send({ measure: true });
    return measured.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.runtimeApi.proxy.pullOut();
  }
}
