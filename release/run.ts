import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..');

/**
 * Runs a command to its end, of this package's own where it has one of the name.
 *
 * @returns what it wrote
 * @throws if it fails, with what it wrote
 */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`, ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    const written = error ? error.message : `${stdout}\n${stderr}`.trim().slice(-4_000);
    throw new Error(`${command} ${args.join(' ')} failed with exit code ${status}:\n${written}`);
  }
  return stdout;
}
