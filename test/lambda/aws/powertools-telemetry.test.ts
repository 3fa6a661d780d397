import type { PowertoolsTelemetry } from '../../../lambda/aws/powertools-telemetry';
import type { Outcome } from '../../../lambda/outcome/outcome';
import { HOUR, MINUTE } from '../../../lambda/time';
import {
  DATA_SET_DIMENSION,
  DecisionReason,
  Environment,
  METRICS_NAMESPACE,
  MetricName,
  type MetricsWritten,
  OutcomeDetailType,
  REASON_DIMENSION,
  TOTAL_DIMENSION,
  WATCHED_METRICS,
} from '../../../lib/private/contract';
import { ARN, aFailure, anIngestion, aRow, landedAt, NOON, OTHER_ARN, settings } from '../../support/rows';

const FUNCTION = 'refresh-function';
/** The row of a data set of which everything is written. */
const WATCHED = aRow({ settings: settings({ metrics: 'all' }) });
/** As the ARN of `rows.ts` has it. */
const OWN = { account: '111122223333', region: 'eu-west-1' };

type Line = Readonly<Record<string, unknown>>;

let lines: Line[];
let telemetry: PowertoolsTelemetry;
const before = { ...process.env };

beforeEach(() => {
  process.env[Environment.METRICS_NAMESPACE] = METRICS_NAMESPACE;
  process.env[Environment.SERVICE_NAME] = 'spice-refresh';
  lines = [];
  const write = (chunk: unknown): boolean => {
    for (const line of String(chunk).split('\n').filter(Boolean)) {
      lines.push(JSON.parse(line) as Line);
    }
    return true;
  };
  jest.spyOn(process.stdout, 'write').mockImplementation(write);
  jest.spyOn(process.stderr, 'write').mockImplementation(write);
  // loaded again, so that it sees this output and this environment
  jest.isolateModules(() => {
    const module =
      require('../../../lambda/aws/powertools-telemetry') as typeof import('../../../lambda/aws/powertools-telemetry');
    telemetry = new module.PowertoolsTelemetry(FUNCTION, OWN);
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
});

interface Embedded {
  readonly CloudWatchMetrics: readonly [
    { readonly Namespace: string; readonly Dimensions: string[][]; readonly Metrics: { Name: string; Unit: string }[] },
  ];
}

/** The metrics that were written out, by data set. */
function metrics(): {
  readonly line: Line;
  readonly names: string[];
  readonly dimensions: string[][];
  namespace: string;
}[] {
  return lines
    .filter((line) => '_aws' in line)
    .map((line) => {
      const [{ Namespace, Dimensions, Metrics }] = (line._aws as Embedded).CloudWatchMetrics;
      return { line, namespace: Namespace, dimensions: Dimensions, names: Metrics.map(({ Name }) => Name) };
    });
}

const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  detailType: OutcomeDetailType.STARTED,
  at: NOON,
  dataSetArn: ARN,
  reason: 'quiet for 1 min',
  next: 'looks at 12:01 whether it has ended',
  ...changes,
});

describe('a decision', () => {
  test('a decision is one line: a sentence for people, and fields for queries', () => {
    const row = aRow({ pending: landedAt(NOON, NOON + 1), ingestion: anIngestion() });
    telemetry.decided(row, { do: 'wait', until: NOON, code: DecisionReason.SETTLING, reason: 'settles' }, false);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      message: 'sales: wait: settles',
      dataSetArn: ARN,
      dataSet: 'sales',
      step: 'wait',
      code: DecisionReason.SETTLING,
      reason: 'settles',
      until: '2026-11-23T12:00:00.000Z',
      pending: 2,
      pendingSince: '2026-11-23T12:00:00.000Z',
      ingestionId: 'ingestion-1',
    });
  });

  test('a decision that is the same as the one before is no line, and counts all the same', () => {
    const step = { do: 'wait', until: NOON, code: DecisionReason.SETTLING, reason: 'settles' } as const;
    telemetry.decided(aRow(), step, true);
    telemetry.flush();
    expect(lines.filter(({ level }) => level !== undefined)).toEqual([]);
    expect(metrics()[0]?.line).toMatchObject({ [MetricName.DECISIONS]: 1 });
  });

  test('a decision has no field for what is absent', () => {
    telemetry.decided(
      aRow(),
      { do: 'rest', code: DecisionReason.NOTHING_LANDED, reason: 'nothing has landed yet' },
      false,
    );
    for (const field of ['until', 'pending', 'pendingSince', 'ingestionId']) {
      expect(lines[0]).not.toHaveProperty(field);
    }
  });
});

