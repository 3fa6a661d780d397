/**
 * EventBridge's event patterns: does an event match a rule's pattern?
 *
 * Sources, and the order in which they are trusted where they disagree:
 *  1. results AWS itself returned for TestEventPattern, as recorded (marked `aws.validated`) in
 *     localstack/localstack, tests/aws/services/events/test_events_patterns.snapshot.json;
 *  2. aws/event-ruler, the open-source matcher that EventBridge runs (README.md and its rule compiler);
 *  3. the EventBridge User Guide: "Comparison operators for use in event patterns", "Event pattern syntax",
 *     "Matching events on null values and empty strings", "Arrays in event patterns".
 *
 * The method is event-ruler's: flatten the event into (path, value) fields, flatten the pattern into one set of
 * path conditions for each combination of `$or` alternatives, and look for one field for each path such that no two
 * of them sit in different elements of the same array.
 *
 * A pattern is compiled as a whole before any event is looked at, so one that EventBridge would refuse throws here
 * whatever the event is.
 */

import { BlockList, isIP } from 'node:net';

type Leaf = string | number | boolean | null;
type JsonObject = Readonly<Record<string, unknown>>;

/** Which element a field sits in, for each array around it: array number to element index. */
type Membership = ReadonlyMap<number, number>;

/** One leaf of the event. */
interface Field {
  readonly value: Leaf;
  readonly membership: Membership;
}

/** One entry of a pattern array: a test of a leaf, or (`exists: false`) the demand that there is none. */
type Condition = 'absent' | ((value: Leaf) => boolean);

/** What one combination of `$or` alternatives demands: every path must hold, by any one of its conditions. */
type Branch = ReadonlyMap<string, readonly Condition[]>;

/** Documented limit of numeric matching: -5.0e9 to +5.0e9 inclusive, six digits right of the decimal point. */
const NUMERIC_LIMIT = 5e9;
const NUMERIC_DECIMALS = 6;

/** event-ruler reads only these spellings as addresses, so `::ffff:10.0.0.1` stays a plain string. */
const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)$/;

/** Names a field may not have inside `$or`: the operators, and what event-ruler reserves for later. */
const RESERVED_IN_OR = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/**
 * Whether EventBridge would match `event` with `pattern`.
 *
 * Throws when the pattern is one EventBridge refuses, or uses an operator that is not known here.
 */
export function matches(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) {
    throw invalid(`it must be a JSON object, not ${show(pattern)}`);
  }
  if (!isObject(event)) {
    throw new Error(`The event is not valid: it must be a JSON object, not ${show(event)}`);
  }
  const branches = compileObject(pattern, '', [new Map()], false);
  const fields = flatten(event);
  // Sorted by path, as event-ruler does: it decides which array element `exists: false` is asked about.
  return branches.some((branch) =>
    holds(
      [...branch].sort(([a], [b]) => (a < b ? -1 : 1)),
      0,
      fields,
      new Map(),
    ),
  );
}

/** Every leaf of the event by its path. Arrays leave no trace in the path; empty arrays and objects leave no leaf. */
function flatten(event: JsonObject): ReadonlyMap<string, readonly Field[]> {
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  const visit = (value: unknown, path: string, membership: Membership): void => {
    if (Array.isArray(value)) {
      const array = arrays++;
      value.forEach((element: unknown, index) => {
        const nested = typeof element === 'object' && element !== null;
        // Plain elements are not tied to their index: any of them may satisfy any condition on the array.
        visit(element, path, nested ? new Map([...membership, [array, index]]) : membership);
      });
    } else if (isObject(value)) {
      for (const [key, child] of Object.entries(value)) {
        visit(child, join(path, key), membership);
      }
    } else if (isLeaf(value)) {
      fields.set(path, [...(fields.get(path) ?? []), { value, membership }]);
    }
  };
  visit(event, '', new Map());
  return fields;
}

/** Whether the conditions from `index` on can be met by fields that agree on their array elements with `membership`. */
function holds(
  conditions: readonly (readonly [string, readonly Condition[]])[],
  index: number,
  fields: ReadonlyMap<string, readonly Field[]>,
  membership: Membership,
): boolean {
  if (index === conditions.length) {
    return true;
  }
  const [path, alternatives] = conditions[index];
  const present = (fields.get(path) ?? []).filter((field) => agrees(field.membership, membership));
  if (present.length === 0) {
    return alternatives.includes('absent') && holds(conditions, index + 1, fields, membership);
  }
  return present.some(
    (field) =>
      alternatives.some((test) => test !== 'absent' && test(field.value)) &&
      holds(conditions, index + 1, fields, new Map([...membership, ...field.membership])),
  );
}

