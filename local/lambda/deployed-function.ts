import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LocalClock } from '../accelerated-clock';
import type { OnLine } from '../servers/child-process';
import { ExecutionEnvironment, type FunctionConfiguration } from './execution-environment';

/** Each execution environment has credentials of its own, as on Lambda: that tells whose request it is. */
export const accessKeyOf = (environment: number): string => `AKIALOCALFUNCTION${environment}`;

/** The function: as many execution environments as invocations run side by side, one warm one reused before a cold one is started. */
export class DeployedFunction {
  readonly environments: ExecutionEnvironment[] = [];
  private readonly idle: ExecutionEnvironment[] = [];
  private readonly waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  /** Hears of every invocation as it begins. */
  invoking: (environment: ExecutionEnvironment, event: SQSEvent) => void = () => {};

  private constructor() {}

  static async start(
    configuration: FunctionConfiguration,
    concurrency: number,
    clock: LocalClock,
    onLine: OnLine,
  ): Promise<DeployedFunction> {
    const refreshFunction = new DeployedFunction();
    for (let i = 0; i < concurrency; i++) {
      const variables = { ...configuration.environment, AWS_ACCESS_KEY_ID: accessKeyOf(i) };
      const environment = new ExecutionEnvironment({ ...configuration, environment: variables }, clock, onLine);
      await environment.runtimeApi.proxy.plugIn();
      refreshFunction.environments.push(environment);
      refreshFunction.idle.push(environment);
    }
    return refreshFunction;
  }

  get running(): number {
    return this.environments.length - this.idle.length;
  }

  /** Resolves when an environment is free, with what runs the function in it. */
  async reserve(): Promise<(event: SQSEvent) => Promise<SQSBatchResponse>> {
    const environment =
      this.idle.pop() ?? (await new Promise<ExecutionEnvironment>((resolve) => this.waiting.push(resolve)));
    return async (event) => {
      try {
        this.invoking(environment, event);
        return (await environment.invoke(event)) as SQSBatchResponse;
      } finally {
        const next = this.waiting.shift();
        if (next) {
          next(environment);
        } else {
          this.idle.push(environment);
        }
      }
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.environments.map((environment) => environment.stop()));
  }
}
