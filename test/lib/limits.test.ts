import { statSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus, type EventPattern, Schedule } from 'aws-cdk-lib/aws-events';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, type SpiceRefreshProps } from '../../lib';
import { some } from '../support/some';
import { add, dataSetIdsOf, KNOWN, messageOf, newRefresh, newStack, rulesOf } from '../support/stack';

/** Twenty ways in which data lands. */
function twentyLandingEvents(stack: Stack): LandingEvent[] {
  const bucket = new Bucket(stack, 'Lake');
  return Array.from({ length: 20 }, (_, at) =>
    at < 10
      ? LandingEvent.objectCreated(bucket, { keyPrefix: `table-${at}/` })
      : LandingEvent.glueJobSucceeded(CfnJob.fromJobName(stack, `Job${at}`, `load-${at}`)),
  );
}

test('a thousand data sets with three of twenty landing events each keep to the limits, in one construct', () => {
  const app = new App();
  // without an environment: its ARNs have pseudo parameters
  const stack = new Stack(app, 'Dashboards');
  const landingEvents = twentyLandingEvents(stack);
  const refresh = newRefresh({}, stack);
  for (let at = 0; at < 1_000; at++) {
    refresh.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromDataSetId(`00000000-0000-4000-8000-${String(at).padStart(12, '0')}`),
      refreshOn: [at, at + 1, at + 2].map((each) => landingEvents[each % 20] as LandingEvent),
    });
  }
  const template = Template.fromStack(stack);
  const rules = rulesOf(template);
  expect(rules).toHaveLength(20);
  for (const { targets } of rules) {
    expect(targets.length).toBeLessThanOrEqual(5);
    for (const { InputTransformer } of targets) {
      expect(InputTransformer.InputTemplate.length).toBeLessThanOrEqual(8_192);
    }
  }
  // every data set is sent every one of its landing events, once
  const landings = rules.flatMap(dataSetIdsOf);
  expect(landings).toHaveLength(3_000);
  expect(new Set(landings).size).toBe(1_000);
  expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(500);
  // CloudFormation's limit is 1 MB, of the file that the CDK uploads
  expect(statSync(app.synth().getStackByName('Dashboards').templateFullPath).size).toBeLessThanOrEqual(800_000);
});

describe('the same landing event for many data sets', () => {
  test('a rule says settings once for all data sets that have the same, whatever the order', () => {
    const refresh = newRefresh({}, newStack(KNOWN));
    const settle = [60, 120, 60, 120, 60].map((seconds) => Duration.seconds(seconds));
    settle.forEach((each, at) => {
      add(refresh, `DataSet${at}`, { settle: each });
    });
    const [rule] = some(rulesOf(Template.fromStack(Stack.of(refresh))));
    const [target] = some(rule.targets);
    expect(target.InputTransformer.InputTemplate.match(/"settings"/g)).toHaveLength(2);
    const read = messageOf(target).dataSets;
    expect(Object.fromEntries(read.map(({ arn, settings }) => [arn.split('/')[1], settings.settle]))).toEqual({
      dataset0: 60,
      dataset1: 120,
      dataset2: 60,
      dataset3: 120,
      dataset4: 60,
    });
  });

  test.each<[settings: string, dataSets: number, expected: number, settle: (at: number) => number]>([
    ['the same settings', 300, 1, () => 60],
    ['settings of their own', 50, 1, (at) => at],
    ['settings of their own', 300, 2, (at) => at],
  ])('the data sets of one landing event with %s, %d of them, are %d rules', (_, dataSets, expected, settle) => {
    const refresh = newRefresh({}, newStack(KNOWN));
    for (let at = 0; at < dataSets; at++) {
      add(refresh, `DataSet${at}`, { settle: Duration.seconds(settle(at)) });
    }
    const rules = some(rulesOf(Template.fromStack(Stack.of(refresh))));
    expect(rules).toHaveLength(expected);
    expect(rules.slice(0, -1).map(({ targets }) => targets.length)).toEqual(rules.slice(1).map(() => 5));
    expect(new Set(rules.map(({ EventPattern }) => JSON.stringify(EventPattern))).size).toBe(1);
  });
});

describe("a bus's limits", () => {
  /** What is warned of when a data set waits for so many of these. */
  function warningsFor(count: number, landingEvent: (at: number) => LandingEvent, props: SpiceRefreshProps = {}) {
    const stack = newStack(KNOWN);
    const refresh = newRefresh(props, stack);
    for (let at = 0; at < count; at++) {
      add(refresh, `DataSet${at}`, { refreshOn: [landingEvent(at)] });
    }
    return Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ id, entry }) => `${id}: ${entry.data}`);
  }

  const own = (detail: EventPattern['detail']): LandingEvent => LandingEvent.fromPattern({ source: ['own'], detail });
  const table = (at: number): LandingEvent => own({ table: [`table-${at}`] });
  const wildcard = (at: number): LandingEvent => own({ key: [{ wildcard: `table-${at}/*.parquet` }] });

  test('300 rules, with the one for the sweep, are no reason to warn', () => {
    expect(warningsFor(299, table)).toEqual([]);
  });

  test('more than 300 rules are warned of, once', () => {
    expect(warningsFor(301, table)).toEqual([
      expect.stringMatching(
        /^\/Dashboards\/SpiceRefresh: this makes more than 300 rules on the default bus, .*\[ack: cdk-spice-refresh:rules\]$/,
      ),
    ]);
  });

  test('rules on a bus of one are counted apart from schedules, which are on the default bus', () => {
    const stack = newStack(KNOWN);
    const eventBus = EventBus.fromEventBusName(stack, 'Bus', 'data');
    const either = (at: number) =>
      at < 2 ? LandingEvent.schedule(Schedule.expression(`rate(${at + 2} hours)`)) : table(at);
    expect(warningsFor(302, either, { eventBus })).toEqual([]);
    expect(warningsFor(303, either, { eventBus })).toEqual([
      expect.stringContaining('more than 300 rules on the bus given as eventBus'),
    ]);
  });

  test('30 wildcard filters are no reason to warn', () => {
    expect(warningsFor(30, wildcard)).toEqual([]);
  });

  test.each<[what: string, landingEvent: (at: number) => LandingEvent]>([
    ['', wildcard],
    ['in anything-but', (at) => own({ key: [{ 'anything-but': { wildcard: `*/${at}/*` } }] })],
    ['in $or', (at) => own({ $or: [{ key: [{ wildcard: `*${at}*` }] }, { table: ['sales'] }] })],
  ])('more than 30 wildcard filters are warned of, once %s', (_, landingEvent) => {
    expect(warningsFor(32, landingEvent)).toEqual([
      expect.stringMatching(/more than 30 rules with wildcard filters .*\[ack: cdk-spice-refresh:wildcardRules\]$/),
    ]);
  });

  test('prefixes, suffixes and a field that is called wildcard are none', () => {
    expect(
      warningsFor(40, (at) => own({ wildcard: [`${at}`], key: [{ prefix: `${at}/` }, { suffix: '.csv' }] })),
    ).toEqual([]);
  });
});
