import {
  ABSENT_SETTINGS,
  type AssumedRole,
  type DataSetEntry,
  type DataSetTag,
  EXTERNAL_ID,
  type LandingMessage,
  type Message,
  type MetricsWritten,
  type PauseMessage,
  type RefreshSettings,
  type RequestMessage,
  type RetryMessage,
  ROLE_ARN,
  SCHEMA,
  type SweepMessage,
  TAG_KEY,
  TAG_VALUE,
  type WakeMessage,
} from '../../lib/private/contract';
import { printable } from '../printable';
import {
  arn,
  arnPrefix,
  boolean,
  dataSetId,
  instant,
  integer,
  landingEventId,
  record,
  seconds,
  show,
  text,
  time,
  UnreadableMessage,
} from './fields';

/** An SQS message body as one of our messages. */
export function parse(body: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new UnreadableMessage(`expected JSON, got ${body.length} characters that are not`);
  }
  const message = record(value, 'message');
  refuseForeign(message);
  integer(message.schema, 'schema', SCHEMA, SCHEMA);
  switch (message.kind) {
    case 'landing':
      return parseLanding(message);
    case 'request':
      return parseRequest(message);
    case 'wake':
      return {
        schema: SCHEMA,
        kind: 'wake',
        dataSetArn: arn(message.dataSetArn),
        at: time(message.at, 'at'),
        sentAt: time(message.sentAt, 'sentAt'),
        version: integer(message.version, 'version', 0, Number.MAX_SAFE_INTEGER),
      } satisfies WakeMessage;
    case 'retry':
      return {
        schema: SCHEMA,
        kind: 'retry',
        dataSetArn: arn(message.dataSetArn),
        failedAt: time(message.failedAt, 'failedAt'),
        error: printable(text(message.error, 'error')),
        message: printable(text(message.message, 'message')),
      } satisfies RetryMessage;
    case 'pause':
      return {
        schema: SCHEMA,
        kind: 'pause',
        dataSetArn: arn(message.dataSetArn),
        paused: boolean(message.paused, 'paused'),
        at: time(message.at, 'at'),
        ...(message.until === undefined ? {} : { until: time(message.until, 'until') }),
        settings: parseSettings(message.settings),
      } satisfies PauseMessage;
    case 'sweep':
      return {
        schema: SCHEMA,
        kind: 'sweep',
        ...(message.after === undefined ? {} : { after: arn(message.after) }),
      } satisfies SweepMessage;
    default:
      throw new UnreadableMessage(
        `kind must be landing, request, wake, retry, pause or sweep, got ${show(message.kind)}`,
      );
  }
}

/** What arrives where the queue was connected to a source directly: the remedy instead of the name of a field. */
function refuseForeign(message: Record<string, unknown>): void {
  if (message.schema !== undefined) {
    return;
  }
  if (message.Event === 's3:TestEvent' || Array.isArray(message.Records)) {
    throw new UnreadableMessage(
      'got a notification that S3 itself sent to the queue: remove the queue from the event notifications of the bucket, ' +
        'turn on Amazon EventBridge there, and delete this message',
    );
  }
  if (message['detail-type'] !== undefined) {
    throw new UnreadableMessage(
      'got an event as EventBridge has it: remove the queue from the targets of the rule that sent it, give its event ' +
        'pattern to LandingEvent.fromPattern, and delete this message',
    );
  }
  if (message.Type === 'Notification' && message.TopicArn !== undefined) {
    throw new UnreadableMessage(
      'got a notification of an SNS topic: remove the subscription of the queue, and delete this message',
    );
  }
}

function parseLanding(message: Record<string, unknown>): LandingMessage {
  return {
    schema: SCHEMA,
    kind: 'landing',
    landingEvent: landingEventId(message.landingEvent),
    time: instant(message.time),
    ...(message.ifStaleFor === undefined ? {} : { ifStaleFor: seconds(message.ifStaleFor, 'ifStaleFor') }),
    ...(message.key === undefined ? {} : { key: text(message.key, 'key') }),
    dataSets: members(message.dataSets, 'dataSets').flatMap(parseGroup),
    ...(message.ignoreKeys === undefined ? {} : { ignoreKeys: parseIgnoreKeys(message.ignoreKeys) }),
  };
}

function parseIgnoreKeys(value: unknown): string[] {
  if (!Array.isArray(value)) {
    throw new UnreadableMessage(`ignoreKeys must be a list, got ${show(value)}`);
  }
  return value.map((each) => text(each, 'ignoreKeys'));
}

/** Data sets that have the beginning of their ARNs and their settings in common. */
function parseGroup(value: unknown): DataSetEntry[] {
  const group = record(value, 'data set group');
  const settings = parseSettings(group.settings);
  const { arns } = group;
  if (arns !== undefined) {
    return members(arns, 'arns').map((each) => ({ arn: arn(each), settings }));
  }
  const prefix = arnPrefix(group.arnPrefix);
  return members(group.ids, 'ids').map((id) => ({ arn: `${prefix}${dataSetId(id)}`, settings }));
}

