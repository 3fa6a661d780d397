import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VERBS } from '../../cli/program';

const BIN = join(__dirname, '..', '..', 'bin', 'cdk-spice-refresh.mjs');

/** Says each module that is loaded. */
const HOOKS = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (process._rawDebug('LOADED ' + url), next(url, context)) });`;

/** The modules that the command loads, as it ships. */
function loadedBy(...args: string[]): string[] {
  const hooks = `data:text/javascript,${encodeURIComponent(HOOKS)}`;
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', hooks, BIN, ...args], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/\S/)]);
  return [...stderr.matchAll(/^LOADED (file:.*)$/gm)].map(([, url]) => url as string);
}

// 50 ms of one processor, of which bare Node.js takes 20: what is loaded decides, so it is what is tested
test.each([['--help'], ...VERBS.map(({ name }) => [name, '--help'])])(
  'the help of %s %s loads no AWS client, and nothing else that only a verb needs',
  (...args) => {
    expect(loadedBy(...args)).toEqual([pathToFileURL(BIN).href]);
  },
);

test('a verb loads what it needs, so the list is not empty by mistake', () => {
  const folder = mkdtempSync(join(tmpdir(), 'startup-'));
  const times = join(folder, 'times.txt');
  writeFileSync(times, '2026-11-23T06:00:00Z\n');
  expect(loadedBy('plan', '--landings', times).length).toBeGreaterThan(1);
});
