import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { toEvent } from '../../lambda/outcome/outcome';
import type { ApiError } from '../../lambda/ports';
import { HOUR } from '../../lambda/time';
import { MetricName } from '../../lib/private/contract';
import type { IngestionPlan } from '../../sim/aws/quick-sight-model';
import type { Deployment } from '../../sim/template/deployment';
import { FakePorts } from '../support/fake-ports';
import { arnOf, deployMonitored, Operator, SALES } from '../support/operator';
import { aRow, aWake, landedAt, NOON, PUBLISHER, settings } from '../support/rows';

/** What can go wrong, as docs/failures.md has it, and what an operator gets of it. */
interface Row {
  readonly what: string;
  readonly play: (operator: Operator) => void;
  /** It would befall the other data set as well: nothing lands for that one. */
  readonly alone?: true;
  /** How long it is looked at. */
  readonly hours?: number;
  /** Outcome events of the data set, in order. */
  readonly events: readonly string[];
  /** Metrics that tell of it. */
  readonly metrics: readonly MetricName[];
  /** Alarms that go off: these and no others. */
  readonly alarms: readonly string[];
  readonly log: RegExp;
  readonly status: RegExp;
}

const refusal = (error: string, status: number): ApiError => ({ error, status, message: 'no' });
const failing = (type: string): Partial<IngestionPlan> => ({ status: 'FAILED', error: { type, message: 'no' } });

const { FRESHNESS_LAG, OLDEST_LANDING_AGE, QUOTA_LEFT, REFRESHES_DEFERRED, REFRESHES_FAILED, ROWS_DROPPED } =
  MetricName;
const { REFRESHES_STARTED, REFRESHES_SUCCEEDED, ROWS_INGESTED } = MetricName;

const ACT = / – ACTION REQUIRED$/m;
const FAILED_FOR_GOOD = {
  metrics: [REFRESHES_FAILED, OLDEST_LANDING_AGE],
  alarms: ['RefreshFailed', 'DeadLetterQueueNotEmpty', 'SalesFreshnessObjectiveMissed'],
} as const;

