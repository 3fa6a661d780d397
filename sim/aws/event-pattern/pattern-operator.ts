import { cidr } from './address';
import { comparable, numeric } from './number';
import {
  type Condition,
  invalid,
  isObject,
  type JsonObject,
  list,
  nonEmptyList,
  onlyEntry,
  onString,
  show,
  text,
} from './value';

/**
 * The operators of EventBridge's event patterns, each compiled from its operand to a test of one leaf of an event.
 */

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

/** `*` is any run of characters, `\*` and `\\` are themselves. How complex wildcards may be is checked of a whole pattern. */
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
