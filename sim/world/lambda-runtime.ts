import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { createHandler, type Handler } from '../../lambda/handler';
import { type Publisher, toEvent } from '../../lambda/outcome/outcome';
import { pausedBy } from '../../lambda/pause';
import type { ApiError, Clock, CreateAnswer, DescribeAnswer, Ports, QuickSight, Telemetry } from '../../lambda/ports';
import { BRIEF, type CallLimits, CREATE, DESCRIBE, longest, QUICK } from '../../lambda/timing';
import { type AssumedRole, Environment as Variable } from '../../lib/private/contract';
import type { NewEvent } from '../aws/event-bridge';
import type { Policies } from '../aws/iam';
import type { QuickSightModel } from '../aws/quick-sight-model';
import type { QueueModel } from '../aws/sqs';
import type { TableModel } from '../aws/table-model';
import type { VirtualClock } from '../aws/virtual-clock';
import { busName, type Deployment } from '../template/deployment';
import type { FunctionResource } from '../template/resources';
import { CutOff, type Effect, type Faults, Refused } from './faults';
import { type Call, FunctionRole } from './function-role';
import type { Occurrence } from './occurrence';

/** How long AWS takes to answer a call, in milliseconds. */
const LATENCY = 20;

/** No call may take more of an invocation than this, in milliseconds, however long AWS is silent. */
const LONGEST_CALL = 15_000;

/** How long the function's clients of AWS wait for an answer. */
const CLIENTS: Readonly<Record<Effect, CallLimits>> = {
  read: QUICK,
  scan: QUICK,
  write: QUICK,
  delete: QUICK,
  wake: QUICK,
  deadLetter: QUICK,
  sendAgain: QUICK,
  create: CREATE,
  describe: DESCRIBE,
  publish: BRIEF,
};

export interface LambdaRuntimeOptions {
  readonly random: () => number;
  readonly faults: Faults;
  readonly telemetry?: Telemetry;
  /** Decisions of the role's policy, to share between worlds of the same template; by default made for each world. */
  readonly policies?: Policies;
}

/** Performs an effect as the world and its faults allow. */
type Perform = <T>(effect: Effect, request: Call, perform: () => T) => Promise<T>;

/** What the function meets of a world. */
export interface FunctionWorld {
  readonly deployment: Deployment;
  readonly clock: VirtualClock;
  readonly quickSight: QuickSightModel;
  readonly occurrences: Occurrence[];
  readonly table: TableModel;
  readonly queue: QueueModel;
  readonly deadLetterQueue: QueueModel;
  putEvent(event: NewEvent, landedAt: number, bus: string): void;
}

/** A process that invocations run in, one after the other. */
interface ExecutionEnvironment {
  readonly handler: Handler;
  /** Of the invocation that runs in it. */
  ports?: Ports;
}

/** The function: the real handler, each invocation with ports of its own into the world, each call with the role's rights. */
export class LambdaRuntime {
  /** The deployments of this function: each has a role with policies of its own, decided once. */
  private readonly roles = new Map<FunctionResource, FunctionRole>();
  private role: FunctionRole;
  private readonly idle: ExecutionEnvironment[] = [];

  constructor(
    private readonly world: FunctionWorld,
    private resource: FunctionResource,
    private readonly options: LambdaRuntimeOptions,
  ) {
    this.role = new FunctionRole(world, resource, options.policies);
    this.roles.set(resource, this.role);
  }

  /** From now on invocations have this environment, and calls are decided by these policies. */
  deploy(resource: FunctionResource, policies?: Policies): void {
    const role = this.roles.get(resource) ?? new FunctionRole(this.world, resource, policies);
    this.roles.set(resource, role);
    [this.resource, this.role] = [resource, role];
    this.idle.length = 0;
  }

