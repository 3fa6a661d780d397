import type { Found, Inventory } from './inventory';
import { type EventCode, type Proposal, proposals } from './landing';
import { describeOrigin, type Origin } from './origin';

/** A data set of the app that is written. */
export interface AppDataSet {
  readonly found: Found;
  /** In PascalCase, unique in the app: the construct's id, and what variables are named for. */
  readonly constructId: string;
  readonly lines: readonly AppEvent[];
  /** None of its events could be settled: it is written as a comment. */
  readonly ask: boolean;
  /** Other data sets are refreshed when it is. */
  readonly awaited: boolean;
  readonly safetyNet: boolean;
}

export interface AppEvent extends Proposal {
  readonly reads: string;
  /** What a reader should know beside it. */
  readonly notes: readonly string[];
}

/** What is written, and what is not. */
export interface AppModel {
  readonly account: string;
  readonly region: string;
  /** Parents before children. */
  readonly dataSets: readonly AppDataSet[];
  readonly leftOut: readonly { readonly found: Found; readonly why: string }[];
}

export interface AppChoice {
  readonly dataSets: readonly string[];
  /** `database.table`: a change of these refreshes nothing. */
  readonly ignored: readonly string[];
}

/** A table that so many data sets read is worth a question. */
const MANY = 5;

/** The same as `SpiceDataSet.fromDataSetId` takes. */
const DATA_SET_ID = /^[A-Za-z0-9][\w.:+=@~-]{0,95}$/;

/**
 * @param origins of each data set, by ARN
 * @param sendsEvents whether a bucket sends its events to EventBridge, where that could be found out
 */
export function appModel(
  { caller, found }: Inventory,
  origins: ReadonlyMap<string, readonly Origin[]>,
  choice: AppChoice,
  sendsEvents: ReadonlyMap<string, boolean>,
): AppModel {
  const chosen = choose(found, choice.dataSets);
  const leftOut = chosen.flatMap((each) => {
    const why = whyNot(each, origins.get(each.arn) ?? []);
    return why === undefined ? [] : [{ found: each, why }];
  });
  const kept = parentsFirst(
    chosen.filter((each) => !leftOut.some((out) => out.found === each)),
    origins,
  );
  const readers = countReaders(kept, origins);
  const ids = constructIds(kept);
  const nameOf = (arn: string): string => found.find((each) => each.arn === arn)?.name ?? arn;
  const settled = new Set<string>();
  const drafts = kept.map((each) => {
    const surroundings = { refreshed: (arn: string) => settled.has(arn), nameOf };
    const lines = (origins.get(each.arn) ?? [])
      .flatMap((origin) => proposals(origin, surroundings))
      .map((proposal) => ({
        ...ignoring(proposal, choice.ignored),
        reads: describeOrigin(proposal.origin, nameOf),
        notes: notesOf(proposal, readers, sendsEvents),
      }));
    const ask = !lines.some(({ event }) => event);
    if (!ask) {
      settled.add(each.arn);
    }
    return { found: each, lines, ask };
  });
  const awaited = new Set(
    drafts.flatMap(({ lines }) =>
      lines.flatMap(({ event }) => (event?.kind === 'refreshSucceeded' ? [event.dataSetArn] : [])),
    ),
  );
  return {
    account: caller.account,
    region: caller.region,
    dataSets: drafts.map((draft) => ({
      ...draft,
      constructId: ids.get(draft.found) as string,
      awaited: awaited.has(draft.found.arn),
      safetyNet: draft.lines.some(({ event, bestEffort }) => event && bestEffort),
    })),
    leftOut,
  };
}

/** Those that are named, by name or id, or all. */
export function choose(found: readonly Found[], given: readonly string[]): readonly Found[] {
  const unknown = given.filter((text) => !found.some(({ id, name }) => id === text || name === text));
  if (unknown.length > 0) {
    throw new Error(
      `no data set ${unknown.join(', ')} in this account and region: there are ${found.map(({ name, id }) => `${name} (${id})`).join(', ') || 'none'}`,
    );
  }
  return given.length === 0 ? found : found.filter(({ id, name }) => given.includes(id) || given.includes(name));
}

function whyNot(found: Found, origins: readonly Origin[]): string | undefined {
  if (found.problem !== undefined) {
    return found.problem;
  }
  if (!found.spice) {
    return 'direct query: it is never refreshed, and always up to date';
  }
  if (origins.length > 0 && origins.every(({ kind }) => kind === 'file')) {
    return 'an uploaded file: QuickSight cannot refresh it';
  }
  return DATA_SET_ID.test(found.id)
    ? undefined
    : 'its id has characters that a policy cannot name exactly: 1 to 96 letters, digits and _ . : + = @ ~ - are allowed';
}

function parentsFirst(dataSets: readonly Found[], origins: ReadonlyMap<string, readonly Origin[]>): Found[] {
  const ordered = new Set<Found>();
  const visit = (each: Found, above: ReadonlySet<Found>): void => {
    for (const origin of origins.get(each.arn) ?? []) {
      const parent = origin.kind === 'parent' ? dataSets.find(({ arn }) => arn === origin.dataSetArn) : undefined;
      if (parent && !above.has(parent) && !ordered.has(parent)) {
        visit(parent, new Set([...above, parent]));
      }
    }
    ordered.add(each);
  };
  for (const each of dataSets) {
    visit(each, new Set([each]));
  }
  return [...ordered];
}

function countReaders(dataSets: readonly Found[], origins: ReadonlyMap<string, readonly Origin[]>) {
  const counts = new Map<string, number>();
  for (const { arn } of dataSets) {
    for (const origin of origins.get(arn) ?? []) {
      if (origin.kind === 'table') {
        const key = `${origin.table.database}.${origin.table.name}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function ignoring(proposal: Proposal, ignored: readonly string[]): Proposal {
  const { origin } = proposal;
  return origin.kind === 'table' && ignored.includes(`${origin.table.database}.${origin.table.name}`)
    ? { ...proposal, event: undefined, why: 'left out by --ignore', bestEffort: false }
    : proposal;
}

function notesOf(
  { origin, event }: Proposal,
  readers: ReadonlyMap<string, number>,
  sendsEvents: ReadonlyMap<string, boolean>,
): string[] {
  const count = origin.kind === 'table' ? (readers.get(`${origin.table.database}.${origin.table.name}`) ?? 0) : 0;
  return [
    ...(count > MANY ? [`${count} data sets read it: strike it out where it need not refresh this one`] : []),
    ...(event?.kind === 'objectCreated' && sendsEvents.get(event.bucket) === false
      ? [`EventBridge is off for ${event.bucket}: switch it on in the bucket's properties, or no event comes`]
      : []),
  ];
}

function constructIds(dataSets: readonly Found[]): ReadonlyMap<Found, string> {
  const taken = new Set<string>();
  return new Map(
    dataSets.map((found) => {
      const words = found.name.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? [];
      const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
      const base = /^[A-Za-z]/.test(pascal) ? pascal.slice(0, 100) : `DataSet${pascal.slice(0, 90)}`;
      let id = base;
      for (let count = 2; taken.has(id.toLowerCase()); count++) {
        id = `${base}${count}`;
      }
      taken.add(id.toLowerCase());
      return [found, id];
    }),
  );
}

/** The buckets whose events the app waits for. */
export function bucketsOf(events: readonly (EventCode | undefined)[]): string[] {
  return [...new Set(events.flatMap((event) => (event?.kind === 'objectCreated' ? [event.bucket] : [])))];
}
