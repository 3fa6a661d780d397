import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import type { IngestionPlan, IngestionRecord } from '../../../sim/aws/quick-sight-model';
import { coverage, lagsOf, staleness, summarize } from '../../../sim/checks/lag';
import { type FileLanding, parseLandings } from '../../../sim/plan/landing-file';
import { figuresOf, simulatePlan } from '../../../sim/plan/simulated-plan';
import { escaped } from '../../../sim/report/svg/element';
import { picture } from '../../../sim/report/svg/picture';
import { roundStep, ticks } from '../../../sim/report/svg/time-axis';
import { run as runCommand } from '../../support/command';
import { expectDocumented } from '../../support/documented';

const SIX = Date.parse('2026-11-23T06:00:00Z');
const SALES = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/sales';
const STOCK = 'arn:aws:quicksight:eu-west-1:123456789012:dataset/stock';
const PLAN = { quota: 32, ingestionSeconds: 300, settle: 60 };

const parse = (...lines: string[]): readonly FileLanding[] => parseLandings(lines.join('\n'), 'landings.csv').landings;
const parseIn = (timeZone: string, ...lines: string[]) => parseLandings(lines.join('\n'), 'listing.txt', timeZone);

describe('a file of landings', () => {
  test('a file of landings has one time per line, in any order', () => {
    expect(parse('2026-11-23T06:01:00Z', '2026-11-23T06:00:00Z')).toEqual([
      { at: SIX, dataSetId: 'data-set' },
      { at: SIX + MINUTE, dataSetId: 'data-set' },
    ]);
  });

  test('a file of landings may name the data set', () => {
    expect(parse('2026-11-23T06:00:00Z,sales', '2026-11-23T06:00:00Z , stock.v2')).toEqual([
      { at: SIX, dataSetId: 'sales' },
      { at: SIX, dataSetId: 'stock.v2' },
    ]);
  });

  test('a file of landings may have blank lines, comments, a byte order mark and the line ends of any system', () => {
    expect(parse('\uFEFF# from the log\r\n\r\n  \r\n2026-11-23T06:00:00Z\r\n')).toHaveLength(1);
  });

  test.each([
    ['2026-11-23T06:00:00Z', SIX],
    ['2026-11-23T06:00:00.250Z', SIX + 250],
    ['2026-11-23T07:00:00+01:00', SIX],
    ['2026-11-23T00:30-05:30', SIX],
    ['2026-11-23T06:00:00', SIX],
    ['2026-11-23 06:00:00', SIX],
    ['2026-11-23 06:00:00.000 UTC', SIX],
    [String(SIX / 1_000), SIX],
    [String(SIX), SIX],
    ['"2026-11-23 06:00:00.000"', SIX],
    ['2026-11-23 06:00:00      12345 sales/2026/11/23/part 0.parquet', SIX],
  ])('a file of landings may have %s', (time, at) => {
    expect(parse(time)[0]?.at).toBe(at);
  });

  test.each(['yesterday', '2026-11-23', '06:00', '17954136', '2026-02-30T06:00:00Z', '2026-11-23T25:00:00Z'])(
    'a file of landings fails with %s',
    (time) => {
      expect(() => parse('# times', '', time)).toThrow(
        `landings.csv, line 3: got '${time}', expected an ISO 8601 time such as 2026-11-23T06:00:00Z`,
      );
    },
  );

  test.each(['', 'a/b', 'a,b', '*', '-a'])('a file of landings fails with the data set id %p', (id) => {
    expect(() => parse(`2026-11-23T06:00:00Z,${id}`)).toThrow(
      `landings.csv, line 1: got data set id '${id}', expected a letter or digit and up to 511`,
    );
  });

  test('a file of landings may be a CSV with a heading, every cell quoted', () => {
    expect(parse('"eventtime","dataset"', '"2026-11-23T06:00:00Z","sales"')).toEqual([{ at: SIX, dataSetId: 'sales' }]);
  });

  test.each([
    ['UTC', '2026-10-25 02:30:00', '2026-10-25T02:30:00Z'],
    ['Europe/Berlin', '2026-07-01 08:00:00', '2026-07-01T06:00:00Z'],
    ['Europe/Berlin', '2026-12-01 08:00:00', '2026-12-01T07:00:00Z'],
    // the hour comes twice: the first counts
    ['Europe/Berlin', '2026-10-25 02:30:00', '2026-10-25T00:30:00Z'],
    // the hour is left out: the one after
    ['Europe/Berlin', '2026-03-29 02:30:00', '2026-03-29T01:30:00Z'],
    ['America/New_York', '2026-11-23 01:00:00', '2026-11-23T06:00:00Z'],
    ['Asia/Kolkata', '2026-11-23 11:30:00', '2026-11-23T06:00:00Z'],
    ['Europe/Berlin', '2026-11-23T06:00:00Z', '2026-11-23T06:00:00Z'],
  ])('a time in %s %s is %s', (timeZone, time, expected) => {
    const { landings, zoneAssumed } = parseIn(timeZone, time);
    expect(new Date(landings[0]?.at ?? 0).toISOString()).toBe(new Date(expected).toISOString());
    expect(zoneAssumed).toBe(!time.endsWith('Z'));
  });

  test('an error shows only the beginning of a long line', () => {
    expect(() => parse('x'.repeat(5_000))).toThrow(`'${'x'.repeat(60)}…'`);
  });

  test('a file of landings without a landing is an error', () => {
    expect(() => parse('# nothing', '')).toThrow('landings.csv: got no landing, expected one ISO 8601 time per line');
  });
});