  /** Rejects if the handler fails, runs into its timeout or is cut off. */
  invoke(event: SQSEvent): Promise<SQSBatchResponse> {
    const { clock } = this.world;
    this.world.occurrences.push({ at: clock.now(), what: 'invocation', messages: event.Records.length });
    const deadline = clock.now() + this.resource.timeout * 1_000;
    return new Promise((resolve, reject) => {
      // what was sent off in its time may take effect until then, whether or not it has answered
      let cutOff = false;
      const end = (): void => {
        cutOff = true;
        reject(new CutOff('the invocation was cut off'));
      };
      clock.at(deadline, end);
      // an invocation that was cut off never hears of anything again
      const perform: Perform = async (effect, request, work) => {
        const began = clock.now();
        try {
          const result = await clock.within(
            longest(CLIENTS[effect]),
            this.options.faults.effect(
              effect,
              async () => {
                await clock.sleep(LATENCY);
                if (cutOff) {
                  return forever();
                }
                if (request.unreachable) {
                  throw new Error('getaddrinfo ENOTFOUND');
                }
                await this.role.authorize(request);
                return work();
              },
              request.resource,
            ),
          );
          return cutOff ? await forever() : result;
        } catch (error) {
          if (error instanceof CutOff) {
            end();
          }
          if (cutOff) {
            return forever();
          }
          throw error;
        } finally {
          const milliseconds = clock.now() - began;
          if (milliseconds > LONGEST_CALL) {
            this.world.occurrences.push({ at: clock.now(), what: 'longCall', effect, milliseconds });
          }
        }
      };
      const context = { getRemainingTimeInMillis: () => deadline - clock.now() };
      const skew = this.options.faults.skew();
      const after: Clock['after'] = (milliseconds, run) =>
        clock.at(clock.now() + milliseconds, () => {
          if (!cutOff) {
            run();
          }
        });
      const environment = this.idle.pop() ?? newEnvironment();
      environment.ports = this.ports(perform, { skew, after });
      environment.handler(event, context).then((response) => {
        // one that was cut off ends with its process
        if (!cutOff) {
          this.idle.push(environment);
        }
        resolve(response);
      }, reject);
    });
  }

  private ports(perform: Perform, { skew, after }: Pick<Clock, 'after'> & { skew: number }): Ports {
    const { world } = this;
    const { clock, occurrences } = world;
    const table = this.variable(Variable.LEDGER_TABLE);
    const action = {
      read: 'dynamodb:GetItem',
      scan: 'dynamodb:Scan',
      write: 'dynamodb:PutItem',
      delete: 'dynamodb:DeleteItem',
    };
    const tableClient = world.table.client((effect, work) =>
      perform(effect, { action: action[effect], resource: this.arn('dynamodb', `table/${table}`) }, work),
    );
    return {
      deployment: this.variable(Variable.DEPLOYMENT),
      isPaused: pausedBy(this.resource.environment[Variable.PAUSED], this.world.deployment.environment),
      clock: { now: () => clock.now() + skew, random: this.options.random, after },
      ledger: new DynamoDbLedger(tableClient, table),
      quickSight: this.quickSight(perform),
      queue: {
        wake: (message, delaySeconds) =>
          perform('wake', { action: 'sqs:SendMessage', resource: world.queue.resource.arn }, () => {
            occurrences.push({ at: clock.now(), what: 'wakeSent', dataSetArn: message.dataSetArn });
            world.queue.send(JSON.stringify(message), delaySeconds);
          }),
        deadLetter: (message) =>
          perform('deadLetter', { action: 'sqs:SendMessage', resource: world.deadLetterQueue.resource.arn }, () => {
            occurrences.push({ at: clock.now(), what: 'deadLetter', message });
            world.deadLetterQueue.send(JSON.stringify(message));
          }),
        sendAgain: (messages) =>
          perform('sendAgain', { action: 'sqs:SendMessage', resource: world.queue.resource.arn }, () =>
            messages.map(({ id, body, delaySeconds }) => {
              world.queue.send(body, delaySeconds);
              return id;
            }),
          ),
      },
      bus: {
        publish: async (outcomes) => {
          for (const outcome of outcomes) {
            const { Source: source, DetailType, Detail, Resources: resources } = toEvent(outcome, this.publisher);
            const eventBus = this.variable(Variable.EVENT_BUS);
            const request = {
              action: 'events:PutEvents',
              resource: eventBus,
              context: { 'events:source': [source] },
            };
            await perform('publish', request, () => {
              occurrences.push({ at: clock.now(), what: 'outcome', outcome });
              const event = { source, 'detail-type': DetailType, resources, detail: JSON.parse(Detail) };
              world.putEvent(event, clock.now(), busName(eventBus));
            });
          }
        },
      },
      telemetry: this.telemetry(),
    };
  }

  private get publisher(): Publisher {
    const { account, region } = this.world.deployment.environment;
    return { functionName: this.resource.name, account, region };
  }

