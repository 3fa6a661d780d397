import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalClock } from '../accelerated-clock';

const PROCESSES = join(__dirname, 'process');

/** What a process gets from ours: what it takes to run, and no credentials, endpoints or profiles of the person who runs it. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG'];

/** A line that a process wrote. */
export type OnLine = (line: string) => void;

/**
 * A process of the local stack. It keeps the stack's time, and ends with the process that started it, however that
 * ends: the channel between them closes, and that is what it listens to.
 */
export class Child {
  private readonly process: ChildProcess;
  private ended = false;
  private doomed = false;
  private readonly forget: () => void;

  constructor(
    name: 'bootstrap' | 'sqs' | 'dynamodb',
    clock: LocalClock,
    environment: Readonly<Record<string, string>> = {},
    onLine: OnLine = (line) => console.error(`${name}: ${line}`),
    onExit: () => unknown = () => {},
  ) {
    const preload = pathToFileURL(join(PROCESSES, 'clock.mjs')).href;
    const inherited = INHERITED.map((key) => [key, process.env[key]]).filter(([, value]) => value !== undefined);
    this.process = spawn(process.execPath, ['--expose-gc', '--import', preload, join(PROCESSES, `${name}.mjs`)], {
      env: { ...Object.fromEntries(inherited), ...environment, ...clock.toEnvironment() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    readLines(this.process, onLine);
    this.forget = clock.onSkip((skipped) => this.send({ skipped }));
    this.process.once('exit', () => {
      this.ended = true;
      this.forget();
      onExit();
    });
    // a process that cannot be started, or a message that comes too late, shows by its exit
    this.process.on('error', () => {});
  }

  /** @returns a message of the process, picked out of all it sends */
  async answer<T>(pick: (message: Record<string, unknown>) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.process.off('message', onMessage);
        this.process.off('exit', onExit);
      };
      const onMessage = (message: unknown): void => {
        const picked = pick(message as Record<string, unknown>);
        if (picked !== undefined) {
          done();
          resolve(picked);
        }
      };
      const onExit = (code: number | null, signal: string | null): void => {
        done();
        reject(new Error(`the process ended before it answered (${signal ?? `exit code ${code}`})`));
      };
      if (this.ended) {
        onExit(this.process.exitCode, this.process.signalCode);
      }
      this.process.on('message', onMessage);
      this.process.on('exit', onExit);
    });
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  get isRunning(): boolean {
    return !this.ended && !this.doomed;
  }

  send(message: object): void {
    if (this.process.connected) {
      this.process.send(message, () => {});
    }
  }

  /** Ends it as the kernel would for lack of memory: it hears nothing of it. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.doomed = true;
    if (!this.ended) {
      const gone = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await gone;
    }
  }
}

function readLines(child: ChildProcess, onLine: OnLine): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        onLine(line);
      }
    });
  }
}
