import { OutcomeDetailType, SCHEMA } from '../lib/private/contract';
import { absorb } from './absorb';
import { decide, type Step } from './decide';
import { answered, type Change, described, intend } from './ingestion';
import type { Inbox } from './message';
import { deferral, type Outcome } from './outcome';
import { type Clock, LedgerConflict, type Ports } from './ports';
import type { CreateAnswer, DescribeAnswer } from './quick-sight';
import type { IngestionInFlight, LedgerRow } from './row';
import { delaySeconds, nextWake, overtaken } from './wake';

/** How often a turn is started over because somebody else wrote the row, before its messages go back. */
const MOST_TRIES = 8;

/** Outcomes kept for an event bus that takes none: enough for a day of one data set. */
const MOST_UNTOLD = 50;

/**
 * One turn for one data set: absorb what has landed, take steps until there is nothing to do now, tell the
 * world, send the next wake, and only then write the row. When this returns, the received messages may go.
 *
 * It may be cut off anywhere and repeated from the start, by this invocation or another, and comes to the same
 * end. What may then happen twice is harmless: the call to QuickSight has the same id, an outcome event names
 * its ingestion, a wake or a redrive that finds nothing to do does nothing.
 *
 * @throws LedgerConflict if others kept writing the row; whatever else the ports throw. Then the received
 *   messages must stay in the queue.
 */
export async function refresh(ports: Ports, dataSetArn: string, inbox: Inbox): Promise<void> {
  const memory: Memory = { created: new Map(), described: new Map(), told: new Set() };
  for (let tries = 1; ; tries++) {
    try {
      return await turn(ports, dataSetArn, inbox, memory);
    } catch (error) {
      if (!(error instanceof LedgerConflict) || tries === MOST_TRIES) {
        throw error;
      }
    }
  }
}

/** What a turn that is started over still knows of its earlier tries: asked once, told once. */
interface Memory {
  readonly created: Map<string, Answer<CreateAnswer>>;
  readonly described: Map<string, Answer<DescribeAnswer>>;
  readonly told: Set<string>;
}

/** An answer with all that its consequences depend on, so that they are the same each time. */
interface Answer<T> {
  readonly answer: T;
  readonly at: number;
  readonly random: number;
}

async function turn(ports: Ports, dataSetArn: string, inbox: Inbox, memory: Memory): Promise<void> {
  const { clock, ledger, telemetry } = ports;
  const known = await ledger.read(dataSetArn);
  for (const wake of overtaken(inbox.wakes, known?.version ?? 0, clock.now())) {
    await ports.queue.wake(wake, delaySeconds(wake, clock.now()));
  }
  const absorbed = absorb(known, dataSetArn, inbox, clock.now());
  if (!absorbed) {
    return;
  }
  const outcomes: Outcome[] = [...(absorbed.untold ?? [])];
  let row = take(recalled(absorbed, memory), outcomes);
  let step: Step;
  for (;;) {
    step = decide(row, clock.now());
    row = { ...row, reason: step.reason };
    telemetry.decided(row, step);
    if (step.do === 'start') {
      row = take(await start(ports, row, step, memory), outcomes);
    } else if (step.do === 'check' && row.ingestion) {
      row = take(await check(ports, row, row.ingestion, memory), outcomes);
    } else {
      break;
    }
  }
  row = announceDeferral(row, step, clock.now(), outcomes);
  row = await tell(ports, row, outcomes, memory);
  const now = clock.now();
  const wake = nextWake(row, step, now);
  if (wake) {
    await ports.queue.wake(wake, delaySeconds(wake, now));
    row = { ...row, wakeAt: wake.at };
  }
  if (!known || differs(row, known)) {
    await ledger.write(row);
  }
}

/** The intent goes into the ledger before the call is made: a crash after the call cannot lose its id. */
async function start(ports: Ports, row: LedgerRow, step: Step & { do: 'start' }, memory: Memory): Promise<Change> {
  const now = ports.clock.now();
  const intended = await ports.ledger.write(intend(row, step.type, newIngestionId(ports.clock), now));
  const ingestion = intended.ingestion as IngestionInFlight;
  const { answer, at, random } = await ask(ports.clock, memory.created, ingestion.id, () =>
    ports.quickSight.createIngestion(row.dataSetArn, ingestion.id, ingestion.type),
  );
  return answered(intended, ingestion, answer, at, random);
}

async function check(ports: Ports, row: LedgerRow, ingestion: IngestionInFlight, memory: Memory): Promise<Change> {
  const { answer, at, random } = await ask(ports.clock, memory.described, ingestion.id, () =>
    ports.quickSight.describeIngestion(row.dataSetArn, ingestion.id),
  );
  return described(row, answer, at, random);
}

async function ask<T>(
  clock: Clock,
  answers: Map<string, Answer<T>>,
  id: string,
  call: () => Promise<T>,
): Promise<Answer<T>> {
  const known = answers.get(id);
  if (known) {
    return known;
  }
  const answer = { answer: await call(), at: clock.now(), random: clock.random() };
  answers.set(id, answer);
  return answer;
}

/** Started over after the call was made: what QuickSight answered is known already. */
function recalled(row: LedgerRow, memory: Memory): Change {
  const known = row.ingestion?.phase === 'starting' ? memory.created.get(row.ingestion.id) : undefined;
  return row.ingestion && known ? answered(row, row.ingestion, known.answer, known.at, known.random) : { row };
}

function take(change: Change, outcomes: Outcome[]): LedgerRow {
  if (change.outcome) {
    outcomes.push(change.outcome);
  }
  return change.row;
}

/** A start that the pace puts off is announced once for what is pending. */
function announceDeferral(row: LedgerRow, step: Step, now: number, outcomes: Outcome[]): LedgerRow {
  if (step.do !== 'wait' || !step.deferred || !row.pending || row.deferredFor === row.pending.first) {
    return row;
  }
  outcomes.push(deferral(row, step.until, step.reason, now));
  return { ...row, deferredFor: row.pending.first };
}

/**
 * Dead-letter queue first: what failed must not depend on anything else going well. The event bus last: what it
 * does not take now waits in the row, and the refresh goes on without it.
 */
async function tell(ports: Ports, row: LedgerRow, outcomes: readonly Outcome[], memory: Memory): Promise<LedgerRow> {
  const news = outcomes.filter((outcome) => !memory.told.has(keyOf(outcome)));
  const { dataSetArn, failure } = row;
  if (failure && news.some(({ detailType, at }) => detailType === OutcomeDetailType.FAILED && at === failure.at)) {
    const { at: failedAt, error, message } = failure;
    await ports.queue.deadLetter({ schema: SCHEMA, kind: 'retry', dataSetArn, failedAt, error, message });
  }
  if (news.length === 0) {
    return { ...row, untold: undefined };
  }
  try {
    await ports.bus.publish(news);
  } catch (error) {
    ports.telemetry.problem('outcome events were not taken; they are put again with the next look', error, {
      dataSetArn,
    });
    return { ...row, untold: news.slice(-MOST_UNTOLD) };
  }
  for (const outcome of news) {
    memory.told.add(keyOf(outcome));
    ports.telemetry.outcome(outcome);
  }
  return { ...row, untold: undefined };
}

const keyOf = (outcome: Outcome): string => `${outcome.detailType} ${outcome.ingestionId} ${outcome.at}`;

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

/** The reason alone is not worth a write: whoever reads the row can see it from the rest. */
function differs(a: LedgerRow, b: LedgerRow): boolean {
  return JSON.stringify({ ...a, reason: '' }) !== JSON.stringify({ ...b, reason: '' });
}
