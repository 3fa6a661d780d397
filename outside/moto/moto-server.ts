import { join } from 'node:path';
import { EmulatorServer } from '../emulator/emulator-server';
import { pythonPackages } from '../tools/install';

/** moto, which models AWS's services. */
export async function startMoto(): Promise<EmulatorServer> {
  const commands = await pythonPackages('moto');
  return EmulatorServer.start({
    command: join(commands, 'moto_server'),
    args: (port) => ['--host', '127.0.0.1', '--port', String(port)],
    environment: () => ({ AWS_DEFAULT_REGION: 'eu-west-1' }),
    health: '/moto-api/',
  });
}
