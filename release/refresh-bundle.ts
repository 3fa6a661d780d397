import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Change, parser, Release } from 'keep-a-changelog';
import { bundled, bundledChanges } from './bill';
import { ROOT, run } from './run';

/**
 * `npm run release:bundle`, after `npm run bundle`: where the bundled packages are others than in the last release, the
 * next patch version, with a line for them in CHANGELOG.md. .github/workflows/bundle.yml opens a pull request with it, so
 * that a fix in what is bundled reaches users without a change of this project.
 */
const NAME = 'cdk-spice-refresh';

/** The bills of materials of the last release; `undefined` before the first one. */
function released(folder: string): string | undefined {
  try {
    run('npm', ['pack', `${NAME}@latest`, '--pack-destination', folder]);
  } catch (error) {
    if (String(error).includes('E404')) {
      return undefined;
    }
    throw error;
  }
  const [tarball = ''] = readdirSync(folder);
  run('tar', ['-xzf', tarball, 'package/sbom', 'package/package.json'], { cwd: folder });
  return join(folder, 'package');
}

/** CHANGELOG.md with the changes of the bundle in its next release. */
export function withBundleChanges(text: string, version: string, date: Date, changes: readonly string[]): string {
  const changelog = parser(text);
  const release = changelog.releases.find((one) => !one.version) ?? changelog.releases[0];
  release?.addChange('changed', new Change(`Bundled packages: ${changes.map((one) => `\`${one}\``).join(', ')}.`));
  release?.setVersion(version);
  release?.setDate(date);
  changelog.addRelease(new Release());
  changelog.format = 'markdownlint';
  return `${changelog.toString().trimEnd()}\n`;
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'released-'));
  try {
    const before = released(folder);
    if (before === undefined) {
      console.log('skipped  nothing is released that the bundle could be compared with');
      return;
    }
    const changes = bundledChanges(bundled(join(before, 'sbom')), bundled(join(ROOT, 'sbom')));
    if (changes.length === 0) {
      console.log('passed   the bundled packages are those of the last release');
      return;
    }
    run('npm', ['version', 'patch', '--no-git-tag-version']);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const file = join(ROOT, 'CHANGELOG.md');
    writeFileSync(file, withBundleChanges(readFileSync(file, 'utf8'), version, new Date(), changes));
    console.log(`changed  ${version}: ${changes.join('; ')}`);
    if (process.env.GITHUB_OUTPUT) {
      appendFileSync(process.env.GITHUB_OUTPUT, `version=${version}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  main();
}
