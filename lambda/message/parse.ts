import {
  type AssumedRole,
  type DataSetEntry,
  type LandingMessage,
  type Message,
  REQUEST_LANDING_EVENT,
  type RefreshSettings,
  type RequestMessage,
  type RetryMessage,
  SCHEMA,
  type WakeMessage,
} from '../../lib/private/contract';
import type { Landings } from '../landings';

/** A message that cannot be read: says what was found and what is allowed, never what the message holds. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** One landing, as one data set sees it. */
export interface Landing {
  readonly landingEvent: string;
  readonly time: number;
  readonly ifStaleFor?: number;
}

/** What a batch of messages brings for one data set. */
export interface Inbox {
  readonly landings: Landing[];
  /** The settings of the newest landing message, and when that landed. */
  settings?: RefreshSettings;
  settingsAt: number;
  readonly wakes: WakeMessage[];
  /** The failures that somebody wants tried again. */
  readonly retries: number[];
}

/** An SQS message body as one of our messages. */
export function parse(body: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new UnreadableMessage(`expected JSON, got ${body.length} characters that are not`);
  }
  const message = record(value, 'message');
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
        error: text(message.error, 'error'),
        message: text(message.message, 'message'),
      } satisfies RetryMessage;
    default:
      throw new UnreadableMessage(`kind must be landing, request, wake or retry, got ${show(message.kind)}`);
  }
}

/** Messages by data set; a message that names several is in each of their inboxes. */
export function fold(messages: Iterable<Message>): Map<string, Inbox> {
  const inboxes = new Map<string, Inbox>();
  const inboxOf = (dataSetArn: string): Inbox => {
    let inbox = inboxes.get(dataSetArn);
    if (!inbox) {
      inbox = { landings: [], settingsAt: Number.NEGATIVE_INFINITY, wakes: [], retries: [] };
      inboxes.set(dataSetArn, inbox);
    }
    return inbox;
  };
  for (const message of messages) {
    if (message.kind === 'wake') {
      inboxOf(message.dataSetArn).wakes.push(message);
    } else if (message.kind === 'retry') {
      inboxOf(message.dataSetArn).retries.push(message.failedAt);
    } else if (message.kind === 'request') {
      const inbox = inboxOf(requestedArn(message));
      inbox.landings.push({ landingEvent: REQUEST_LANDING_EVENT, time: Date.parse(message.time) });
      // as old as can be: those of any landing message are newer
      if (inbox.settingsAt <= 0) {
        inbox.settings = message.settings;
        inbox.settingsAt = 0;
      }
    } else {
      const landing: Landing = {
        landingEvent: message.landingEvent,
        time: Date.parse(message.time),
        ...(message.ifStaleFor === undefined ? {} : { ifStaleFor: message.ifStaleFor }),
      };
      for (const { arn: dataSetArn, settings } of message.dataSets) {
        const inbox = inboxOf(dataSetArn);
        inbox.landings.push(landing);
        if (landing.time >= inbox.settingsAt) {
          inbox.settings = settings;
          inbox.settingsAt = landing.time;
        }
      }
    }
  }
  return inboxes;
}

/** The data sets a message is about. */
export function dataSetsOf(message: Message): readonly string[] {
  switch (message.kind) {
    case 'landing':
      return message.dataSets.map((entry) => entry.arn);
    case 'request':
      return [requestedArn(message)];
    default:
      return [message.dataSetArn];
  }
}

function requestedArn({ arnPrefix, dataSetId }: RequestMessage): string {
  return `${arnPrefix}${dataSetId}`;
}