describe('an outcome', () => {
  test.each([
    [OutcomeDetailType.STARTED, 'INFO'],
    [OutcomeDetailType.SUCCEEDED, 'INFO'],
    [OutcomeDetailType.DEFERRED, 'INFO'],
    [OutcomeDetailType.FAILED, 'ERROR'],
  ])('%s is one line of level %s', (detailType, level) => {
    telemetry.outcome(outcome({ detailType }), WATCHED);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level,
      message: `sales: ${detailType}: quiet for 1 min`,
      outcome: { dataSetArn: ARN, detailType },
    });
  });

  test.each([
    [OutcomeDetailType.STARTED, [MetricName.REFRESHES_STARTED]],
    [OutcomeDetailType.DEFERRED, [MetricName.REFRESHES_DEFERRED]],
    [OutcomeDetailType.FAILED, [MetricName.REFRESHES_FAILED]],
    [
      OutcomeDetailType.SUCCEEDED,
      [
        MetricName.REFRESHES_SUCCEEDED,
        MetricName.FRESHNESS_LAG,
        MetricName.OLDEST_LANDING_AGE,
        MetricName.INGESTION_TIME,
        MetricName.ROWS_INGESTED,
        MetricName.ROWS_DROPPED,
      ],
    ],
  ])('%s counts as %p', (detailType, names) => {
    telemetry.outcome(outcome({ detailType, lagSeconds: 7, ingestionSeconds: 5, rows: 100, rowsDropped: 3 }), WATCHED);
    telemetry.flush();
    expect(metrics()).toHaveLength(1);
    expect(metrics()[0]?.names.sort()).toEqual([...names].sort());
  });

  test('an outcome that succeeded has its numbers in the metrics', () => {
    const { SUCCEEDED: detailType } = OutcomeDetailType;
    telemetry.outcome(outcome({ detailType, lagSeconds: 7, ingestionSeconds: 5, rows: 100, rowsDropped: 3 }), WATCHED);
    telemetry.flush();
    expect(metrics()[0]?.line).toMatchObject({
      [MetricName.REFRESHES_SUCCEEDED]: 1,
      [MetricName.FRESHNESS_LAG]: 7,
      [MetricName.INGESTION_TIME]: 5,
      [MetricName.ROWS_INGESTED]: 100,
      [MetricName.ROWS_DROPPED]: 3,
    });
  });

  test('an outcome of which the rows are not known says nothing of rows: none would raise the alarm for an empty data set', () => {
    telemetry.outcome(
      outcome({ detailType: OutcomeDetailType.SUCCEEDED, lagSeconds: 7, ingestionSeconds: 5 }),
      WATCHED,
    );
    telemetry.flush();
    expect(metrics()[0]?.names).not.toContain(MetricName.ROWS_INGESTED);
  });
});

