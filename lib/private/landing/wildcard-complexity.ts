/**
 * How complex EventBridge finds the wildcards of an event pattern: the number of beginnings of wildcards that one value
 * can match at the same time. Measured as aws/event-ruler does in MachineComplexityEvaluator.java, of which the tests
 * hold results.
 */

/** Counted no further: EventBridge takes half of it, and what is far more complex would take long to count. */
const MOST = 20;

type Json = Readonly<Record<string, unknown>>;

/** The bytes of a wildcard in quotes, as event-ruler compares strings; `STAR` is any run of them. */
type Token = number;
const STAR = -1;
const QUOTE = 34;

/** What a field may be: one entry of its array. Two that are the same are one. */
interface Filter {
  readonly identity: string;
  readonly wildcards: readonly string[];
}

/** The filters of one field, and what is looked at next where one of them matches. */
interface Field {
  readonly next: Map<string, Step>;
  readonly filters: Map<string, Filter>;
}

type Step = Map<string, Field>;

/**
 * Up to 20.
 *
 * @param eventPattern as it is in the template
 */
export function wildcardComplexity(eventPattern: unknown): number {
  const first: Step = new Map();
  for (const branch of branchesOf(eventPattern as Json, '', [new Map()])) {
    const fields = [...branch].sort(([a], [b]) => (a < b ? -1 : 1));
    if (fields.some(([, filters]) => filters.some(({ wildcards }) => wildcards.length > 0))) {
      addFields(first, fields);
    }
  }
  return complexityFrom(first, new Set());
}

type Branch = ReadonlyMap<string, readonly Filter[]>;

/** One set of fields for each combination of the alternatives of `$or`. */
function branchesOf(pattern: Json, path: string, branches: readonly Branch[]): readonly Branch[] {
  return Object.entries(pattern).reduce((sofar, [key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    if (Array.isArray(value)) {
      return key === '$or'
        ? value.flatMap((alternative) => branchesOf(alternative, path, sofar))
        : sofar.map((branch) => new Map([...branch, [name, value.map(filterOf)]]));
    }
    return typeof value === 'object' && value !== null ? branchesOf(value as Json, name, sofar) : sofar;
  }, branches);
}

function filterOf(value: unknown): Filter {
  const { wildcard, 'anything-but': butNot } = isObject(value) ? value : {};
  const excluded = isObject(butNot) ? butNot.wildcard : undefined;
  // one that is known at deployment only is an object: its text has the same stars
  const wildcards = [wildcard ?? excluded ?? []]
    .flat()
    .map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return { identity: JSON.stringify(value), wildcards: [...new Set(wildcards)] };
}

/** As event-ruler shares what follows a field: filters that are the same, and new ones that stand together, lead on to the same. */
function addFields(
  step: Step,
  [[path, filters] = ['', []], ...others]: readonly (readonly [string, readonly Filter[]])[],
): void {
  const field = step.get(path) ?? { next: new Map(), filters: new Map() };
  step.set(path, field);
  let last: Step | undefined;
  const reached = new Set<Step>();
  for (const filter of filters) {
    const next: Step = field.next.get(filter.identity) ?? last ?? new Map();
    last = next;
    field.next.set(filter.identity, next);
    field.filters.set(filter.identity, filter);
    reached.add(next);
  }
  if (others.length > 0) {
    for (const each of reached) {
      addFields(each, others);
    }
  }
}

function complexityFrom(step: Step, seen: Set<Step>): number {
  if (seen.has(step)) {
    return 0;
  }
  seen.add(step);
  return Math.max(
    0,
    ...[...step.values()].flatMap(({ filters, next }) => [
      complexityOf([...filters.values()]),
      ...[...next.values()].map((each) => complexityFrom(each, seen)),
    ]),
  );
}

/** A place that a value can be at: which filters it may yet match, and where its next byte leads. */
interface Place {
  readonly filters: Set<string>;
  readonly on: Map<Token, Set<Place>>;
  readonly beyondStar: boolean;
}

/** Sets of places that a value can be at together; the largest sum of their filters. */
function complexityOf(filters: readonly Filter[]): number {
  const start = placesOf(filters);
  const seen = new Set<string>();
  const numbers = new Map<Place, number>();
  const numberOf = (place: Place): number => {
    const number = numbers.get(place) ?? numbers.size;
    numbers.set(place, number);
    return number;
  };
  let complexity = 0;
  const ahead: (readonly Place[])[] = [[start]];
  for (let places = ahead.pop(); places && complexity < MOST; places = ahead.pop()) {
    // STAR stands for every byte that no wildcard names
    const tokens = new Set([STAR, ...places.flatMap(({ on }) => [...on.keys()])]);
    for (const token of tokens) {
      const reached = [...new Set(places.flatMap(({ on }) => [...(on.get(token) ?? []), ...(on.get(STAR) ?? [])]))];
      const key = reached.map(numberOf).sort().join();
      if (reached.length > 0 && !seen.has(key)) {
        seen.add(key);
        // what matches up to a star matches with nothing in its stead, too
        const withNothing = reached.flatMap(({ on }) =>
          [...(on.get(STAR) ?? [])].filter((each) => !reached.includes(each)),
        );
        const size = [...reached, ...withNothing].reduce((sum, place) => sum + place.filters.size, 0);
        complexity = Math.min(Math.max(complexity, size), MOST);
        ahead.push(reached);
      }
    }
  }
  return complexity;
}

function placesOf(filters: readonly Filter[]): Place {
  const start = newPlace(false);
  for (const { identity, wildcards } of filters) {
    const end = newPlace(true);
    for (const wildcard of wildcards) {
      addWildcard(start, end, identity, tokensOf(wildcard));
    }
  }
  return start;
}

/**
 * Up to its first star a wildcard shares the places of others; beyond it, it has places of its own. Event-ruler shares
 * some there, too, where one `anything-but` lists wildcards that begin alike, which it then finds a little less complex.
 */
function addWildcard(start: Place, end: Place, identity: string, tokens: readonly Token[]): void {
  let before: Place | undefined;
  let place = start;
  tokens.forEach((token, at) => {
    const beyondStar = place.beyondStar || token === STAR;
    const known = place.beyondStar
      ? undefined
      : [...(place.on.get(token) ?? [])].find((each) => token === STAR || !each.beyondStar);
    const next = at === tokens.length - 1 ? end : (known ?? newPlace(beyondStar));
    next.filters.add(identity);
    connect(place, token, next);
    if (token === STAR) {
      connect(next, STAR, next);
    } else if (at > 0 && tokens[at - 1] === STAR && before) {
      connect(before, token, next);
    }
    before = place;
    place = next;
  });
}

function newPlace(beyondStar: boolean): Place {
  return { filters: new Set(), on: new Map(), beyondStar };
}

function connect(from: Place, token: Token, to: Place): void {
  from.on.set(token, (from.on.get(token) ?? new Set()).add(to));
}

function tokensOf(wildcard: string): Token[] {
  const tokens = (wildcard.match(/\\[\\*]|[^\\]|\\/gu) ?? []).flatMap((token) =>
    token === '*' ? [STAR] : [...Buffer.from(token.length === 2 && token.startsWith('\\') ? token.slice(1) : token)],
  );
  return [QUOTE, ...tokens, QUOTE];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
