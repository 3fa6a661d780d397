import { storedAndRead } from '../../lambda/aws/ledger-item';
import type { LateLanding } from '../../lambda/late-landing';
import { fold } from '../../lambda/message/inbox';
import type { Outcome } from '../../lambda/outcome/outcome';
import {
  type CreateAnswer,
  type DescribeAnswer,
  LedgerConflict,
  type LeftUndone,
  type MessageAgain,
  type Ports,
} from '../../lambda/ports';
import { reconcile } from '../../lambda/reconcile';
import type { LedgerRow } from '../../lambda/row';
import { MINUTE, SECOND } from '../../lambda/time';
import type { AssumedRole, IngestionType, Message, RetryMessage, WakeMessage } from '../../lib/private/contract';
import { seeded } from '../../sim/seeds/random';
import { ARN, DEPLOYMENT, NOON, sentAndParsed } from './rows';

/** What a reconcile does to the world, in the order in which it does it. */
export type PortCall =
  | 'scan'
  | 'read'
  | 'write'
  | 'delete'
  | 'create'
  | 'describe'
  | 'dead-letter'
  | 'send-again'
  | 'publish'
  | 'wake';

/** How long after a reconcile that failed its messages are back. */
const VISIBILITY = 6 * MINUTE;

/** More decisions after one look at the ledger than this are a reconcile that does not end. */
const MOST_DECISIONS = 200;

/** The world behind the ports, in memory, under a clock that stands still. It records the order of effects. */
export class FakePorts {
  now = NOON;
  random: () => number = seeded(1);
  readonly effects: PortCall[] = [];
  readonly rows = new Map<string, LedgerRow>();
  readonly created: { readonly dataSetArn: string; readonly id: string; readonly type: IngestionType }[] = [];
  readonly described: string[] = [];
  /** The role of each call of QuickSight. */
  readonly roles: (AssumedRole | undefined)[] = [];
  readonly wakes: { readonly message: WakeMessage; readonly delaySeconds: number }[] = [];
  readonly deadLetters: RetryMessage[] = [];
  readonly sentAgain: MessageAgain[] = [];
  readonly published: Outcome[] = [];
  readonly told: Outcome[] = [];
  /** Processing errors: what was said, the error's message, and what it is about. */
  readonly reported: [what: string, message: string, context: object | undefined][] = [];
  readonly ranOutOfTime: LeftUndone[] = [];
  readonly swept: string[] = [];
  readonly late: [string, LateLanding][] = [];
  readonly forgotten: string[] = [];
  readonly reconciled: string[] = [];
  /** Rows of a page of the ledger. */
  pageSize = 100;
  /** Data sets that are paused now. */
  readonly paused = new Set<string>();
  readonly landedCounts: [string, number][] = [];
  flushes: string[] = [];
  /** Decisions that differ from the one before. */
  readonly saidDecisions: string[] = [];
  private readonly decisions = new Map<string, number>();
  private readonly timers = new Set<{ readonly at: number; readonly run: () => void }>();

  /** The ingestions QuickSight has taken, and when. */
  readonly ingestions = new Map<string, number>();
  /** How long an ingestion takes. */
  ingestionTakes = 4 * MINUTE;
  answerCreate: (id: string) => CreateAnswer = (id) => {
    if (this.ingestions.has(id)) {
      return { apiError: { error: 'ResourceExistsException', message: 'it exists', status: 409 } };
    }
    this.ingestions.set(id, this.now);
    return { created: true };
  };
  answerDescribe: (id: string) => DescribeAnswer = (id) => {
    const createdAt = this.ingestions.get(id);
    if (createdAt === undefined) {
      return { apiError: { error: 'ResourceNotFoundException', message: 'no such ingestion', status: 404 } };
    }
    const seconds = this.ingestionTakes / SECOND;
    return this.now < createdAt + this.ingestionTakes
      ? { ingestion: { status: 'RUNNING', createdAt } }
      : { ingestion: { status: 'COMPLETED', createdAt, seconds, rowsIngested: 10, rowsDropped: 0 } };
  };

  /** Called just before and just after each effect; what they throw is thrown into the reconcile. */
  before: (effect: PortCall, nth: number) => void | Promise<void> = () => {};
  after: (effect: PortCall, nth: number) => void | Promise<void> = () => {};

  /** What is in the queue, and when it can be received. */
  queue: { readonly message: Message; readonly from: number; readonly received: number }[] = [];