/** Array consistency: no two fields from different elements of the same array. */
function agrees(one: Membership, other: Membership): boolean {
  return [...one].every(([array, index]) => (other.get(array) ?? index) === index);
}

/** Adds what `pattern` demands under `path` to each branch; a `$or` multiplies the branches. */
function compileObject(pattern: JsonObject, path: string, branches: readonly Branch[], inOr: boolean): Branch[] {
  const entries = Object.entries(pattern);
  if (entries.length === 0) {
    throw invalid(`${where(path)} is an empty object; name at least one field in it`);
  }
  return entries.reduce<Branch[]>(
    (sofar, [key, value]) => {
      if (key === '$or') {
        return compileOr(value, path, sofar);
      }
      const name = join(path, key);
      if (inOr && RESERVED_IN_OR.has(key)) {
        throw invalid(`"${key}" is reserved and cannot name a field inside $or`);
      }
      if (Array.isArray(value)) {
        return addConditions(name, compileValues(value, name), sofar);
      }
      if (isObject(value)) {
        return compileObject(value, name, sofar, inOr);
      }
      throw invalid(`"${name}" must be an object or an array, not ${show(value)}`);
    },
    [...branches],
  );
}

/** One copy of the branches for each alternative. */
function compileOr(value: unknown, path: string, branches: readonly Branch[]): Branch[] {
  if (!Array.isArray(value) || value.length < 2) {
    throw invalid(`$or in ${where(path)} must be an array of at least two objects, not ${show(value)}`);
  }
  return value.flatMap((alternative: unknown) => {
    if (!isObject(alternative)) {
      throw invalid(`$or in ${where(path)} may hold only objects, not ${show(alternative)}`);
    }
    return compileObject(alternative, path, branches, true);
  });
}

/** Adds one path's conditions to each branch. Naming a path twice is refused, as one of the two would be lost. */
function addConditions(path: string, conditions: readonly Condition[], branches: readonly Branch[]): Branch[] {
  return branches.map((branch) => {
    if (branch.has(path)) {
      throw invalid(`"${path}" is named twice (beside and in a $or, or with dots); EventBridge would heed only one`);
    }
    return new Map([...branch, [path, conditions]]);
  });
}

/** The conditions of one pattern array; any of them is enough. */
function compileValues(values: readonly unknown[], path: string): Condition[] {
  if (values.length === 0) {
    throw invalid(`"${path}" is an empty array; give at least one value`);
  }
  return values.map((value) => {
    if (isObject(value)) {
      return compileOperator(value, path);
    }
    if (!isLeaf(value)) {
      throw invalid(`"${path}" holds ${show(value)}; allowed are strings, numbers, true, false, null and operators`);
    }
    return exactly(value);
  });
}

/**
 * An exact value. Numbers are equal whatever their notation: AWS matches 300 with 300.0 (recorded result
 * `number_comparison_float`), though the User Guide once said it compares the text. Two spellings of the same IP
 * address are equal too, since event-ruler compiles an address to a range of one.
 */
function exactly(expected: Leaf): Condition {
  if (typeof expected === 'string' && isAddress(expected)) {
    const block = new BlockList();
    block.addAddress(expected, family(expected));
    return isIn(block);
  }
  return (value) => value === expected;
}

type Operand = (operand: unknown, path: string) => Condition;

const OPERATORS: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ['anything-but', anythingBut],
  ['cidr', cidr],
  ['equals-ignore-case', (operand, path) => onString(equalsIgnoreCase(text(operand, 'equals-ignore-case', path)))],
  ['exists', exists],
  ['numeric', numeric],
  ['prefix', (operand, path) => affix(operand, 'prefix', path)],
  ['suffix', (operand, path) => affix(operand, 'suffix', path)],
  ['wildcard', (operand, path) => onString(wildcard(text(operand, 'wildcard', path), path))],
]);

/** `{ "<operator>": <operand> }`. */
function compileOperator(expression: JsonObject, path: string): Condition {
  const [operator, operand] = onlyEntry(expression, `"${path}"`);
  const compile = OPERATORS.get(operator);
  if (compile === undefined) {
    throw invalid(`"${path}" has the unknown operator "${operator}"; EventBridge knows ${list(OPERATORS.keys())}`);
  }
  return compile(operand, path);
}

