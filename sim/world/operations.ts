import { MINUTE } from '../../lambda/time';
import { type AlarmState, stateOf } from '../aws/cloudwatch/alarm';
import { CapturedTelemetry } from '../aws/cloudwatch/captured-telemetry';
import { MetricData } from '../aws/cloudwatch/metric-data';
import { DEFAULT_BUS } from '../aws/event-bridge';
import type { Deployment } from '../template/deployment';
import type { AlarmResource } from '../template/resources';
import { World, type WorldOptions } from './world';

/**
 * A world as its operator sees it: the log that the function writes, the metrics in it and those of SQS and Lambda, and
 * the alarms of the template on them.
 */
export class Operations {
  readonly world: World;
  readonly data = new MetricData();
  readonly log: CapturedTelemetry['lines'];
  readonly functionName: string;
  private read = 0;

  constructor(
    private readonly deployment: Deployment,
    options: Omit<WorldOptions, 'telemetry'>,
  ) {
    const { name, environment } = deployment.functions.find(({ environment: { LEDGER_TABLE } }) => LEDGER_TABLE) ?? {
      name: '',
      environment: {},
    };
    const telemetry = new CapturedTelemetry(() => this.world.clock.now(), name, deployment.environment, environment);
    this.log = telemetry.lines;
    this.functionName = name;
    this.world = new World(deployment, { ...options, telemetry });
    this.world.onInvocationFailed(() => {
      const identity = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: name } };
      this.data.put(identity, this.world.clock.now(), 1);
    });
    this.world.onDeliveryFailed(({ name: RuleName, eventBusName: EventBusName }) => {
      const dimensions = { ...(EventBusName !== DEFAULT_BUS && { EventBusName }), RuleName };
      this.data.put({ namespace: 'AWS/Events', name: 'FailedInvocations', dimensions }, this.world.clock.now(), 1);
    });
  }

  /** QuickSight sends how much of SPICE is used, and how much there is, whenever one of them has changed. */
  spice(used: number, limit: number): void {
    const at = this.world.clock.now();
    const metric = (name: string) => ({ namespace: 'AWS/QuickSight', name, dimensions: {} });
    this.data.put(metric('SPICECapacityConsumedInMB'), at, used);
    this.data.put(metric('SPICECapacityLimitInMB'), at, limit);
  }

  /** Lets time pass; every minute SQS says how many messages lie in its queues. */
  async run(until: number): Promise<void> {
    const { clock } = this.world;
    while (clock.now() < until) {
      await clock.run(Math.min(clock.now() + MINUTE, until));
      for (const { arn } of this.deployment.queues) {
        const identity = {
          namespace: 'AWS/SQS',
          name: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: arn.split(':').at(-1) as string },
        };
        this.data.put(identity, clock.now() - 1, this.world.queueOf(arn).visible().length);
      }
      for (; this.read < this.log.length; this.read++) {
        this.data.extract(this.log[this.read] as CapturedTelemetry['lines'][number]);
      }
    }
  }

  /** The alarm whose name contains this. */
  alarm(name: string): AlarmResource {
    const [alarm, ...more] = this.deployment.alarms.filter((each) => each.name.includes(name));
    if (!alarm || more.length > 0) {
      const names = this.deployment.alarms.map((each) => each.name).join(', ');
      throw new Error(`expected one alarm ${name} in the template: there are ${names}`);
    }
    return alarm;
  }

  stateOf(name: string, at = this.world.clock.now()): AlarmState {
    return stateOf(this.alarm(name), this.data, at);
  }

  /** The alarms that were on at some time from then on, in the order of the template. */
  wentOff(since: number): string[] {
    const now = this.world.clock.now();
    return this.deployment.alarms
      .filter((alarm) => {
        for (let at = since; at <= now; at += MINUTE) {
          if (stateOf(alarm, this.data, at) === 'ALARM') {
            return true;
          }
        }
        return false;
      })
      .map(({ name }) => name);
  }
}
