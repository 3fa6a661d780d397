import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatorServer } from '../emulator/emulator-server';
import { pythonPackages } from '../tools/install';

/** LocalStack's community edition as a process of this machine: it needs no containers, and looks for nothing outside. */
export async function startLocalStack(): Promise<EmulatorServer> {
  const commands = await pythonPackages('localstack', 'python3.13');
  const folder = mkdtempSync(join(tmpdir(), 'outside-localstack-'));
  return EmulatorServer.start({
    command: join(commands, 'python'),
    args: () => ['-m', 'localstack.runtime.main'],
    environment: (port) => ({
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      LOCALSTACK_HOST: `127.0.0.1:${port}`,
      FILESYSTEM_ROOT: folder,
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DNS_ADDRESS: '0',
    }),
    health: '/_localstack/health',
  });
}
