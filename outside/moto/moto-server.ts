import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pythonPackages } from '../tools/install';

/** Seconds in which it must answer. */
const START = 60;

/** moto, which answers for AWS's services on loopback. It ends with `stop`, and with this process. */
export class MotoServer {
  private constructor(
    private readonly process: ChildProcess,
    readonly endpoint: string,
  ) {}

  static async start(): Promise<MotoServer> {
    const commands = await pythonPackages('moto');
    const port = await freePort();
    const process = spawn(join(commands, 'moto_server'), ['--host', '127.0.0.1', '--port', String(port)], {
      stdio: 'ignore',
      env: { PATH: globalThis.process.env.PATH, AWS_DEFAULT_REGION: 'eu-west-1' },
    });
    const moto = new MotoServer(process, `http://127.0.0.1:${port}`);
    globalThis.process.once('exit', () => process.kill('SIGKILL'));
    for (let tries = 0; tries < START * 4; tries++) {
      if (await moto.answers()) {
        return moto;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await moto.stop();
    throw new Error(`moto did not answer within ${START} s`);
  }

  private async answers(): Promise<boolean> {
    return fetch(`${this.endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
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
