import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as fc from 'fast-check';
import {
  DataSetAccess,
  type DataSetRefreshOptions,
  IncompleteAction,
  Ingestion,
  IngestionQuota,
  LandingEvent,
  RefreshWhen,
  SpiceDataSet,
} from '../../lib';
import type { RefreshSettings } from '../../lib/private/contract';
import { safetyNet } from '../../lib/private/settings';
import { some } from '../support/some';
import {
  add,
  dataSetArn,
  deployed,
  loaded,
  messageOf,
  messagesOf,
  newRefresh,
  rulesOf,
  synthesize,
  templateOf,
} from '../support/stack';

/** The settings that travel with the landing messages of a data set. */
function settings(options: Partial<DataSetRefreshOptions> = {}): RefreshSettings {
  const messages = messagesOf(synthesize({}, options));
  const [first, ...others] = some(messages.map(({ dataSets }) => dataSets[0].settings));
  for (const other of others) {
    expect(other).toEqual(first);
  }
  return first;
}

test('the settings of a data set are these unless it is said otherwise', () => {
  expect(settings()).toEqual({
    settle: 60,
    maxWait: 900,
    ingestionTimeout: 21_600,
    quota: { perDay: 32, reserved: 0 },
    ingestion: { type: 'FULL_REFRESH' },
    tag: { key: 'spice-refresh', value: 'allowed' },
  });
});

test('a message is of this schema and kind, and names its data sets', () => {
  const [message] = messagesOf(synthesize());
  expect(message).toEqual({
    schema: 1,
    kind: 'landing',
    landingEvent: expect.stringMatching(/^Event-[0-9a-f]{8}$/),
    time: '2026-03-01T06:00:00Z',
    dataSets: [{ arn: dataSetArn('sales'), settings: expect.any(Object) }],
  });
});

test('the data set of a refresh has its ARN', () => {
  const refresh = newRefresh();
  const { dataSetArn: arn } = add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSetId('sales') });
  expect(deployed(templateOf(refresh), Stack.of(refresh).resolve(arn))).toBe(dataSetArn('sales'));
});

describe('settle and maxWait', () => {
  test.each<[given: Pick<DataSetRefreshOptions, 'settle' | 'maxWait'>, settle: number, maxWait: number]>([
    [{ settle: Duration.seconds(30) }, 30, 900],
    [{ settle: Duration.seconds(0) }, 0, 900],
    [{ settle: Duration.minutes(20) }, 1_200, 1_200],
    [{ maxWait: Duration.hours(1) }, 60, 3_600],
    [{ settle: Duration.minutes(2), maxWait: Duration.minutes(2) }, 120, 120],
  ])('%p are %d s and %d s', (given, settle, maxWait) => {
    expect(settings(given)).toMatchObject({ settle, maxWait });
  });

  test('addDataSet fails when settle is longer than maxWait', () => {
    const options = { settle: Duration.seconds(121), maxWait: Duration.minutes(2) };
    expect(() => add(newRefresh(), 'Sales', options)).toThrow(
      'data set Sales: settle must not be longer than maxWait: got settle 121 s and maxWait 120 s',
    );
  });

  test('addDataSet fails when maxWait is shorter than the default of settle', () => {
    expect(() => add(newRefresh(), 'Sales', { maxWait: Duration.seconds(59) })).toThrow(
      'data set Sales: settle must not be longer than maxWait: got settle 60 s and maxWait 59 s',
    );
  });
});

test.each<[keyof DataSetRefreshOptions, least: number]>([
  ['settle', 0],
  ['maxWait', 0],
  ['ingestionTimeout', 60],
  ['refreshAtLeastEvery', 900],
])('addDataSet fails when %s is not whole seconds, or a token', (name, least) => {
  expect(() => add(newRefresh(), 'Sales', { [name]: Duration.millis(1_000_500) })).toThrow(
    `${name} must be a whole number of seconds, at least ${least}: got 1000.5 s`,
  );
  expect(() => add(newRefresh(), 'Sales', { [name]: Duration.seconds(Lazy.number({ produce: () => 1 })) })).toThrow(
    `${name} must be known at synthesis: got a token, pass a Duration with a number`,
  );
});

describe('ingestionTimeout', () => {
  test('ingestionTimeout is how long an ingestion may take', () => {
    expect(settings({ ingestionTimeout: Duration.minutes(1) }).ingestionTimeout).toBe(60);
  });

  test('addDataSet fails when ingestionTimeout is less than a minute', () => {
    expect(() => add(newRefresh(), 'Sales', { ingestionTimeout: Duration.seconds(59) })).toThrow(
      'ingestionTimeout must be a whole number of seconds, at least 60: got 59 s',
    );
  });
});