/** Only leaves exist: an object, an empty array or an empty object at the path counts as absent. */
function exists(operand: unknown, path: string): Condition {
  if (typeof operand !== 'boolean') {
    throw invalid(`"exists" of "${path}" must be true or false, not ${show(operand)}`);
  }
  return operand ? () => true : 'absent';
}

/** `prefix` and `suffix`, each of a string or of `{ "equals-ignore-case": string }`. */
function affix(operand: unknown, operator: 'prefix' | 'suffix', path: string): Condition {
  if (!isObject(operand)) {
    return onString(hasAffix(text(operand, operator, path), operator));
  }
  const [inner, wanted] = onlyEntry(operand, `"${operator}" of "${path}"`);
  if (inner !== 'equals-ignore-case') {
    throw invalid(`"${operator}" of "${path}" has the unknown operator "${inner}"; it knows equals-ignore-case`);
  }
  const lower = hasAffix(text(wanted, `${operator} equals-ignore-case`, path).toLowerCase(), operator);
  return onString((value) => lower(value.toLowerCase()));
}

/** What `anything-but` can negate besides plain values; AWS refuses equals-ignore-case within these. */
const NEGATABLE: ReadonlyMap<string, (wanted: string, path: string) => (value: string) => boolean> = new Map([
  ['equals-ignore-case', equalsIgnoreCase],
  ['prefix', (wanted: string) => hasAffix(wanted, 'prefix')],
  ['suffix', (wanted: string) => hasAffix(wanted, 'suffix')],
  ['wildcard', wildcard],
]);

/**
 * True for a leaf that is there and is none of the given ones, of whatever type: null matches, a missing field does
 * not. Against an array it is asked of each element, and one element that differs is enough.
 */
function anythingBut(operand: unknown, path: string): Condition {
  if (!isObject(operand)) {
    return excluding(operand, path);
  }
  const [operator, wanted] = onlyEntry(operand, `"anything-but" of "${path}"`);
  const negate = NEGATABLE.get(operator);
  if (negate === undefined) {
    throw invalid(
      `"anything-but" of "${path}" has the unknown operator "${operator}"; ` + `it knows ${list(NEGATABLE.keys())}`,
    );
  }
  const tests = nonEmptyList(wanted, path).map((one) => {
    const string = text(one, `anything-but ${operator}`, path);
    if (string === '' && (operator === 'prefix' || operator === 'suffix')) {
      throw invalid(`"anything-but" of "${path}" has an empty ${operator}, which would exclude every string`);
    }
    return negate(string, path);
  });
  return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
}

/** `anything-but` of one value or a list: all strings or all numbers. */
function excluding(operand: unknown, path: string): Condition {
  const values = nonEmptyList(operand, path);
  if (values.every((value) => typeof value === 'number')) {
    for (const value of values) {
      comparable(value, 'anything-but', path);
    }
  } else if (!values.every((value) => typeof value === 'string')) {
    throw invalid(`"anything-but" of "${path}" must be strings only or numbers only, not ${show(operand)}`);
  }
  const excluded = new Set<unknown>(values);
  return (value) => !excluded.has(value);
}

type Comparison = (value: number, bound: number) => boolean;

const COMPARISONS: ReadonlyMap<unknown, Comparison> = new Map<unknown, Comparison>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

/** `["=", 1]`, `["<", 1]`, ..., or a range that starts from its lower bound, as `[">", 0, "<=", 5]`. */
function numeric(operand: unknown, path: string): Condition {
  if (!Array.isArray(operand)) {
    throw invalid(`"numeric" of "${path}" must be an array such as [">", 0, "<=", 5], not ${show(operand)}`);
  }
  const [first, bottom, second, top] = operand as readonly unknown[];
  const range = operand.length === 4 && String(first).startsWith('>') && String(second).startsWith('<');
  if (!COMPARISONS.has(first) || (operand.length !== 2 && !(range && COMPARISONS.has(second)))) {
    throw invalid(
      `"numeric" of "${path}" is ${show(operand)}; allowed are one of =, <, <=, >, >= and a number, ` +
        'or > or >= and a number followed by < or <= and a number',
    );
  }
  const bounds = [comparable(bottom, 'numeric', path), ...(range ? [comparable(top, 'numeric', path)] : [])];
  if (range && bounds[0] >= bounds[1]) {
    throw invalid(`"numeric" of "${path}" is ${show(operand)}; the lower bound must be less than the upper one`);
  }
  return (value) =>
    typeof value === 'number' &&
    isComparable(value) &&
    bounds.every((bound, at) => COMPARISONS.get(operand[at * 2])?.(value, bound));
}

