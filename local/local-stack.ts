import { join } from 'node:path';
import { Environment as Variable } from '../lib/private/contract';
import { type DataSetModel, QuickSightModel } from '../sim/aws/quick-sight-model';
import { type Audit, audit, type Evidence } from '../sim/checks/audit';
import { type Violation, violationsOf } from '../sim/checks/invariants';
import type { Deployment } from '../sim/template/deployment';
import type { EventSourceMapping, FunctionResource } from '../sim/template/resources';
import type { Occurrence } from '../sim/world/occurrence';
import { LocalClock } from './accelerated-clock';
import { stranded, toOccurrence } from './evidence';
import { accessKeyOf, DeployedFunction } from './lambda/deployed-function';
import { EventSource } from './lambda/event-source-mapping';
import { Credentials } from './servers/credentials';
import { DynamoDbServer } from './servers/dynamodb-server';
import { EventBusServer } from './servers/event-bus-server';
import type { FaultyProxy } from './servers/faulty-proxy';
import { QuickSightServer } from './servers/quick-sight-server';
import { SqsServer } from './servers/sqs-server';
import { StsServer } from './servers/sts-server';

/** The function as `npm run bundle` makes it and the package ships it. */
const BUNDLE = join(__dirname, '..', 'bundle');

/** Lines of the function's log that are kept. */
const LOG_LINES = 1_000;

export interface StackOptions {
  /** How many seconds of its time pass in a real one; 1 by default. */
  readonly speed?: number;
  /** What QuickSight knows. */
  readonly dataSets: readonly DataSetModel[];
  /** Where the function lies; the built bundle by default. */
  readonly taskRoot?: string;
  /** Hears every line that the function writes. */
  readonly onLine?: (line: string) => void;
}

/** What can be pulled out of a stack. */
export type ServerName = 'sqs' | 'dynamodb' | 'quickSight' | 'eventBus' | 'sts' | 'runtimeApi';

/** What the servers' own records say: never the function's words. */
export interface Findings extends Audit {
  readonly violations: readonly Violation[];
  /** Work that nothing would bring up again. */
  readonly stranded: readonly string[];
}

/**
 * A deployment on one machine: live servers on loopback that speak AWS' protocols, and the function as it ships in
 * processes of its own, fed by a poller. What the template says, it does; only names and ports are the machine's.
 */