describe('ingestion', () => {
  test.each<[what: string, given: Ingestion, expected: RefreshSettings['ingestion']]>([
    ['full', Ingestion.full(), { type: 'FULL_REFRESH' }],
    ['incremental', Ingestion.incremental(), { type: 'INCREMENTAL_REFRESH', fallBackToFull: true }],
    [
      'incremental without falling back',
      Ingestion.incremental({ fallBackToFull: false }),
      { type: 'INCREMENTAL_REFRESH', fallBackToFull: false },
    ],
    [
      'incremental, and full every week',
      Ingestion.incremental({ fullEvery: Duration.days(7) }),
      { type: 'INCREMENTAL_REFRESH', fullEvery: 604_800, fallBackToFull: true },
    ],
  ])('ingestion may be %s', (_, given, expected) => {
    expect(settings({ ingestion: given }).ingestion).toEqual(expected);
  });

  test('addDataSet fails when a full refresh is asked for all the time', () => {
    expect(() => Ingestion.incremental({ fullEvery: Duration.seconds(0) })).toThrow(
      'fullEvery must be a whole number of seconds, at least 1: got 0 s',
    );
  });
});

describe('quota', () => {
  test.each<[what: string, given: IngestionQuota, expected: RefreshSettings['quota']]>([
    ['enterprise', IngestionQuota.enterprise(), { perDay: 32, reserved: 0 }],
    ['enterprise, some left', IngestionQuota.enterprise({ reserved: 31 }), { perDay: 32, reserved: 31 }],
    ['standard', IngestionQuota.standard(), { perDay: 8, reserved: 0 }],
    ['standard, some left', IngestionQuota.standard({ reserved: 2 }), { perDay: 8, reserved: 2 }],
    ['the least there is', IngestionQuota.of(1), { perDay: 1, reserved: 0 }],
    ['the most there is', IngestionQuota.of(1_000, { reserved: 4 }), { perDay: 1_000, reserved: 4 }],
  ])('the quota may be %s', (_, given, expected) => {
    expect(settings({ quota: given }).quota).toEqual(expected);
    expect(given.perDay).toBe(expected.perDay);
  });

  test.each([0, -1, 1.5, 1_001, Number.NaN])('IngestionQuota fails when it is %d a day', (perDay) => {
    expect(() => IngestionQuota.of(perDay)).toThrow(
      `ingestions per day must be a whole number from 1 to 1000: got ${perDay}`,
    );
  });

  test.each([-1, 1.5, 8, 9])('IngestionQuota fails when %d of 8 are reserved', (reserved) => {
    expect(() => IngestionQuota.standard({ reserved })).toThrow(
      `reserved must be a whole number from 0 to 7: got ${reserved}`,
    );
  });

  test('IngestionQuota fails when it is known at deployment only', () => {
    expect(() => IngestionQuota.of(Lazy.number({ produce: () => 1 }))).toThrow(
      'ingestions per day must be known at synthesis: got a token, pass a number from 1 to 1000',
    );
  });
});

describe('access', () => {
  test('access is said to the function where it is a tag', () => {
    expect(settings({ access: DataSetAccess.arnAndTag('team', 'finance') }).tag).toEqual({
      key: 'team',
      value: 'finance',
    });
  });

  test('access is not said where the ARN alone decides', () => {
    expect(settings({ access: DataSetAccess.arnOnly() })).not.toHaveProperty('tag');
  });
});