/** A number that EventBridge can compare; in an event, one that it cannot is simply not a number to `numeric`. */
function isComparable(value: number): boolean {
  return Math.abs(value) <= NUMERIC_LIMIT && Number(value.toFixed(NUMERIC_DECIMALS)) === value;
}

/** A pattern's number, refused when EventBridge could not compare it. */
function comparable(value: unknown, operator: string, path: string): number {
  if (typeof value !== 'number' || !isComparable(value)) {
    throw invalid(
      `"${operator}" of "${path}" has ${show(value)}; it takes numbers from -5.0e9 to 5.0e9 ` +
        'with at most six digits after the decimal point',
    );
  }
  return value;
}

/** An IPv4 or IPv6 block. A block of a single address is refused by event-ruler: the exact value does that. */
function cidr(operand: unknown, path: string): Condition {
  const [address, bits, ...rest] = text(operand, 'cidr', path).split('/');
  const most = isAddress(address) && family(address) === 'ipv4' ? 31 : 127;
  if (!isAddress(address) || !/^\d+$/.test(bits ?? '') || rest.length > 0 || Number(bits) > most) {
    throw invalid(
      `"cidr" of "${path}" is ${show(operand)}; it must be an IP address, one "/" and the mask bits ` +
        '(IPv4: 0 to 31, IPv6: 0 to 127)',
    );
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family(address));
  return isIn(block);
}

/** `*` is any run of characters, `\*` and `\\` are themselves. How complex a wildcard may be is not checked here. */
function wildcard(wanted: string, path: string): (value: string) => boolean {
  const tokens = wanted.match(/\\[\s\S]|[\s\S]/g) ?? [];
  const source = tokens.map((token, at) => {
    if (token === '*' && tokens[at + 1] === '*') {
      throw invalid(`"wildcard" of "${path}" is ${show(wanted)}; consecutive wildcard characters are not allowed`);
    }
    if (token.startsWith('\\') && token !== '\\*' && token !== '\\\\') {
      throw invalid(`"wildcard" of "${path}" is ${show(wanted)}; a backslash may only precede * or another backslash`);
    }
    return token === '*' ? '[^]*' : (token.at(-1) ?? '').replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  });
  const expression = new RegExp(`^${source.join('')}$`);
  return (value) => expression.test(value);
}

function equalsIgnoreCase(wanted: string): (value: string) => boolean {
  return (value) => value.toLowerCase() === wanted.toLowerCase();
}

function hasAffix(wanted: string, operator: 'prefix' | 'suffix'): (value: string) => boolean {
  return (value) => (operator === 'prefix' ? value.startsWith(wanted) : value.endsWith(wanted));
}

/** A test that only strings can pass: text operators never match a number that looks alike. */
function onString(test: (value: string) => boolean): Condition {
  return (value) => typeof value === 'string' && test(value);
}

function isIn(block: BlockList): Condition {
  return onString((value) => isAddress(value) && block.check(value, family(value)));
}

function isAddress(value: string): boolean {
  return ADDRESS.test(value) && isIP(value) !== 0;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** A string operand. */
function text(operand: unknown, operator: string, path: string): string {
  if (typeof operand !== 'string') {
    throw invalid(`"${operator}" of "${path}" must be a string, not ${show(operand)}`);
  }
  return operand;
}

/** One value or a list of them, as a list. */
function nonEmptyList(operand: unknown, path: string): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) {
    throw invalid(`"anything-but" of "${path}" has an empty array; give at least one value`);
  }
  return values;
}

function onlyEntry(expression: JsonObject, place: string): [string, unknown] {
  const entries = Object.entries(expression);
  if (entries.length !== 1) {
    throw invalid(`${place} has ${show(expression)}; an operator is an object with exactly one key`);
  }
  return entries[0];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Paths are joined with dots, so that `{"a.b": 1}` and `{"a": {"b": 1}}` are one, as in event-ruler. */
function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function where(path: string): string {
  return path === '' ? 'the pattern' : `"${path}"`;
}

function list(names: Iterable<string>): string {
  return [...names].join(', ');
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function invalid(reason: string): Error {
  return new Error(`Event pattern is not valid: ${reason}`);
}
