import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a machine may lack. */
export type Tool = 'java' | 'python' | 'python3.13';

/** The versions that pinned packages run on: LocalStack's syntax is that of 3.13. */
const PYTHON_VERSIONS = { python: /^Python 3\.1[1-3]\./, 'python3.13': /^Python 3\.13\./ };
const JAVA_VERSION = 17;

/** Why a tool cannot be used on this machine; `undefined` if it can. */
export function missing(tool: Tool): string | undefined {
  if (tool !== 'java') {
    return python(tool) ? undefined : `no Python ${tool === 'python' ? '3.11, 3.12 or 3.13' : '3.13'}`;
  }
  const version = Number(/^javac (\d+)/.exec(versionOf('javac'))?.[1] ?? 0);
  return version >= JAVA_VERSION && versionOf('mvn') !== ''
    ? undefined
    : `no Java ${JAVA_VERSION} (javac) with Maven (mvn)`;
}

/** The first interpreter that will do, also of pyenv, which has more than it puts into the path. */
export function python(tool: keyof typeof PYTHON_VERSIONS): string | undefined {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const ofPyenv = existsSync(versions)
    ? readdirSync(versions).map((name) => join(versions, name, 'bin', 'python3'))
    : [];
  return ['python3', 'python3.13', 'python3.12', 'python3.11', ...ofPyenv].find((command) =>
    PYTHON_VERSIONS[tool].test(versionOf(command)),
  );
}

function versionOf(command: string): string {
  const { status, stdout, stderr } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout || stderr : '';
}