export class LocalStack {
  readonly occurrences: Occurrence[] = [];
  /** The last lines that the function wrote, to show when something fails. */
  readonly log: string[] = [];
  readonly clock: LocalClock;
  readonly quickSight: QuickSightServer;
  readonly sts: StsServer;
  readonly resource: FunctionResource;
  readonly mapping: EventSourceMapping;
  sqs!: SqsServer;
  dynamodb!: DynamoDbServer;
  eventBus!: EventBusServer;
  refreshFunction!: DeployedFunction;
  eventSource!: EventSource;
  private readonly stops: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly deployment: Deployment,
    private readonly options: StackOptions,
  ) {
    const resource = deployment.functions.find(({ environment }) => Variable.LEDGER_TABLE in environment);
    const [mapping] = deployment.eventSourceMappings;
    if (!resource || !mapping) {
      throw new Error(
        'the template has no function with a ledger, or no queue that feeds it: is there a SpiceRefresh in it?',
      );
    }
    this.resource = resource;
    this.mapping = mapping;
    this.clock = new LocalClock(options.speed);
    const { account, partition } = deployment.environment;
    const credentials = new Credentials();
    for (let i = 0; i < mapping.maxConcurrency; i++) {
      credentials.add(accessKeyOf(i), { arn: resource.roleArn, account, policies: resource.policies });
    }
    this.sts = new StsServer(deployment.roles, credentials, this.clock);
    const model = new QuickSightModel(this.clock);
    for (const dataSet of options.dataSets) {
      model.add(dataSet);
    }
    this.quickSight = new QuickSightServer(model, partition, credentials, this.clock, this.occurrences);
  }

  static async start(deployment: Deployment, options: StackOptions): Promise<LocalStack> {
    const stack = new LocalStack(deployment, options);
    try {
      await stack.startServers();
      await stack.startFunction();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  private async startServers(): Promise<void> {
    const { deployment, clock, occurrences, quickSight } = this;
    const { region } = deployment.environment;
    [this.sqs, this.dynamodb] = await Promise.all([
      this.stopping(SqsServer.start(clock, region, deployment.queues)),
      this.stopping(DynamoDbServer.start(clock, region, this.variable('LEDGER_TABLE'))),
    ]);
    this.eventBus = new EventBusServer(deployment, this.sqs, clock, occurrences);
    this.stops.push(() => this.eventBus.stop());
    await this.eventBus.proxy.plugIn();
    for (const { proxy } of [quickSight, this.sts]) {
      this.stops.push(() => proxy.pullOut());
      await proxy.plugIn();
    }
  }

  private async startFunction(): Promise<void> {
    const { resource, mapping, sqs, clock } = this;
    const environment = {
      ...resource.environment,
      // a queue's URL is an address, and the SDK would go there
      [Variable.QUEUE_URL]: sqs.urlOf(mapping.queueArn),
      [Variable.DEAD_LETTER_QUEUE_URL]: sqs.urlOf(this.deadLetterArn),
      AWS_REGION: this.deployment.environment.region,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_LAMBDA_FUNCTION_NAME: resource.arn.slice(resource.arn.lastIndexOf(':') + 1),
      AWS_ENDPOINT_URL_SQS: sqs.proxy.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: this.dynamodb.proxy.endpoint,
      AWS_ENDPOINT_URL_QUICKSIGHT: this.quickSight.proxy.endpoint,
      AWS_ENDPOINT_URL_STS: this.sts.proxy.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: this.eventBus.proxy.endpoint,
    };
    const { arn, timeout } = resource;
    const configuration = { arn, timeout, environment, taskRoot: this.options.taskRoot ?? BUNDLE };
    this.refreshFunction = await this.stopping(
      DeployedFunction.start(configuration, mapping.maxConcurrency, clock, (line) => this.heard(line)),
    );
    this.eventSource = new EventSource(mapping, sqs, this.refreshFunction, clock);
    this.stops.push(() => this.eventSource.stop());
  }

  /** Whatever comes of a start, it is stopped with the stack. */
  private async stopping<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const started = await starting;
    this.stops.push(() => started.stop());
    return started;
  }

  private heard(line: string): void {
    const occurrence = toOccurrence(line);
    if (occurrence) {
      this.occurrences.push(occurrence);
    }
    this.log.push(line);
    if (this.log.length > LOG_LINES) {
      this.log.splice(0, LOG_LINES / 2);
    }
    this.options.onLine?.(line);
  }

  private variable(name: keyof typeof Variable): string {
    const value = this.resource.environment[Variable[name]];
    if (!value) {
      throw new Error(`the template does not set the environment variable ${Variable[name]} of the function`);
    }
    return value;
  }

  get deadLetterArn(): string {
    const url = this.variable('DEAD_LETTER_QUEUE_URL');
    const queue = this.deployment.queues.find((candidate) => candidate.url === url);
    if (!queue) {
      throw new Error(`no queue with the URL ${url} in the template`);
    }
    return queue.arn;
  }

  /** The ends of the wires of a server. */
  wiresOf(name: ServerName): readonly FaultyProxy[] {
    return name === 'runtimeApi'
      ? this.refreshFunction.environments.map(({ runtimeApi }) => runtimeApi.proxy)
      : [this[name].proxy];
  }

  /** Lets time pass all at once; not while the function is at work, which would run into its timeout. */
  async skip(milliseconds: number): Promise<void> {
    await this.until('the function is at rest', () => this.refreshFunction.running === 0);
    this.clock.skip(milliseconds);
  }

  /** Waits until something is so, and says what it waited for if it never is. Real milliseconds. */
  async until<T>(what: string, holds: () => T | Promise<T>, atMost = 150_000): Promise<NonNullable<T>> {
    const end = Date.now() + atMost;
    for (;;) {
      const held = await holds();
      if (held) {
        return held;
      }
      if (Date.now() > end) {
        throw new Error(`waited ${atMost / 1_000} s in vain until ${what}\n${this.log.slice(-20).join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The servers' own records as the simulator keeps its own, for the same questions. */
  async evidence(): Promise<Evidence> {
    const deadLetters = await this.sqs.inspect(this.deadLetterArn);
    return {
      clock: this.clock,
      quickSight: this.quickSight.model,
      // the log comes by another way than the calls
      occurrences: this.occurrences.toSorted(
        (a, b) => a.at - b.at || Number(b.what === 'decided') - Number(a.what === 'decided'),
      ),
      ledger: await this.dynamodb.rows(),
      deadLetterQueue: { all: () => deadLetters },
    };
  }

  /**
   * @param allowedCalls of `CreateIngestion` for one data set in 24 hours
   */
  async findings(allowedCalls: number): Promise<Findings> {
    const evidence = await this.evidence();
    const messages = [...evidence.deadLetterQueue.all(), ...(await this.sqs.inspect(this.mapping.queueArn))];
    return {
      ...audit(evidence),
      violations: violationsOf(evidence, allowedCalls, true),
      stranded: stranded(evidence.ledger, messages),
    };
  }

  /** Nothing is left: no process, no port. */
  async stop(): Promise<void> {
    // the poller first, then the function, and what they talk to last
    for (const stop of this.stops.splice(0).reverse()) {
      await stop();
    }
  }
}
