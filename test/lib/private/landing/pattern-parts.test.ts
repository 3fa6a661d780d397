import { Lazy } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { LandingEvent, RefreshWhen } from '../../../../lib';
import { keyFilters } from '../../../../lib/private/landing/key-filters';
import { patternParts } from '../../../../lib/private/landing/pattern-parts';
import { wildcardComplexity } from '../../../../lib/private/landing/wildcard-complexity';
import { matches } from '../../../../sim/aws/event-pattern/event-pattern';
import { s3ObjectCreated } from '../../../../sim/samples';
import { add, messagesOf, newRefresh, newStack, rulesOf, templateOf } from '../../../support/stack';

const partsOf = (pattern: EventPattern): EventPattern[] => patternParts(newStack(), pattern, 'Event-1');

/** As many suffixes, such as `.a`, or `/part-a.parquet`. */
const suffixes = (count: number, end = ''): string[] =>
  Array.from({ length: count }, (_, at) => `.${String.fromCharCode(97 + at)}${end}`);

test('a pattern within the limits stays whole', () => {
  const pattern = { source: ['aws.s3'], detail: { object: { key: [{ wildcard: 'sales/*.csv' }, 'sales/'] } } };
  expect(partsOf(pattern)).toEqual([pattern]);
});

test.each([
  [1, 4, 1],
  [1, 5, 2],
  [1, 6, 2],
  [3, 4, 2],
  [10, 10, 12],
])('a pattern with %d prefixes and %d suffixes is %d patterns that EventBridge takes', (prefixes, ends, expected) => {
  const keyPrefixes = Array.from({ length: prefixes }, (_, at) => `table-${at}/`);
  const parts = partsOf({
    detail: { object: { key: keyFilters({ keyPrefixes, keySuffixes: suffixes(ends) }).filters } },
  });
  expect(parts).toHaveLength(expected);
  for (const part of parts) {
    expect(wildcardComplexity(part)).toBeLessThanOrEqual(9);
  }
  for (const prefix of keyPrefixes) {
    for (const suffix of suffixes(ends)) {
      const event = s3ObjectCreated('landing', `${prefix}2026/part-0${suffix}`);
      expect(parts.filter((part) => matches(part, event))).toHaveLength(1);
    }
  }
});

test('a pattern that is too long is shared out, by as many of its lists as it takes', () => {
  const tables = (name: string): string[] => Array.from({ length: 150 }, (_, at) => `${name}-of-the-warehouse-${at}`);
  const parts = partsOf({ source: ['own'], detail: { table: tables('table'), schema: tables('schema') } });
  expect(parts.length).toBeGreaterThan(9);
  for (const part of parts) {
    expect(JSON.stringify(part).length).toBeLessThanOrEqual(2_048);
  }
  const event = { source: 'own', detail: { table: 'table-of-the-warehouse-149', schema: 'schema-of-the-warehouse-7' } };
  expect(parts.filter((part) => matches(part, event))).toHaveLength(1);
});

test('what would match the pattern matches one of its parts, and nothing else does', () => {
  const pattern = {
    key: [...suffixes(8).map((suffix) => ({ wildcard: `sales/*${suffix}` })), 'stock/.a'],
    size: [{ 'anything-but': 0 }],
  };
  const parts = partsOf(pattern as unknown as EventPattern);
  expect(parts.length).toBeGreaterThan(1);
  const key = fc.stringMatching(/^(sales|stock)\/[ab]{0,3}\.[a-j]$/);
  fc.assert(
    fc.property(fc.record({ key: fc.array(key), size: fc.nat(1) }), (event) => {
      const expected = event.size > 0 && event.key.some((each) => /^sales\/.*\.[a-h]$|^stock\/\.a$/.test(each));
      expect(parts.some((part) => matches(part, event))).toBe(expected);
    }),
  );
});

test('a pattern lists that are known at deployment only are left alone', () => {
  const detail = Lazy.any({ produce: () => ({ table: ['sales'] }) }) as unknown as EventPattern['detail'];
  expect(partsOf({ source: ['own'], detail })).toEqual([{ source: ['own'], detail }]);
});

test.each([
  ['one wildcard is too complex', { key: [{ wildcard: '*aaaaaaaaaa' }] }],
  [
    'there are too many in one anything-but',
    { key: [{ 'anything-but': { wildcard: suffixes(11, '*').map((s) => `*${s}`) } }] },
  ],
  ['they are in $or', { $or: suffixes(6).map((suffix) => ({ key: [{ wildcard: `sales/*${suffix}` }] })) }],
])('a pattern fails when %s', (_, detail) => {
  expect(() => partsOf({ source: ['own'], detail })).toThrow(
    'EventBridge refuses event patterns with wildcards as complex as that of Event-1: use fewer stars in one wildcard',
  );
});

test('a pattern is one landing event, whatever its parts: each data set is sent it from every part', () => {
  const stack = newStack();
  const refresh = newRefresh({}, stack);
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'landing');
  const landed = LandingEvent.objectCreated(bucket, {
    keyPrefix: 'sales/',
    keySuffixes: suffixes(6),
    eventBridgeEnabled: true,
  });
  const other = LandingEvent.fromPattern({ source: ['own'] });
  add(refresh, 'Sales', { refreshOn: [landed, other], refreshWhen: RefreshWhen.all() });
  add(refresh, 'Stock', { refreshOn: [landed] });
  const template = templateOf(refresh);
  const rules = rulesOf(template).filter(({ EventPattern }) => JSON.stringify(EventPattern).includes('wildcard'));
  expect(rules.map(({ targets }) => targets.length)).toEqual([1, 1]);
  const messages = messagesOf(template).filter(({ landingEvent }) => landingEvent.startsWith('ObjectCreated'));
  const ids = new Set(messages.map(({ landingEvent }) => landingEvent));
  expect(ids.size).toBe(1);
  for (const { dataSets } of messages) {
    expect(dataSets.map(({ arn }) => arn.split('/')[1])).toEqual(['sales', 'stock']);
    expect(dataSets[0]?.settings.all?.landingEvents).toContain([...ids][0]);
  }
});
