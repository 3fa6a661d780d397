import * as fc from 'fast-check';
import type { Landings } from '../../lambda/landings';
import { type Demand, record } from '../../lambda/pace/demand';
import { printable } from '../../lambda/printable';
import type { Failure, IngestionInFlight, LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import type { Message, RefreshSettings } from '../../lib/private/contract';
import { ARN, NOON } from './rows';

const optional = <T, K extends string>(name: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ readonly [key in K]?: T }> =>
  fc.option(value, { nil: undefined }).map((got) => (got === undefined ? {} : ({ [name]: got } as { [key in K]?: T })));

const together = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>): fc.Arbitrary<A & B> =>
  fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }));

const landingEvent = fc.constantFrom('Files', 'Orders', 'Crawler-1a2b3c4d');

const seconds = fc.oneof(fc.constantFrom(0, 1, 4, 5, 6, 60), fc.integer({ min: 0, max: 100_000 }));

const tagPart = fc.string({ unit: fc.constantFrom(...'aZé0 _.:/=+@-'), minLength: 1, maxLength: 20 });

export const anySettings: fc.Arbitrary<RefreshSettings> = together(
  together(
    fc.record({
      settle: seconds,
      maxWait: seconds,
      ingestionTimeout: seconds,
      quota: fc.record({ perDay: fc.integer({ min: 1, max: 40 }), reserved: fc.integer({ min: 0, max: 40 }) }),
      ingestion: together(
        fc.record({ type: fc.constantFrom('FULL_REFRESH' as const, 'INCREMENTAL_REFRESH' as const) }),
        together(optional('fullEvery', seconds), optional('fallBackToFull', fc.boolean())),
      ),
    }),
    optional(
      'all',
      together(
        fc.record({ landingEvents: fc.uniqueArray(landingEvent, { minLength: 1 }), within: seconds }),
        optional('whenIncomplete', fc.constant('wait' as const)),
      ),
    ),
  ),
  together(
    optional('tag', fc.record({ key: tagPart, value: tagPart })),
    optional(
      'role',
      together(
        fc.record({
          arn: fc.constantFrom(
            'arn:aws:iam::444455556666:role/access',
            'arn:aws-cn:iam::1'.padEnd(28, '2') + ':role/a',
          ),
        }),
        optional('externalId', fc.constantFrom('sales', 'a:b/c@d')),
      ),
    ),
  ),
);

const arn = fc.constantFrom(ARN, `${ARN}-2`, 'arn:aws-cn:quicksight:cn-north-1:111122223333:dataset/a:b=c');

const instant = fc.integer({ min: NOON - 30 * DAY, max: NOON });

export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  together(
    fc.record({
      schema: fc.constant(1),
      kind: fc.constant('landing' as const),
      landingEvent,
      time: instant.map((time) => new Date(time).toISOString()),
      dataSets: fc.array(fc.record({ arn, settings: anySettings }), { minLength: 1, maxLength: 4 }),
    }),
    optional('ifStaleFor', seconds),
  ),
  fc.record({
    schema: fc.constant(1),
    kind: fc.constant('wake' as const),
    dataSetArn: arn,
    at: instant,
    sentAt: instant,
    version: fc.nat(),
  }),
  fc.record({
    schema: fc.constant(1),
    kind: fc.constant('retry' as const),
    dataSetArn: arn,
    failedAt: instant,
    error: fc.string({ unit: 'grapheme', maxLength: 100 }).map(printable),
    message: fc.string({ unit: 'grapheme', maxLength: 100 }).map(printable),
  }),
  together(
    fc.record({
      schema: fc.constant(1),
      kind: fc.constant('pause' as const),
      dataSetArn: arn,
      paused: fc.boolean(),
      at: instant,
      settings: anySettings,
    }),
    optional('until', fc.integer({ min: NOON, max: NOON + DAY })),
  ),
);

