import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitingOf } from '../../../sim/checks/waiting';
import { simulateMorning } from '../../../sim/commands/demo';
import { picture } from '../../../sim/report/svg/picture';
import { deployExample } from '../../../sim/template/example-apps';
import type { World } from '../../../sim/world/world';

const ROOT = join(__dirname, '..', '..', '..');
const arn = (id: string): string => `arn:aws:quicksight:eu-west-1:123456789012:dataset/${id}`;

let morning: World;

beforeAll(async () => {
  morning = await simulateMorning(deployExample());
}, 60_000);

const minutes = (id: string): [string, number][] =>
  waitingOf(morning.occurrences, arn(id), morning.clock.now()).map(({ from, to, for: kind }) => [
    kind,
    Math.round((to - from) / 60_000),
  ]);

test('a burst settles until a minute after its last file, then its ingestion is under way', () => {
  expect(minutes('sales')).toEqual([['settles', 5]]);
});

test('what failed for good waits for a person, to the end', () => {
  expect(minutes('forecast')).toEqual([
    ['settles', 1],
    ['person', 47],
  ]);
});

test('the picture shows it, says why, and says of each colour what it means', () => {
  const drawn = picture(morning);
  expect(drawn).toMatch(/<rect class="waits settles"[^>]*><title>\S+ to \S+: settles: quiet for 1 min/);
  expect(drawn).toMatch(/<rect class="waits person"[^>]*><title>\S+ to \S+: failed with AccessDeniedException/);
  expect(drawn).toContain('>failed: waits for a person</text>');
  expect(drawn).not.toContain('>backs off</text>');
  expect(drawn).toContain('1 not covered · AccessDeniedException');
});

test('docs/pictures/timeline.svg is the picture of the demo: npm run demo -- --svg docs/pictures/timeline.svg', () => {
  expect(readFileSync(join(ROOT, 'docs', 'pictures', 'timeline.svg'), 'utf8')).toBe(picture(morning));
});

test('the demo writes it where the option says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  try {
    const file = join(folder, 'morning.svg');
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsx'), ['sim/commands/demo.ts', '--json', '--svg', file], {
      cwd: ROOT,
    });
    expect(readFileSync(file, 'utf8')).toBe(picture(morning));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
