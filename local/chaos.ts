import type { Message } from '@aws-sdk/client-sqs';
import { seeded } from '../sim/seeds/random';
import { accessKeyOf } from './lambda/deployed-function';
import type { LocalStack } from './local-stack';
import { credentialOf } from './servers/credentials';
import { throttled } from './servers/dynamodb-server';
import type { Fault, FaultyProxy, HttpAnswer } from './servers/faulty-proxy';
import { refuse } from './servers/quick-sight-server';

/** A kind of trouble, how likely a request of the function meets it, and how often it may at most. */
interface Trouble {
  readonly name: string;
  readonly probability: number;
  readonly atMost?: number;
  readonly fault: Fault;
}

const answered = (answer: HttpAnswer): Fault => ({ do: 'answer', answer });
const unavailable = answered({ status: 503, body: 'Service Unavailable' });

/** What networks do to any server. */
const network = (probability: number): Trouble[] => [
  { name: 'reset before', probability, fault: { do: 'reset', when: 'before' } },
  { name: 'reset after', probability, fault: { do: 'reset', when: 'after' } },
  { name: 'half an answer', probability, fault: { do: 'half' } },
];

const SERVERS = ['quickSight', 'dynamodb', 'sqs', 'eventBus'] as const;

const TROUBLES: Readonly<Record<(typeof SERVERS)[number], readonly Trouble[]>> = {
  quickSight: [
    {
      name: '429',
      probability: 0.05,
      fault: answered(refuse({ error: 'ThrottlingException', status: 429, message: 'Rate exceeded' })),
    },
    {
      name: '500',
      probability: 0.05,
      fault: answered(refuse({ error: 'InternalFailureException', status: 500, message: 'An internal failure' })),
    },
    ...network(0.03),
    { name: 'silence', probability: 0.02, atMost: 10, fault: { do: 'silence', seconds: 30, when: 'before' } },
    { name: 'silence', probability: 0.02, atMost: 10, fault: { do: 'silence', seconds: 30, when: 'after' } },
  ],
  dynamodb: [
    { name: 'throttled', probability: 0.02, fault: answered(throttled('ProvisionedThroughputExceededException')) },
    { name: 'throttled', probability: 0.02, fault: answered(throttled('ThrottlingException')) },
    ...network(0.005),
  ],
  sqs: [
    { name: 'twice', probability: 0.05, fault: { do: 'twice' } },
    { name: '503', probability: 0.01, fault: unavailable },
    ...network(0.005),
  ],
  eventBus: [{ name: '503', probability: 0.03, fault: unavailable }, ...network(0.02)],
};

/** How likely a request of the function is its process' last, and an invocation is cut off at a time of its own. */
const LAST_REQUEST = 0.05;
const CUT_OFF = 0.25;
/** The longest that a process which is to be cut off gets, in real milliseconds: to start, and for a few reconciles. */
const CUT_OFF_WITHIN = 500;

/** Everything that may go wrong around the function, drawn from a seed until it is over. */
export class Chaos {
  kills = 0;
  /** How often each trouble was met, by server and name. */
  readonly met: Record<string, number> = {};
  private on = true;
  private readonly random: () => number;

  constructor(
    private readonly stack: LocalStack,
    readonly seed: number,
  ) {
    this.random = seeded(seed);
    for (const server of SERVERS) {
      this.trouble(server, stack[server].proxy);
    }
    stack.refreshFunction.invoking = (environment) => {
      if (this.on && this.random() < CUT_OFF) {
        setTimeout(() => this.on && this.kill(environment), this.random() * CUT_OFF_WITHIN);
      }
    };
    stack.eventSource.share = (batch) => (this.on ? this.share(batch) : [batch]);
  }

  /** From now on all is well. */
  end(): void {
    this.on = false;
  }

  private trouble(server: (typeof SERVERS)[number], proxy: FaultyProxy): void {
    proxy.fault = (request) => {
      const { environments } = this.stack.refreshFunction;
      const environment = environments.find((_, index) => credentialOf(request).accessKeyId === accessKeyOf(index));
      if (!this.on || !environment) {
        return undefined;
      }
      if (this.random() < LAST_REQUEST) {
        void this.kill(environment);
        return { do: 'reset', when: this.random() < 0.5 ? 'before' : 'after' };
      }
      return this.draw(server);
    };
  }

  private draw(server: (typeof SERVERS)[number]): Fault | undefined {
    let left = this.random();
    for (const { name, probability, atMost = Number.POSITIVE_INFINITY, fault } of TROUBLES[server]) {
      left -= probability;
      if (left < 0) {
        const key = `${server} ${name}`;
        const times = this.met[key] ?? 0;
        if (times >= atMost) {
          return undefined;
        }
        this.met[key] = times + 1;
        return fault;
      }
    }
    return undefined;
  }

  private async kill(environment: { kill(): Promise<boolean> }): Promise<void> {
    this.kills += (await environment.kill()) ? 1 : 0;
  }

  /** Up to three invocations side by side for one batch, with some messages in two of them. */
  private share(batch: readonly Message[]): Message[][] {
    const parts: Message[][] = Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => []);
    const draw = (): Message[] | undefined => parts[Math.floor(this.random() * parts.length)];
    for (const message of batch) {
      const [part, other] = [draw(), draw()];
      part?.push(message);
      if (other !== part && this.random() < 0.1) {
        other?.push(message);
        this.met['sqs delivered twice'] = (this.met['sqs delivered twice'] ?? 0) + 1;
      }
    }
    return parts.filter((part) => part.length > 0);
  }
}
