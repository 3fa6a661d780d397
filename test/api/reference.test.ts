import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

test('API.md is what `npm run docs:api` writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'));
  const written = join(folder, 'API.md');
  try {
    execFileSync(join(ROOT, 'node_modules', '.bin', 'jsii-docgen'), ['--output', written], { cwd: ROOT });
    // not toEqual: the difference may be thousands of lines
    const current = readFileSync(join(ROOT, 'API.md'), 'utf8') === readFileSync(written, 'utf8');
    expect(current ? 'current' : 'stale: write it with npm run compile && npm run docs:api').toBe('current');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
