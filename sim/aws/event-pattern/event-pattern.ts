/**
 * EventBridge's event patterns: does an event match a rule's pattern?
 *
 * Sources, and the order in which they are trusted where they disagree:
 *  1. results AWS itself returned for TestEventPattern, as recorded (marked `aws.validated`) in
 *     localstack/localstack, tests/aws/services/events/test_events_patterns.snapshot.json;
 *  2. aws/event-ruler, the open-source matcher that EventBridge runs (README.md and its code, 2.1.0);
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

import { wildcardComplexity } from '../../../lib/private/landing/wildcard-complexity';
import { exactly } from './address';
import { compileOperator } from './pattern-operator';
import {
  type Condition,
  invalid,
  isLeaf,
  isObject,
  type JsonObject,
  join,
  type Leaf,
  leafOf,
  show,
  where,
} from './value';

/** Which element a field sits in, for each array around it: array number to element index. */
type Membership = ReadonlyMap<number, number>;

/** One leaf of the event. */
interface Field {
  readonly value: Leaf;
  readonly membership: Membership;
}

/** What one combination of `$or` alternatives demands: every path must hold, by any one of its conditions. */
type Branch = ReadonlyMap<string, readonly Condition[]>;

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
  const fields = flatten(event);
  return compiled(pattern).some((conditions) => holds(conditions, 0, fields, new Map()));
}

type Conditions = readonly (readonly [string, readonly Condition[]])[];

/** Of the complexities that AWS was seen to refuse, the least is one more than this (recorded). */
const MAX_COMPLEXITY = 10;

/** A rule sees many events and has one pattern. */
const COMPILED = new WeakMap<JsonObject, readonly Conditions[]>();

function compiled(pattern: JsonObject): readonly Conditions[] {
  let branches = COMPILED.get(pattern);
  if (!branches) {
    // Sorted by path, as event-ruler does: it decides which array element `exists: false` is asked about.
    branches = compileObject(pattern, undefined, [new Map()], false).map((branch) =>
      [...branch].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    if (wildcardComplexity(pattern) > MAX_COMPLEXITY) {
      throw invalid('its wildcards are too complex; use fewer stars, and fewer characters that repeat after one');
    }
    COMPILED.set(pattern, branches);
  }
  return branches;
}

/** Every leaf of the event by its path. Arrays leave no trace in the path; empty arrays and objects leave no leaf. */
function flatten(event: JsonObject): ReadonlyMap<string, readonly Field[]> {
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  const visit = (value: unknown, path: string | undefined, membership: Membership): void => {
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
    } else if (path !== undefined && isLeaf(value)) {
      fields.set(path, [...(fields.get(path) ?? []), { value, membership }]);
    }
  };
  visit(event, undefined, new Map());
  return fields;
}

/** Whether the conditions from `index` on can be met by fields that agree on their array elements with `membership`. */
function holds(
  conditions: readonly (readonly [string, readonly Condition[]])[],
  index: number,
  fields: ReadonlyMap<string, readonly Field[]>,
  membership: Membership,
): boolean {
  const condition = conditions[index];
  if (!condition) {
    return true;
  }
  const [path, alternatives] = condition;
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
function compileObject(
  pattern: JsonObject,
  path: string | undefined,
  branches: readonly Branch[],
  inOr: boolean,
): Branch[] {
  const entries = Object.entries(pattern);
  if (entries.length === 0) {
    throw invalid(`${where(path)} is an empty object; name at least one field in it`);
  }
  return entries.reduce<Branch[]>(
    (sofar, [key, value]) => {
      if (key === '$or') {
        return compileOr(value, path, sofar);
      }
      if (inOr && RESERVED_IN_OR.has(key)) {
        throw invalid(`"${key}" is reserved and cannot name a field inside $or`);
      }
      if (Array.isArray(value)) {
        const name = leafOf(path, key);
        return addConditions(name, compileValues(value, name), sofar);
      }
      if (isObject(value)) {
        return compileObject(value, join(path, key), sofar, inOr);
      }
      throw invalid(`"${leafOf(path, key)}" must be an object or an array, not ${show(value)}`);
    },
    [...branches],
  );
}

/** One copy of the branches for each alternative. */
function compileOr(value: unknown, path: string | undefined, branches: readonly Branch[]): Branch[] {
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
