import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOf } from '../release/changelog';

const ROOT = join(__dirname, '..');
const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
const { version, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

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
