import { type Condition, invalid, show } from './value';

type Comparison = (value: number, bound: number) => boolean;

const COMPARISONS: ReadonlyMap<unknown, Comparison> = new Map<unknown, Comparison>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

/** `["=", 1]`, `["<", 1]`, ..., or a range that starts from its lower bound, as `[">", 0, "<=", 5]`. */
export function numeric(operand: unknown, path: string): Condition {
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
  const lower = comparable(bottom, 'numeric', path);
  const upper = range ? comparable(top, 'numeric', path) : undefined;
  if (upper !== undefined && lower >= upper) {
    throw invalid(`"numeric" of "${path}" is ${show(operand)}; the lower bound must be less than the upper one`);
  }
  return (value) =>
    typeof value === 'number' &&
    COMPARISONS.get(first)?.(value, lower) === true &&
    (upper === undefined || COMPARISONS.get(second)?.(value, upper) === true);
}

/**
 * A pattern's number, refused when EventBridge could not compare it. event-ruler 2 compares doubles (README.md, "Numeric
 * matching"). The User Guide has -5.0e9 to 5.0e9 with six decimals, so no pattern of ours may depend on what lies beyond.
 */
export function comparable(value: unknown, operator: string, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalid(`"${operator}" of "${path}" has ${show(value)}; it takes numbers that a double can hold`);
  }
  return value;
}
