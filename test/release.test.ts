import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockOf } from '../release/audit';
import { bundledChanges } from '../release/bill';
import { changesOf } from '../release/changelog';
import { newestOf } from '../release/newest-cdk';
import { withBundleChanges } from '../release/refresh-bundle';

const ROOT = join(__dirname, '..');
const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
const { version, scripts, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('the changelog says what the next version changes', () => {
  expect(changesOf(version).isEmpty()).toBe(false);
});

test('a version of which the changelog says nothing is not released', () => {
  expect(() => changesOf('0.2.0', '# Changelog\n\n## [0.1.0] - 2026-01-01\n### Added\n- A.\n')).toThrow(
    'CHANGELOG.md has no changes of 0.2.0: add them under "Unreleased"',
  );
});

test('the release has a job for each registry, after what was packaged has been tried', () => {
  for (const job of ['npm', 'pypi', 'maven', 'go', 'nuget']) {
    expect(workflow).toMatch(new RegExp(`^  ${job}:\\n    needs: packages$`, 'm'));
    expect(workflow).toMatch(new RegExp(`needs: \\[.*\\b${job}\\b.*\\]`));
  }
});

test('the release and the page on it run commands that exist', () => {
  const page = readFileSync(join(ROOT, 'docs', 'releasing.md'), 'utf8');
  const named = [...`${workflow}${page}`.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name as string);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('every secret of the release is on the page that says how to get it', () => {
  const page = readFileSync(join(ROOT, 'docs', 'releasing.md'), 'utf8');
  const secrets = [...workflow.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name as string);
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((name) => !page.includes(name))).toEqual([]);
});

test('the newest CDK that fresh apps are tried with is one that every registry has, and what was passed over is said', () => {
  const registry = (name: string, ...versions: string[]) => ({ name, has: (one: string) => versions.includes(one) });
  const registries = [registry('npm', '2.11.0', '2.10.0', '2.9.0'), registry('PyPI', '2.10.0', '2.9.0')];
  expect(newestOf(['2.9.0', '2.11.0', '2.10.0'], registries)).toEqual({
    version: '2.10.0',
    passedOver: { PyPI: ['2.11.0'] },
  });
  expect(() => newestOf(['2.11.0'], registries)).toThrow(
    'no version of aws-cdk-lib is in all registries: not in {"PyPI":["2.11.0"]}',
  );
});

// jsii-pacmak writes into go.mod the version that it finds installed; the CDK's own module of Go asks for this one
test('the Go module asks for no newer cloud assembly schema than the oldest CDK does', () => {
  const oldest = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'aws-cdk-lib', 'package.json'), 'utf8'));
  expect(`^${devDependencies['@aws-cdk/cloud-assembly-schema']}`).toBe(
    oldest.dependencies['@aws-cdk/cloud-assembly-schema'],
  );
});

test('what changed between two bundles is said, a line for each package', () => {
  const before = [
    { name: 'a', version: '1.0.0' },
    { name: 'b', version: '1.0.0' },
    { name: 'b', version: '2.0.0' },
    { name: 'gone', version: '1.0.0' },
  ];
  const after = [
    { name: 'a', version: '1.0.0' },
    { name: 'b', version: '2.0.0' },
    { name: 'new', version: '0.1.0' },
  ];
  expect(bundledChanges(before, after)).toEqual(['b 1.0.0 and 2.0.0 to 2.0.0', 'removes gone 1.0.0', 'adds new 0.1.0']);
  expect(bundledChanges(after, after)).toEqual([]);
});

test('a bundle that has changed makes a release, with what it changes in the changelog', () => {
  const text = withBundleChanges(
    '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0] - 2026-01-01\n\n### Added\n\n- B.\n',
    '0.1.1',
    new Date('2026-02-01T00:00:00Z'),
    ['b 1.0.0 to 2.0.0'],
  );
  expect(text).toMatch(
    /## Unreleased\n\n## 0\.1\.1 - 2026-02-01\n\n### Added\n\n- A\.\n\n### Changed\n\n- Bundled packages: `b 1\.0\.0 to 2\.0\.0`\./,
  );
  expect(text).toContain('- B.');
});

test('the audit is of every bundled package, and of two versions where two are bundled', () => {
  const lock = lockOf([
    { name: 'a', version: '1.0.0' },
    { name: '@s/b', version: '1.0.0' },
    { name: '@s/b', version: '2.0.0' },
  ]);
  expect(lock).toMatchObject({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { a: '1.0.0', '@s/b': '1.0.0' } },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/@s/b': { version: '1.0.0' },
      'node_modules/@s/b/node_modules/@s/b': { version: '2.0.0' },
    },
  });
});

test('what ships is audited every night, and a registry that answers none is a failure there', () => {
  const bundle = readFileSync(join(ROOT, '.github', 'workflows', 'bundle.yml'), 'utf8');
  expect(bundle).toContain('run: npm run -s audit:bundle -- --strict');
  expect(bundle).toContain('run: npm run -s release:bundle');
});
