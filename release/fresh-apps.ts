import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from './run';
import type { Language } from './toolchains';

export interface Cdk {
  readonly library: string;
  readonly constructs: string;
}

/** An app outside the repository, with the package installed as its users install it. */
export interface FreshApp {
  readonly name: string;
  readonly language: Language;
  /** The stacks that it makes. */
  readonly stacks: readonly string[];
  /** Installs the package into the folder, and synthesizes each stack into `out/` of it. */
  readonly synthesize: (folder: string, cdk: Cdk) => void;
}

const EXAMPLES = join(ROOT, 'examples');
const PACKAGES = join(ROOT, 'packages');
const STACK_OF = new Map([
  ['app', 'Dashboards'],
  ['orders', 'Orders'],
  ['s3-burst', 'S3Burst'],
  ['glue-with-safety-net', 'GlueWithSafetyNet'],
  ['parent-and-child', 'ParentAndChild'],
]);
const STACKS = [...STACK_OF.values()];

export const FRESH_APPS: readonly FreshApp[] = [
  {
    name: 'typescript',
    language: 'js',
    stacks: STACKS,
    synthesize: (folder, cdk) => typeScript(folder, cdk, 'commonjs', [...STACK_OF.keys()]),
  },
  {
    name: 'typescript, ES modules',
    language: 'js',
    stacks: ['Orders', 'S3Burst'],
    synthesize: (folder, cdk) => typeScript(folder, cdk, 'module', ['orders', 's3-burst']),
  },
  { name: 'python', language: 'python', stacks: STACKS, synthesize: python },
  { name: 'java', language: 'java', stacks: ['S3Burst'], synthesize: java },
  { name: 'go', language: 'go', stacks: ['S3Burst'], synthesize: go },
  { name: '.net', language: 'dotnet', stacks: ['S3Burst'], synthesize: dotNet },
];

export function template(folder: string, stack: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'out', `${stack}.template.json`), 'utf8'));
}

const outdir = (folder: string) => ({ CDK_OUTDIR: join(folder, 'out') });

function typeScript(folder: string, cdk: Cdk, type: 'commonjs' | 'module', examples: readonly string[]): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type, private: true }));
  const [tarball = ''] = readdirSync(join(PACKAGES, 'js'));
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const peers = [`aws-cdk-lib@${cdk.library}`, `constructs@${cdk.constructs}`];
  const types = `@types/node@${devDependencies['@types/node']}`;
  run('npm', ['install', '--prefer-offline', '--no-audit', join(PACKAGES, 'js', tarball), ...peers, types], {
    cwd: folder,
  });
  const files = examples.map((name) => `${name}.ts`);
  for (const file of files) {
    cpSync(join(EXAMPLES, 'typescript', file), join(folder, file));
  }
  const options = [
    '--strict',
    '--module',
    'node20',
    '--target',
    'ES2023',
    '--types',
    'node',
    '--skipLibCheck',
    'false',
  ];
  run('tsc', [...options, ...files], { cwd: folder });
  for (const name of examples) {
    run('node', [`${name}.js`], { cwd: folder, env: { CDK_OUTDIR: join(folder, 'out', name) } });
    const made = `${STACK_OF.get(name)}.template.json`;
    cpSync(join(folder, 'out', name, made), join(folder, 'out', made));
  }
  run(join(folder, 'node_modules', '.bin', 'cdk-spice-refresh'), ['--help'], { cwd: folder });
}

function python(folder: string, cdk: Cdk): void {
  cpSync(join(EXAMPLES, 'python'), folder, { recursive: true });
  const bin = join(folder, '.venv', 'bin');
  run('python3', ['-m', 'venv', '.venv'], { cwd: folder });
  const versions = [`aws-cdk-lib==${cdk.library}`, `constructs==${cdk.constructs}`, 'mypy'];
  const found = ['--find-links', join(PACKAGES, 'python'), '--requirement', 'requirements.txt'];
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...found, ...versions], { cwd: folder });
  const files = readdirSync(folder).filter((name) => name.endsWith('.py'));
  for (const file of files) {
    run(join(bin, 'python'), [file], { cwd: folder, env: outdir(folder) });
  }
  run(join(bin, 'mypy'), ['--strict', ...files], { cwd: folder });
  run(join(bin, 'cdk-spice-refresh'), ['--help'], { cwd: folder });
}

function java(folder: string, cdk: Cdk): void {
  cpSync(join(EXAMPLES, 'java'), folder, { recursive: true });
  const pom = join(folder, 'pom.xml');
  const repository = `<repositories><repository><id>built</id><url>file://${join(PACKAGES, 'java')}</url></repository></repositories>`;
  writeFileSync(
    pom,
    readFileSync(pom, 'utf8')
      .replace(/(<artifactId>aws-cdk-lib<\/artifactId>\s*<version>)[^<]+/, `$1${cdk.library}`)
      .replace('<build>', `${repository}<build>`),
  );
  // Maven keeps what it has found once, and would test the package that was built before
  rmSync(join(homedir(), '.m2', 'repository', 'io', 'github', 'cdkspicerefresh'), { recursive: true, force: true });
  run('mvn', ['--quiet', '--batch-mode', 'compile', 'exec:java'], { cwd: folder, env: outdir(folder) });
}

function go(folder: string, cdk: Cdk): void {
  cpSync(join(EXAMPLES, 'go'), folder, { recursive: true });
  const module = 'github.com/cdk-spice-refresh/cdk-spice-refresh-go/cdkspicerefresh';
  const edits = [
    `-replace=${module}=${join(PACKAGES, 'go', 'cdkspicerefresh')}`,
    `-require=github.com/aws/aws-cdk-go/awscdk/v2@v${cdk.library}`,
  ];
  run('go', ['mod', 'edit', ...edits], { cwd: folder });
  run('go', ['mod', 'tidy'], { cwd: folder });
  run('go', ['run', '.'], { cwd: folder, env: outdir(folder) });
}

function dotNet(folder: string, cdk: Cdk): void {
  cpSync(join(EXAMPLES, 'dotnet'), folder, { recursive: true });
  const project = join(folder, 'S3Burst.csproj');
  const text = readFileSync(project, 'utf8');
  writeFileSync(project, text.replace(/(Include="Amazon.CDK.Lib" Version=")[^"]+/, `$1${cdk.library}`));
  run('dotnet', ['new', 'nugetconfig'], { cwd: folder });
  const file = ['--configfile', 'nuget.config'];
  run('dotnet', ['nuget', 'add', 'source', join(PACKAGES, 'dotnet'), '--name', 'built', ...file], { cwd: folder });
  run('dotnet', ['run'], { cwd: folder, env: outdir(folder) });
}

/** A folder of its own for each app. */
export function folderOf(parent: string, { name }: FreshApp): string {
  const folder = join(parent, name.replace(/\W+/g, '-'));
  mkdirSync(folder);
  return folder;
}
