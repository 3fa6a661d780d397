/** What event patterns are made of, and how one that EventBridge would refuse is refused here. */

export type Leaf = string | number | boolean | null;
export type JsonObject = Readonly<Record<string, unknown>>;

/** One entry of a pattern array: a test of a leaf, or (`exists: false`) the demand that there is none. */
export type Condition = 'absent' | ((value: Leaf) => boolean);

/** A test that only strings can pass: text operators never match a number that looks alike. */
export function onString(test: (value: string) => boolean): Condition {
  return (value) => typeof value === 'string' && test(value);
}

/** A string operand. */
export function text(operand: unknown, operator: string, path: string): string {
  if (typeof operand !== 'string') {
    throw invalid(`"${operator}" of "${path}" must be a string, not ${show(operand)}`);
  }
  return operand;
}

/** One value or a list of them, as a list. */
export function nonEmptyList(operand: unknown, path: string): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) {
    throw invalid(`"anything-but" of "${path}" has an empty array; give at least one value`);
  }
  return values;
}

export function onlyEntry(expression: JsonObject, place: string): [string, unknown] {
  const [entry, ...more] = Object.entries(expression);
  if (!entry || more.length > 0) {
    throw invalid(`${place} has ${show(expression)}; an operator is an object with exactly one key`);
  }
  return entry;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * Paths are joined with dots, so that `{"a.b": 1}` and `{"a": {"b": 1}}` are one, as in event-ruler. An empty name is a
 * name: `{"": {"a": 1}}` has the field `.a`.
 */
export function join(path: string | undefined, key: string): string {
  return path === undefined ? key : `${path}.${key}`;
}

/** What a pattern calls a leaf. event-ruler leaves out a first name that is empty (Path.java). */
export function leafOf(path: string | undefined, key: string): string {
  return path ? join(path, key) : key;
}

export function where(path: string | undefined): string {
  return path === undefined ? 'the pattern' : `"${path}"`;
}

export function list(names: Iterable<string>): string {
  return [...names].join(', ');
}

export function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

export function invalid(reason: string): Error {
  return new Error(`Event pattern is not valid: ${reason}`);
}