  readonly ports: Ports = {
    deployment: DEPLOYMENT,
    clock: {
      now: () => this.now,
      random: () => this.random(),
      after: (milliseconds, run) => {
        const timer = { at: this.now + milliseconds, run };
        this.timers.add(timer);
        return () => void this.timers.delete(timer);
      },
    },
    ledger: {
      read: (dataSetArn) =>
        this.effect('read', () => {
          this.decisions.delete(dataSetArn);
          return this.rows.get(dataSetArn);
        }),
      scan: (after = '') =>
        this.effect('scan', () => {
          const rows = [...this.rows.values()].sort((a, b) => (a.dataSetArn < b.dataSetArn ? -1 : 1));
          const page = rows.filter(({ dataSetArn }) => dataSetArn > after).slice(0, this.pageSize);
          const next = page.length === this.pageSize ? page.at(-1)?.dataSetArn : undefined;
          return { rows: page, ...(next !== undefined && { next }) };
        }),
      delete: (row) =>
        this.effect('delete', () => {
          if (this.rows.get(row.dataSetArn)?.version !== row.version) {
            throw new LedgerConflict('another invocation has written the row');
          }
          this.rows.delete(row.dataSetArn);
        }),
      write: <Row extends LedgerRow>(row: Row) =>
        this.effect('write', () => {
          if ((this.rows.get(row.dataSetArn)?.version ?? 0) !== row.version) {
            throw new LedgerConflict('another invocation has written the row');
          }
          const written = storedAndRead({ ...row, version: row.version + 1 });
          this.rows.set(row.dataSetArn, written);
          return written;
        }),
    },
    quickSight: {
      createIngestion: (dataSetArn, id, type, role) =>
        this.effect('create', () => {
          this.created.push({ dataSetArn, id, type });
          this.roles.push(role);
          return this.answerCreate(id);
        }),
      describeIngestion: (_dataSetArn, id, role) =>
        this.effect('describe', () => {
          this.roles.push(role);
          this.described.push(id);
          return this.answerDescribe(id);
        }),
    },
    queue: {
      wake: (message, delaySeconds) =>
        this.effect('wake', () => {
          this.wakes.push({ message, delaySeconds });
          this.send(message, delaySeconds * SECOND);
        }),
      deadLetter: (message) => this.effect('dead-letter', () => void this.deadLetters.push(message)),
      sendAgain: (messages) =>
        this.effect('send-again', () => {
          this.sentAgain.push(...messages);
          return messages.map(({ id }) => id);
        }),
    },
    isPaused: (dataSetArn) => this.paused.has(dataSetArn),
    bus: { publish: (outcomes) => this.effect('publish', () => void this.published.push(...outcomes)) },
    telemetry: {
      decided: ({ dataSetArn }, { code }, again) => {
        if (!again) {
          this.saidDecisions.push(code);
        }
        const decisions = (this.decisions.get(dataSetArn) ?? 0) + 1;
        this.decisions.set(dataSetArn, decisions);
        if (decisions > MOST_DECISIONS) {
          throw new Error('the reconcile does not end');
        }
      },
      landed: ({ dataSetArn }, landings) => void this.landedCounts.push([dataSetArn, landings]),
      outcome: (outcome) => void this.told.push(outcome),
      reconciled: ({ dataSetArn }) => void this.reconciled.push(dataSetArn),
      processingError: (what, error, context) =>
        void this.reported.push([what, error instanceof Error ? error.message : String(error), context]),
      swept: ({ dataSetArn }) => void this.swept.push(dataSetArn),
      late: (dataSetArn, landing) => void this.late.push([dataSetArn, landing]),
      forgotten: ({ dataSetArn }) => void this.forgotten.push(dataSetArn),
      ranOutOfTime: (left) => void this.ranOutOfTime.push(left),
      flush: (dataSetArn) => void this.flushes.push(dataSetArn ?? 'everything'),
    },
  };

  constructor(row?: LedgerRow) {
    if (row) {
      this.rows.set(row.dataSetArn, row);
    }
  }

  get processingErrors(): string[] {
    return this.reported.map(([what]) => what);
  }

  /** The row of the data set that most tests are about. */
  get row(): LedgerRow {
    const row = this.rows.get(ARN);
    if (!row) {
      throw new Error('there is no row');
    }
    return row;
  }

  /** Lets time pass, and whatever waits for it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      await new Promise(setImmediate);
      const [next] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) {
        break;
      }
      this.timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = end;
  }

  /** Another invocation writes the row. */
  interfere(changes: Partial<LedgerRow> = {}): void {
    this.rows.set(ARN, { ...this.row, ...changes, version: this.row.version + 1 });
  }

  send(message: Message, delay = 0): void {
    this.queue.push({ message: sentAndParsed(message), from: this.now + delay, received: 0 });
  }

  /** One reconcile with these messages. */
  async reconcile(...messages: readonly Message[]): Promise<void> {
    for (const [dataSetArn, inbox] of fold(messages.map(sentAndParsed))) {
      await reconcile(this.ports, dataSetArn, inbox);
    }
  }

  /** Receives the next message from the queue; if its reconcile fails, it comes back. */
  async receive(): Promise<void> {
    this.queue.sort((a, b) => a.from - b.from);
    const next = this.queue.shift();
    if (!next) {
      throw new Error('the queue is empty');
    }
    this.now = Math.max(this.now, next.from);
    try {
      await this.reconcile(next.message);
    } catch {
      this.queue.push({ ...next, from: this.now + VISIBILITY, received: next.received + 1 });
    }
  }

  /** Goes on until this much time has passed or the queue is empty. */
  async run(time: number, watch: () => void = () => {}): Promise<void> {
    const end = this.now + time;
    while (this.queue.some(({ from }) => from <= end)) {
      await this.receive();
      watch();
    }
  }

  /** Goes on until the queue is empty. */
  async settle(watch: () => void = () => {}): Promise<void> {
    for (let received = 0; this.queue.length > 0; received++) {
      if (received > 500) {
        throw new Error('the queue does not run empty');
      }
      await this.receive();
      watch();
    }
  }

  private async effect<T>(effect: PortCall, happen: () => T): Promise<T> {
    this.effects.push(effect);
    const nth = this.effects.length;
    await this.before(effect, nth);
    const result = happen();
    await this.after(effect, nth);
    return result;
  }
}