describe('metrics', () => {
  test('metrics are in the namespace of the contract, per data set and over all data sets of the function', () => {
    telemetry.landed(WATCHED, 3);
    telemetry.flush();
    expect(metrics()).toMatchObject([{ namespace: METRICS_NAMESPACE, names: [MetricName.LANDINGS] }]);
    expect(metrics()[0]?.dimensions).toEqual([[DATA_SET_DIMENSION], [TOTAL_DIMENSION]]);
    expect(metrics()[0]?.line).toMatchObject({
      [DATA_SET_DIMENSION]: 'sales',
      [TOTAL_DIMENSION]: FUNCTION,
      [MetricName.LANDINGS]: 3,
    });
  });

  test.each(Object.values(MetricName))('%s of a data set alone is written where its settings say so', (name) => {
    const of = (written?: MetricsWritten) => {
      const row = aRow({ settings: settings({ metrics: written }), pending: landedAt(NOON) });
      const numbers = { lagSeconds: 7, ingestionSeconds: 5, rows: 100, rowsDropped: 3 };
      lines = [];
      telemetry.landed(row, 1);
      telemetry.reconciled(row, NOON);
      for (const detailType of Object.values(OutcomeDetailType)) {
        telemetry.outcome(outcome({ detailType, ...numbers }), row);
      }
      telemetry.flush();
      const having = (dimension: string) =>
        metrics().some(({ dimensions, names }) => names.includes(name) && dimensions.flat().includes(dimension));
      return { alone: having(DATA_SET_DIMENSION), inTotal: having(TOTAL_DIMENSION) };
    };
    const inTotal = name !== MetricName.DECISIONS && name !== MetricName.PROCESSING_ERRORS;
    expect(of()).toEqual({ alone: false, inTotal });
    expect(of('watched')).toEqual({ alone: WATCHED_METRICS.has(name), inTotal });
    expect(of('all')).toEqual({ alone: inTotal, inTotal });
  });

  test('metrics of all data sets that are not watched are one line', () => {
    telemetry.landed(aRow(), 1);
    telemetry.landed(aRow({ dataSetArn: OTHER_ARN }), 2);
    telemetry.flush(ARN);
    expect(metrics()).toEqual([]);
    telemetry.flush();
    expect(metrics().map(({ line }) => line[MetricName.LANDINGS])).toEqual([[1, 2]]);
  });

  test('metrics of two data sets are kept apart', () => {
    telemetry.landed(WATCHED, 1);
    telemetry.landed({ ...WATCHED, dataSetArn: OTHER_ARN }, 2);
    telemetry.flush();
    const landings = metrics().map(({ line }) => [line[DATA_SET_DIMENSION], line[MetricName.LANDINGS]]);
    expect(landings.sort()).toEqual([
      ['sales', 1],
      ['us-east-1/orders', 2],
    ]);
  });

  test('metrics of decisions count them by reason, in total', () => {
    for (const code of [DecisionReason.SETTLING, DecisionReason.SETTLING, DecisionReason.NOTHING_NEW]) {
      telemetry.decided(aRow(), { do: 'rest', code, reason: 'a test' }, false);
    }
    telemetry.flush();
    expect(metrics().map(({ names, dimensions }) => ({ names, dimensions }))).toEqual(
      Array(2).fill({ names: [MetricName.DECISIONS], dimensions: [[TOTAL_DIMENSION, REASON_DIMENSION]] }),
    );
    expect(metrics().map(({ line }) => [line[REASON_DIMENSION], line[MetricName.DECISIONS]])).toEqual([
      [DecisionReason.SETTLING, [1, 1]],
      [DecisionReason.NOTHING_NEW, 1],
    ]);
  });

  test('metrics say at the end of a reconcile how old the oldest landing is that is pending or in flight', () => {
    telemetry.reconciled(aRow({ pending: landedAt(NOON - MINUTE), ingestion: anIngestion() }), NOON + 1_000);
    telemetry.flush();
    expect(metrics()[0]?.line).toMatchObject({ [MetricName.OLDEST_LANDING_AGE]: 61, [MetricName.QUOTA_LEFT]: 32 });
  });

  test('metrics say nothing of an age while a data set is paused, and count it from the end of the pause', () => {
    const pending = landedAt(NOON - HOUR);
    telemetry.reconciled(aRow({ pending, paused: NOON - HOUR }), NOON);
    telemetry.reconciled(aRow({ pending, resumedAt: NOON - MINUTE }), NOON);
    telemetry.flush();
    expect(metrics()[0]?.line[MetricName.OLDEST_LANDING_AGE]).toBe(60);
  });

  test('metrics say nothing of an age when no landing is pending or in flight', () => {
    telemetry.reconciled(aRow(), NOON);
    telemetry.flush();
    expect(metrics()[0]?.names).toEqual([MetricName.QUOTA_LEFT]);
  });

  test('metrics report what is left of the quota: calls older than a day are left out, and nothing is left when others have used it up', () => {
    telemetry.reconciled(aRow({ calls: [NOON - HOUR, NOON - MINUTE] }), NOON);
    telemetry.reconciled(aRow({ failure: aFailure({ error: 'LimitExceededException' }) }), NOON);
    telemetry.flush();
    expect(metrics()[0]?.line[MetricName.QUOTA_LEFT]).toEqual([30, 0]);
  });

  test('metrics count processing errors, in total', () => {
    telemetry.processingError('reconcile failed', new Error('no ledger'), { dataSetArn: ARN });
    telemetry.flush();
    expect(metrics()).toMatchObject([
      { dimensions: [[TOTAL_DIMENSION]], line: { [TOTAL_DIMENSION]: FUNCTION, [MetricName.PROCESSING_ERRORS]: 1 } },
    ]);
  });

  test.each([100, 101, 250])(
    'metrics keep their dimensions when there are %i in one batch: Powertools writes at 100',
    (count) => {
      for (let i = 0; i < count; i++) {
        telemetry.decided(aRow(), { do: 'rest', reason: 'nothing new', code: DecisionReason.NOTHING_NEW }, false);
      }
      telemetry.flush();
      expect(new Set(metrics().map(({ dimensions }) => String(dimensions)))).toEqual(
        new Set([`${TOTAL_DIMENSION},${REASON_DIMENSION}`]),
      );
      expect(metrics().flatMap(({ line }) => line[MetricName.DECISIONS])).toHaveLength(count);
    },
  );

  test('metrics of one data set are written out alone when its reconcile is over', () => {
    telemetry.landed(WATCHED, 1);
    telemetry.landed({ ...WATCHED, dataSetArn: OTHER_ARN }, 2);
    telemetry.flush(ARN);
    expect(metrics().map(({ line }) => line[MetricName.LANDINGS])).toEqual([1]);
    telemetry.flush();
    expect(metrics().map(({ line }) => line[MetricName.LANDINGS])).toEqual([1, 2]);
  });

  test('metrics are written out once', () => {
    telemetry.landed(WATCHED, 1);
    telemetry.flush();
    telemetry.flush();
    expect(metrics()).toHaveLength(1);
  });

  test('metrics are not written where nothing landed', () => {
    telemetry.landed(WATCHED, 0);
    telemetry.flush();
    expect(lines).toEqual([]);
  });
});

