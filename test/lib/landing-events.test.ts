import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataSetsOf } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import { LandingEvent } from '../../lib';
import type { NewEvent } from '../../sim/aws/event-bridge';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { transform } from '../../sim/aws/input-transformer';
import { audit } from '../../sim/checks/audit';
import { s3ObjectCreated } from '../../sim/samples';
import { seeded } from '../../sim/seeds/random';
import type { Deployment } from '../../sim/template/deployment';
import { World } from '../../sim/world/world';
import {
  CATALOGUE,
  deployCatalogue,
  ENTRIES,
  onBus,
  quickSightArn,
  WITH_SAMPLE,
} from '../support/landing-event-catalogue';

const START = Date.parse('2026-11-23T06:00:00Z');

let deployment: Deployment;

beforeAll(() => {
  deployment = deployCatalogue();
});

/** What the parser makes of what the transformers of the matching rules make of an event. */
function messagesFor(event: NewEvent) {
  return deployment.rules
    .filter(({ eventPattern }) => eventPattern !== undefined && matches(eventPattern, onBus(event)))
    .flatMap((rule) => rule.targets.map((target) => parse(transform(target, onBus(event), rule))));
}

const landsIn = (event: NewEvent): string[] =>
  messagesFor(event)
    .flatMap(dataSetsOf)
    .map((arn) => arn.split('/')[1] as string);

test('the catalogue of landing events has every factory', () => {
  const factories = Object.getOwnPropertyNames(LandingEvent).filter(
    (name) => typeof Object.getOwnPropertyDescriptor(LandingEvent, name)?.value === 'function' && name !== 'prototype',
  );
  expect(Object.keys(CATALOGUE).sort()).toEqual(factories.sort());
});

describe.each(WITH_SAMPLE)('%s', (factory, { sample, failed, otherResource, lookAlikes = [] }) => {
  test('the factory takes the event as it is documented, and the parser takes its message', () => {
    expect(landsIn(sample)).toEqual([factory]);
    expect(messagesFor(sample)).toEqual([
      expect.objectContaining({
        kind: 'landing',
        time: '2026-11-23T06:00:00Z',
        landingEvent: expect.stringMatching(/^[A-Z][A-Za-z]+-[0-9a-f]{8}$/),
      }),
    ]);
  });

  test.each([
    ...(failed ? [['of a failure', failed] as const] : []),
    ...(otherResource ? [['of something else', otherResource] as const] : []),
    ...lookAlikes.map((event, at) => [`that looks alike (${at + 1})`, event] as const),
  ])('the factory does not take an event %s', (_, event) => {
    expect(landsIn(event)).not.toContain(factory);
  });
});

test('every event as it is documented starts a refresh, and every landing is covered', async () => {
  const world = new World(deployment, { start: START, random: seeded(5) });
  for (const id of ['parent', ...Object.keys(CATALOGUE)]) {
    world.quickSight.add({
      arn: quickSightArn(id),
      tags: { 'spice-refresh': 'allowed' },
      quota: 32,
      whileActive: 'queue',
      plan: () => ({ seconds: 90, status: 'COMPLETED', rowsIngested: 1_000 }),
    });
  }
  for (const [factory, { sample }] of WITH_SAMPLE) {
    // the parent's own refresh says that it has succeeded
    const event = factory === 'refreshSucceeded' ? { ...sample, source: 'com.example.parent' } : sample;
    world.clock.at(START + 60_000, () => world.putEvent(event));
  }
  await world.clock.run(START + 110 * 60_000);
  const refreshed = world.quickSight.ingestions.map(({ dataSetArn }) => dataSetArn.split('/')[1]);
  expect(refreshed.sort()).toEqual(['parent', ...Object.keys(CATALOGUE)].sort());
  const landings = ENTRIES.length + 1;
  expect(audit(world)).toMatchObject({ landings, covered: landings, reported: 0, lost: 0, ingestions: landings });
});

test('a Spark job of 40 minutes is refreshed once, when it is done, whatever it writes until then', async () => {
  const world = new World(deployment, { start: START, random: seeded(7) });
  world.quickSight.add({
    arn: quickSightArn('objectCreated'),
    tags: { 'spice-refresh': 'allowed' },
    quota: 32,
    whileActive: 'queue',
    plan: () => ({ seconds: 90, status: 'COMPLETED', rowsIngested: 1_000 }),
  });
  const writes = (minute: number, key: string): void => {
    world.clock.at(START + minute * 60_000, () => world.putEvent(s3ObjectCreated('landing', key)));
  };
  for (let minute = 1; minute <= 40; minute++) {
    writes(minute, `sales/_temporary/0/_temporary/attempt_${minute}/part-${minute}.parquet`);
  }
  writes(41, 'sales/part-0.parquet');
  // the safety nets and schedules of the others do not matter here
  await world.clock.run(START + 55 * 60_000);
  const [ingestion, ...more] = world.quickSight.ingestions;
  expect(more).toEqual([]);
  expect(ingestion?.dataSetArn).toBe(quickSightArn('objectCreated'));
  expect(audit(world)).toMatchObject({ landings: 1, covered: 1, lost: 0 });
});

describe('the table in docs/landing-events.md', () => {
  const rows = readFileSync(join(__dirname, '..', '..', 'docs', 'landing-events.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `LandingEvent.'));

  test('the table in docs/landing-events.md has a row for every factory and no other', () => {
    const named = rows.map((row) => /^\| `LandingEvent\.([A-Za-z]+)\(/.exec(row)?.[1]);
    expect(named).toEqual(Object.keys(CATALOGUE));
  });

  test.each(ENTRIES)(
    'the table in docs/landing-events.md says of %s what is sent and how it is delivered',
    (factory, { sample, delivery }) => {
      const [, , source, detailType, delivered] = (
        rows.find((row) => row.startsWith(`| \`LandingEvent.${factory}(`)) ?? ''
      ).split('|');
      expect(delivered?.trim()).toBe(delivery);
      if (sample && factory !== 'fromPattern') {
        expect(source?.trim()).toBe(`\`${sample.source}\``);
        expect(detailType).toContain(`\`${sample['detail-type']}\``);
      }
    },
  );
});
