import { formatTime, pluralize } from '../../lambda/format';
import type { LedgerRow } from '../../lambda/row';
import { HOUR, MINUTE } from '../../lambda/time';
import { dataSetName, type PauseMessage, SCHEMA } from '../../lib/private/contract';
import { whoCalls } from '../aws/caller';
import { chooseDataSets } from '../aws/choose-data-sets';
import { type ConfiguredRefresh, readDeployed } from '../aws/deployed-refresh';
import { sendMessages } from '../aws/queue';
import { readLedgerByDataSet } from '../ledger/ledger-table';
import { statusOf } from '../status/status';
import { cell } from '../terminal/table';
import { paint } from '../terminal/terminal';
import { type Context, type Options, UsageError } from '../verb';

/** How often the ledger is read until the function has read the message, and for how long: `batchingWindow` may be 5 minutes. */
const POLL = 2_000;
const READ_WITHIN = 7 * MINUTE;

/** A pause of a year is no pause. */
const MOST_HOURS = 8_784;

type Rows = ReadonlyMap<string, LedgerRow>;

/** Sends `pause`, or its end, and waits until the ledger has it. */
export async function runPause(
  paused: boolean,
  given: readonly string[],
  options: Options,
  context: Context,
): Promise<number> {
  const { terminal, now } = context;
  if ((given.length === 0) === !options.all) {
    throw new UsageError('expected either the names of data sets, or --all');
  }
  const until = endOf(options.hours, now());
  const refresh = await readDeployed(options, await whoCalls());
  const before = await readLedgerByDataSet(refresh.tableName);
  const known = withRequested(refresh, before);
  const chosen = options.all ? known.dataSets : chooseDataSets(known, given);
  const messages = chosen.map(
    ({ arn, settings }): PauseMessage => ({
      schema: SCHEMA,
      kind: 'pause',
      dataSetArn: arn,
      paused,
      // later than the one before, whatever clock that was sent by
      at: Math.max(now(), (before.get(arn)?.operator?.at ?? 0) + 1),
      ...(until !== undefined && { until }),
      settings,
    }),
  );
  await sendMessages(refresh.queueUrl, messages);
  const { rows, unread } = await untilRead(refresh, messages, before, context);
  let wrong = 0;
  for (const message of messages) {
    const name = cell(dataSetName(message.dataSetArn, refresh.deployment.environment));
    const row = rows.get(message.dataSetArn);
    const { ok, text } =
      !row || unread.has(message.dataSetArn)
        ? {
            ok: false,
            text: `the function has not read it yet; it holds as soon as it has: look at status, and at doctor`,
          }
        : paused
          ? { ok: true, text: pausedText(row, until) }
          : resumedText(row, now(), refresh.isPaused(message.dataSetArn));
    wrong += ok ? 0 : 1;
    terminal.print(`${paint(ok ? 'green' : 'red', name)}: ${cell(text)}`);
  }
  return wrong > 0 ? 1 : 0;
}

function endOf(hours: Options[string], now: number): number | undefined {
  if (hours === undefined) {
    return undefined;
  }
  if (!(Number(hours) > 0 && Number(hours) <= MOST_HOURS)) {
    throw new UsageError(`--hours takes hours, more than 0 and at most ${MOST_HOURS}: got '${hours}'`);
  }
  return Math.round(now + Number(hours) * HOUR);
}

/** With the data sets that only requests name: the ledger knows them, the template does not. */
function withRequested(refresh: ConfiguredRefresh, rows: Rows): ConfiguredRefresh {
  const named = new Set(refresh.dataSets.map(({ arn }) => arn));
  const others = [...rows.values()].filter(({ dataSetArn, ended }) => !ended && !named.has(dataSetArn));
  return {
    ...refresh,
    dataSets: [
      ...refresh.dataSets,
      ...others.map(({ dataSetArn, settings }) => ({ arn: dataSetArn, settings, landingEvents: [] })),
    ],
  };
}

/** Follows the ledger until each message is in its row, for as long as that may take. */
async function untilRead(
  refresh: ConfiguredRefresh,
  messages: readonly PauseMessage[],
  before: Rows,
  { terminal, now, sleep }: Context,
): Promise<{ rows: Rows; unread: ReadonlySet<string> }> {
  const end = now() + READ_WITHIN;
  for (;;) {
    const rows = await readLedgerByDataSet(refresh.tableName);
    // by the change: the queue's clock may be behind this one
    const unread = messages.filter(({ dataSetArn, paused }) => {
      const operator = rows.get(dataSetArn)?.operator;
      return operator?.paused !== paused || operator.at === before.get(dataSetArn)?.operator?.at;
    });
    if (unread.length === 0 || now() >= end) {
      terminal.endProgress();
      return { rows, unread: new Set(unread.map(({ dataSetArn }) => dataSetArn)) };
    }
    terminal.progress(`${unread.length} of ${messages.length} wait for the function to read the message`);
    await sleep(POLL);
  }
}

function pausedText(row: LedgerRow, until: number | undefined): string {
  const { pending, ingestion } = row;
  const running = ingestion ? `; ingestion ${ingestion.id} is followed to its end` : '';
  const kept = pending ? `; ${pluralize(pending.count, 'landing')} kept` : '';
  return `paused until ${until === undefined ? 'resume' : formatTime(until)}${kept}${running}`;
}

function resumedText(row: LedgerRow, now: number, isPausedByApp: boolean): { ok: boolean; text: string } {
  return isPausedByApp
    ? { ok: false, text: 'the app pauses it as well: remove paused or enabled: false there, and deploy' }
    : { ok: true, text: `resumed; ${statusOf(row, now).reason}` };
}
