import { spawnSync } from 'node:child_process';

/** A language that the library is packaged for, by jsii's name of it. */
export type Language = 'js' | 'python' | 'java' | 'go' | 'dotnet';

interface Toolchain {
  readonly name: string;
  /** Commands that must run for its packages to be built and used. */
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
}

const TOOLCHAINS: Readonly<Record<Language, Toolchain>> = {
  js: { name: 'Node.js', commands: [['node', '--version']] },
  python: {
    name: 'Python with venv',
    commands: [['python3', '-c', 'import venv, sys; assert sys.version_info >= (3, 10)']],
  },
  java: {
    name: 'Java with Maven',
    commands: [
      ['javac', '-version'],
      ['mvn', '--version'],
    ],
  },
  go: { name: 'Go', commands: [['go', 'version']] },
  dotnet: { name: '.NET', commands: [['dotnet', '--version']] },
};

export const LANGUAGES = Object.keys(TOOLCHAINS) as Language[];

/** What of a language this machine lacks; `undefined` if its packages can be built here. */
export function missing(language: Language): string | undefined {
  const { name, commands } = TOOLCHAINS[language];
  const runs = commands.every(([command, ...args]) => spawnSync(command, args).status === 0);
  return runs ? undefined : `no ${name}`;
}