describe('a problem', () => {
  test('a problem is one line of level error, with what it is about', () => {
    telemetry.processingError('reconcile failed', new Error('no ledger'), { dataSetArn: ARN });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      message: 'reconcile failed: no ledger',
      dataSetArn: ARN,
      error: { name: 'Error', message: 'no ledger' },
    });
  });

  test.each([undefined, null, 'text', 7, { circle: undefined as unknown }])(
    'a problem never fails, whatever was thrown: %p',
    (thrown) => {
      if (typeof thrown === 'object' && thrown !== null) {
        thrown.circle = thrown;
      }
      expect(() => telemetry.processingError('reconcile failed', thrown, { messageId: 'm1' })).not.toThrow();
      expect(lines[0]).toMatchObject({ level: 'ERROR', messageId: 'm1' });
    },
  );
});

test('a late landing is a line with its time, its delivery and the start in between, and counts', () => {
  const late = { count: 2, landingEvent: 'Files', time: NOON - HOUR, queuedAt: NOON, startedAt: NOON - 30 * MINUTE };
  telemetry.late(ARN, late);
  telemetry.flush();
  expect(lines[0]).toMatchObject({
    level: 'WARN',
    message:
      'sales: late: 2 landings delivered after the refresh that covers their time began, not refreshed again. Files ' +
      'landed at 2026-11-23T11:00:00Z by its event, and was delivered at 2026-11-23T12:00:00Z, after the refresh that began ' +
      'at 2026-11-23T11:30:00Z. It may be a second delivery of what was refreshed. If its data landed after the refresh ' +
      'began, request a refresh',
    dataSetArn: ARN,
    code: 'Late',
    late,
  });
  expect(lines[1]).toMatchObject({ [REASON_DIMENSION]: DecisionReason.LATE, [MetricName.DECISIONS]: 1 });
});

test('no line has a control character, wherever it was', () => {
  const text = 'a\u001b[2Jb\u009b31mc\u202ed';
  const error = new Error(text);
  telemetry.processingError('reconcile failed', error, { dataSetArn: ARN });
  telemetry.outcome(
    outcome({ detailType: OutcomeDetailType.FAILED, error: text, errorMessage: text, reason: text }),
    WATCHED,
  );
  const written = JSON.stringify(lines);
  expect(written).toContain('abcd');
  expect(written).not.toMatch(/[\u009b\u202e]|\\u001b/);
});

test('a data set with the longest id has a line and metrics, too', () => {
  const dataSetArn = ARN.replace('sales', 's'.repeat(96));
  const row = { ...WATCHED, dataSetArn };
  telemetry.outcome(outcome({ dataSetArn, detailType: OutcomeDetailType.SUCCEEDED }), row);
  telemetry.landed(row, 1);
  expect(() => telemetry.flush()).not.toThrow();
  expect(metrics()).toHaveLength(1);
});

test('a row that is deleted is a line and a decision', () => {
  telemetry.forgotten(aRow({ ended: { at: NOON, reason: 'no longer refreshed' } }));
  telemetry.flush();
  expect(lines[0]).toMatchObject({
    level: 'INFO',
    message: 'sales: forgotten: its row is deleted (no longer refreshed)',
    dataSetArn: ARN,
    code: DecisionReason.FORGOTTEN,
  });
  expect(lines[1]).toMatchObject({ Reason: DecisionReason.FORGOTTEN, Decisions: 1 });
});
