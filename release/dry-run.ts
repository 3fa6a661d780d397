import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changesOf } from './changelog';
import { ROOT, run } from './run';
import { missing } from './toolchains';

const PACKAGES = join(ROOT, 'packages');
const USAGE = `Everything of a release but the publishing, with what npm run package made.

  npm run release:dry-run -- [--version VERSION]

  --version VERSION  that is to be released: it must be package.json's; .github/workflows/release.yml gives the tag's`;

interface Check {
  readonly name: string;
  /** Why it cannot be made here. */
  readonly skipped?: string;
  /** @returns what it found */
  readonly make: () => string;
}

function checks(version: string, released: string | undefined): readonly Check[] {
  return [
    {
      name: 'version',
      make: () => {
        if (released !== undefined && released !== version) {
          throw new Error(`the tag says ${released}, package.json ${version}`);
        }
        return `${version}; ${[...changesOf(version).changes.values()].flat().length} entries in CHANGELOG.md`;
      },
    },
    { name: 'npm', make: npm },
    { name: 'PyPI', skipped: missing('python'), make: () => pyPi(version) },
    { name: 'Maven', skipped: missing('java'), make: () => maven(version) },
    { name: 'Go', make: go },
    { name: 'NuGet', make: nuGet },
  ];
}

function npm(): string {
  const tarball = only('js', '.tgz');
  run('npm', ['publish', '--dry-run', '--ignore-scripts', tarball]);
  return 'npm publish --dry-run';
}

function pyPi(version: string): string {
  const environment = join(PACKAGES, '.twine');
  const bin = join(environment, 'bin');
  run('python3', ['-m', 'venv', environment]);
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'twine==6.2.0']);
  const files = [`cdk_spice_refresh-${version}-py3-none-any.whl`, `cdk_spice_refresh-${version}.tar.gz`];
  run(join(bin, 'twine'), ['check', '--strict', ...files.map((file) => join(PACKAGES, 'python', file))]);
  return 'twine check --strict';
}

/** jsii-pacmak has staged the artifacts into a folder, laid out as a Maven repository. */
function maven(version: string): string {
  const folder = join(PACKAGES, 'java', 'io', 'github', 'cdkspicerefresh', 'cdk-spice-refresh', version);
  const asked = ['.jar', '-sources.jar', '-javadoc.jar', '.pom'].map((end) => `cdk-spice-refresh-${version}${end}`);
  const absent = asked.filter((file) => !existsSync(join(folder, file)));
  if (absent.length > 0) {
    throw new Error(`Maven Central asks for ${absent.join(', ')}, and they are not in packages/java`);
  }
  const pom = readFileSync(join(folder, `cdk-spice-refresh-${version}.pom`), 'utf8');
  const lacking = ['name', 'description', 'url', 'licenses', 'developers', 'scm'].filter(
    (tag) => !pom.includes(`<${tag}>`),
  );
  if (lacking.length > 0) {
    throw new Error(`Maven Central asks for ${lacking.join(', ')} in the pom`);
  }
  return `${asked.length} files staged, the pom has what Maven Central asks for`;
}

function go(): string {
  const folder = join(PACKAGES, 'go', 'cdkspicerefresh');
  const { jsii } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const module = `${jsii.targets.go.moduleName}/cdkspicerefresh`;
  const given = /^module (\S+)$/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))?.[1];
  if (given !== module) {
    throw new Error(`go.mod names the module ${given}, package.json ${module}`);
  }
  // the module itself needs nothing of a proxy to be listed
  const lacking = missing('go');
  const listed = lacking ?? run('go', ['list', '-m'], { cwd: folder }).trim();
  return `${listed}, ${readdirSync(folder).length} files`;
}

function nuGet(): string {
  const project = join(PACKAGES, 'dotnet', 'CdkSpiceRefresh', 'CdkSpiceRefresh.csproj');
  const text = readFileSync(project, 'utf8');
  const lacking = ['PackageId', 'Description', 'PackageLicenseExpression', 'RepositoryUrl', 'Authors'].filter(
    (tag) => !text.includes(`<${tag}>`),
  );
  if (lacking.length > 0) {
    throw new Error(`NuGet asks for ${lacking.join(', ')} in the project`);
  }
  return 'sources with what NuGet asks for';
}

/** @throws if there is not exactly one */
function only(folder: string, end: string): string {
  const found = readdirSync(join(PACKAGES, folder)).filter((name) => name.endsWith(end));
  if (found.length !== 1) {
    throw new Error(`packages/${folder} has ${found.length} files ${end} instead of one: run npm run package`);
  }
  return join(PACKAGES, folder, found[0] as string);
}

function main(): number {
  const { values } = parseArgs({ options: { version: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  let failed = 0;
  for (const { name, skipped, make } of checks(version, values.version)) {
    try {
      console.log(skipped ? `skipped  ${name.padEnd(8)}  ${skipped}` : `passed   ${name.padEnd(8)}  ${make()}`);
    } catch (error) {
      failed += 1;
      console.log(`failed   ${name.padEnd(8)}  ${error instanceof Error ? error.message : error}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = main();
