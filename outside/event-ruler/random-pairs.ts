import type { Question } from './ruler';

/**
 * Patterns and events of few names and values, so that they meet often. The values are those at which matchers part:
 * numbers at the ends of what is comparable, addresses in several spellings, wildcards whose parts overlap.
 */

type Random = () => number;
type JsonObject = Record<string, unknown>;

const NAMES = ['a', 'a', 'b', 'b', 'c', 'a.b', ''];
const STRINGS = ['', 'a', 'b', 'ab', 'aba', 'abab', 'A', 'aB', 'a*b', 'a\\b', 'é', 'É', 'ß', '1', 'null', 'true'];
const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.255',
  '010.0.0.1',
  '2001:db8::1',
  '2001:0db8:0:0:0:0:0:1',
  '::ffff:10.0.0.1',
  '::',
];
const NUMBERS = [
  0, 1, -1, 1.5, 100, 1e-6, 1e-7, 0.1, 5e9, 5_000_000_000.5, 6e9, -5e9, 1e12, 123_456_789_012, 1.0000001,
];
const OPERATORS = ['=', '<', '<=', '>', '>='];
const WILDCARDS = ['*', 'a*', '*b', 'a*b', 'a*a', 'ab*ba', '*a*b*', '**', 'a\\*b', 'a\\\\*', 'a\\x', 'ab*ab', 'A*'];
const BLOCKS = [
  '10.0.0.0/24',
  '10.0.0.0/31',
  '10.0.0.0/32',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
  '::/127',
  '10.0.0.0',
  'x/8',
  '10.0.0.0/-1',
];

export class RandomPairs {
  constructor(private readonly random: Random) {}

  /** A pattern and events, half of which are made to match as far as each field goes. */
  question(): Question {
    const pattern = this.pattern(2);
    const events = Array.from({ length: 4 }, (_, at) => (at % 2 === 0 ? this.event(2) : this.eventLike(pattern)));
    return { pattern, events };
  }

  private pattern(depth: number): JsonObject {
    const names = this.listOf(1, 2, () => (this.chance(0.1) ? '$or' : this.oneOf(NAMES)));
    return Object.fromEntries(names.map((name) => [name, this.below(name, depth)]));
  }

  /** What stands below a name of a pattern. */
  private below(name: string, depth: number): unknown {
    if (name === '$or' && !this.chance(0.05)) {
      return this.listOf(2, 3, () => this.pattern(Math.max(depth - 1, 0)));
    }
    if (depth > 0 && this.chance(0.3)) {
      return this.pattern(depth - 1);
    }
    return this.chance(0.01) ? this.oneOf([[], {}, 'a', 1, null]) : this.listOf(1, 2, () => this.condition());
  }

  private condition(): unknown {
    if (this.chance(0.02)) {
      return this.oneOf([{ prefix: 1 }, { unknown: 'a' }, { exists: 'true' }, {}, ['a'], { prefix: 'a', suffix: 'b' }]);
    }
    return this.oneOf([
      () => this.leaf(),
      () => this.leaf(),
      () => ({ exists: this.chance(0.5) }),
      () => ({ prefix: this.affix() }),
      () => ({ suffix: this.affix() }),
      () => ({ 'equals-ignore-case': this.oneOf(STRINGS) }),
      () => ({ wildcard: this.oneOf(WILDCARDS) }),
      () => ({ numeric: this.comparison() }),
      () => ({ cidr: this.oneOf(BLOCKS) }),
      () => ({ 'anything-but': this.negated() }),
    ])();
  }

  private affix(): unknown {
    return this.chance(0.2) ? { 'equals-ignore-case': this.oneOf(STRINGS) } : this.oneOf(STRINGS);
  }

  private comparison(): unknown {
    const one = [this.oneOf(OPERATORS), this.oneOf(NUMBERS)];
    return this.chance(0.4) ? [...one, this.oneOf(OPERATORS), this.oneOf(NUMBERS)] : one;
  }

  private negated(): unknown {
    const operator = this.oneOf(['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'numeric']);
    const values = operator === 'wildcard' ? WILDCARDS : STRINGS;
    return this.oneOf([
      () => this.leaf(),
      () => this.listOf(1, 3, () => this.oneOf(STRINGS)),
      () => this.listOf(1, 3, () => this.oneOf(NUMBERS)),
      () => this.listOf(0, 2, () => this.leaf()),
      () => ({ [operator]: this.oneOf(values) }),
      () => ({ [operator]: this.listOf(1, 3, () => this.oneOf(values)) }),
    ])();
  }

  /** An event with a value for each field of a pattern that is likely to match there. */
  private eventLike(pattern: JsonObject): JsonObject {
    const entries = Object.entries(pattern).flatMap(([name, value]): (readonly [string, unknown])[] => {
      if (name === '$or' && Array.isArray(value)) {
        const alternative = this.oneOf(value);
        return isObject(alternative) ? Object.entries(this.eventLike(alternative)) : [];
      }
      if (Array.isArray(value)) {
        return value.length === 0 ? [] : [[name, this.valueLike(this.oneOf(value))]];
      }
      return isObject(value) ? [[name, this.inArray(this.eventLike(value))]] : [];
    });
    return { ...(this.chance(0.2) ? this.event(1) : {}), ...Object.fromEntries(entries) };
  }

  private valueLike(condition: unknown): unknown {
    const operand = isObject(condition) ? Object.values(condition)[0] : condition;
    const inner = isObject(operand) ? Object.values(operand)[0] : operand;
    const likely = Array.isArray(inner) ? this.oneOf(inner.filter((one) => !OPERATORS.includes(one))) : inner;
    if (typeof likely !== 'string') {
      return this.inArray(this.chance(0.3) ? this.leaf() : (likely ?? null));
    }
    const text = likely.replace(/\/\d+$/, '').replace(/(?<!\\)\*/g, () => this.oneOf(STRINGS));
    return this.inArray(this.oneOf([text, text, text + this.oneOf(STRINGS), this.oneOf(STRINGS) + text]));
  }

  private inArray(value: unknown): unknown {
    return this.chance(0.2) ? this.oneOf([[value], [this.leaf(), value], [value, this.event(1)]]) : value;
  }

  private event(depth: number): JsonObject {
    const names = this.listOf(1, 3, () => this.oneOf(NAMES));
    return Object.fromEntries(names.map((name) => [name, this.value(depth)]));
  }

  private value(depth: number): unknown {
    if (depth > 0 && this.chance(0.35)) {
      return this.event(depth - 1);
    }
    return depth > 0 && this.chance(0.3) ? this.listOf(0, 3, () => this.value(depth - 1)) : this.leaf();
  }

  private leaf(): unknown {
    return this.oneOf([
      () => this.oneOf(STRINGS),
      () => this.oneOf(STRINGS),
      () => this.oneOf(ADDRESSES),
      () => this.oneOf(NUMBERS),
      () => this.oneOf([true, false, null]),
    ])();
  }

  private listOf<T>(atLeast: number, atMost: number, make: () => T): T[] {
    const length = atLeast + Math.floor(this.random() * (atMost - atLeast + 1));
    return Array.from({ length }, make);
  }

  private oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)] as T;
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
