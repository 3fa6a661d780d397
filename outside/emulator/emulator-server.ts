import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Seconds in which it must answer. */
const START = 90;

export interface EmulatorOptions {
  readonly command: string;
  /** Given the port that it is to listen on. */
  readonly args: (port: number) => readonly string[];
  readonly environment: (port: number) => Readonly<Record<string, string>>;
  /** The path at which it says that it is up. */
  readonly health: string;
}

/** An emulator of AWS's services, on loopback. It ends with `stop`, and with this process. */
export class EmulatorServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly endpoint: string,
  ) {}

  static async start({ command, args, environment, health }: EmulatorOptions): Promise<EmulatorServer> {
    const port = await freePort();
    const child = spawn(command, args(port), {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment(port) },
    });
    const server = new EmulatorServer(child, `http://127.0.0.1:${port}`);
    process.once('exit', () => child.kill('SIGKILL'));
    for (let tries = 0; tries < START * 4 && child.exitCode === null; tries++) {
      if (await server.answers(health)) {
        return server;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await server.stop();
    throw new Error(`${command} did not answer within ${START} s`);
  }

  private async answers(path: string): Promise<boolean> {
    return fetch(`${this.endpoint}${path}`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await ended;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
