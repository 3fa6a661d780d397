import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the command reads. */
  readonly input?: string;
  /** Exit codes that are an answer rather than a failure; 0 by default. */
  readonly exitCodes?: readonly number[];
  /** Seconds until the command is ended; 300 by default. */
  readonly timeout?: number;
}

/** What a command wrote. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a command to its end.
 *
 * @throws if it fails, with the end of what it wrote
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env, input = '', exitCodes = [0], timeout = 300 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env && { ...process.env, ...env }, timeout: timeout * 1_000 });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        written[stream] += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== null && exitCodes.includes(code)) {
        resolve({ ...written, exitCode: code });
      } else {
        const end = `${written.stdout}\n${written.stderr}`.trim().slice(-2_000);
        reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}:\n${end}`));
      }
    });
    // a command that ends before it has read everything says so by its exit code
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
