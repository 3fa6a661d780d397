import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { SLOT } from '../pace/constants';
import type { Demand } from '../pace/demand';
import { BURSTS_GRID, LANDINGS_GRID, placeOn } from '../pace/grid';
import type { UsualRun } from '../pace/run';
import type { LedgerRow } from '../row';
import { ROW_DICTIONARY } from './row-dictionary';

/**
 * How far deflate looks back, what it holds, and what it gives its output. By default it is made for streams: some 300 KB for each
 * call, of which 16 stay with each result. That is nothing for one row and a lot for a thousand.
 */
const SOME_KILOBYTES = { windowBits: 13, memLevel: 6, chunkSize: 1_024 };
const HALF_A_KILOBYTE = { windowBits: 9, memLevel: 3, chunkSize: 512 };

/**
 * A row as the table has it. DynamoDB charges by the KB, so numbers and names are packed: calls to what is between them,
 * the demand with a byte for each half hour gone by, all the rest as JSON. In the console an item shows its data set and
 * its reason in words; `status` shows the rest.
 */
export interface LedgerItem extends Pick<LedgerRow, 'dataSetArn' | 'schema' | 'version' | 'reason' | 'code'> {
  /** Something is pending, in flight or waits for the event bus: a sweep looks at these alone. */
  readonly unfinished?: true;
  readonly calls: Uint8Array;
  readonly demand?: Uint8Array;
  readonly rest: Uint8Array;
}

/** @throws if a number of the row is not finite: no JSON has such numbers, and what is packed would hide them */
export function toItem(whole: LedgerRow): LedgerItem {
  const wrong = notFinite(whole, 'row');
  if (wrong) {
    throw new Error(`${whole.dataSetArn}: ${wrong} is not a finite number, so the row cannot be stored`);
  }
  const { dataSetArn, schema, version, reason, code, calls, demand, ...rest } = whole;
  return {
    ...{ dataSetArn, schema, version, reason },
    ...(code && { code }),
    ...((rest.pending || rest.ingestion || rest.outbox) && { unfinished: true }),
    calls: CALLS.pack(calls),
    ...(demand && { demand: DEMAND.pack(demand) }),
    rest: deflateRawSync(JSON.stringify(rest), { ...SOME_KILOBYTES, dictionary: ROW_DICTIONARY }),
  };
}

export function fromItem({ unfinished, calls, demand, rest, ...row }: LedgerItem): LedgerRow {
  return {
    ...row,
    ...JSON.parse(inflateRawSync(rest, { ...SOME_KILOBYTES, dictionary: ROW_DICTIONARY }).toString()),
    calls: CALLS.unpack(calls),
    ...(demand && { demand: DEMAND.unpack(demand) }),
  };
}

/** A row as a model of the table keeps it: what goes through DynamoDB's own encoding, and back. */
export function storedAndRead<Row extends LedgerRow>(row: Row): Row {
  return fromItem(unmarshall(marshall(toItem(row), { removeUndefinedValues: true })) as LedgerItem) as Row;
}

/** The path of a number that is NaN or infinite. */
function notFinite(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : path;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [name, inner] of Object.entries(value)) {
    const found = notFinite(inner, `${path}.${name}`);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** The first, and how much later each of the others is than the one before. */
function packCalls(calls: readonly number[]): Uint8Array {
  return deflateRawSync(calls.map((call, i) => call - (calls[i - 1] ?? 0)).join(), HALF_A_KILOBYTE);
}

function unpackCalls(packed: Uint8Array): number[] {
  let call = 0;
  return numbersOf(inflateRawSync(packed, HALF_A_KILOBYTE).toString()).map((gap) => {
    call += gap;
    return call;
  });
}

/**
 * Lines of numbers, then a byte for each half hour but the newest, oldest first: five bits of landings, three of bursts.
 * Times are counted from the beginning of the newest half hour.
 */
function packDemand({ slot, landings, bursts, burst, run, usual }: Demand): Uint8Array {
  const from = slot * SLOT;
  const lines = [
    [slot, landings.at(-1), bursts.at(-1), burst.at - from, burst.count],
    run ? [run.at - from, run.last - from, run.count] : [],
    usual ? [usual.runs, usual.length, usual.square, usual.count] : [],
  ];
  const before = landings
    .slice(0, -1)
    .map((count, i) => placeOn(LANDINGS_GRID, count) * BURSTS_GRID.length + placeOn(BURSTS_GRID, bursts[i] as number));
  return deflateRawSync(
    Buffer.from([...Buffer.from(lines.map((line) => `${line.join()}\n`).join('')), ...before]),
    HALF_A_KILOBYTE,
  );
}

function unpackDemand(packed: Uint8Array): Demand {
  const bytes = inflateRawSync(packed, HALF_A_KILOBYTE);
  let begin = 0;
  const nextLine = (): number[] => {
    const end = bytes.indexOf('\n', begin);
    const line = bytes.toString('latin1', begin, end);
    begin = end + 1;
    return numbersOf(line);
  };
  const [slot, landings, bursts, burstAt, burstCount] = nextLine() as [number, number, number, number, number];
  const [runAt, runLast, runCount] = nextLine() as [number?, number?, number?];
  const [runs, length, square, count] = nextLine() as [number?, number?, number?, number?];
  const before = [...bytes.subarray(begin)];
  const from = slot * SLOT;
  return {
    slot,
    landings: [...before.map((byte) => LANDINGS_GRID[Math.floor(byte / BURSTS_GRID.length)] as number), landings],
    bursts: [...before.map((byte) => BURSTS_GRID[byte % BURSTS_GRID.length] as number), bursts],
    burst: { at: from + burstAt, count: burstCount },
    ...(runAt !== undefined && {
      run: { at: from + runAt, last: from + (runLast as number), count: runCount as number },
    }),
    ...(runs !== undefined && { usual: { runs, length, square, count } as UsualRun }),
  };
}

const numbersOf = (text: string): number[] => (text === '' ? [] : text.split(',').map(Number));

/**
 * Packs and unpacks, and remembers what it has unpacked for as long as that is in use: rows are never changed in place, so
 * what is the same object has the same bytes. Most writes of a reconcile change neither the calls nor the demand.
 */
class Packing<Whole extends object> {
  private readonly bytesOf = new WeakMap<Whole, Uint8Array>();
  private readonly wholeOf = new WeakMap<Uint8Array, Whole>();

  constructor(
    private readonly packing: (whole: Whole) => Uint8Array,
    private readonly unpacking: (bytes: Uint8Array) => Whole,
  ) {}

  pack(whole: Whole): Uint8Array {
    let bytes = this.bytesOf.get(whole);
    if (!bytes) {
      bytes = this.packing(whole);
      this.bytesOf.set(whole, bytes);
    }
    return bytes;
  }

  /** Never what was packed: what packing loses is lost. */
  unpack(bytes: Uint8Array): Whole {
    let whole = this.wholeOf.get(bytes);
    if (!whole) {
      whole = this.unpacking(bytes);
      this.wholeOf.set(bytes, whole);
      this.bytesOf.set(whole, bytes);
    }
    return whole;
  }
}

const CALLS = new Packing<readonly number[]>(packCalls, unpackCalls);
const DEMAND = new Packing<Demand>(packDemand, unpackDemand);