const landed = (landedAt: number, dataSetArn = SALES) => ({ dataSetArn, landedAt, time: '' });

function ingestion(
  createdAt: number,
  endsAt: number,
  status: IngestionPlan['status'] = 'COMPLETED',
  dataSetArn = SALES,
): IngestionRecord {
  const id = `${status}-${createdAt}`;
  const plan = { seconds: (endsAt - createdAt) / SECOND, status };
  return { id, dataSetArn, by: 'us', type: 'FULL_REFRESH', createdAt, startsAt: createdAt, endsAt, plan };
}

describe('lag', () => {
  const lags = (ats: readonly number[], ...ingestions: readonly IngestionRecord[]): (number | undefined)[] =>
    coverage(
      ats.map((at) => landed(at)),
      ingestions,
      HOUR,
    ).map(({ landedAt, ingestion: by }) => by && by.endsAt - landedAt);

  test('lag is from landing to the end of the ingestion that covers it', () => {
    expect(lags([0, MINUTE], ingestion(2 * MINUTE, 7 * MINUTE))).toEqual([7 * MINUTE, 6 * MINUTE]);
  });

  test('an ingestion covers what landed five seconds before it was created, not what landed later', () => {
    const [first, second] = [ingestion(MINUTE, 2 * MINUTE), ingestion(3 * MINUTE, 4 * MINUTE)];
    expect(lags([55 * SECOND, 55 * SECOND + 1], first, second)).toEqual([65 * SECOND, 185 * SECOND - 1]);
  });

  test('the lag under several ingestions ends with the first that completes', () => {
    expect(lags([0], ingestion(MINUTE, 9 * MINUTE), ingestion(2 * MINUTE, 5 * MINUTE))).toEqual([5 * MINUTE]);
  });

  test.each(['FAILED', 'CANCELLED'] as const)('one that ended as %s covers nothing', (status) => {
    expect(lags([0], ingestion(MINUTE, 2 * MINUTE, status), ingestion(3 * MINUTE, 4 * MINUTE))).toEqual([4 * MINUTE]);
  });

  test('one that has not ended covers nothing yet', () => {
    expect(lags([0], ingestion(MINUTE, 2 * HOUR))).toEqual([undefined]);
  });

  test("another data set's ingestion covers nothing", () => {
    const covered = coverage([landed(0), landed(0, STOCK)], [ingestion(MINUTE, HOUR, 'COMPLETED', STOCK)], HOUR);
    expect(lagsOf(covered)).toEqual([HOUR]);
    expect(covered.find(({ ingestion: by }) => by)?.dataSetArn).toBe(STOCK);
  });

  test('lag is summarized by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summarize(hundred)).toEqual({ mean: 50.5, p50: 50, p95: 95, max: 100 });
    expect(summarize([7])).toEqual({ mean: 7, p50: 7, p95: 7, max: 7 });
    expect(summarize([])).toEqual({ mean: 0, p50: 0, p95: 0, max: 0 });
  });
});