/** A time before `now`: often at a boundary. */
const ago = (now: number, most = 2 * DAY): fc.Arbitrary<number> =>
  fc
    .oneof(
      fc.constantFrom(0, 1, 4_999, 5_000, 5_001, MINUTE, 15 * MINUTE, HOUR, DAY, DAY + 10 * SECOND),
      fc.integer({ min: 0, max: most }),
      fc.integer({ min: 0, max: 2 * MINUTE }),
    )
    .map((age) => now - age);

/** Landings at one time to five times before `now`, one at each. */
export const anyLandings = (now: number): fc.Arbitrary<Landings> =>
  fc.array(fc.tuple(landingEvent, ago(now)), { minLength: 1, maxLength: 5 }).map((all) => {
    const by: Record<string, number> = {};
    for (const [name, at] of all) {
      by[name] = Math.max(by[name] ?? at, at);
    }
    const times = all.map(([, at]) => at);
    return { first: Math.min(...times), last: Math.max(...times), count: all.length, by };
  });

const anyFailure = (now: number): fc.Arbitrary<Failure> =>
  together(
    fc.record({
      at: ago(now),
      error: fc.constantFrom('ThrottlingException', 'QUERY_TIMEOUT'),
      message: fc.constant('no'),
      attempts: fc.nat(4),
      failedCalls: fc.nat(20),
    }),
    optional('retryAt', fc.integer({ min: now - HOUR, max: now + HOUR })),
  );

const anyIngestion = (now: number): fc.Arbitrary<IngestionInFlight> =>
  ago(now).chain((startedAt) =>
    fc.record({
      notFound: fc.boolean(),
      id: fc.constantFrom('ingestion-1', 'ingestion-2'),
      type: fc.constantFrom('FULL_REFRESH' as const, 'INCREMENTAL_REFRESH' as const),
      phase: fc.constantFrom('starting' as const, 'running' as const),
      startedAt: fc.constant(startedAt),
      calledAt: fc.integer({ min: startedAt, max: now }),
      pollAt: fc.integer({ min: now - HOUR, max: now + HOUR }),
      unanswered: fc.nat(5),
      covers: anyLandings(startedAt - 5_000),
    }),
  );

/** What a few days of landings, some of them in bursts, have taught. */
const anyDemand = (now: number): fc.Arbitrary<Demand | undefined> =>
  fc
    .array(fc.tuple(ago(now, 4 * DAY), fc.integer({ min: 1, max: 200 })), { maxLength: 60 })
    .map((landings) =>
      landings
        .sort(([a], [b]) => a - b)
        .reduce<Demand | undefined>(
          (demand, [at, count]) => record(demand, { first: at, last: at, count, by: { Files: at } }, 300, at),
          undefined,
        ),
    );

/** Any row that may be found in the ledger at `now`, with times in the past but for `pollAt`, `retryAt` and `wakeAt`. */
export const anyRow = (now: number): fc.Arbitrary<LedgerRow> =>
  together(
    fc.record({
      dataSetArn: fc.constant(ARN),
      schema: fc.constant(1),
      version: fc.nat(1_000),
      settings: anySettings,
      settingsAt: ago(now),
      calls: fc.array(ago(now), { maxLength: 45 }).map((calls) => calls.sort((a, b) => a - b)),
      reason: fc.constant('a test'),
    }),
    [
      optional('pending', anyLandings(now)),
      optional('demand', anyDemand(now)),
      optional('ingestion', anyIngestion(now)),
      optional('failure', anyFailure(now)),
      optional('fresh', fc.record({ through: ago(now), at: ago(now) })),
      optional('fullAt', ago(now)),
      optional('expectedSeconds', fc.nat(30_000)),
      optional('wakeAt', fc.integer({ min: now - HOUR, max: now + 15 * MINUTE })),
    ].reduce<fc.Arbitrary<Partial<LedgerRow>>>(
      (all, one) => together(all, one as fc.Arbitrary<Partial<LedgerRow>>),
      fc.constant({}),
    ),
  );
