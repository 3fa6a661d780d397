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
  'a wildcard beside equals-ignore-case': {
    reason:
      "event-ruler lets a wildcard's star run into an equals-ignore-case of the same field: *b beside null takes bnull; no " +
      'pattern of the library has both',
    holds: ({ pattern, simulator, eventRuler }) =>
      simulator === 'does not match' &&
      eventRuler === 'matches' &&
      ['"wildcard":', '"equals-ignore-case":'].every((operator) => JSON.stringify(pattern).includes(operator)),
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