/** Landings as one; none of them is nothing. */
export function foldLandings(landings: readonly Landing[]): Landings | undefined {
  if (landings.length === 0) {
    return undefined;
  }
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const by: Record<string, number> = {};
  for (const { landingEvent, time: at } of landings) {
    first = Math.min(first, at);
    last = Math.max(last, at);
    by[landingEvent] = Object.hasOwn(by, landingEvent) ? Math.max(by[landingEvent] as number, at) : at;
  }
  return { first, last, count: landings.length, by };
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function parseLanding(message: Record<string, unknown>): LandingMessage {
  const dataSets = message.dataSets;
  if (!Array.isArray(dataSets) || dataSets.length === 0) {
    throw new UnreadableMessage(`dataSets must be a list of at least one, got ${show(dataSets)}`);
  }
  return {
    schema: SCHEMA,
    kind: 'landing',
    landingEvent: landingEventId(message.landingEvent),
    time: instant(message.time),
    ...(message.ifStaleFor === undefined ? {} : { ifStaleFor: seconds(message.ifStaleFor, 'ifStaleFor') }),
    dataSets: parseEntries(dataSets),
  };
}

/** One without settings has those of the one before it. */
function parseEntries(values: readonly unknown[]): DataSetEntry[] {
  let settings: RefreshSettings | undefined;
  return values.map((value) => {
    const entry = record(value, 'data set');
    if (settings === undefined || entry.settings !== undefined) {
      settings = parseSettings(record(entry.settings, 'settings'));
    }
    return { arn: arn(entry.arn), settings };
  });
}

function parseRequest(message: Record<string, unknown>): RequestMessage {
  const { dataSetId, arnPrefix } = message;
  if (typeof dataSetId !== 'string' || !DATA_SET_ID.test(dataSetId)) {
    throw new UnreadableMessage(
      `a request names a data set by its id, 1 to 512 letters, digits and _ . : + = @ ~ -, got ${show(dataSetId)}`,
    );
  }
  if (typeof arnPrefix !== 'string' || !ARN_PREFIX.test(arnPrefix)) {
    throw new UnreadableMessage(
      `arnPrefix must be arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/, got ${show(arnPrefix)}`,
    );
  }
  return {
    schema: SCHEMA,
    kind: 'request',
    time: instant(message.time),
    dataSetId,
    arnPrefix,
    settings: parseSettings(record(message.settings, 'settings')),
  };
}

/** When something happened, as EventBridge says it. */
export function instant(value: unknown): string {
  const given = text(value, 'time');
  if (!ISO_8601.test(given) || Number.isNaN(Date.parse(given))) {
    throw new UnreadableMessage(`time must be ISO 8601 with a zone, such as 2026-11-23T06:00:00Z, got ${show(given)}`);
  }
  return given;
}

/** Settings, field by field: nothing that is not ours gets into a row. */
function parseSettings(settings: Record<string, unknown>): RefreshSettings {
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
  };
}

function parseAll(all: Record<string, unknown>): NonNullable<RefreshSettings['all']> {
  if (!Array.isArray(all.landingEvents)) {
    throw new UnreadableMessage(`all.landingEvents must be a list, got ${show(all.landingEvents)}`);
  }
  return { landingEvents: all.landingEvents.map(landingEventId), within: seconds(all.within, 'all.within') };
}

function parseTag(tag: Record<string, unknown>): NonNullable<RefreshSettings['tag']> {
  return { key: text(tag.key, 'tag.key'), value: text(tag.value, 'tag.value') };
}

/** What IAM takes for the ARN of a role, with a path of up to 512 characters, and for an external id. */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

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

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableMessage(`${what} must be an object, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > 2_048) {
    throw new UnreadableMessage(`${what} must be a string of at most 2048 characters, got ${show(value)}`);
  }
  return value;
}

function landingEventId(value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(value)) {
    throw new UnreadableMessage(
      `a landing event is named by a letter and up to 127 letters, digits and hyphens, got ${show(value)}`,
    );
  }
  return value;
}

/** The ARN of a data set; its id may hold no slash and no wildcard, so that it stays one resource. */
const ARN_PREFIX = /^arn:aws[a-z-]*:quicksight:[a-z0-9-]{1,32}:\d{12}:dataset\/$/;
const DATA_SET_ID = /^[A-Za-z0-9][\w.:+=@~-]{0,511}$/;

function isDataSetArn(value: string): boolean {
  const id = value.indexOf('/') + 1;
  return ARN_PREFIX.test(value.slice(0, id)) && DATA_SET_ID.test(value.slice(id));
}

function arn(value: unknown): string {
  if (typeof value !== 'string' || !isDataSetArn(value)) {
    throw new UnreadableMessage(
      `a data set is named by its ARN, arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID, got ${show(value)}`,
    );
  }
  return value;
}

function boolean(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') {
    throw new UnreadableMessage(`${what} must be true or false, got ${show(value)}`);
  }
  return value;
}

/** Ten years: no setting is longer, and times stay within what a date can hold. */
const seconds = (value: unknown, what: string): number => integer(value, what, 0, 10 * 366 * 86_400);

const time = (value: unknown, what: string): number => integer(value, what, 0, 8.64e15);

function integer(value: unknown, what: string, min: number, max: number): number {
  const number = value as number;
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new UnreadableMessage(`${what} must be a whole number from ${min} to ${max}, got ${show(value)}`);
  }
  return number;
}

/** Enough of a value to find what sent it, and not more: a message may hold what no log should. */
function show(value: unknown): string {
  if (typeof value === 'string') {
    return `a string of ${value.length} characters`;
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return value instanceof Object ? 'an object' : String(value);
}