const ROWS: readonly Row[] = [
  {
    what: 'ThrottlingException',
    play: (o) => o.refuse('create', 6, refusal('ThrottlingException', 429)),
    alone: true,
    events: ['Deferred', 'Started', 'Succeeded'],
    metrics: [REFRESHES_DEFERRED, REFRESHES_SUCCEEDED, OLDEST_LANDING_AGE, FRESHNESS_LAG],
    alarms: ['SalesFreshnessObjectiveMissed'],
    log: /INFO sales: wait: backs off after ThrottlingException; looks again at /,
    status: /last failure {2}none since the last success\n {2}quota left {4}30 of 32/,
  },
  {
    what: '5xx or no answer',
    play: (o) => o.refuse('create', 6, refusal('InternalFailureException', 500)),
    alone: true,
    events: ['Deferred', 'Started', 'Succeeded'],
    metrics: [REFRESHES_DEFERRED, REFRESHES_SUCCEEDED, OLDEST_LANDING_AGE, FRESHNESS_LAG],
    alarms: ['SalesFreshnessObjectiveMissed'],
    log: /INFO sales: poll: unknown whether ingestion \S+ was started/,
    status: /rest: nothing new/,
  },
  {
    what: 'throttled while it is looked at',
    play: (o) => o.refuse('create', 3, refusal('ThrottlingException', 429)),
    alone: true,
    hours: 0.05,
    events: [],
    metrics: [OLDEST_LANDING_AGE],
    alarms: [],
    log: /INFO sales: wait: backs off after ThrottlingException/,
    status:
      /now {11}wait: backs off after ThrottlingException; looks again at \S+\n {2}last failure {2}ThrottlingException/,
  },
  {
    what: 'LimitExceededException: others have used up the quota',
    play: (o) => {
      for (let at = 0; at < 31; at++) {
        o.world.quickSight.create(SALES, `people-${at}`, 'FULL_REFRESH', 'people');
      }
    },
    events: ['Deferred', 'Deferred'],
    metrics: [REFRESHES_DEFERRED, QUOTA_LEFT, OLDEST_LANDING_AGE],
    alarms: ['QuotaNearlyUsed', 'SalesFreshnessObjectiveMissed'],
    log: /INFO sales: SPICE Refresh Deferred: the 32 ingestions in 24 h are used up, by others too; nothing is lost/,
    status:
      /pending {7}1 landing since [\s\S]*backs off after LimitExceededException; looks again at [\s\S]*quota left {4}0 of 32/,
  },
  {
    what: 'ResourceExistsException on our own intent',
    play: (o) => {
      let [calls, looks] = [0, 0];
      o.after = (effect) => {
        if (effect === 'create' && calls++ === 0) {
          throw new Error('socket hang up');
        }
      };
      o.before = (effect) => {
        if (effect === 'describe' && looks++ === 0) {
          o.mend();
          throw new Error('not there yet');
        }
      };
    },
    alone: true,
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_STARTED, REFRESHES_SUCCEEDED],
    alarms: [],
    log: /INFO sales: poll: unknown whether ingestion \S+ was started/,
    status: /rest: nothing new/,
  },
  {
    what: 'AccessDeniedException: the tag is missing',
    play: (o) => Object.assign(o.world.quickSight.dataSet(SALES) ?? {}, { tags: {} }),
    events: ['Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: .* aws quicksight tag-resource .*Key=spice-refresh,Value=allowed/,
    status: /last failure {2}AccessDeniedException .* set it with: aws quicksight tag-resource/,
  },
  {
    what: 'ResourceNotFoundException',
    play: (o) => o.refuse('create', 1, refusal('ResourceNotFoundException', 404)),
    alone: true,
    events: ['Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: there is no data set arn:aws:quicksight/,
    status: ACT,
  },
  {
    what: 'InvalidParameterValueException',
    play: (o) => o.refuse('create', 1, refusal('InvalidParameterValueException', 400)),
    alone: true,
    events: ['Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: .* it must be a SPICE data set/,
    status: ACT,
  },
  {
    what: 'ingestion FAILED, transient type',
    play: (o) => o.plans.push(failing('QUERY_TIMEOUT')),
    events: ['Started', 'Deferred', 'Started', 'Succeeded'],
    metrics: [REFRESHES_DEFERRED, REFRESHES_SUCCEEDED],
    alarms: [],
    log: /INFO sales: SPICE Refresh Deferred: the source did not answer the query in time: no/,
    status: /rest: nothing new/,
  },
  {
    what: 'the same, four times in a row',
    play: (o) => o.plans.push(...Array(4).fill(failing('QUERY_TIMEOUT'))),
    events: ['Started', 'Deferred', 'Started', 'Deferred', 'Started', 'Deferred', 'Started', 'Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: the source did not answer the query in time/,
    status: ACT,
  },
  {
    what: 'ingestion FAILED, a type that an operator must fix',
    play: (o) => o.plans.push(failing('SQL_TABLE_NOT_FOUND')),
    events: ['Started', 'Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: a table of the query is gone: no/,
    status: ACT,
  },
  {
    what: 'INGESTION_SUPERSEDED',
    play: (o) => o.plans.push(failing('INGESTION_SUPERSEDED')),
    events: ['Started', 'Deferred', 'Started', 'Succeeded'],
    metrics: [REFRESHES_DEFERRED, REFRESHES_SUCCEEDED],
    alarms: [],
    log: /INFO sales: SPICE Refresh Deferred: another ingestion took over/,
    status: /rest: nothing new/,
  },
  {
    what: 'REFRESH_SUPPRESSED_BY_EDIT',
    play: (o) => o.plans.push(failing('REFRESH_SUPPRESSED_BY_EDIT')),
    events: ['Started', 'Deferred', 'Started', 'Succeeded'],
    metrics: [REFRESHES_DEFERRED, REFRESHES_SUCCEEDED],
    alarms: [],
    log: /INFO sales: SPICE Refresh Deferred: the data set was being edited/,
    status: /rest: nothing new/,
  },
  {
    what: 'CANCELLED by a person',
    play: (o) => o.plans.push({ status: 'CANCELLED' }),
    events: ['Started', 'Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: it was cancelled; it stays so until the next landing/,
    status: ACT,
  },
  {
    what: 'COMPLETED with rows dropped',
    play: (o) => o.plans.push({ rowsDropped: 7 }),
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_SUCCEEDED, ROWS_DROPPED],
    alarms: ['RowsDropped'],
    log: /INFO sales: SPICE Refresh Succeeded: fresh through/,
    status: /fresh as of .* 1000 rows, 7 DROPPED/,
  },
  {
    what: 'COMPLETED with 0 rows',
    play: (o) => o.plans.push({ rowsIngested: 0 }),
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_SUCCEEDED, ROWS_INGESTED],
    alarms: ['ZeroRows'],
    log: /INFO sales: SPICE Refresh Succeeded: fresh through/,
    status: /fresh as of .* 0 rows$/m,
  },
  {
    what: 'ingestion that never ends',
    play: (o) => o.plans.push({ seconds: Number.POSITIVE_INFINITY }),
    hours: 7,
    events: ['Started', 'Failed'],
    ...FAILED_FOR_GOOD,
    log: /ERROR sales: SPICE Refresh Failed: ingestion \S+ has not ended after .*: cancel it in QuickSight, or let it end/,
    status: /wait: ingestion \S+ started at \S+ \(IngestionTimedOut\); .* – ACTION REQUIRED$/m,
  },
  {
    what: 'message that cannot be read',
    play: (o) => o.world.queue.send('hello'),
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_SUCCEEDED],
    alarms: ['DeadLetterQueueNotEmpty', 'ProcessingErrors'],
    log: /ERROR message could not be parsed; after 5 attempts .*: expected JSON/,
    status: /rest: nothing new/,
  },
  {
    what: 'reconciles that fail',
    play: (o) => o.refuse('read', 4, refusal('ProvisionedThroughputExceededException', 400)),
    alone: true,
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_SUCCEEDED, OLDEST_LANDING_AGE],
    alarms: ['ProcessingErrors', 'SalesFreshnessObjectiveMissed'],
    log: /ERROR reconcile failed; its messages will be retried: no/,
    status: /rest: nothing new/,
  },
  {
    what: 'event bus takes nothing',
    play: (o) => o.refuse('publish', 2, refusal('InternalException', 500)),
    alone: true,
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_STARTED, REFRESHES_SUCCEEDED],
    alarms: ['ProcessingErrors'],
    log: /ERROR could not publish outcome events; retrying with the next reconcile/,
    status: /rest: nothing new/,
  },
  {
    what: 'the function dies',
    play: (o) => o.refuse('read', 3, 'crash'),
    alone: true,
    events: ['Started', 'Succeeded'],
    metrics: [REFRESHES_SUCCEEDED, FRESHNESS_LAG],
    alarms: ['FunctionErrors', 'SalesFreshnessObjectiveMissed'],
    log: /INFO sales: start: 1 landing/,
    status: /rest: nothing new/,
  },
];