function members(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new UnreadableMessage(`${what} must be a list of at least one, got ${show(value)}`);
  }
  return value;
}

function parseRequest(message: Record<string, unknown>): RequestMessage {
  return {
    schema: SCHEMA,
    kind: 'request',
    time: instant(message.time),
    dataSetId: dataSetId(message.dataSetId),
    arnPrefix: arnPrefix(message.arnPrefix),
    settings: parseSettings(message.settings),
    ...(message.maxPerDay === undefined ? {} : { maxPerDay: integer(message.maxPerDay, 'maxPerDay', 1, 1_000) }),
  };
}

/** Settings, field by field: nothing that is not ours gets into a row. */
function parseSettings(value: unknown): RefreshSettings {
  const settings = { ...ABSENT_SETTINGS, ...(value === undefined ? {} : record(value, 'settings')) } as Record<
    keyof RefreshSettings,
    unknown
  >;
  const quota = record(settings.quota, 'quota');
  const ingestion = record(settings.ingestion, 'ingestion');
  const { type, fullEvery, fallBackToFull } = ingestion;
  if (type !== 'FULL_REFRESH' && type !== 'INCREMENTAL_REFRESH') {
    throw new UnreadableMessage(`ingestion type must be FULL_REFRESH or INCREMENTAL_REFRESH, got ${show(type)}`);
  }
  return {
    settle: seconds(settings.settle, 'settle'),
    maxWait: seconds(settings.maxWait, 'maxWait'),
    ingestionTimeout: seconds(settings.ingestionTimeout, 'ingestionTimeout'),
    quota: {
      perDay: integer(quota.perDay, 'quota.perDay', 1, 1_000),
      reserved: integer(quota.reserved, 'quota.reserved', 0, 1_000),
    },
    ingestion: {
      type,
      ...(fullEvery === undefined ? {} : { fullEvery: seconds(fullEvery, 'ingestion.fullEvery') }),
      ...(fallBackToFull === undefined ? {} : { fallBackToFull: boolean(fallBackToFull, 'ingestion.fallBackToFull') }),
    },
    ...(settings.all === undefined ? {} : { all: parseAll(record(settings.all, 'all')) }),
    ...(settings.tag === undefined ? {} : { tag: parseTag(record(settings.tag, 'tag')) }),
    ...(settings.role === undefined ? {} : { role: parseRole(record(settings.role, 'role')) }),
    ...(settings.metrics === undefined ? {} : { metrics: parseMetrics(settings.metrics) }),
  };
}

function parseMetrics(value: unknown): MetricsWritten {
  if (value !== 'watched' && value !== 'all') {
    throw new UnreadableMessage(`metrics must be watched or all, got ${show(value)}`);
  }
  return value;
}

function parseAll(all: Record<string, unknown>): NonNullable<RefreshSettings['all']> {
  if (!Array.isArray(all.landingEvents)) {
    throw new UnreadableMessage(`all.landingEvents must be a list, got ${show(all.landingEvents)}`);
  }
  const { whenIncomplete } = all;
  if (whenIncomplete !== undefined && whenIncomplete !== 'wait') {
    throw new UnreadableMessage(`all.whenIncomplete must be wait or absent, got ${show(whenIncomplete)}`);
  }
  return {
    landingEvents: all.landingEvents.map(landingEventId),
    within: seconds(all.within, 'all.within'),
    ...(whenIncomplete && { whenIncomplete }),
  };
}

function parseTag({ key, value }: Record<string, unknown>): DataSetTag {
  return { key: parseTagPart('key', key, TAG_KEY, 128), value: parseTagPart('value', value, TAG_VALUE, 256) };
}

/** It becomes part of a command that people paste into a shell. */
function parseTagPart(part: string, value: unknown, allowed: RegExp, max: number): string {
  if (typeof value !== 'string' || !allowed.test(value)) {
    throw new UnreadableMessage(
      `tag.${part} must be 1 to ${max} letters, digits, spaces and _ . : / = + - @, got ${show(value)}`,
    );
  }
  return value;
}

function parseRole({ arn: roleArn, externalId }: Record<string, unknown>): AssumedRole {
  if (typeof roleArn !== 'string' || !ROLE_ARN.test(roleArn)) {
    throw new UnreadableMessage(
      `a role is named by its ARN, arn:PARTITION:iam::ACCOUNT:role/NAME, got ${show(roleArn)}`,
    );
  }
  if (externalId === undefined) {
    return { arn: roleArn };
  }
  if (typeof externalId !== 'string' || !EXTERNAL_ID.test(externalId)) {
    throw new UnreadableMessage(
      `role.externalId must be 2 to 1224 letters, digits and _ + = , . @ : / -, got ${show(externalId)}`,
    );
  }
  return { arn: roleArn, externalId };
}