  /** What the world records of it, beside the other listeners. */
  private telemetry(): Telemetry {
    const { clock, occurrences } = this.world;
    const { telemetry } = this.options;
    return {
      decided: (row, step, again) => {
        const { dataSetArn } = row;
        const { do: what, code, reason } = step;
        occurrences.push({ at: clock.now(), what: 'decided', dataSetArn, step: what, code, reason });
        telemetry?.decided(row, step, again);
      },
      landed: (row, landings) => telemetry?.landed(row, landings),
      outcome: (outcome, row) => telemetry?.outcome(outcome, row),
      reconciled: (row, now) => {
        occurrences.push({ at: clock.now(), what: 'stands', dataSetArn: row.dataSetArn });
        telemetry?.reconciled(row, now);
      },
      forgotten: (row) => {
        occurrences.push({ at: clock.now(), what: 'forgotten', dataSetArn: row.dataSetArn });
        telemetry?.forgotten(row);
      },
      processingError: (what, error, subject) => {
        const message = `${what}: ${error instanceof Error ? error.message : error}`;
        occurrences.push({ at: clock.now(), what: 'processingError', message });
        telemetry?.processingError(what, error, subject);
      },
      swept: (row, now) => {
        occurrences.push({ at: clock.now(), what: 'swept', dataSetArn: row.dataSetArn });
        telemetry?.swept(row, now);
      },
      late: (dataSetArn, landing) => {
        occurrences.push({ at: clock.now(), what: 'late', dataSetArn, landing });
        telemetry?.late(dataSetArn, landing);
      },
      ranOutOfTime: (left) => {
        occurrences.push({ at: clock.now(), what: 'ranOutOfTime', ...left });
        telemetry?.ranOutOfTime(left);
      },
      flush: (dataSetArn) => telemetry?.flush(dataSetArn),
    };
  }

  /** As the real adapter: an error is an answer, too. */
  private quickSight(perform: Perform): QuickSight {
    const { quickSight, clock, occurrences } = this.world;
    const ask = async <T extends CreateAnswer | DescribeAnswer>(
      effect: Effect,
      action: string,
      dataSetArn: string,
      id: string,
      role: AssumedRole | undefined,
      work: () => T,
    ): Promise<T | { apiError: ApiError }> => {
      let answer: T | { apiError: ApiError };
      try {
        const request = {
          action,
          resource: `${dataSetArn}/ingestion/${id}`,
          context: this.role.tagContext(dataSetArn),
          role,
          unreachable: !quickSight.hasRegionOf(dataSetArn),
        };
        answer = await perform(effect, request, work);
      } catch (error) {
        answer = { apiError: toApiError(error) };
      }
      const said =
        'apiError' in answer ? answer.apiError.error : 'ingestion' in answer ? answer.ingestion.status : 'accepted';
      occurrences.push({ at: clock.now(), what: 'called', action, dataSetArn, ingestionId: id, answer: said });
      return answer;
    };
    return {
      createIngestion: (dataSetArn, id, type, role) => {
        occurrences.push({ at: clock.now(), what: 'calling', dataSetArn, ingestionId: id });
        return ask('create', 'quicksight:CreateIngestion', dataSetArn, id, role, () =>
          quickSight.create(dataSetArn, id, type),
        );
      },
      describeIngestion: (dataSetArn, id, role) =>
        ask('describe', 'quicksight:DescribeIngestion', dataSetArn, id, role, () =>
          quickSight.describe(dataSetArn, id, clock.now() - this.options.faults.staleness()),
        ),
    };
  }

  private variable(name: string): string {
    const value = this.resource.environment[name];
    if (!value) {
      throw new Error(`the template does not set the environment variable ${name} of the function`);
    }
    return value;
  }

  private arn(service: string, resource: string): string {
    const { partition, region, account } = this.world.deployment.environment;
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  }
}

function newEnvironment(): ExecutionEnvironment {
  const environment: ExecutionEnvironment = { handler: createHandler(() => environment.ports as Ports) };
  return environment;
}

function toApiError(error: unknown): ApiError {
  return error instanceof Refused
    ? error.apiError
    : { error: 'NetworkError', message: error instanceof Error ? error.message : String(error) };
}

const forever = (): Promise<never> => new Promise(() => {});