describe('staleness', () => {
  const stale = (ats: readonly number[], ...ingestions: readonly IngestionRecord[]) =>
    staleness(
      coverage(
        ats.map((at) => landed(at)),
        ingestions,
        HOUR,
      ),
      HOUR,
    );

  test('staleness lasts from a landing until it is covered', () => {
    expect(stale([0, MINUTE], ingestion(2 * MINUTE, 7 * MINUTE))).toEqual([{ from: 0, to: 7 * MINUTE, since: 0 }]);
  });

  test('staleness goes on with what landed during the ingestion', () => {
    const ingestions = [ingestion(MINUTE, 6 * MINUTE), ingestion(7 * MINUTE, 12 * MINUTE)];
    expect(stale([0, 3 * MINUTE], ...ingestions)).toEqual([
      { from: 0, to: 6 * MINUTE, since: 0 },
      { from: 6 * MINUTE, to: 12 * MINUTE, since: 3 * MINUTE },
    ]);
  });

  test('staleness ends until the next landing, and has no end while that is not covered', () => {
    expect(stale([0, 20 * MINUTE], ingestion(MINUTE, 6 * MINUTE))).toEqual([
      { from: 0, to: 6 * MINUTE, since: 0 },
      { from: 20 * MINUTE, to: HOUR, since: 20 * MINUTE },
    ]);
  });
});

describe('the time axis', () => {
  test('the time axis has round steps', () => {
    expect(roundStep(HOUR, 12)).toBe(5 * MINUTE);
    expect(roundStep(5 * DAY, 12)).toBe(12 * HOUR);
    expect(roundStep(40_000 * DAY, 12)).toBeCloseTo((40_000 * DAY) / 12);
  });

  test('the time axis names the day where one begins', () => {
    const marks = ticks({ from: SIX + 15 * HOUR, to: SIX + 20 * HOUR }, 6);
    expect(marks.map(({ time, day }) => [time, day])).toEqual([
      ['21:00', 'Mon 23 Nov'],
      ['22:00', undefined],
      ['23:00', undefined],
      ['00:00', 'Tue 24 Nov'],
      ['01:00', undefined],
      ['02:00', undefined],
    ]);
  });
});

