import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { python, type Tool } from './machine';
import { run } from './run';

/** Where the judges are installed: git ignores it, and it may be deleted at any time. */
const FOLDER = join(__dirname, '..', '.tools');

/**
 * Installs something once for each version of the files that say what it is.
 *
 * @returns its folder
 */
export async function installed(
  name: string,
  definitions: readonly string[],
  install: (folder: string) => Promise<unknown>,
): Promise<string> {
  const hash = createHash('sha256').update(definitions.map((file) => readFileSync(file, 'utf8')).join('\0'));
  const folder = join(FOLDER, `${name}-${hash.digest('hex').slice(0, 12)}`);
  const done = join(folder, '.installed');
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await install(folder);
    writeFileSync(done, '');
  }
  return folder;
}

/**
 * A virtual environment with exactly the packages that `requirements/NAME.txt` lists.
 *
 * @returns the folder of its commands
 */
export async function pythonPackages(name: string, tool: Exclude<Tool, 'java'> = 'python'): Promise<string> {
  const requirements = join(__dirname, 'requirements', `${name}.txt`);
  const folder = await installed(name, [requirements], async (target) => {
    await run(python(tool) ?? 'python3', ['-m', 'venv', target]);
    const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', requirements];
    await run(join(target, 'bin', 'pip'), ['install', ...options], { timeout: 600 });
  });
  return join(folder, 'bin');
}
