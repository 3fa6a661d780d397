import type { GetItemCommandOutput } from '@aws-sdk/client-dynamodb';
import { HOUR, SECOND } from '../../lambda/time';
import type { CapturedTelemetry } from '../../sim/aws/cloudwatch/captured-telemetry';
import { sizeOf } from '../../sim/aws/item-size';
import { type Effect, type Faults, NO_FAULTS } from '../../sim/world/faults';
import type { Occurrence } from '../../sim/world/occurrence';
import type { Usage } from './cost';

/** DynamoDB's units. */
const READ_BYTES = 4_096;
const WRITE_BYTES = 1_024;

/** What CloudWatch Logs adds to each event: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const EVENT_BYTES = 26;

/** Every how many reads the size of the item is taken. */
const SAMPLE = 20;

type Line = CapturedTelemetry['lines'][number];

/** What of a line is metrics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Embedded {
  readonly CloudWatchMetrics?: readonly {
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

/** Counts what the function does while it does it. */
export class Counted implements Usage {
  readonly calls: Record<Effect, number> = {
    read: 0,
    scan: 0,
    write: 0,
    delete: 0,
    create: 0,
    describe: 0,
    wake: 0,
    deadLetter: 0,
    sendAgain: 0,
    publish: 0,
  };
  readonly faults: Faults = {
    ...NO_FAULTS,
    effect: async (effect, perform) => {
      this.calls[effect]++;
      const result = await perform();
      const item = effect === 'read' ? (result as GetItemCommandOutput).Item : undefined;
      if (item && this.calls.read % SAMPLE === 0) {
        this.sizes.push(sizeOf(item));
      }
      return result;
    },
  };
  invocations = 0;
  seconds = 0;
  messages = 0;
  logBytes = 0;
  /** Of items that were read, as they were written before. */
  private readonly sizes: number[] = [];
  private readonly sent = new Set<string>();

  constructor(readonly landings: number) {}

  get wakes(): number {
    return this.calls.wake;
  }
  get reads(): number {
    return this.calls.read * this.unitsEach(READ_BYTES);
  }
  get writes(): number {
    return this.calls.write * this.unitsEach(WRITE_BYTES);
  }
  get outcomes(): number {
    return this.calls.publish;
  }
  /** Names of the metrics that were sent, with what they are of. */
  get metrics(): ReadonlySet<string> {
    return new Set([...this.sent].map((each) => each.slice(0, each.lastIndexOf(' '))));
  }
  get metricHours(): number {
    return this.sent.size;
  }

  /** Write units of a row of the sample. */
  get unitsAWrite(): number {
    return this.unitsEach(WRITE_BYTES);
  }

  private unitsEach(bytes: number): number {
    return this.sizes.reduce((sum, size) => sum + Math.ceil(size / bytes), 0) / this.sizes.length;
  }

  /** Takes note of what happened, and forgets it: a day of it would not fit. */
  take(occurrences: Occurrence[], lines: Line[]): void {
    for (const occurrence of occurrences) {
      if (occurrence.what === 'invocation') {
        this.invocations++;
        this.messages += occurrence.messages;
        this.seconds -= occurrence.at / SECOND;
      }
    }
    for (const line of lines) {
      this.takeLine(line);
    }
    occurrences.length = 0;
    lines.length = 0;
  }

  private takeLine({ at, fields }: Line): void {
    this.logBytes += Buffer.byteLength(JSON.stringify(fields)) + EVENT_BYTES;
    const hour = Math.floor(at / HOUR);
    for (const { Dimensions, Metrics } of (fields._aws as Embedded | undefined)?.CloudWatchMetrics ?? []) {
      for (const dimensions of Dimensions) {
        const of = dimensions.map((name) => `${name}=${fields[name]}`).join();
        for (const { Name } of Metrics) {
          this.sent.add(`${Name} ${of} ${hour}`);
        }
      }
    }
  }
}