describe('a simulation', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plan-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (lines: readonly string[], ...args: string[]) => {
    const file = join(folder, 'landings.txt');
    writeFileSync(file, lines.join('\n'));
    return runCommand(['plan', '--landings', file, ...args]);
  };

  const burst = ['2026-11-23T06:00:00Z,sales', '2026-11-23T06:00:30Z,sales'];
  const two = [...burst, '2026-11-23T06:20:00Z,stock'];

  test('a plan of a burst is one ingestion, one minute after it and the batching window', async () => {
    const { status, out } = await run(burst, '--json');
    expect(status).toBe(0);
    expect(out.trimEnd()).not.toContain('\n');
    const figures = JSON.parse(out);
    expect(Object.keys(figures)).toEqual(['landings', 'ingestions', 'maxIngestionsIn24h', 'lagSeconds', 'starts']);
    expect(figures).toMatchObject({ landings: 2, ingestions: 1, maxIngestionsIn24h: 1 });
    expect(figures.starts).toHaveLength(1);
    const start = Date.parse(figures.starts[0]);
    expect(start).toBeGreaterThanOrEqual(SIX + 90 * SECOND);
    expect(start).toBeLessThan(SIX + 115 * SECOND);
    const lag = (start + 300 * SECOND - SIX) / SECOND;
    expect(Object.keys(figures.lagSeconds)).toEqual(['mean', 'p50', 'p95', 'max']);
    expect(figures.lagSeconds.max).toBeCloseTo(lag, 0);
    expect(figures.lagSeconds.mean).toBeCloseTo(lag - 15, 0);
    expect(figures.lagSeconds.p50).toBeCloseTo(lag - 30, 0);
  });

  test('a plan takes the quota, the settle time and the length of an ingestion', async () => {
    const hours = ['2026-11-23T06:00:00Z', '2026-11-23T08:00:00Z', '2026-11-23T10:00:00Z'];
    const { status, out } = await run(
      hours,
      ...['--quota', '2', '--settle', '1200', '--ingestion-seconds', '60', '--json'],
    );
    expect(status).toBe(0);
    const figures = JSON.parse(out);
    expect(figures.maxIngestionsIn24h).toBeLessThanOrEqual(2);
    expect(Date.parse(figures.starts[0])).toBeGreaterThanOrEqual(SIX + 20 * MINUTE);
    expect(figures.lagSeconds.max).toBeGreaterThanOrEqual(1_260);
  });

  test('a plan says of each ingestion of each data set when it ran, and sums them up', async () => {
    const { status, out } = await run(two);
    const text = out;
    expect(status).toBe(0);
    expect(text).toMatch(/^sales: 2 landings, 1 ingestion$/m);
    expect(text).toMatch(/^stock: 1 landing, 1 ingestion$/m);
    expect(text).toMatch(/^2026-11-23T06:21:\d\dZ +1 .* 31$/m);
    expect(text).toContain('3 of 3 landings covered by 2 ingestions.');
    expect(text).toContain('At most 1 ingestion of one data set in any 24 hours: 31 of 32 always left.');
  });

  test('a plan of many ingestions shares the lines of the table out over them', async () => {
    const day = Array.from({ length: 3 * 24 }, (_, hour) => new Date(SIX + hour * HOUR).toISOString());
    const { status, out } = await run(day, '--quota', '64', '--ingestion-seconds', '30');
    const rows = out.match(/^2026-11-2\d \d\d:00 to \d\d:00 .*$/gm) ?? [];
    expect(status).toBe(0);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.length).toBeLessThanOrEqual(36);
    const landings = rows.map((row) => Number(row.split(/ {2,}/)[2]));
    expect(landings.reduce((sum, count) => sum + count, 0)).toBe(72);
  });

  test('a plan that leaves a landing uncovered fails', async () => {
    const { status, out, err } = await run(two, '--ingestion-seconds', '604800');
    expect([status, err]).toEqual([1, '3 of 3 landings are not covered\n']);
    expect(out).toContain('NOT COVERED: 3 landings');
  });

  test.each([
    [['--quota', 'many'], "--quota takes a whole number from 1 to 1000: got 'many'"],
    [['--settle', '1.5'], "--settle takes a whole number from 0 to 86400: got '1.5'"],
    [['--ingestion-seconds', '0'], "--ingestion-seconds takes a whole number from 1 to 604800: got '0'"],
  ])('a plan fails with %p', async (args, message) => {
    expect(await run(burst, ...args)).toMatchObject({ status: 2, err: `${message}\n` });
  });

  test('a plan fails without a file', async () => {
    const { status, err } = await runCommand(['plan']);
    expect([status, err]).toEqual([2, "error: required option '--landings <file>' not specified\n"]);
  });

  test('a plan draws a picture of every data set', async () => {
    const svg = join(folder, 'picture.svg');
    await run(two, '--json', '--svg', svg);
    const drawn = readFileSync(svg, 'utf8');
    expect(unbalanced(drawn)).toEqual([]);
    expect(drawn).toContain('>sales<');
    expect(drawn).toContain('>stock<');
    expect(drawn.match(/class="bar completed"/g)).toHaveLength(2 + 1);
    expect(drawn).toContain('prefers-color-scheme: dark');
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('a plan says which zone it reads times in that have none', async () => {
    const local = ['2026-11-23 07:00:00,sales'];
    const assumed = await run(local, '--json');
    expect(assumed.err).toBe('times without a zone are read as UTC: --time-zone says another\n');
    const given = await run(local, '--json', '--time-zone', 'Europe/Berlin');
    expect(given.err).toBe('times without a zone are read as Europe/Berlin\n');
    expect(Date.parse(JSON.parse(assumed.out).starts[0]) - Date.parse(JSON.parse(given.out).starts[0])).toBe(HOUR);
    expect(await run(local, '--time-zone', 'Berlin')).toMatchObject({
      status: 1,
      err: "no time zone 'Berlin': expected one such as UTC or Europe/Berlin\n",
    });
  });

  test('a plan compares a refresh at once, one each hour, and this construct, as docs/commands.md shows', async () => {
    const day = Array.from({ length: 48 }, (_, at) => new Date(SIX + at * 17 * MINUTE).toISOString());
    const { status, out } = await run(day, '--compare');
    expect(status).toBe(0);
    expectDocumented('plan --landings times.txt --compare', out);
    const { compared } = JSON.parse((await run(day, '--compare', '--json')).out);
    expect(compared.map(({ policy }: { policy: string }) => policy)).toEqual(['atOnce', 'hourly', 'cdkSpiceRefresh']);
    for (const { maxIngestionsIn24h } of compared) {
      expect(maxIngestionsIn24h).toBeLessThanOrEqual(32);
    }
  });

  test('a plan is the same when it is repeated', async () => {
    const landings = parse(...two);
    const [first, second] = [await simulatePlan(landings, PLAN), await simulatePlan(landings, PLAN)];
    expect(figuresOf(second)).toEqual(figuresOf(first));
    expect(picture(second)).toBe(picture(first));
  });
});

