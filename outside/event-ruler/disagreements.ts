/** What a matcher says of a pattern and an event. */
export type Finding = 'matches' | 'does not match' | 'refused';

/** A pattern and an event of which the simulator's matcher and event-ruler do not say the same. */
export interface Disagreement {
  readonly pattern: unknown;
  readonly event: unknown;
  readonly simulator: Finding;
  /** Why the simulator refuses the pattern, if it does. */
  readonly refusal: string;
  readonly eventRuler: Finding;
  /** What event-ruler says of the patterns that the pattern stands for, one condition for each field. */
  readonly ofParts: Finding;
}

interface Class {
  readonly reason: string;
  readonly holds: (disagreement: Disagreement) => boolean;
}

/** Where the two differ by design. Whatever is none of these is a defect of the simulator. */
export const BY_DESIGN: Readonly<Record<string, Class>> = {
  '$or that is none': {
    reason:
      'event-ruler takes a $or that is no list of two objects, or has a reserved name in it, for a field of that name; ' +
      'the simulator refuses it, as the operator is what was meant',
    holds: ({ simulator, refusal }) => simulator === 'refused' && refusal.includes('$or'),
  },
  'a field named twice': {
    reason: 'event-ruler heeds only one of the two; the simulator refuses the pattern, as it cannot be what was meant',
    holds: ({ simulator, refusal }) => simulator === 'refused' && refusal.includes('is named twice'),
  },
  'a block of addresses and a number': {
    reason:
      'event-ruler compares the text of a number with hexadecimal digits, so 0.0.0.0/0 takes 5000000000; a number is no ' +
      'address, and AWS has recorded one that is not taken',
    holds: ({ pattern, event, simulator, eventRuler }) =>
      simulator === 'does not match' &&
      eventRuler === 'matches' &&
      JSON.stringify(pattern).includes('"cidr":') &&
      leaves(event).some((leaf) => typeof leaf === 'number'),
  },
  'the whole otherwise than its parts': {
    reason:
      'event-ruler says of a pattern what it says of none of its parts: the conditions of a field share the states of one ' +
      'machine, so that *b beside an equals-ignore-case of null takes bnull, and *a*b* beside a suffix of é takes éa; the ' +
      'simulator says what event-ruler says of the parts',
    holds: ({ simulator, ofParts }) => ofParts === simulator,
  },
  'one path, written in two ways': {
    reason:
      'event-ruler joins names with dots, so that the field a.b and the field b of an a are one; which of them is in which ' +
      'element of an array it then does not tell apart',
    holds: ({ event }) => isPathTwice(event),
  },
  'an empty name below another': {
    reason: 'event-ruler joins names in a pattern otherwise than in an event where one of them is empty',
    holds: ({ pattern }) => hasEmptyStep(pattern, []),
  },
};

/** The class of a disagreement that is by design; `undefined` for a defect. */
export function classOf(disagreement: Disagreement): string | undefined {
  return Object.entries(BY_DESIGN).find(([, { holds }]) => holds(disagreement))?.[0];
}

function leaves(event: unknown): unknown[] {
  return typeof event === 'object' && event !== null ? Object.values(event).flatMap(leaves) : [event];
}

/** Whether two ways through an event join to the same name: `a.b`, and `b` below `a`. */
function isPathTwice(event: unknown): boolean {
  const ways = [...waysThrough(event, [])];
  return new Set(ways.map((way) => way.join('.'))).size < new Set(ways.map((way) => JSON.stringify(way))).size;
}

function* waysThrough(value: unknown, way: readonly string[]): Generator<readonly string[]> {
  if (Array.isArray(value)) {
    for (const element of value) {
      yield* waysThrough(element, way);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, below] of Object.entries(value)) {
      yield* waysThrough(below, [...way, name]);
    }
  } else {
    yield way;
  }
}

function hasEmptyStep(pattern: unknown, steps: readonly string[]): boolean {
  if (Array.isArray(pattern)) {
    return steps.length > 1 && steps.includes('');
  }
  return (
    typeof pattern === 'object' &&
    pattern !== null &&
    Object.entries(pattern).some(([name, value]) =>
      name === '$or' && Array.isArray(value)
        ? value.some((alternative) => hasEmptyStep(alternative, steps))
        : hasEmptyStep(value, [...steps, name]),
    )
  );
}
