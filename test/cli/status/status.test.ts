import { type Status, statusOf } from '../../../cli/status/status';
import { statusReport } from '../../../cli/status/status-report';
import { plain } from '../../../cli/terminal/terminal';
import type { LedgerRow } from '../../../lambda/row';
import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { aFailure, anIngestion, aRow, landedAt, NOON } from '../../support/rows';

const status = (changes: Partial<LedgerRow>, now = NOON): Status => statusOf(aRow(changes), now);
const report = (statuses: readonly Status[], now = NOON): string => plain(statusReport(statuses, now));
const printed = (changes: Partial<LedgerRow>, now = NOON): string => report([status(changes, now)], now);
const fresh = { through: NOON - 2 * HOUR, at: NOON - 2 * HOUR + 5 * MINUTE, rows: 1_000, rowsDropped: 0 };

test('a data set in order is fresh, and has nothing pending', () => {
  expect(printed({ fresh })).toBe(
    [
      'IN ORDER (1)',
      '',
      'sales',
      '  fresh as of   2026-11-23T10:00:00Z (2 h ago), 1000 rows',
      '  pending       nothing',
      '  now           rest: nothing new, fresh through 2026-11-23T10:00:00Z',
      '  last failure  none since the last success',
      '  quota left    32 of 32 in 24 h',
    ].join('\n'),
  );
});

test('one that settles says since when what is pending, for what it waits and until when', () => {
  const text = printed({ fresh, pending: landedAt(NOON - MINUTE, NOON - 30 * SECOND), calls: [NOON - HOUR] });
  expect(text).toContain('pending       2 landings since 2026-11-23T11:59:00Z (1 min ago)');
  expect(text).toContain('now           wait: settles: quiet for 1 min; looks again at 2026-11-23T12:00:30Z\n');
  expect(text).toContain('quota left    31 of 32 in 24 h');
});

describe('what the pace has learned', () => {
  const demand = {
    slot: 1,
    landings: [...new Array<number>(95).fill(10), 11],
    bursts: [1],
    burst: { at: NOON, count: 1 },
  };

  test('the pace shows how much lands a day', () => {
    expect(printed({ demand })).toContain('  lands         about 481 landings a day\n  now ');
    expect(status({ demand: { ...demand, landings: [0, 1] } }).lands).toBe('about 1 landing a day');
    expect(status({})).not.toHaveProperty('lands');
  });

  test('the pace shows the usual runs, where there are any', () => {
    const runs = (count: number) =>
      status({ demand: { ...demand, usual: { runs: 8, length: 228, square: 0, count } } }).lands;
    expect(runs(19.6)).toBe('about 481 landings a day, usually 20 within 3 min 48 s');
    expect(runs(3)).toMatch(/usually 3 within/);
    expect(runs(2.9)).toBe('about 481 landings a day');
  });
});

test('one in flight counts what its ingestion covers as pending: it is not in yet', () => {
  const one = status({ ingestion: anIngestion(), pending: landedAt(NOON + SECOND) }, NOON + MINUTE);
  expect(one).toMatchObject({ waiting: 2, waitingSince: '2026-11-23T11:59:00Z', ingestionId: 'ingestion-1' });
});

test('a data set that failed for good says so, what happened, and that an operator must act', () => {
  const text = printed({ pending: landedAt(NOON - HOUR), failure: aFailure() });
  expect(text).toContain('fresh as of   never refreshed');
  expect(text).toMatch(/now {11}rest: failed with SQL_TABLE_NOT_FOUND; .* – ACTION REQUIRED/);
  expect(text).toContain('last failure  SQL_TABLE_NOT_FOUND at 2026-11-23T12:00:00Z (0 s ago): gone');
});

test('a data set that is tried again by itself needs no operator', () => {
  const text = printed({ pending: landedAt(NOON - HOUR), failure: aFailure({ retryAt: NOON + MINUTE }) });
  expect(text).not.toContain('ACTION REQUIRED');
  expect(text).toContain('looks again at 2026-11-23T12:01:00Z');
});

test('rows that were dropped are seen', () => {
  expect(printed({ fresh: { ...fresh, rowsDropped: 7 } })).toContain('1000 rows, 7 DROPPED');
});

test('those that need a person come first, then by what they do, and those that wait longest before others', () => {
  const all = [
    { dataSetArn: 'arn/b' },
    { dataSetArn: 'arn/a' },
    { dataSetArn: 'arn/failed', pending: landedAt(NOON - MINUTE), failure: aFailure() },
    { dataSetArn: 'arn/retried', pending: landedAt(NOON), failure: aFailure({ retryAt: NOON + MINUTE }) },
    { dataSetArn: 'arn/running', ingestion: anIngestion() },
    { dataSetArn: 'arn/late', pending: landedAt(NOON - MINUTE) },
    { dataSetArn: 'arn/later', pending: landedAt(NOON - HOUR) },
  ].map((changes) => status(changes));
  expect(report(all).match(/^\S.*$/gm)).toEqual([
    'ACTION REQUIRED (1)',
    'failed',
    'RETRYING (1)',
    'retried',
    'REFRESHING (1)',
    'running',
    'WAITING (2)',
    'later',
    'late',
    'IN ORDER (2)',
    'a',
    'b',
  ]);
});

test.each([
  [{ unanswered: 1 }, 'QuickSight left the last poll unanswered'],
  [{ unanswered: 3 }, 'QuickSight left the last 3 polls unanswered'],
  [{ phase: 'starting' as const }, 'QuickSight has not confirmed that it started'],
])('what QuickSight did not answer is said: %j', (changes, text) => {
  expect(printed({ ingestion: anIngestion(changes) })).toContain(`unanswered    ${text}`);
});

test('what a message brought cannot act upon the terminal, nor begin a line', () => {
  const failure = aFailure({ message: 'gone\u001b[2J\u009b31m\r\nIN ORDER (1)\u202e' });
  const text = printed({ pending: landedAt(NOON), failure });
  expect(text).toMatch(/^ {2}last failure {2}SQL_TABLE_NOT_FOUND at .*: gone IN ORDER \(1\)$/m);
});

test('an empty ledger is explained', () => {
  expect(report([])).toContain('nothing has landed');
});
