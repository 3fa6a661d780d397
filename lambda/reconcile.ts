import { isDeepStrictEqual } from 'node:util';
import { DecisionReason, type WakeMessage } from '../lib/private/contract';
import { applyInbox } from './apply-inbox';
import { decide, type Step } from './decide';
import { formatTime, pluralize } from './format';
import { isThrottled, labelOf, NOT_FOUND } from './ingestion/api-error';
import type { Change } from './ingestion/change';
import { described } from './ingestion/poll';
import { answered, intend } from './ingestion/start';
import { AT_ONCE, type StartTurns } from './invocation/start-turns';
import { lateLanding } from './late-landing';
import type { Inbox } from './message/inbox';
import { deferStart, reportIncomplete } from './outcome/deferral';
import { orAbsent, toOutbox } from './outcome/outbox';
import type { Outcome } from './outcome/outcome';
import { type Published, publish } from './outcome/publication';
import { applyPause } from './pause';
import { type Clock, LedgerConflict, type Ports } from './ports';
import { type Answered, concluded } from './removal';
import { knownVersion } from './restored';
import { type IngestionInFlight, isInFlight, type LedgerRow, type RowInFlight } from './row';
import { delaySeconds, isFromTheFuture, nextWake, overtaken } from './wake';

/** How often a reconcile is started over because another invocation wrote the row, before its messages go back. */
const MAX_TRIES = 8;

/**
 * One reconcile for one data set: apply what has landed, take steps until there is nothing to do now, tell the
 * world, send the next wake, and only then write the row. When this returns, the received messages may go.
 *
 * It may be cut off anywhere and repeated from the start, by this invocation or another, and comes to the same
 * end. What may then happen twice is harmless: the call to QuickSight has the same id, an outcome event names
 * its ingestion, a wake or a redrive that finds nothing to do does nothing.
 *
 * @param turns when it may call `CreateIngestion`: by default at once
 * @throws LedgerConflict if others kept writing the row; whatever else the ports throw. Then the received
 *   messages must stay in the queue.
 */
export async function reconcile(
  ports: Ports,
  dataSetArn: string,
  inbox: Inbox,
  turns: StartTurns = AT_ONCE,
): Promise<void> {
  const memory: Memory = { published: new Set() };
  const believed = { ...inbox, wakes: believable(ports, dataSetArn, inbox.wakes) };
  for (let tries = 1; ; tries++) {
    try {
      return await reconcileOnce(ports, dataSetArn, believed, memory, turns);
    } catch (error) {
      if (!(error instanceof LedgerConflict) || tries === MAX_TRIES) {
        throw error;
      }
    }
  }
}

/** Without those that the function cannot have sent: they are no reason to send anything. */
function believable({ clock, telemetry }: Ports, dataSetArn: string, wakes: readonly WakeMessage[]): WakeMessage[] {
  const now = clock.now();
  const forged = wakes.filter((wake) => isFromTheFuture(wake, now));
  if (forged.length > 0) {
    const error = new Error(
      `ignored ${pluralize(forged.length, 'wake-up')} with a send time in the future, which this function did not send`,
    );
    telemetry.processingError('wake-up ignored', error, { dataSetArn });
  }
  return wakes.filter((wake) => !forged.includes(wake));
}

/** What a reconcile that is started over still knows of its earlier tries: asked once, reported once. */
interface Memory {
  /** QuickSight's last answer: about which call, and its consequences, the same each time. */
  answer?: { readonly to: IngestionInFlight; readonly apply: (row: RowInFlight) => Change };
  readonly published: Published;
  /** Whether it was said that landings were late. */
  late?: boolean;
  /** Its landings are in the metrics. */
  counted?: boolean;
}

async function reconcileOnce(
  ports: Ports,
  dataSetArn: string,
  inbox: Inbox,
  memory: Memory,
  turns: StartTurns,
): Promise<void> {
  const { clock, ledger, telemetry } = ports;
  const known = await ledger.read(dataSetArn);
  for (const wake of overtaken(inbox.wakes, known ? knownVersion(known) : 0, clock.now())) {
    await ports.queue.wake(wake, delaySeconds(wake, clock.now()));
  }
  const received = applyInbox(known, dataSetArn, inbox, clock.now(), ports.deployment);
  if (!received) {
    return;
  }
  const applied = applyPause(received, ports.isPaused(dataSetArn), clock.now());
  const late = memory.late ? undefined : lateLanding(known, inbox.landings);
  if (late) {
    telemetry.late(dataSetArn, late);
    memory.late = true;
  }
  if (!memory.counted) {
    memory.counted = true;
    telemetry.landed(applied, inbox.landings.filter(({ ifStaleFor }) => ifStaleFor === undefined).length);
  }
  const outcomes: Outcome[] = [];
  let row = take(recalled(applied, memory), outcomes);
  let step: Step;
  for (;;) {
    step = await inTurn(decide(row, clock.now()), dataSetArn, turns);
    row = { ...row, reason: step.reason, code: step.code };
    telemetry.decided(row, step, isRepeated(step, known));
    if (step.do === 'start') {
      row = take(
        await start(ports, { ...row, outbox: orAbsent(toOutbox(row.outbox, outcomes).kept) }, step, memory, turns),
        outcomes,
      );
    } else if (step.do === 'poll' && isInFlight(row)) {
      row = take(await poll(ports, row, memory), outcomes);
    } else {
      break;
    }
  }
  row = reportIncomplete(deferStart(row, step, clock.now(), outcomes), step, clock.now(), outcomes);
  row = await publish(ports, row, outcomes, memory.published);
  const now = clock.now();
  const wake = nextWake(row, step, now);
  if (wake) {
    await ports.queue.wake(wake, delaySeconds(wake, now));
    row = { ...row, wakeAt: wake.at };
  }
  if (!known || differs(row, known)) {
    await ledger.write(row);
  }
  if (!row.ended) {
    telemetry.reconciled(row, clock.now());
  }
}

