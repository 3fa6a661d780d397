import type { Landing, Landings } from '../../lambda/landings';
import type { Inbox } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import { type Failure, type IngestionInFlight, isInFlight, type LedgerRow, type RowInFlight } from '../../lambda/row';
import { DAY, MINUTE, SECOND } from '../../lambda/time';
import {
  type DataSetEntry,
  type DataSetGroup,
  type LandingMessage,
  type PauseMessage,
  type RefreshSettings,
  type RequestMessage,
  type RetryMessage,
  SCHEMA,
  type WakeMessage,
} from '../../lib/private/contract';

export const ARN = 'arn:aws:quicksight:eu-west-1:111122223333:dataset/sales';
export const OTHER_ARN = 'arn:aws:quicksight:us-east-1:111122223333:dataset/orders';

/** The function that puts outcome events on the bus in these tests: of the account and region of `ARN`. */
export const PUBLISHER = { functionName: 'refresh', account: '111122223333', region: 'eu-west-1' };

/** When things happen in these tests: 2026-11-23, noon. */
export const NOON = Date.UTC(2026, 10, 23, 12);

/** The deployment that the function is of, in these tests. */
export const DEPLOYMENT = 'deployment-2';

/** Settings as the construct's defaults have them. */
export function settings(changes: Partial<RefreshSettings> = {}): RefreshSettings {
  return {
    settle: 60,
    maxWait: 900,
    ingestionTimeout: 6 * 3_600,
    quota: { perDay: 32, reserved: 0 },
    ingestion: { type: 'FULL_REFRESH' },
    ...changes,
  };
}

/** A row that has been written once, with the default settings, named by this deployment, and nothing to do. */
export function aRow(changes: Partial<LedgerRow> = {}): LedgerRow {
  return {
    dataSetArn: ARN,
    schema: SCHEMA,
    version: 1,
    settings: settings(),
    settingsAt: NOON - DAY,
    deployment: DEPLOYMENT,
    calls: [],
    reason: 'a test',
    ...changes,
  };
}

/** The same with this ingestion in flight. */
export function aRowInFlight(ingestion: IngestionInFlight, changes: Partial<LedgerRow> = {}): RowInFlight {
  return { ...aRow(changes), ingestion };
}

/** What became of a row, whose ingestion must not have ended. */
export function stillInFlight(row: LedgerRow): RowInFlight {
  if (!isInFlight(row)) {
    throw new Error('no ingestion is in flight');
  }
  return row;
}

/** Landings of one landing event, `Files`, at these times. */
export function landedAt(...times: readonly number[]): Landings {
  return landed({ Files: times });
}

/** Landings by landing event. */
export function landed(times: Readonly<Record<string, readonly number[]>>): Landings {
  const all = Object.values(times).flat();
  return {
    first: Math.min(...all),
    last: Math.max(...all),
    count: all.length,
    by: Object.fromEntries(Object.entries(times).map(([name, at]) => [name, Math.max(...at)])),
  };
}

/** An ingestion that QuickSight has accepted, started at noon, for what landed a minute before. */
export function anIngestion(changes: Partial<IngestionInFlight> = {}): IngestionInFlight {
  const startedAt = changes.startedAt ?? NOON;
  return {
    id: 'ingestion-1',
    type: 'FULL_REFRESH',
    phase: 'running',
    startedAt,
    calledAt: startedAt,
    pollAt: startedAt + 30 * SECOND,
    unanswered: 0,
    covers: landedAt(startedAt - MINUTE),
    ...changes,
  };
}

/** A failure at noon that is final unless `retryAt` is given. */
export function aFailure(changes: Partial<Failure> = {}): Failure {
  return { at: NOON, error: 'SQL_TABLE_NOT_FOUND', message: 'gone', attempts: 1, failedCalls: 0, ...changes };
}

export function aLanding(time: number, changes: Partial<Landing> = {}): Landing {
  return { landingEvent: 'Files', time, ...changes };
}

/** What a batch brings: landings at these times, with the default settings. */
export function landings(...times: readonly number[]): Inbox {
  return anInbox({
    landings: times.map((time) => aLanding(time)),
    settings: settings(),
    settingsAt: Math.max(...times),
  });
}

export function anInbox(changes: Partial<Inbox> = {}): Inbox {
  return { landings: [], settingsAt: Number.NEGATIVE_INFINITY, wakes: [], retries: [], ...changes };
}

export function aLandingMessage(
  time: number,
  dataSets: readonly (string | DataSetEntry)[] = [ARN],
  changes: Partial<LandingMessage> = {},
): LandingMessage {
  return {
    schema: SCHEMA,
    kind: 'landing',
    landingEvent: 'Files',
    time: new Date(time).toISOString(),
    dataSets: dataSets.map((entry) => (typeof entry === 'string' ? { arn: entry, settings: settings() } : entry)),
    ...changes,
  };
}

export function aRequest(changes: Partial<RequestMessage> = {}): RequestMessage {
  return {
    schema: SCHEMA,
    kind: 'request',
    time: new Date(NOON).toISOString(),
    dataSetId: 'sales',
    arnPrefix: ARN.slice(0, ARN.indexOf('/') + 1),
    settings: settings(),
    ...changes,
  };
}

export function aWake(changes: Partial<WakeMessage> = {}): WakeMessage {
  return { schema: SCHEMA, kind: 'wake', dataSetArn: ARN, at: NOON, sentAt: NOON - MINUTE, version: 1, ...changes };
}

export function aRetry(changes: Partial<RetryMessage> = {}): RetryMessage {
  return {
    schema: SCHEMA,
    kind: 'retry',
    dataSetArn: ARN,
    failedAt: NOON,
    error: 'SQL_TABLE_NOT_FOUND',
    message: 'gone',
    ...changes,
  };
}

export function aPause(changes: Partial<PauseMessage> = {}): PauseMessage {
  return { schema: SCHEMA, kind: 'pause', dataSetArn: ARN, paused: true, at: NOON, settings: settings(), ...changes };
}

/** A message as it is written: a landing message names its data sets in groups, here each in one of its own. */
export function written<T extends object>(message: T): object {
  const { kind, dataSets } = message as Partial<LandingMessage>;
  return kind === 'landing' && dataSets ? { ...message, dataSets: dataSets.map(groupOf) } : message;
}

function groupOf({ arn, settings: given }: DataSetEntry): DataSetGroup {
  const id = arn.indexOf('/') + 1;
  return { arnPrefix: arn.slice(0, id), ids: [arn.slice(id)], settings: given };
}

/** A message as its reader takes it from the queue. */
export const sentAndParsed = (message: object): ReturnType<typeof parse> => parse(JSON.stringify(written(message)));