test('what failed, was refused, is running or was started by people looks different in a picture', async () => {
  const world = await simulatePlan(parse('2026-11-23T06:00:00Z,sales'), PLAN);
  const now = world.clock.now();
  const failed: IngestionRecord = {
    ...ingestion(SIX + 7 * MINUTE, SIX + 8 * MINUTE, 'FAILED'),
    plan: { seconds: 60, status: 'FAILED', error: { type: '<&"ERROR">', message: '' } },
  };
  world.quickSight.ingestions.push(
    failed,
    { ...ingestion(SIX + 8 * MINUTE, SIX + 9 * MINUTE), by: 'people' },
    ingestion(now - MINUTE, Number.POSITIVE_INFINITY),
  );
  world.occurrences.push({
    at: SIX + MINUTE,
    what: 'called',
    action: 'quicksight:CreateIngestion',
    dataSetArn: SALES,
    ingestionId: 'refused',
    answer: 'AccessDeniedException',
  });
  const drawn = picture(world);
  expect(unbalanced(drawn)).toEqual([]);
  for (const kind of ['bar failed', 'bar people', 'bar running', 'cross']) {
    // in the row, and in the legend
    expect(drawn.match(new RegExp(`class="${kind}"`, 'g'))).toHaveLength(2);
  }
  expect(drawn).toContain('(&lt;&amp;&quot;ERROR&quot;&gt;)');
  expect(drawn).toContain('AccessDeniedException');
  expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
});

test('text is escaped', () => {
  expect(escaped(`a<b>&"c"\u0000\u0007`)).toBe('a&lt;b&gt;&amp;&quot;c&quot;');
});

/** What is wrong with the tags of an XML document. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, end, name, , self] of xml.matchAll(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<>]*")*)\s*(\/?)>/gi)) {
    if (end && open.pop() !== name) {
      wrong.push(tag);
    } else if (!end && !self) {
      open.push(name as string);
    }
  }
  const rest = xml.replace(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<>]*")*)\s*(\/?)>/gi, '');
  return [...wrong, ...open, ...(rest.match(/[<>]|&(?!(?:amp|lt|gt|quot);)/g) ?? [])];
}