const EVENTS = ['started', 'succeeded', 'failed', 'deferred'];
const schemas = new Map<string, ValidateFunction>();

let deployment: Deployment;

beforeAll(() => {
  deployment = deployMonitored(true);
  const ajv = addFormats(new Ajv({ allErrors: true, strict: true }) as never) as unknown as Ajv;
  for (const name of EVENTS) {
    const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'events', `${name}.json`), 'utf8'));
    // a reader ignores fields it does not know; the documents must know all of them
    schema.properties.detail.additionalProperties = false;
    schemas.set(schema.title, ajv.compile(schema));
  }
}, 60_000);

/** Kinds of events that were seen with each of the details that there may be. */
const seen = new Map<string, Set<string>>();

function expectAsInSchema(event: { readonly 'detail-type': string; readonly detail?: unknown }): void {
  const validate = schemas.get(event['detail-type']) as ValidateFunction;
  validate(event);
  expect(validate.errors ?? []).toEqual([]);
  const keys = seen.get(event['detail-type']) ?? new Set();
  seen.set(event['detail-type'], new Set([...keys, ...Object.keys(event.detail as object)]));
}

describe.each(ROWS)('$what', (row) => {
  let operator: Operator;

  beforeAll(async () => {
    operator = await new Operator(deployment).begin();
    row.play(operator);
    operator.land(row.alone ? 'sales' : 'both');
    await operator.wait((row.hours ?? 1.5) * HOUR);
  }, 60_000);

  test('the failure leads to the events that the table names', () => {
    const events = operator.events();
    expect(events.map((event) => event['detail-type'].replace('SPICE Refresh ', ''))).toEqual(row.events);
    for (const event of events) {
      expectAsInSchema(event);
    }
  });

  test('the failure leads to the metrics that the table names', () => {
    expect(operator.metrics()).toEqual(expect.arrayContaining([...row.metrics]));
  });

  test('the failure leads to the alarms that the table names', () => {
    expect(operator.alarms().sort()).toEqual([...row.alarms].sort());
  });

  test('the failure leads to the log lines that the table names', () => {
    expect(operator.log()).toMatch(row.log);
  });

  test('the failure leads to the status that the table names', () => {
    expect(operator.status()).toMatch(row.status);
  });

  test('the other data set of the batch is not touched', () => {
    const kinds = operator.events(arnOf('orders')).map((event) => event['detail-type']);
    expect(kinds).toEqual(row.alone ? [] : ['SPICE Refresh Started', 'SPICE Refresh Succeeded']);
    expect(operator.status(arnOf('orders'))).toContain('rest: nothing new');
  });
});

