import type { PowertoolsTelemetry } from '../../../lambda/aws/powertools-telemetry';
import type { Telemetry } from '../../../lambda/ports';
import type { Place } from '../../../lib/private/contract';

/** A line of the function's log, as CloudWatch Logs would have it. */
export interface LogLine {
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The telemetry that ships, and what it writes to standard output: its log lines with the metrics in them. Nothing of it
 * is said again by hand, so that an alarm on a name that is never written is found.
 */
export class CapturedTelemetry implements Telemetry {
  readonly lines: LogLine[] = [];
  private readonly telemetry: PowertoolsTelemetry;

  /** @param environment of the function, as the template has it */
  constructor(
    private readonly now: () => number,
    functionName: string,
    own: Place,
    environment: Readonly<Record<string, string>>,
  ) {
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      // loaded here: Powertools reads its environment when it is
      const { PowertoolsTelemetry: Shipped } =
        require('../../../lambda/aws/powertools-telemetry') as typeof import('../../../lambda/aws/powertools-telemetry');
      this.telemetry = new Shipped(functionName, own);
    } finally {
      process.env = before;
    }
    // copied once: a simulation writes millions of lines
    this.environment = { ...before, ...environment };
  }

  private readonly environment: NodeJS.ProcessEnv;

  decided(...given: Parameters<Telemetry['decided']>): void {
    this.capture(() => this.telemetry.decided(...given));
  }

  landed(...given: Parameters<Telemetry['landed']>): void {
    this.capture(() => this.telemetry.landed(...given));
  }

  outcome(...given: Parameters<Telemetry['outcome']>): void {
    this.capture(() => this.telemetry.outcome(...given));
  }

  reconciled(...given: Parameters<Telemetry['reconciled']>): void {
    this.capture(() => this.telemetry.reconciled(...given));
  }

  swept(...given: Parameters<Telemetry['swept']>): void {
    this.capture(() => this.telemetry.swept(...given));
  }

  late(...given: Parameters<Telemetry['late']>): void {
    this.capture(() => this.telemetry.late(...given));
  }

  forgotten(...given: Parameters<Telemetry['forgotten']>): void {
    this.capture(() => this.telemetry.forgotten(...given));
  }

  processingError(...given: Parameters<Telemetry['processingError']>): void {
    this.capture(() => this.telemetry.processingError(...given));
  }

  ranOutOfTime(...given: Parameters<Telemetry['ranOutOfTime']>): void {
    this.capture(() => this.telemetry.ranOutOfTime(...given));
  }

  flush(dataSetArn?: string): void {
    this.capture(() => this.telemetry.flush(dataSetArn));
  }

  /** Takes what is written meanwhile: the telemetry writes at once or not at all. */
  private capture(write: () => void): void {
    const { stdout, stderr, env } = process;
    const restore = [stdout, stderr].map((stream) => {
      const original = stream.write;
      stream.write = (chunk: unknown) => {
        for (const line of String(chunk).split('\n').filter(Boolean)) {
          this.lines.push({ at: this.now(), fields: JSON.parse(line) as LogLine['fields'] });
        }
        return true;
      };
      return () => {
        stream.write = original;
      };
    });
    process.env = this.environment;
    try {
      write();
    } finally {
      process.env = env;
      for (const undo of restore) {
        undo();
      }
    }
  }
}
