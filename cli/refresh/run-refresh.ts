import { formatDuration, formatTime, pluralize } from '../../lambda/format';
import type { LedgerRow } from '../../lambda/row';
import { MINUTE } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';
import {
  dataSetName,
  FULL_REQUEST_LANDING_EVENT,
  INCREMENTAL_REQUEST_LANDING_EVENT,
  type LandingMessage,
  REQUEST_LANDING_EVENT,
  SCHEMA,
} from '../../lib/private/contract';
import { whoCalls } from '../aws/caller';
import { chooseDataSets } from '../aws/choose-data-sets';
import { type ConfiguredDataSet, type ConfiguredRefresh, readDeployed } from '../aws/deployed-refresh';
import { sendMessages } from '../aws/queue';
import { readLedgerByDataSet } from '../ledger/ledger-table';
import { statusOf } from '../status/status';
import { cell } from '../terminal/table';
import { paint } from '../terminal/terminal';
import { type Context, type Options, UsageError } from '../verb';

/** How often the ledger is read while it waits. Milliseconds. */
const POLL = 5_000;

export async function runRefresh(given: readonly string[], options: Options, context: Context): Promise<number> {
  const { terminal, now } = context;
  if (given.length === 0 && !options.all) {
    throw new UsageError('expected the ids of data sets, or --all');
  }
  const timeout = Number(options.timeout) * MINUTE;
  if (!(timeout > 0)) {
    throw new UsageError(`--timeout takes minutes, more than 0: got '${options.timeout}'`);
  }
  if (options.full && options.incremental) {
    throw new UsageError('expected --full or --incremental, not both');
  }
  const refresh = await readDeployed(options, await whoCalls());
  const chosen = options.all ? refresh.dataSets : chooseDataSets(refresh, given);
  // whole seconds, as EventBridge says the time of a landing
  const landedAt = Math.floor(now() / 1_000) * 1_000;
  const landingEvent = landingEventOf(options);
  await sendMessages(
    refresh.queueUrl,
    chosen.map((each) => requestFor(each, landingEvent, landedAt)),
  );
  const asked = `${pluralize(chosen.length, 'data set')} asked for at ${formatTime(landedAt)}`;
  if (!options.wait) {
    terminal.print(`${asked}; see how it goes: npx --no cdk-spice-refresh status --table ${refresh.tableName}`);
    return 0;
  }
  terminal.print(asked);
  return follow(refresh, chosen, { landedAt, full: options.full === true }, timeout, context);
}

/** What says which kind of ingestion is requested: otherwise the settings of the data set do. */
function landingEventOf({ full, incremental }: Options): string {
  return full ? FULL_REQUEST_LANDING_EVENT : incremental ? INCREMENTAL_REQUEST_LANDING_EVENT : REQUEST_LANDING_EVENT;
}

/** A landing message for each, so that one that cannot be sent keeps no other from it. */
function requestFor({ arn, settings }: ConfiguredDataSet, landingEvent: string, landedAt: number): LandingMessage {
  return {
    schema: SCHEMA,
    kind: 'landing',
    landingEvent,
    time: formatTime(landedAt),
    dataSets: [{ arn, settings }],
  };
}

/** What was requested, and when. */
interface Asked {
  readonly landedAt: number;
  readonly full: boolean;
}

/** Until each is fresh through the landing, or has failed for good since. */
async function follow(
  { tableName, deployment }: ConfiguredRefresh,
  chosen: readonly ConfiguredDataSet[],
  asked: Asked,
  timeout: number,
  { terminal, now, sleep }: Context,
): Promise<number> {
  const names = new Map(chosen.map(({ arn }) => [arn, dataSetName(arn, deployment.environment)]));
  const open = new Set(names.keys());
  let failed = 0;
  const end = now() + timeout;
  let rows: ReadonlyMap<string, LedgerRow> = new Map();
  const doing = (arn: string): string => {
    const row = rows.get(arn);
    return row ? statusOf(row, now()).reason : 'the function has not seen it yet';
  };
  while (open.size > 0 && now() < end) {
    rows = await readLedgerByDataSet(tableName);
    for (const arn of open) {
      const line = outcomeOf(rows.get(arn), asked);
      if (line) {
        open.delete(arn);
        failed += line.ok ? 0 : 1;
        terminal.endProgress();
        terminal.print(`${paint(line.ok ? 'green' : 'red', cell(names.get(arn)))}: ${cell(line.text)}`);
      }
    }
    const [next] = open;
    if (next !== undefined) {
      terminal.progress(
        `${open.size} open, ${formatDuration(now() - asked.landedAt)}; ${names.get(next)}: ${doing(next)}`,
      );
      await sleep(POLL);
    }
  }
  terminal.endProgress();
  for (const arn of open) {
    terminal.print(
      `${paint('red', cell(names.get(arn)))}: not refreshed after ${formatDuration(timeout)}: ${cell(doing(arn))}`,
    );
  }
  return open.size + failed > 0 ? 1 : 0;
}

function outcomeOf(row: LedgerRow | undefined, { landedAt, full }: Asked): { ok: boolean; text: string } | undefined {
  const isFull = row?.fullAt !== undefined && row.fullAt - COVER_MARGIN >= landedAt;
  if (row?.fresh && row.fresh.through >= landedAt && (isFull || !full)) {
    const { at, rows, rowsDropped } = row.fresh;
    const counted =
      rows === undefined ? '' : `, ${pluralize(rows, 'row')}${rowsDropped ? `, ${rowsDropped} dropped` : ''}`;
    return { ok: true, text: `refreshed in ${formatDuration(at - landedAt)}${counted}` };
  }
  const failure = row?.failure;
  return failure && failure.retryAt === undefined && failure.at >= landedAt
    ? { ok: false, text: `failed with ${failure.error}: ${failure.message}` }
    : undefined;
}