describe('refreshWhen', () => {
  const refreshOn = [
    loaded('sales'),
    loaded('returns'),
    LandingEvent.schedule(Schedule.rate(Duration.hours(1))),
    loaded('sales'),
  ];

  test('any landing event is the default, and no message says it', () => {
    expect(settings({ refreshOn, refreshWhen: RefreshWhen.any() })).not.toHaveProperty('all');
  });

  test('all landing events are named as their rules name them in messages, each once', () => {
    const template = synthesize({}, { refreshOn, refreshWhen: RefreshWhen.all() });
    const names = rulesOf(template).map(({ targets }) => messageOf(targets[0]).landingEvent);
    expect(new Set(names).size).toBe(3);
    for (const { dataSets } of messagesOf(template)) {
      expect(dataSets[0].settings.all).toEqual({ landingEvents: names, within: 21_600 });
    }
  });

  test('all of them do not include the safety net', () => {
    const template = synthesize(
      {},
      { refreshOn: [loaded()], refreshWhen: RefreshWhen.all(), refreshAtLeastEvery: Duration.days(1) },
    );
    const [landing, tick] = messagesOf(template);
    expect(tick?.ifStaleFor).toBe(86_400 - 90 * 60 - 60);
    expect(tick?.dataSets[0].settings?.all?.landingEvents).toEqual([landing?.landingEvent]);
  });

  test('all of them may be waited for that long', () => {
    expect(settings({ refreshOn, refreshWhen: RefreshWhen.all({ within: Duration.hours(2) }) }).all?.within).toBe(
      7_200,
    );
  });

  test('what happens after that travels only where it is not the default', () => {
    const whenIncomplete = (action?: IncompleteAction): string | undefined =>
      settings({ refreshOn, refreshWhen: RefreshWhen.all({ whenIncomplete: action }) }).all?.whenIncomplete;
    expect(whenIncomplete(IncompleteAction.WAIT)).toBe('wait');
    expect(whenIncomplete(IncompleteAction.REFRESH)).toBeUndefined();
    expect(whenIncomplete()).toBeUndefined();
  });

  test('RefreshWhen.all fails when it waits for no time at all', () => {
    expect(() => RefreshWhen.all({ within: Duration.seconds(0) })).toThrow(
      'within must be a whole number of seconds, at least 1: got 0 s',
    );
  });
});

describe('refreshAtLeastEvery', () => {
  test.each([
    [Duration.minutes(15), 900 - 60 - 60, 'rate(1 minute)'],
    [Duration.hours(1), 3_600 - 3 * 60 - 60, 'rate(3 minutes)'],
    [Duration.hours(8), 8 * 3_600 - 30 * 60 - 60, 'rate(30 minutes)'],
    [Duration.days(1), 86_400 - 90 * 60 - 60, 'rate(90 minutes)'],
    [Duration.days(8), 691_200 - 43_200 - 60, 'rate(12 hours)'],
  ])(
    '%s is a rule that ticks sixteen times in it, and says how old the next tick would find too old',
    (every, ifStaleFor, rate) => {
      const template = synthesize({}, { refreshAtLeastEvery: every });
      expect(rulesOf(template).map((rule) => rule.ScheduleExpression)).toEqual([undefined, rate]);
      const [landing, tick] = messagesOf(template);
      expect(tick).toMatchObject({ ifStaleFor, dataSets: [{ arn: dataSetArn('sales') }] });
      expect(landing).toBeDefined();
      expect(landing).not.toHaveProperty('ifStaleFor');
    },
  );

  test('it means at most so long, whenever the ticks come and however late within a minute, and not much less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 900, max: 90 * 86_400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (most, phase) => {
          const { every, ifStaleFor } = safetyNet(most);
          const interval = every.toSeconds();
          // the age that the last tick before the limit finds
          const found = most - phase * (interval + 60);
          expect(found).toBeGreaterThanOrEqual(ifStaleFor);
          expect(most - ifStaleFor).toBeLessThanOrEqual(Math.max(most / 16, 60) + 60);
        },
      ),
    );
  });

  test('the ticks carry the same settings as the landings', () => {
    expect(settings({ refreshAtLeastEvery: Duration.hours(1), settle: Duration.seconds(10) }).settle).toBe(10);
  });

  test('data sets with the same safety net share its rule, those with another do not', () => {
    const hourly = { refreshAtLeastEvery: Duration.hours(1) };
    const rules = rulesOf(synthesize({}, hourly, hourly, { refreshAtLeastEvery: Duration.hours(2) }));
    const ticks = rules.filter((rule) => rule.ScheduleExpression).map(({ targets }) => messageOf(targets[0]));
    expect(ticks.map(({ ifStaleFor, dataSets }) => [ifStaleFor, dataSets.map(({ arn }) => arn)])).toEqual([
      [3_360, [dataSetArn('sales'), dataSetArn('sales1')]],
      [6_720, [dataSetArn('sales2')]],
    ]);
  });

  test('there is none unless it is asked for', () => {
    expect(rulesOf(synthesize()).filter((rule) => rule.ScheduleExpression)).toEqual([]);
  });

  test('refreshAtLeastEvery fails when it is less than 15 minutes', () => {
    expect(() => add(newRefresh(), 'Sales', { refreshAtLeastEvery: Duration.minutes(14) })).toThrow(
      'refreshAtLeastEvery must be a whole number of seconds, at least 900: got 840 s',
    );
  });
});
