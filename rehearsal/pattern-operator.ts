import { BlockList, isIP } from 'node:net';

/**
 * The operators of EventBridge's event patterns, each compiled from its operand to a test of one leaf of an event.
 */

export type Leaf = string | number | boolean | null;
export type JsonObject = Readonly<Record<string, unknown>>;

/** One entry of a pattern array: a test of a leaf, or (`exists: false`) the demand that there is none. */
export type Condition = 'absent' | ((value: Leaf) => boolean);

/**
 * Limit of numeric matching: -5.0e9 to +5.0e9 inclusive, six digits right of the decimal point, by event-ruler's README.
 * The User Guide once said 1.0e9, and there are sources of event-ruler with 5.0e11, so no pattern of ours may depend on
 * it: `objectCreated` asks for a size that is anything but 0.
 */
const NUMERIC_LIMIT = 5e9;
const NUMERIC_DECIMALS = 6;

/** event-ruler reads only these spellings as addresses, so `::ffff:10.0.0.1` stays a plain string. */
const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)$/;

/**
 * An exact value. Numbers are equal whatever their notation: AWS matches 300 with 300.0 (recorded result
 * `number_comparison_float`), though the User Guide once said it compares the text. Two spellings of the same IP
 * address are equal too, since event-ruler compiles an address to a range of one.
 */
export function exactly(expected: Leaf): Condition {
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
export function compileOperator(expression: JsonObject, path: string): Condition {
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

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Paths are joined with dots, so that `{"a.b": 1}` and `{"a": {"b": 1}}` are one, as in event-ruler. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

export function where(path: string): string {
  return path === '' ? 'the pattern' : `"${path}"`;
}

function list(names: Iterable<string>): string {
  return [...names].join(', ');
}

export function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

export function invalid(reason: string): Error {
  return new Error(`Event pattern is not valid: ${reason}`);
}