/** A start waits for its turn, or is put off until then. */
async function inTurn(step: Step, dataSetArn: string, turns: StartTurns): Promise<Step> {
  const putOff = step.do === 'start' ? await turns.take(dataSetArn) : undefined;
  if (!putOff) {
    return step;
  }
  const { until } = putOff;
  const reason = `${step.reason}; CreateIngestion is called for others first, its turn is at ${formatTime(until)}`;
  return { do: 'wait', until, code: DecisionReason.SPACED, reason };
}

/**
 * The intent goes into the ledger before the call is made: a crash after the call cannot lose its id. What has not
 * been published yet goes with it.
 */
async function start(
  ports: Ports,
  row: LedgerRow,
  step: Step & { do: 'start' },
  memory: Memory,
  turns: StartTurns,
): Promise<Change> {
  const { clock, ledger, quickSight } = ports;
  const now = clock.now();
  const intended = await ledger.write(intend(row, step.type, newIngestionId(clock), now));
  const { ingestion } = intended;
  const answer = await quickSight.createIngestion(row.dataSetArn, ingestion.id, ingestion.type, row.settings.role);
  turns.answered(row.dataSetArn, now, 'apiError' in answer && isThrottled(answer.apiError));
  const said: Answered = { call: 'create', current: ports.deployment, now: clock.now(), random: clock.random() };
  memory.answer = {
    to: ingestion,
    apply: (latest) => concluded(latest, answer, answered(latest, answer, said.now, said.random), said),
  };
  return memory.answer.apply(intended);
}

async function poll(ports: Ports, row: RowInFlight, memory: Memory): Promise<Change> {
  const { clock, quickSight, telemetry } = ports;
  const { ingestion } = row;
  const answer = await quickSight.describeIngestion(row.dataSetArn, ingestion.id, row.settings.role);
  if ('apiError' in answer && answer.apiError.error !== NOT_FOUND) {
    const times = pluralize(ingestion.unanswered + 1, 'time');
    telemetry.processingError(
      `DescribeIngestion of ${ingestion.id} was not answered, ${times} in a row`,
      new Error(`${labelOf(answer.apiError)}: ${answer.apiError.message}`),
      { dataSetArn: row.dataSetArn },
    );
  }
  const said: Answered = { call: 'describe', current: ports.deployment, now: clock.now(), random: clock.random() };
  memory.answer = {
    to: ingestion,
    apply: (latest) => concluded(latest, answer, described(latest, answer, said.now, said.random), said),
  };
  return memory.answer.apply(row);
}

/** Started over after QuickSight was asked: what it answered is known already, unless the row is past that. */
function recalled(row: LedgerRow, { answer }: Memory): Change {
  if (!answer || !isInFlight(row)) {
    return { row };
  }
  const { id, phase, calledAt } = row.ingestion;
  const { to, apply } = answer;
  return id === to.id && phase === to.phase && calledAt === to.calledAt ? apply(row) : { row };
}

function take(change: Change, outcomes: Outcome[]): LedgerRow {
  if (change.outcome) {
    outcomes.push(change.outcome);
  }
  return change.row;
}

/** Ids are never used again: QuickSight remembers them. Time for people, randomness for uniqueness. */
function newIngestionId(clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const random = Array.from({ length: 3 }, () =>
    Math.floor(clock.random() * 36 ** 5)
      .toString(36)
      .padStart(5, '0'),
  );
  return `spice-refresh-${stamp}-${random.join('')}`;
}

/** The same wait as when the row was last written, or one more look at an ingestion: what it finds is an outcome. */
function isRepeated({ code }: Step, known: LedgerRow | undefined): boolean {
  return code === known?.code || code === DecisionReason.POLL_DUE;
}

/** The reason alone is not worth a write: it can be seen from the rest of the row. */
function differs(a: LedgerRow, b: LedgerRow): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof LedgerRow>;
  keys.delete('reason');
  keys.delete('code');
  return [...keys].some((key) => !isDeepStrictEqual(a[key], b[key]));
}
