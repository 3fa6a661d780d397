import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDashboard } from '../../sim/aws/cloudwatch/dashboard';
import { drawDashboard } from '../../sim/gallery/dashboard-day';
import { dashboardBody } from '../../sim/template/dashboard-body';
import { ENVIRONMENT } from '../../sim/template/environment';
import { synthesizeWatchedExample } from '../../sim/template/example-apps';

const DOCS = join(__dirname, '..', '..', 'docs');

let drawn: string;

beforeAll(async () => {
  drawn = await drawDashboard();
}, 60_000);

const texts = (): string[] => [...drawn.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text as string);

test('docs/pictures/dashboard.svg is the dashboard as it is defined now', () => {
  // not toEqual: the difference would be a page of paths
  const current = readFileSync(join(DOCS, 'pictures', 'dashboard.svg'), 'utf8') === drawn;
  expect(current ? 'current' : 'stale: look at what has changed, and draw it with npm run gallery').toBe('current');
});

test('docs/monitoring.md shows it, and says what it is drawn from', () => {
  const page = readFileSync(join(DOCS, 'monitoring.md'), 'utf8');
  expect(page).toContain('(pictures/dashboard.svg)');
  expect(page).toContain("CloudWatch's own look differs");
});

test('every widget of the definition is in the picture, with its whole title', () => {
  const { widgets } = readDashboard(dashboardBody(synthesizeWatchedExample(), ENVIRONMENT));
  const words = texts().join(' ');
  const titles = widgets.map((widget) => (widget.type === 'text' ? widget.markdown.replace('### ', '') : widget.title));
  expect(titles).toHaveLength(22);
  expect(titles.filter((title) => !words.includes(title))).toEqual([]);
  expect(drawn.match(/<rect class="widget"/g)).toHaveLength(titles.length - 2);
});

test('the fault that goes on has its alarms on, first of all; the one that passed has not', () => {
  expect(texts()).toContain('2 in alarm · 11 OK');
  expect(
    texts()
      .filter((text) => text.startsWith('spice-'))
      .slice(0, 2),
  ).toEqual(['spice-DeadLetterQueueNotEmpty', 'spice-Sales-FreshnessObjectiveMissed']);
});

test('the log shows the newest decisions, with their reason', () => {
  const table = texts().slice(texts().indexOf('@timestamp'));
  expect(table.slice(0, 5)).toEqual(['@timestamp', '17:36:32', '17:32:10', '17:32:10', '17:30:10']);
  expect(table).toContain('failed with DAT…');
});

test('no number, colour or name of the picture is missing', () => {
  expect(drawn).not.toMatch(/NaN|undefined|Infinity|\[object|AWS::|\$\{/);
});
