import { spawnSync } from 'node:child_process';

/** What a machine may lack. */
export type Tool = 'java' | 'python';

/** The interpreters that the pinned packages are known to run on, the most usual name first. */
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const PYTHON_VERSIONS = /^Python 3\.1[1-3]\./;
const JAVA_VERSION = 17;

/** Why a tool cannot be used on this machine; `undefined` if it can. */
export function missing(tool: Tool): string | undefined {
  if (tool === 'python') {
    return python() ? undefined : 'no Python 3.11, 3.12 or 3.13';
  }
  const version = Number(/^javac (\d+)/.exec(versionOf('javac'))?.[1] ?? 0);
  return version >= JAVA_VERSION && versionOf('mvn') !== ''
    ? undefined
    : `no Java ${JAVA_VERSION} (javac) with Maven (mvn)`;
}

/** The first interpreter that will do. */
export function python(): string | undefined {
  return PYTHONS.find((name) => PYTHON_VERSIONS.test(versionOf(name)));
}

function versionOf(command: string): string {
  const { status, stdout, stderr } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout || stderr : '';
}