test.each<['wait' | undefined, string[]]>([
  [undefined, ['SPICE Refresh Started', 'SPICE Refresh Succeeded']],
  ['wait', ['SPICE Refresh Deferred']],
])('a landing event that is missing after the time is named in the events (%s)', async (whenIncomplete, expected) => {
  const all = { landingEvents: ['Files', 'Orders'], within: 3_600, ...(whenIncomplete && { whenIncomplete }) };
  const ports = new FakePorts(aRow({ pending: landedAt(NOON - HOUR), settings: settings({ all }) }));
  await ports.reconcile(aWake());
  if (ports.row.ingestion) {
    ports.send(aWake());
    await ports.settle();
  }
  expect(ports.published.map(({ detailType }) => detailType)).toEqual(expected);
  for (const { Source, DetailType, Resources, Time, Detail } of ports.published.map((each) =>
    toEvent(each, PUBLISHER),
  )) {
    const detail = JSON.parse(Detail);
    const time = Time.toISOString();
    expectAsInSchema({ source: Source, 'detail-type': DetailType, resources: Resources, time, detail } as never);
    expect(detail.missingLandingEvents).toEqual(['Orders']);
  }
});

test('every field of every schema was seen', () => {
  for (const [title, validate] of schemas) {
    const { properties } = (validate.schema as { properties: { detail: { properties: object } } }).properties.detail;
    expect([title, [...(seen.get(title) ?? [])].sort()]).toEqual([title, Object.keys(properties).sort()]);
  }
});

test('an event that is not as documented is found', () => {
  const validate = schemas.get('SPICE Refresh Failed') as ValidateFunction;
  expect(validate({ source: 'cdk-spice-refresh', detail: {} })).toBe(false);
});
